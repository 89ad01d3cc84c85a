"""What the law and the practice say about each transition, beside its graph and its guards.

The graph is django-fsm's; the guards explain refusals; a ``Move`` gives the rest. Tests, the page
of the workflow and docs/workflow.md read the same declarations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django_fsm import FSMField, Transition, transition


@dataclass(frozen=True, slots=True)
class Move:
    """One transition of one machine, as an agent would describe it.

    ``code``: its line in the tables of the domain (« P6 »). ``act``: its line of the policy, empty
    when no agent takes it (scheduled work). ``label``: a verb, for agents. ``law``: the article,
    plan or charte behind it. ``data``: what must be given. ``documents``: papers it gives
    (D01-D38). ``delay``: the time allowed. ``effect``: what it changes in the plan’s figures.
    """

    code: str
    act: str
    label: str
    law: str
    data: str = ""
    documents: tuple[str, ...] = ()
    delay: str = ""
    effect: str = ""

    @property
    def automatic(self) -> bool:
        """Taken by the clock, never by an agent."""
        return not self.act


def move(code: str, act: str, label: str, law: str, **more: Any) -> dict[str, Any]:
    """The ``custom`` argument of a transition."""
    return {"move": Move(code, act, label, law, **more)}


def move_of(transition: Transition) -> Move | None:
    """What was declared about a transition; None when nothing was."""
    found: Move | None = (transition.custom or {}).get("move")
    return found


def staying(*, field: FSMField, at: Iterable[str], **more: Any) -> Callable[[Any], Any]:
    """An act that is possible at some states and changes none: one loop on each of them."""

    def loops(method: Any) -> Any:
        for state in at:
            method = transition(field=field, source=state, target=state, **more)(method)
        return method

    return loops
