"""What a day brings outside cases: signatures, plenary meetings, requests of persons, breaches.

No act of a case schedules these: before each run, a sweep looks for those whose day is near.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from casework.choices.delays import RULES, Delay
from casework.clock.waking import holders, remind
from casework.deadlines import Delays, midnight
from casework.models import DelaySetting, RightsRequest
from casework.timers.rules import Rule
from casework.waiting import UNANSWERED
from confidentiality.choices import Role
from confidentiality.models import Charte, CharteSignature, User
from confidentiality.models.circles import IN_FORCE
from notifications import timers
from notifications.choices import MessageKind
from notifications.timers import Acted, Answer, Dropped, Later, Tick
from veille.choices import (
    AdhesionState,
    SeanceKind,
    SeanceState,
    ViolationRisk,
    ViolationState,
)
from veille.models import Instance, Violation
from veille.services.circle_members import members_of

# How far ahead a sweep looks: further than the longest notice, and no row is read for nothing.
AHEAD = timedelta(days=62)
ANSWER_NOTICE = timedelta(days=5)
BREACH_NOTICE = timedelta(hours=24)
# Once it is late, how often it is told again.
LATE_ANSWER_AGAIN = timedelta(days=7)
LATE_BREACH_AGAIN = timedelta(hours=24)
_HELD = [SeanceState.CLOSE, SeanceState.RELEVE_VALIDE]
_UNNOTIFIED = [ViolationState.DETECTEE, ViolationState.QUALIFIEE]


# A signature of the charte lasts twelve months: its holder is told a month before, a week before,
# and that day.
_LAST_NOTICES = (7, 0)
# A version to sign is told at its publication, then three and seven days later.
SIGN_AGAIN = (timedelta(days=3), timedelta(days=7))


def sweep_signatures(now: datetime) -> None:
    """Signatures in force that end soon, each with the first notice that its cellule has set.

    The last notice whose day has come, or the first one: each is given once.
    """
    ending = CharteSignature.objects.in_force(now).filter(valid_until__lte=now + AHEAD)
    found = list(ending.values_list("pk", "charte__circle_id", "valid_until"))
    circles = {circle for _, circle, _ in found}
    chosen = DelaySetting.objects.filter(rule=Delay.RENOUVELLEMENT, cellule__in=circles)
    notices = dict(chosen.values_list("cellule_id", "value"))
    usual = RULES[Delay.RENOUVELLEMENT].default
    wanted = {
        pk: _notice(timezone.localdate(until), (notices.get(circle, usual), *_LAST_NOTICES), now)
        for pk, circle, until in found
    }
    timers.keep_all(Rule.CHARTE, CharteSignature, wanted)


def _notice(last_day: date, days: tuple[int, ...], now: datetime) -> datetime:
    moments = sorted({midnight(last_day - timedelta(days=each)) for each in days})
    return max((each for each in moments if each <= now), default=moments[0])


def sweep_versions(now: datetime) -> None:
    """Versions in force since a few days, which some have not signed yet."""
    recent = Charte.objects.filter(state=IN_FORCE, in_force_since__gt=now - AHEAD)
    wanted = {
        pk: max((each for each in _again(since) if each <= now), default=_again(since)[0])
        for pk, since in recent.values_list("pk", "in_force_since")
        if since is not None
    }
    timers.keep_all(Rule.SIGNATURE, Charte, wanted)


def _again(since: datetime) -> list[datetime]:
    return [midnight(timezone.localdate(since + delay)) for delay in SIGN_AGAIN]


def version_waits(charte: Charte, tick: Tick) -> Answer:
    """Those bound by the version in force who have not signed it are told again."""
    if charte.state != IN_FORCE:
        return Dropped()
    waiting = [
        member.designation_id
        for member in members_of(charte.circle_id, tick.now)
        if member.adhesion.state in (AdhesionState.A_SIGNER, AdhesionState.EXPIREE)
    ]
    told = User.objects.filter(designations__in=waiting, is_active=True).distinct()
    return Acted(remind(MessageKind.CHARTE_TO_SIGN, told, tick))


def signature_ends(signature: CharteSignature, tick: Tick) -> Answer:
    """Told unless it was withdrawn, replaced or renewed meanwhile."""
    in_force = CharteSignature.objects.in_force(tick.now)
    if not in_force.filter(pk=signature.pk).exists():
        return Dropped()
    renewed = in_force.filter(charte=signature.charte_id, user=signature.user_id)
    if renewed.filter(valid_until__gt=signature.valid_until).exists():
        return Dropped()
    return Acted(remind(MessageKind.CHARTE_ENDS, [signature.user], tick))


# The CLSPD meets in plenary at least once a year (CSI art. D. 132-9).


def sweep_plenaries(now: datetime) -> None:
    """Every instance, a year after its last plenary meeting, or after it was created."""
    wanted = {
        instance.pk: _plenary_due(instance, held) for instance, held in _last_plenaries().items()
    }
    timers.keep_all(Rule.PLENIERE, Instance, wanted)


def plenary_is_due(instance: Instance, tick: Tick) -> Answer:
    """Told to the coordonnateurs and to the maires, unless it has met since."""
    due = _plenary_due(instance, _last_plenaries(instance)[instance])
    if due > tick.now:
        return Later(due)
    told = holders(Role.COORDONNATEUR, tick, cellule__instance=instance.pk)
    told += holders(Role.MAIRE, tick, collectivite=instance.collectivite_id)
    return Acted(remind(MessageKind.PLENARY_EXPECTED, told, tick))


def _last_plenaries(only: Instance | None = None) -> dict[Instance, datetime | None]:
    held = Q(cellules__seances__kind=SeanceKind.PLENIERE, cellules__seances__state__in=_HELD)
    rows = Instance.objects.filter(pk=only.pk) if only else Instance.objects.all()
    dated = rows.annotate(last_plenary=Max("cellules__seances__held_at", filter=held))
    return {instance: instance.last_plenary for instance in dated}


def _plenary_due(instance: Instance, held_at: datetime | None) -> datetime:
    since = timezone.localdate(held_at) if held_at else instance.created_on
    return midnight(Delays().after(Delay.PLENIERE, since))


# A person is answered within a month, three at most (RGPD art. 12).


def sweep_rights(now: datetime) -> None:
    """Requests that wait for an answer, each at the last reminder that has come, or the first."""
    waiting = RightsRequest.objects.for_system("reminder of the answer").filter(
        state__in=UNANSWERED
    )
    wanted = {
        pk: _stage(_answer_stages(due_on), now)
        for pk, due_on in waiting.values_list("pk", "due_on")
    }
    timers.keep_all(Rule.DROITS, RightsRequest, wanted)


def answer_is_due(request: RightsRequest, tick: Tick) -> Answer:
    """Five days before, those who examine, decide and answer; once it is late, each week, again.

    An answer that is late engages the maire, who answers for the file, and the DPO is told.
    """
    if request.state not in UNANSWERED:
        return Dropped()
    stages = _answer_stages(request.due_on)
    if stages.first > tick.now:
        return Later(stages.first)
    tenant = request.cellule.collectivite_id
    told = holders(Role.COORDONNATEUR, tick, cellule=request.cellule_id)
    told += holders(Role.MAIRE, tick, collectivite=tenant)
    told += holders(Role.DPO, tick, collectivite=tenant)
    late = tick.now >= stages.late
    kind = MessageKind.RIGHTS_LATE if late else MessageKind.RIGHTS_ANSWER_EXPECTED
    return Acted(remind(kind, told, tick))


@dataclass(frozen=True, slots=True)
class _Stages:
    """Moments of reminder: before the end, once it is over, then at intervals."""

    first: datetime
    late: datetime
    again: timedelta


def _answer_stages(due_on: date) -> _Stages:
    """The whole of the last day is left to answer."""
    return _Stages(
        midnight(due_on - ANSWER_NOTICE), midnight(due_on + timedelta(days=1)), LATE_ANSWER_AGAIN
    )


def _stage(stages: _Stages, now: datetime) -> datetime:
    """The last of these moments that has come; the first of all when none has."""
    if now < stages.late:
        return stages.first
    return stages.late + stages.again * ((now - stages.late) // stages.again)


# A breach is notified within seventy-two hours (RGPD art. 33).


def sweep_violations(now: datetime) -> None:
    """Breaches that the CNIL has not been told of, and has to be."""
    wanted = {each.pk: _stage(_breach_stages(each), now) for each in _to_notify()}
    timers.keep_all(Rule.VIOLATION, Violation, wanted)


def breach_is_due(violation: Violation, tick: Tick) -> Answer:
    """Told a day before the end of the seventy-two hours, then each day that they are over."""
    if not _to_notify().filter(pk=violation.pk).exists():
        return Dropped()
    stages = _breach_stages(violation)
    if stages.first > tick.now:
        return Later(stages.first)
    told = holders(Role.DPO, tick, collectivite=violation.collectivite_id)
    told += holders(Role.MAIRE, tick, collectivite=violation.collectivite_id)
    late = tick.now >= stages.late
    kind = MessageKind.BREACH_LATE if late else MessageKind.BREACH_EXPECTED
    return Acted(remind(kind, told, tick))


def _to_notify() -> QuerySet[Violation]:
    """Without a risk for the persons, the CNIL has not to be told (RGPD art. 33, 1)."""
    return Violation.objects.filter(state__in=_UNNOTIFIED).exclude(risk=ViolationRisk.AUCUN)


def _breach_stages(violation: Violation) -> _Stages:
    """Hours elapse whatever the clock shows: a change of time is neither gained nor lost."""
    allowed = timedelta(hours=Delays().value(Delay.VIOLATION))
    end = violation.detected_at.astimezone(UTC) + allowed
    return _Stages(end - BREACH_NOTICE, end, LATE_BREACH_AGAIN)


def register() -> None:
    """Say to the timers what each of these rules does, and where its rows are found."""
    timers.register(Rule.CHARTE, rows=CharteSignature.objects.all, act=signature_ends)
    timers.register(Rule.SIGNATURE, rows=Charte.objects.all, act=version_waits)
    timers.register_sweep(Rule.SIGNATURE, sweep_versions)
    timers.register(Rule.PLENIERE, rows=Instance.objects.all, act=plenary_is_due)
    timers.register(
        Rule.DROITS, rows=lambda: RightsRequest.objects.for_system("its answer"), act=answer_is_due
    )
    timers.register(Rule.VIOLATION, rows=Violation.objects.all, act=breach_is_due)
    timers.register_sweep(Rule.CHARTE, sweep_signatures)
    timers.register_sweep(Rule.PLENIERE, sweep_plenaries)
    timers.register_sweep(Rule.DROITS, sweep_rights)
    timers.register_sweep(Rule.VIOLATION, sweep_violations)
