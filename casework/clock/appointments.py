"""What a day brings before a meeting: those who are expected are told that it is near.

No act schedules these: before each run, a sweep looks for the meetings of the week to come. One
that has moved since moves its reminder; one that is called off drops it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from casework.choices.states import CddfState, RappelState
from casework.clock.waking import holders, remind
from casework.deadlines import WINDOW_BEFORE, midnight
from casework.models import CddfReferral, RappelALOrdre
from casework.timers.rules import Rule
from confidentiality.choices import Role
from notifications import timers
from notifications.choices import MessageKind
from notifications.timers import Acted, Answer, Dropped, Later, Tick
from veille.choices import SeanceState
from veille.models import Seance

# Members read their cases from that day; then the day before.
_MEETING = (WINDOW_BEFORE, timedelta(days=1))
_SITTING = (timedelta(days=14), timedelta(days=3))
_INTERVIEW = (timedelta(days=1),)
# Whoever holds an interview is told again, the same day.
_HOURS_BEFORE = timedelta(hours=2)
AHEAD = timedelta(days=16)


def _stage(
    held_at: datetime,
    before: tuple[timedelta, ...],
    now: datetime,
    told_at: datetime | None = None,
    hours: tuple[timedelta, ...] = (),
) -> datetime | None:
    """The last reminder that has come, else the first; none before they were convened at all.

    ``before``: days, told as they begin; ``hours``: told at their minute. ``told_at``: the
    convocation. Whoever was convened since a reminder was due needs none.
    """
    day = timezone.localdate(held_at)
    days = [midnight(day - each) for each in before]
    # Hours elapse whatever the clock shows.
    moments = sorted([*days, *(held_at.astimezone(UTC) - each for each in hours)])
    left = [each for each in moments if told_at is None or each > told_at]
    if not left or held_at <= now:
        return None
    return max((each for each in left if each <= now), default=left[0])


def _answer(due: datetime | None, tick: Tick) -> Answer | None:
    """What to answer without telling anybody; None when the day has come."""
    if due is None:
        return Dropped()
    return Later(due) if due > tick.now else None


def sweep_seances(now: datetime) -> None:
    """Those convened, in the days to come."""
    rows = Seance.objects.filter(state=SeanceState.CONVOQUEE, held_at__range=(now, now + AHEAD))
    stages = {row.pk: _seance_stage(row, now) for row in rows}
    timers.keep_all(Rule.SEANCE, Seance, {pk: due for pk, due in stages.items() if due})


def _seance_stage(row: Seance, now: datetime) -> datetime | None:
    return _stage(row.held_at, _MEETING, now, row.convened_at)


def seance_is_near(seance: Seance, tick: Tick) -> Answer:
    """Told to the members, unless nobody meets any more."""
    if seance.state != SeanceState.CONVOQUEE:
        return Dropped()
    answer = _answer(_seance_stage(seance, tick.now), tick)
    if answer is not None:
        return answer
    told = holders(Role.MEMBRE, tick, cellule=seance.cellule_id)
    return Acted(remind(MessageKind.SEANCE_NEAR, told, tick))


def sweep_interviews(now: datetime) -> None:
    """Interviews of rappels à l’ordre, in the days to come."""
    rows = RappelALOrdre.objects.for_system("an interview that is near").filter(
        state=RappelState.CONVOQUE, appointment_at__range=(now, now + AHEAD)
    )
    stages = {row.pk: _interview_stage(row, now) for row in rows}
    timers.keep_all(Rule.ENTRETIEN, RappelALOrdre, {pk: due for pk, due in stages.items() if due})


def _interview_stage(row: RappelALOrdre, now: datetime) -> datetime | None:
    if row.appointment_at is None:
        return None
    return _stage(row.appointment_at, _INTERVIEW, now, hours=(_HOURS_BEFORE,))


def interview_is_near(rappel: RappelALOrdre, tick: Tick) -> Answer:
    """Told to the maire, who holds it, and to the coordination."""
    if rappel.state != RappelState.CONVOQUE:
        return Dropped()
    answer = _answer(_interview_stage(rappel, tick.now), tick)
    if answer is not None:
        return answer
    cellule = rappel.case.cellule
    told = holders(Role.MAIRE, tick, collectivite=cellule.collectivite_id)
    told += holders(Role.COORDONNATEUR, tick, cellule=cellule.pk)
    return Acted(remind(MessageKind.RAPPEL_NEAR, told, tick))


_EXPECTED = (CddfState.PROGRAMMEE, CddfState.CONVOQUEE)


def sweep_hearings(now: datetime) -> None:
    """Families before the CDDF, in the days to come."""
    rows = CddfReferral.objects.for_system("a sitting that is near").filter(
        state__in=_EXPECTED, hearing_at__range=(now, now + AHEAD)
    )
    stages = {row.pk: _hearing_stage(row, now) for row in rows}
    timers.keep_all(Rule.AUDITION, CddfReferral, {pk: due for pk, due in stages.items() if due})


def _hearing_stage(row: CddfReferral, now: datetime) -> datetime | None:
    return _stage(row.hearing_at, _SITTING, now) if row.hearing_at else None


def hearing_is_near(referral: CddfReferral, tick: Tick) -> Answer:
    """Told to the members of the CDDF."""
    if referral.state not in _EXPECTED:
        return Dropped()
    answer = _answer(_hearing_stage(referral, tick.now), tick)
    if answer is not None:
        return answer
    return Acted(
        remind(MessageKind.CDDF_NEAR, holders(Role.CDDF, tick, cddf=referral.cddf_id), tick)
    )


def register() -> None:
    """Each rule has its sweep: no act schedules it."""
    timers.register(Rule.SEANCE, rows=Seance.objects.all, act=seance_is_near)
    timers.register_sweep(Rule.SEANCE, sweep_seances)
    timers.register(
        Rule.ENTRETIEN,
        rows=lambda: RappelALOrdre.objects.for_system("an interview that is near"),
        act=interview_is_near,
    )
    timers.register_sweep(Rule.ENTRETIEN, sweep_interviews)
    timers.register(
        Rule.AUDITION,
        rows=lambda: CddfReferral.objects.for_system("a sitting that is near"),
        act=hearing_is_near,
    )
    timers.register_sweep(Rule.AUDITION, sweep_hearings)
