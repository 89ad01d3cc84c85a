"""Taking back one’s last act within ten minutes, by a compensating act that deletes nothing.

The messages of an act wait ten minutes before they leave: until then nobody outside has been told.
Signatures of the mayor, endings and what the law counts from are never taken back.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from casework.models import AgendaItem, Case, CaseGrant, Decision
from casework.services import counting, windows
from casework.services.cases import withdraw_point
from casework.services.door import on_case
from casework.services.taking_back import ARTICLE, Undoable, last_undoable, take_back
from confidentiality.actors import Actor
from confidentiality.door import Sent
from confidentiality.errors import refused
from confidentiality.models import Event

REVERSIBLE = frozenset(
    {
        "case.inscribe",
        "case.adjourn",
        "case.dismiss",
        "case.orient",
        "case.reorient",
        "case.continue",
        "case.suspend",
        "case.resume",
    }
)


def undoable(case: Case, actor: Actor, now: datetime) -> Undoable | None:
    """The act that this agent may still take back on a case."""
    return last_undoable(case, actor, now, REVERSIBLE)


def undo(*, case_id: UUID, actor: Actor, sent: Sent) -> Case:
    """Take back one’s last act on a case: state and values as before, messages not sent.

    Refused once another act has followed, on the case or on one of its measures.
    """
    with on_case(case_id=case_id, actor=actor, act="case.undo", sent=sent) as case:
        with counting.restated(lambda: (case,), sent.now):
            event = take_back(case, actor, sent.now, REVERSIBLE)
        _require_nothing_followed(case, event)
        for compensate in _COMPENSATIONS.get(event.act, ()):
            compensate(case, event, sent.now)
    return case


def _require_nothing_followed(case: Case, event: Event) -> None:
    measures = [
        *case.rappels.values_list("pk", flat=True),
        *case.cddf_referrals.values_list("pk", flat=True),
        *case.follow_ups.values_list("pk", flat=True),
        *case.bilans.values_list("pk", flat=True),
    ]
    followed = Event.objects.filter(object_id__in=measures, at__gt=event.at)
    if followed.exists():
        raise refused(
            "act_followed",
            "Une mesure a déjà suivi cet acte : il ne s’annule plus.",
            ARTICLE,
        )


def _leave_agenda(case: Case, event: Event, at: datetime) -> None:
    withdraw_point(case, at)
    _end_grants(case, event, at)
    # The window that this point had moved is open again, if its séance still allows it.
    windows.settle(case, at, None)


def _withdraw_decision(case: Case, event: Event, at: datetime) -> None:
    decisions = Decision.objects.filter(item__case=case, recorded_at__gte=event.at)
    items = list(decisions.values_list("item_id", flat=True))
    decisions.update(withdrawn_at=at)
    AgendaItem.objects.filter(pk__in=items).update(examined_at=None)


def _end_grants(case: Case, event: Event, at: datetime) -> None:
    """Grants that the act gave end now; one that has not begun is taken away."""
    given = CaseGrant.objects.filter(content_object=case, event_id=event.pk)
    given.filter(since__lt=at).update(until=at)
    given.filter(since__gte=at).delete()


_Compensation = Callable[[Case, Event, datetime], None]
_DECIDED: tuple[_Compensation, ...] = (_withdraw_decision, _end_grants)
_COMPENSATIONS: dict[str, tuple[_Compensation, ...]] = {
    "case.inscribe": (_leave_agenda,),
    "case.adjourn": _DECIDED,
    "case.dismiss": _DECIDED,
    "case.orient": _DECIDED,
    "case.reorient": _DECIDED,
    "case.continue": _DECIDED,
}
