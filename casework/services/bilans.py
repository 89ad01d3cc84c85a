"""The bilan de parcours: asked for, written by the référent, validated, presented (FSM-7)."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from casework import notices
from casework.choices.delays import Delay
from casework.choices.lists import Need
from casework.choices.measures import BilanKind, ObjectiveResult
from casework.choices.states import FOLLOW_UP_FINAL
from casework.deadlines import delays_of
from casework.guards import measures as guards
from casework.models import Bilan, Case
from casework.services.door import by_clock, on_case, on_measure
from confidentiality.actors import Actor
from confidentiality.door import Sent, refusing
from confidentiality.errors import refused
from confidentiality.guards import require
from veille.models import Designation


def request_bilan(*, case_id: UUID, actor: Actor, kind: str, sent: Sent) -> Bilan:
    """P10: the bilan is asked of the référent, due in fifteen days unless the cellule set less."""
    with on_case(case_id=case_id, actor=actor, act="case.request_bilan", sent=sent) as case:
        return _asked(case, kind, sent.today)


def request_bilan_in_time(*, case_id: UUID, at: datetime) -> Bilan:
    """P10 by the clock, three months after the last one. Refused while there is no référent."""
    with by_clock(case_id=case_id, act="case.request_bilan", at=at) as case:
        return _asked(case, BilanKind.INTERMEDIAIRE, timezone.localdate(at))


def _asked(case: Case, kind: str, today: date) -> Bilan:
    due_on = delays_of(case.cellule).after(Delay.REDACTION, today)
    case.request_bilan(due_on=due_on)
    require(case, guards.a_referent_follows)
    follow_up = case.follow_ups.exclude(state__in=FOLLOW_UP_FINAL)[0]
    bilan = Bilan(
        case=case,
        follow_up=follow_up,
        kind=kind or BilanKind.INTERMEDIAIRE,
        requested_on=today,
        due_on=due_on,
        since=case.engaged_on or today,
    )
    with refusing(bilan):
        bilan.save()
    notices.bilan_expected(bilan)
    return bilan


@dataclass(frozen=True, slots=True)
class BilanContent:
    """The coded content. ``objectives``: need of L-F → result."""

    adhesion: str
    reiteration: str
    schooling: str
    proposal: str
    objectives: dict[str, str] = field(default_factory=dict)


def write(*, bilan_id: UUID, actor: Actor, content: BilanContent, sent: Sent) -> Bilan:
    """Written by the référent; may be written again until it is validated."""
    with _on_bilan(bilan_id, actor, "bilan.write", sent) as bilan:
        if set(content.objectives) - set(Need.values):
            raise refused("unknown_need", "Un objectif n’est pas dans la liste.", "AU-038, art. 3")
        if set(content.objectives.values()) - set(ObjectiveResult.values):
            raise refused(
                "unknown_result", "Un résultat n’est pas dans la liste.", "AU-038, art. 3"
            )
        bilan.adhesion = content.adhesion
        bilan.reiteration = content.reiteration
        bilan.schooling = content.schooling
        bilan.proposal = content.proposal
        bilan.objectives = content.objectives
        require(bilan, guards.bilan_is_complete)
        bilan.write(by=_designation(actor), on=sent.today)
        notices.bilan_written(bilan.case)
    return bilan


def validate(*, bilan_id: UUID, actor: Actor, sent: Sent) -> Bilan:
    """Checked by the coordonnateur; it may now be presented in a séance."""
    with _on_bilan(bilan_id, actor, "bilan.validate", sent) as bilan:
        bilan.validate(by=_designation(actor), on=sent.today)
    return bilan


def communicate(*, bilan_id: UUID, actor: Actor, sent: Sent) -> Bilan:
    """A summary is handed to the young person on request."""
    with _on_bilan(bilan_id, actor, "bilan.communicate", sent) as bilan:
        bilan.communicate()
    return bilan


def _designation(actor: Actor) -> Designation:
    return Designation.objects.get(pk=actor.hat_id)


def _on_bilan(bilan_id: UUID, actor: Actor, act: str, sent: Sent) -> AbstractContextManager[Bilan]:
    return on_measure(
        rows=Bilan.objects.visible_to,
        pk=bilan_id,
        actor=actor,
        act=act,
        sent=sent,
    )
