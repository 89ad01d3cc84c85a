"""The deadlines of one case, of one saisine: pure functions of their present state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from casework.choices.delays import Delay
from casework.choices.states import ENDED, CaseState, SaisineState
from casework.deadlines import Delays
from casework.timers.rules import VEILED, Rule

Days = dict[Rule, date]
MAJORITY = 18
ONE_DAY = timedelta(days=1)
# Time to write to the parquet, and to be answered.
JUDICIAL_NOTICE = timedelta(days=15)
# Time to look at a case once more before nobody can.
ENDING_NOTICE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class SaisineFacts:
    """What the deadlines of a saisine depend on. ``touched_on``: the day of its last change."""

    state: str
    touched_on: date
    submitted_on: date | None = None
    answer_due_on: date | None = None
    art40_on: date | None = None


def days_of_saisine(saisine: SaisineFacts, delays: Delays) -> Days:
    """Every deadline that runs on a saisine (domain §9.9, invariants I31 and I59)."""
    days: Days = {}
    if saisine.state == SaisineState.BROUILLON:
        days[Rule.BROUILLON] = delays.after(Delay.BROUILLON, saisine.touched_on)
    if saisine.state == SaisineState.SOUMISE and saisine.answer_due_on:
        days[Rule.SAISINE] = saisine.answer_due_on
        days[Rule.SAISINE_MAIRE] = saisine.answer_due_on + ONE_DAY
    if saisine.state in (SaisineState.IRRECEVABLE, SaisineState.RETIREE, SaisineState.EXPIREE):
        since = saisine.submitted_on or saisine.touched_on
        days[Rule.IRRECEVABLE] = delays.after(Delay.IRRECEVABLE, since)
    if saisine.art40_on and saisine.state in (SaisineState.SOUMISE, SaisineState.RECEVABLE):
        days[Rule.PROCUREUR] = delays.after(Delay.PROCUREUR, saisine.art40_on)
    return days


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the deadlines of a case depend on.

    ``born_on`` is a question, not a date: it deciphers, which is impossible once the key is gone.
    """

    state: str
    opened_on: date
    born_on: Callable[[], date]
    collected_on: date | None = None
    informed: bool = False
    frozen: bool = False
    deferred: bool = False
    deferred_until: date | None = None
    next_due_on: date | None = None
    review_on: date | None = None
    engaged_on: date | None = None
    term_on: date | None = None
    bilan_due_on: date | None = None
    contact_since: date | None = None
    parquet_since: date | None = None
    transaction_due_on: date | None = None
    judicial_review_on: date | None = None
    has_representatives: bool = False
    closed_on: date | None = None
    merged_until: date | None = None
    purge_due_on: date | None = None


def days_of_case(case: CaseFacts, delays: Delays) -> Days:
    """Every deadline that runs on a case (domain §9.9). A frozen case waits for an answer only."""
    days = _conservation(case, delays) | _judicial(case)
    if case.transaction_due_on:
        # The law's own delay: it runs whatever becomes of the case.
        days[Rule.TRANSACTION] = case.transaction_due_on + ONE_DAY
    if case.state in ENDED or case.frozen:
        return days
    days |= _information(case, delays)
    days |= _follow_up(case, delays)
    days |= _measures(case, delays)
    return days


def _information(case: CaseFacts, delays: Delays) -> Days:
    """RGPD art. 14: thirty days after collection, or on the day a signed deferral ends."""
    if case.informed:
        return {}
    since = case.collected_on or case.opened_on
    last = delays.after(Delay.INFORMATION, since)
    if case.deferred:
        # A deferral without an end is the mayor's to look at again: no day freezes the case.
        return {Rule.INFORMATION: max(last, case.deferred_until)} if case.deferred_until else {}
    return {
        Rule.ALERTE: min(delays.after(Delay.ALERTE, since), last),
        Rule.INFORMATION: last,
    }


def _follow_up(case: CaseFacts, delays: Delays) -> Days:
    days: Days = {}
    if case.state == CaseState.REPERE:
        days[Rule.AGENDA] = delays.after(Delay.AGENDA, case.opened_on)
    if case.state == CaseState.EN_COURS and case.engaged_on:
        days[Rule.BILAN] = case.next_due_on or delays.after(Delay.BILAN, case.engaged_on)
    if case.state == CaseState.SUSPENDU and case.review_on:
        days[Rule.SUSPENSION] = case.review_on
    if case.engaged_on:
        days[Rule.DUREE] = case.term_on or delays.after(Delay.DUREE, case.engaged_on)
    return days


def _measures(case: CaseFacts, delays: Delays) -> Days:
    days: Days = {}
    if case.bilan_due_on:
        days[Rule.REDACTION] = case.bilan_due_on
    running = (
        (Rule.CONTACT, Delay.CONTACT, case.contact_since),
        (Rule.PARQUET, Delay.PARQUET, case.parquet_since),
    )
    for rule, delay, since in running:
        if since:
            days[rule] = delays.after(delay, since)
    return days


def _judicial(case: CaseFacts) -> Days:
    """What the parquet said is asked again in time, and goes the day after if it is not (I22)."""
    if not case.judicial_review_on:
        return {}
    return {
        Rule.JUDICIAIRE: case.judicial_review_on - JUDICIAL_NOTICE,
        Rule.JUDICIAIRE_FIN: case.judicial_review_on + ONE_DAY,
    }


def _conservation(case: CaseFacts, delays: Delays) -> Days:
    """AU-038 art. 5: nothing outlives its term, nor the twenty-fifth birthday (I53, I54, I59)."""
    days: Days = {}
    if case.state == CaseState.CLOS and case.closed_on:
        night = delays.after(Delay.NUIT, case.closed_on)
        # A duplicate leaves no archive: it stays while it may still be parted from the other case.
        days[Rule.ARCHIVE] = max(night, case.merged_until or night)
    if case.state in (CaseState.ARCHIVE, CaseState.NON_RETENU) and case.purge_due_on:
        days[Rule.PREAVIS] = case.purge_due_on - ENDING_NOTICE
    if case.state == CaseState.ARCHIVE and case.purge_due_on:
        days[Rule.SCELLEMENT] = case.purge_due_on
    if case.state in (CaseState.NON_RETENU, CaseState.A_ELIMINER) and case.purge_due_on:
        days[Rule.ELIMINATION] = case.purge_due_on
    if case.state not in ENDED or case.state == CaseState.CLOS:
        days[Rule.AGE] = delays.after(Delay.AGE, case.born_on())
        if case.has_representatives:
            majority = case.born_on() + relativedelta(years=MAJORITY)
            days[Rule.MAJORITE] = delays.after(Delay.MAJORITE, majority)
    return days


def wakes_on(rule: Rule, day: date, today: date) -> date:
    """The day that is written in the table of timers.

    For a rule that would tell a date of birth: 1 December before the year, then the next day until
    the real one, so that the table only ever holds the year. December: early enough for a notice.
    """
    if rule not in VEILED or day <= today:
        return day
    first = date(day.year - 1, 12, 1)
    if first > today:
        return first
    return date.fromordinal(today.toordinal() + 1)
