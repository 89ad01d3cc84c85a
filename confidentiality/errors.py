"""The ways the domain says no. Everything else is a bug and must crash."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an act is refused: a sentence for the agent, its source, and the way out.

    ``code`` is stable and never shown; ``way_out_url`` is a path inside the application.
    """

    code: str
    sentence: str
    article: str = ""
    way_out_label: str = ""
    way_out_url: str = ""

    def __str__(self) -> str:
        return self.sentence


class NotVisible(Exception):
    """The object may exist; this agent must not learn whether it does. Answered with 404."""


class NotPermitted(Exception):
    """The agent sees the object but may not do this to it. Answered with 403."""

    def __init__(self, refusal: Refusal | None = None) -> None:
        super().__init__(refusal.code if refusal else "")
        self.refusal = refusal


class Refused(Exception):
    """The rules forbid the act in the present situation. Shown to the agent, in French."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__(" ".join(refusal.code for refusal in refusals))
        self.refusals = refusals


class Conflict(Exception):
    """The object changed after the agent read it. Answered with 409 and both versions."""

    def __init__(self, current: Any) -> None:
        super().__init__("stale version")
        self.current = current


class AlreadyDone(Exception):
    """The same form was sent twice: the act stands once. The page shows its result."""


def refused(
    code: str, sentence: str, article: str = "", *, label: str = "", url: str = ""
) -> Refused:
    """A refusal of one sentence, ready to raise."""
    return Refused(Refusal(code, sentence, article, label, url))
