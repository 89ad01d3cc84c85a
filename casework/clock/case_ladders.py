"""Reminders on situations and their measures, told again, then above (N-06, N-11 to N-24).

Each ladder below is one line of the catalogue of messages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from casework import waiting
from casework.choices.delays import Delay
from casework.choices.states import (
    ENDED,
    FOLLOW_UP_FINAL,
    BilanState,
    FollowUpState,
    SaisineState,
)
from casework.clock.cases import coordinators, mayors, referents
from casework.clock.ladders import Ladder, Recipients, Rung, each
from casework.clock.waking import holders
from casework.deadlines import Delays
from casework.models import (
    AccompagnementParental,
    Bilan,
    Case,
    CddfReferral,
    Decision,
    JudicialStatus,
    RappelALOrdre,
    ReferentFollowUp,
    Saisine,
)
from casework.models.delays import delays_beside
from casework.timers.computing import JUDICIAL_NOTICE
from casework.timers.rules import Rule
from confidentiality.choices import Role
from confidentiality.models import Event, User
from notifications.choices import MessageKind
from notifications.timers import Tick
from veille.models import Designation
from veille.sight import holder_of

K = MessageKind
_WHY = "a deadline that nobody has met"
_SENT_BACK: Final = "saisine.ask_complement"


def _of_case(told: Callable[[Case, Tick], Iterable[User]]) -> Recipients:
    return lambda row, tick: told(row.case, tick)


_coordination, _maire, _referent = (_of_case(each) for each in (coordinators, mayors, referents))


# N-06: the complement that a coordonnateur asked for.


def _complements() -> QuerySet[Saisine]:
    asked = Event.objects.filter(object_id=OuterRef("pk"), act=_SENT_BACK)
    rows = Saisine.objects.for_system(_WHY).filter(state=SaisineState.A_COMPLETER)
    return rows.annotate(asked_at=Subquery(asked.order_by("-at").values("at")[:1]))


def _author(saisine: Saisine, tick: Tick) -> list[User]:
    return [saisine.author.user] if saisine.author else []


COMPLEMENTS = Ladder(
    Rule.COMPLEMENT,
    Saisine,
    _complements,
    each(lambda row: timezone.localdate(row.asked_at) if row.asked_at else None),
    (Rung(3, K.COMPLEMENT_AWAITED, _author), Rung(7, K.COMPLEMENT_AWAITED, _author)),
)


# N-11: an action given to an organisation. Its members read the case until that day.


def _tasks() -> QuerySet[Decision]:
    return waiting.unanswered_tasks().select_related("item__case__cellule")


def _pilots(task: Decision, tick: Tick) -> list[User]:
    """Those of the organisation, or whoever holds their place; the référent when it is theirs."""
    case = task.item.case
    members = Designation.objects.in_force(tick.now).filter(
        cellule=case.cellule_id,
        organisation=task.pilot,
        role=Role.MEMBRE,
        is_substitute=False,
    )
    running = case.follow_ups.exclude(state__in=FOLLOW_UP_FINAL).filter(
        referent__organisation=task.pilot
    )
    hats = [*members, *(mission.referent for mission in running.select_related("referent"))]
    return [holder_of(hat, tick.now).user for hat in hats]


def _over_tasks(told: Callable[[Case, Tick], Iterable[User]]) -> Recipients:
    return lambda task, tick: told(task.item.case, tick)


TASKS = Ladder(
    Rule.ACTION,
    Decision,
    _tasks,
    each(lambda row: row.due_on),
    (
        Rung(-3, K.TASK_NEAR, _pilots),
        # Their right to read ends with this day: the mail of the day after leaves to those alone
        # who still read, the référent for one.
        Rung(0, K.TASK_NEAR, _pilots),
        Rung(1, K.TASK_LATE, _pilots),
        Rung(7, K.TASK_ESCALATED, _over_tasks(coordinators)),
        Rung(14, K.TASK_ESCALATED, _over_tasks(mayors)),
    ),
    since=lambda row: timezone.localdate(row.recorded_at),
)


# N-13: the first contact of the référent; its last day is told by the timer of the case.


def _missions() -> QuerySet[ReferentFollowUp]:
    rows = ReferentFollowUp.objects.for_system(_WHY).filter(
        state__in=(FollowUpState.DESIGNE, FollowUpState.ACCEPTE), case__freeze_code=""
    )
    followed = rows.exclude(case__state__in=ENDED).select_related("case__cellule")
    return followed.annotate(delays=delays_beside("case__cellule"))


def _contact_day(row: Any) -> date:
    return Delays.read(row.delays).after(Delay.CONTACT, row.accepted_on or row.designated_on)


CONTACTS = Ladder(
    Rule.ETAPE,
    ReferentFollowUp,
    _missions,
    each(_contact_day),
    (
        Rung(1, K.STEP_LATE, _referent),
        Rung(7, K.STEP_LATE, _coordination),
        Rung(14, K.STEP_FOR_SEANCE, _coordination),
    ),
)


# N-14: the bilan that a référent writes; its last day is told by the timer of the case.


def _bilans() -> QuerySet[Bilan]:
    rows = Bilan.objects.for_system(_WHY).filter(state=BilanState.A_REDIGER, case__freeze_code="")
    return rows.exclude(case__state__in=ENDED).select_related("case__cellule")


BILANS = Ladder(
    Rule.RELANCE_BILAN,
    Bilan,
    _bilans,
    each(lambda row: row.due_on),
    (
        Rung(-15, K.BILAN_EXPECTED, _referent),
        Rung(-3, K.BILAN_EXPECTED, _referent),
        Rung(1, K.BILAN_LATE, _referent),
        Rung(7, K.BILAN_LATE, _coordination),
    ),
    since=lambda row: row.requested_on,
)


# N-15: what waits for the signature of the maire, who is given fifteen days.

_DECISIONS = (
    Rung(-2, K.DECISION_AWAITED, _maire),
    Rung(1, K.DECISION_LATE, _coordination),
)


def _rappels() -> QuerySet[RappelALOrdre]:
    rows = waiting.rappels_to_decide(RappelALOrdre.objects.for_system(_WHY))
    return rows.exclude(case__state__in=ENDED).select_related("case__cellule")


def _referrals() -> QuerySet[CddfReferral]:
    rows = waiting.referrals_to_decide(CddfReferral.objects.for_system(_WHY))
    return rows.exclude(case__state__in=ENDED).select_related("case__cellule")


def _accompagnements() -> QuerySet[AccompagnementParental]:
    rows = waiting.accompagnements_to_decide(AccompagnementParental.objects.for_system(_WHY))
    return rows.exclude(case__state__in=ENDED).select_related("case__cellule")


RAPPELS = Ladder(
    Rule.DECISION_RAPPEL,
    RappelALOrdre,
    _rappels,
    each(lambda row: waiting.rappel_waits_since(row) + waiting.MAYOR_DECIDES),
    _DECISIONS,
)
REFERRALS = Ladder(
    Rule.DECISION_CDDF,
    CddfReferral,
    _referrals,
    each(lambda row: row.proposed_on + waiting.MAYOR_DECIDES),
    _DECISIONS,
)
ACCOMPAGNEMENTS = Ladder(
    Rule.DECISION_PARENTS,
    AccompagnementParental,
    _accompagnements,
    each(lambda row: waiting.accompagnement_waits_since(row) + waiting.MAYOR_DECIDES),
    _DECISIONS,
)


# N-21: what the CDDF recommended is looked at again.


def _reviews() -> QuerySet[CddfReferral]:
    rows = waiting.reviews_to_come(CddfReferral.objects.for_system(_WHY))
    return rows.select_related("case__cellule")


def _cddf(referral: CddfReferral, tick: Tick) -> list[User]:
    return holders(Role.CDDF, tick, cddf=referral.cddf_id)


REVIEWS = Ladder(
    Rule.REVUE_CDDF,
    CddfReferral,
    _reviews,
    each(lambda row: row.review_on),
    (Rung(-10, K.CDDF_REVIEW, _coordination), Rung(-10, K.CDDF_REVIEW, _cddf)),
)


# N-24: what the parquet said is confirmed that day at the latest, or goes.


def _statuses() -> QuerySet[Case]:
    status = JudicialStatus.objects.for_system(_WHY).filter(case=OuterRef("pk"))
    first = status.order_by("review_due_on").values("review_due_on")[:1]
    rows = Case.objects.for_system(_WHY).annotate(review_due_on=Subquery(first))
    return rows.filter(review_due_on__isnull=False).select_related("cellule")


def _last_days(rows: Sequence[Any], now: datetime) -> dict[UUID, list[date]]:
    """Of the days to come only: no timer tells for months that there was a status."""
    near = timezone.localdate(now) + JUDICIAL_NOTICE
    return {row.pk: [row.review_due_on] for row in rows if row.review_due_on <= near}


STATUSES = Ladder(
    Rule.STATUT,
    Case,
    _statuses,
    _last_days,
    (Rung(0, K.JUDICIAL_REVIEW, coordinators), Rung(0, K.JUDICIAL_REVIEW, mayors)),
)

OF_CASES = (
    COMPLEMENTS,
    TASKS,
    CONTACTS,
    BILANS,
    RAPPELS,
    REFERRALS,
    ACCOMPAGNEMENTS,
    REVIEWS,
    STATUSES,
)
