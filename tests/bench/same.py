"""The baseline does what the product does: after the same acts, both leave the same rows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from casework.models import Case
from confidentiality import verification
from confidentiality.models import Event, JournalEntry
from confidentiality.verification import Verdict
from notifications.models import Timer


class NotTheSame(Exception):
    """The hand-written act and the act of the product differ: their times do not compare."""


def check(product: UUID, raw: UUID) -> None:
    """Raises NotTheSame when the rows left by one differ from those left by the other."""
    one, other = _left_by(product), _left_by(raw)
    wrong = [name for name, rows in one.items() if rows != other[name]]
    if wrong:
        told = "\n".join(f"{name}:\n  {one[name]}\n  {other[name]}" for name in wrong)
        raise NotTheSame(told)
    found = verification.verify()
    if found.verdict not in (Verdict.OK, Verdict.NO_ANCHOR):
        raise NotTheSame(f"journal: {found.findings}")


def _left_by(case_id: UUID) -> dict[str, Any]:
    """The case, its events, its lines of the journal and its timers, without what is its own."""
    case = Case.objects.for_system("benchmark").filter(pk=case_id)
    events = Event.objects.filter(object_id=case_id).order_by("version")
    entries = JournalEntry.objects.filter(object_id=str(case_id)).order_by("seq")
    timers = Timer.objects.filter(target_id=case_id).order_by("rule", "state", "due_at")
    return {
        "case": case.values_list(
            "state", "version", "suspension_code", "review_on", "next_due_on"
        ).get(),
        "events": list(
            events.values_list(
                "object_type", "version", "act", "before", "after", "former", "actor_id", "hat_id"
            )
        ),
        "journal": [
            (entry.action, entry.role, entry.outcome, {**entry.codes, "reference": ""})
            for entry in entries
        ],
        "timers": list(
            timers.values_list(
                "rule", "target_type", "due_at", "state", "done_at", "outcome", "attempts"
            )
        ),
    }
