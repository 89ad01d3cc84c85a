"""Conditions of an act. Each one is a pure question that knows how to explain its refusal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from confidentiality.errors import Refusal, Refused


@dataclass(frozen=True, slots=True)
class Guard:
    """A question about one object. Also a condition of django-fsm: calling it answers it."""

    holds: Callable[[Any], bool]
    refusal: Refusal

    def __call__(self, subject: Any) -> bool:
        return self.holds(subject)

    @property
    def __name__(self) -> str:
        return self.refusal.code


def guard(
    code: str, sentence: str, article: str = "", *, label: str = "", url: str = ""
) -> Callable[[Callable[[Any], bool]], Guard]:
    """Turn a predicate into a guard that explains itself."""
    return lambda holds: Guard(holds, Refusal(code, sentence, article, label, url))


def require(subject: Any, *guards: Guard) -> None:
    """Refuse with every reason that holds the act back, not only the first."""
    refusals = [each.refusal for each in guards if not each(subject)]
    if refusals:
        raise Refused(*refusals)
