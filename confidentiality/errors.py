"""The ways the domain says no. Everything else is a bug and must crash."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

# Codes of what was refused in the request under way. A page that shows a refusal to its agent has
# caught it: the attempt is journaled all the same (``confidentiality.middleware``).
refused_codes: ContextVar[tuple[str, ...]] = ContextVar("refused_codes", default=())


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


class JournalUnavailable(Exception):
    """The journal takes no line: nothing is read and nothing is done. Answered with 503."""


def note_refused(*codes: str) -> None:
    """Remember what this request refused, for the journal."""
    refused_codes.set((*refused_codes.get(), *codes))


class Refused(Exception):
    """The rules forbid the act in the present situation. Shown to the agent, in French.

    Made to be raised at once: the attempt is noted for the journal.
    """

    def __init__(self, *refusals: Refusal) -> None:
        codes = [refusal.code for refusal in refusals]
        super().__init__(" ".join(codes))
        self.refusals = refusals
        note_refused(*codes)


class Conflict(Exception):
    """The object changed after the agent read it. Answered with 409 and both versions."""

    def __init__(self, current: Any) -> None:
        super().__init__("stale version")
        note_refused("stale_version")
        self.current = current


class AlreadyDone(Exception):
    """The same form was sent twice: the act stands once. The page shows its result."""


def refused(
    code: str, sentence: str, article: str = "", *, label: str = "", url: str = ""
) -> Refused:
    """A refusal of one sentence, ready to raise."""
    return Refused(Refusal(code, sentence, article, label, url))
