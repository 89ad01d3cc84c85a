"""What a day brings to a case: reminders, the freeze, the bilan, the end of what may be kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import uuid5

from django.db import models
from django.utils import timezone

from casework.choices.states import FOLLOW_UP_FINAL, CaseState, TransactionState
from casework.clock.mass import ends_too_many
from casework.clock.waking import Work, has_come, holders, on_its_day, remind, tell
from casework.deadlines import midnight
from casework.guards.cases import archives_have_agreed
from casework.models import Case
from casework.services import bilans, conservation, endings, justice, lapses, transactions
from casework.timers.computing import ENDING_NOTICE
from casework.timers.keeping import case_days
from casework.timers.rules import DESTROYING, Rule
from confidentiality.choices import Role
from confidentiality.events import events_of
from confidentiality.models import User
from notifications import ticking, timers
from notifications.catalogue import TEN_MINUTES
from notifications.choices import MessageKind
from notifications.ticking import Guard
from notifications.timers import Answer, Foresight, Handler, Later, Tick
from veille.sight import holder_of

K = MessageKind
Recipients = Callable[[Case, Tick], Iterable[User]]


def coordinators(case: Case, tick: Tick) -> list[User]:
    return holders(Role.COORDONNATEUR, tick, cellule=case.cellule_id)


def mayors(case: Case, tick: Tick) -> list[User]:
    return holders(Role.MAIRE, tick, collectivite=case.cellule.collectivite_id)


def officers(case: Case, tick: Tick) -> list[User]:
    """The data protection officers of the collectivité."""
    return holders(Role.DPO, tick, collectivite=case.cellule.collectivite_id)


def parquets(case: Case, tick: Tick) -> list[User]:
    return holders(Role.PARQUET, tick, cellule=case.cellule_id)


def referents(case: Case, tick: Tick) -> list[User]:
    """Who holds the running mission, or its place: one at most."""
    running = case.follow_ups.exclude(state__in=FOLLOW_UP_FINAL).select_related("referent__user")
    return [holder_of(follow_up.referent, tick.now).user for follow_up in running]


def _reminder(kind: MessageKind, *told: Recipients) -> Work:
    def work(case: Case, tick: Tick) -> str:
        return remind(kind, [user for each in told for user in each(case, tick)], tick)

    return work


def _freeze(case: Case, tick: Tick) -> str:
    """Thirty days with neither information nor deferral (invariant I30)."""
    lapses.freeze_uninformed(case_id=case.pk, at=tick.now)
    remind(K.CASE_FROZEN, [*mayors(case, tick), *officers(case, tick)], tick)
    return "frozen"


def _ask_bilan(case: Case, tick: Tick) -> str:
    """P10. Without a référent nobody can write it: the coordonnateur must name one first."""
    if not referents(case, tick):
        return remind(K.REFERENT_MISSING, coordinators(case, tick), tick)
    bilans.request_bilan_in_time(case_id=case.pk, at=tick.now)
    return "asked"


def _expect_bilan(case: Case, tick: Tick) -> str:
    """Its last day. Late, it goes up by steps; without a référent, at once."""
    if not (told := referents(case, tick)):
        return remind(K.REFERENT_MISSING, coordinators(case, tick), tick)
    return remind(K.BILAN_EXPECTED, told, tick)


def _close_for_age(case: Case, tick: Tick) -> str:
    """Closed, archived and sealed on the same day: nothing outlives it (invariant I54)."""
    if case.state != CaseState.CLOS:
        endings.close_for_age(case_id=case.pk, at=tick.now)
    archived = conservation.archive(case_id=case.pk, at=tick.now)
    if archived.state == CaseState.ARCHIVE:
        conservation.dispose(case_id=case.pk, at=tick.now)
    return "closed"


def _archive(case: Case, tick: Tick) -> str:
    return str(conservation.archive(case_id=case.pk, at=tick.now).state)


def _erase_representatives(case: Case, tick: Tick) -> str:
    lapses.erase_representatives(case_id=case.pk, at=tick.now)
    return "erased"


def _forget_statuses(case: Case, tick: Tick) -> str:
    justice.expire_statuses_of(case_id=case.pk, at=tick.now)
    return "erased"


def _note_silence(case: Case, tick: Tick) -> str:
    """Fifteen days without an answer are a refusal (CPP art. R. 15-33-62)."""
    for offer in case.transactions.filter(state=TransactionState.PROPOSEE):
        transactions.lapse(offer_id=offer.pk, at=tick.now)
    remind(K.TRANSACTION_AWAITED, [*mayors(case, tick), *coordinators(case, tick)], tick)
    return "lapsed"


def _dispose(rule: Rule) -> Handler:
    """P18 and P19. A sealed case waits for the agreement of the archives, asked again each day."""
    handle = on_its_day(rule, case_days, _disposed)

    def keep_trying(case: Case, tick: Tick) -> Answer:
        until = _may_be_undone_until(case)
        if until is not None and tick.now < until:
            return Later(until)
        answer = handle(case, tick)
        left = Case.objects.for_system("its term").filter(pk=case.pk, state=CaseState.A_ELIMINER)
        if rule == Rule.ELIMINATION and left.exists():
            return Later(midnight(timezone.localdate(tick.now) + timedelta(days=1)))
        return answer

    return keep_trying


def _may_be_undone_until(case: Case) -> datetime | None:
    """A dismissal is taken back for ten minutes: nothing is erased before."""
    dismissed = events_of(case).filter(act="case.dismiss").last()
    return dismissed.at + TEN_MINUTES if dismissed else None


def _disposed(case: Case, tick: Tick) -> str:
    """Those who answer for the file are told once a day, whatever the number of situations."""
    told = [user for each in (coordinators, mayors, officers) for user in each(case, tick)]
    done = conservation.dispose(case_id=case.pk, at=tick.now)
    kinds = [K.CONSERVATION_ENDED] if case.state != CaseState.A_ELIMINER else []
    if done == "case.eliminate":
        kinds.append(K.CERTIFICATE_READY)
    # Neither the case nor its timer outlives this act: an event of the cellule and of the day.
    day = timezone.localdate(tick.now)
    for kind in kinds:
        tell(kind, told, uuid5(case.cellule_id, f"{kind} {day}"))
    return done


def _foresees_disposal(rule: Rule) -> Foresight:
    """A sealed case without the agreement of the archives is looked at, and left as it is."""
    come = has_come(rule, case_days)

    def ask(case: Case, now: datetime) -> bool:
        case.acting_at = now
        waits = case.state == CaseState.A_ELIMINER and not archives_have_agreed(case)
        return come(case, now) and not waits

    return ask


def _tell_of_the_end(case: Case, tick: Tick) -> str:
    """Thirty days before, unless it ends today (dismissed before anybody was told)."""
    if not _foresees_notice(case, tick.now):
        return "over"
    return remind(K.CONSERVATION_ENDS, coordinators(case, tick), tick)


def _foresees_notice(case: Case, now: datetime) -> bool:
    return case.purge_due_on is not None and case.purge_due_on > timezone.localdate(now)


def _close_for_age_told(case: Case, tick: Tick) -> Answer:
    """The same notice before the twenty-fifth birthday, whose day no timer may hold in clear.

    Told once: the timer that wakes up each day is the same until the day, and so is the event.
    """
    today = timezone.localdate(tick.now)
    day = case_days(case).get(Rule.AGE)
    if day is not None and today < day <= today + ENDING_NOTICE:
        remind(K.CONSERVATION_ENDS, coordinators(case, tick), tick)
    return on_its_day(Rule.AGE, case_days, _close_for_age)(case, tick)


_WORK: dict[Rule, Work] = {
    Rule.ALERTE: _reminder(K.INFORMATION_EXPECTED, coordinators),
    Rule.INFORMATION: _freeze,
    Rule.AGENDA: _reminder(K.AGENDA_EXPECTED, coordinators),
    # Late, it goes up by steps: ``clock.case_ladders``.
    Rule.CONTACT: _reminder(K.FIRST_CONTACT_EXPECTED, referents),
    Rule.BILAN: _ask_bilan,
    Rule.REDACTION: _expect_bilan,
    Rule.PARQUET: _reminder(K.PARQUET_AWAITED, parquets, coordinators),
    Rule.SUSPENSION: _reminder(K.SUSPENSION_REVIEW, coordinators),
    Rule.DUREE: _reminder(K.FOLLOW_UP_TERM, coordinators),
    Rule.JUDICIAIRE: _reminder(K.JUDICIAL_REVIEW, coordinators, mayors),
    Rule.JUDICIAIRE_FIN: _forget_statuses,
    Rule.TRANSACTION: _note_silence,
    Rule.MAJORITE: _erase_representatives,
    Rule.PREAVIS: _tell_of_the_end,
    Rule.ARCHIVE: _archive,
}


def rows() -> models.QuerySet[Case]:
    return Case.objects.for_system("a day that comes")


# What a run would not do although the day has come: nothing is left to tell, or a visa is missing.
_FORESIGHTS: dict[Rule, Foresight] = {
    Rule.PREAVIS: _foresees_notice,
    Rule.SCELLEMENT: _foresees_disposal(Rule.SCELLEMENT),
    Rule.ELIMINATION: _foresees_disposal(Rule.ELIMINATION),
}


def register() -> None:
    """Say to the timers what each rule of a case does."""
    handlers = {rule: on_its_day(rule, case_days, work) for rule, work in _WORK.items()}
    handlers[Rule.AGE] = _close_for_age_told
    handlers |= {rule: _dispose(rule) for rule in (Rule.SCELLEMENT, Rule.ELIMINATION)}
    for rule, act in handlers.items():
        foresees = _FORESIGHTS.get(rule, has_come(rule, case_days))
        timers.register(rule, rows=rows, act=act, foresees=foresees)
    ticking.register_guard(Guard(frozenset(DESTROYING), ends_too_many))
