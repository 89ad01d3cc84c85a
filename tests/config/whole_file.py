"""One archived case with a row of every model that hangs on it."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from casework.choices.measures import StepKind, StepResult
from casework.choices.merges import MergeReason
from casework.choices.states import (
    AccompagnementState,
    BilanState,
    CaseState,
    CddfState,
    FollowUpState,
    RappelState,
    TransactionState,
)
from casework.models import Case, CddfInformedParty, Decision, Merge, Step
from casework.timers import refresh
from confidentiality.choices import Relation, Role
from confidentiality.models import Event
from tests.casework import factories as people
from tests.casework.archives import archive_reading
from tests.casework.seance_room import point
from tests.veille import factories
from veille.models import Cellule


def whole_file(place: Cellule, due: date) -> Case:
    """Its conservation ends on ``due``."""
    case = people.case(place, state=CaseState.ARCHIVE, purge_due_on=due)
    people.fait(people.received(factories.agent(Role.MEMBRE, place), case))
    _measures(case)
    _follow_up(case)
    _meeting(case)
    _reading_and_merger(case)
    refresh(case)
    return case


def _measures(case: Case) -> None:
    people.rappel(case, "F04", state=RappelState.REALISE)
    referral = people.referral(case, state=CddfState.ENTENDUE)
    CddfInformedParty.objects.create(
        referral=referral,
        organisation=factories.organisation(),
        informed_on=timezone.localdate(),
        informed_by=factories.designation(Role.CDDF, case.cellule),
    )
    people.accompagnement(case, state=AccompagnementState.PROPOSE)
    people.transaction(case, state=TransactionState.HOMOLOGUEE)
    people.relais(case)


def _follow_up(case: Case) -> None:
    mission = people.follow_up(case, state=FollowUpState.ACTIF)
    people.bilan(case, mission, state=BilanState.PRESENTE)
    people.grant(case, mission.referent, Relation.MISSION)
    Step.objects.create(
        case=case,
        kind=StepKind.values[0],
        organisation=factories.organisation(),
        happened_on=timezone.localdate(),
        result=StepResult.values[0],
        recorded_by=mission.referent,
        recorded_at=timezone.now(),
    )


def _meeting(case: Case) -> None:
    item = point(case, factories.seance(case.cellule, in_days=-1))
    Decision.objects.create(
        item=item,
        recorded_by=factories.designation(Role.COORDONNATEUR, case.cellule),
        recorded_at=timezone.now(),
    )


def _reading_and_merger(case: Case) -> None:
    now = timezone.now()
    hat = factories.agent(Role.COORDONNATEUR, case.cellule)
    archive_reading(case, hat)
    Merge.objects.create(
        cellule=case.cellule,
        kept_case=case,
        reason=MergeReason.ORTHOGRAPHE,
        decided_at=now - timedelta(days=60),
        decided_by_id=hat.hat_id,
        until=now - timedelta(days=30),
        ended_at=now - timedelta(days=30),
    )
    Case.objects.for_system("as if archived by the door").filter(pk=case.pk).update(version=1)
    Event.objects.create(
        object_type="casework.case",
        object_id=case.pk,
        version=1,
        act="case.archive",
        before=CaseState.CLOS,
        after=CaseState.ARCHIVE,
        at=now,
    )
