"""Deadlines as pure functions: working days, months of the calendar, vectors of the domain."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.choices.delays import RULES, Delay
from casework.choices.states import ENDED, CaseState, SaisineState
from casework.deadlines import Delays, add_working_days, midnight
from casework.timers.computing import (
    CaseFacts,
    Days,
    SaisineFacts,
    days_of_case,
    days_of_saisine,
    wakes_on,
)
from casework.timers.rules import VEILED, Rule
from notifications.working_days import is_working_day

DAYS = st.dates(min_value=date(2015, 1, 1), max_value=date(2045, 12, 31))
BORN = date(2010, 7, 4)
OPENED = date(2026, 3, 2)


def saisine_days(state: str, **values: Any) -> Days:
    facts = {"touched_on": OPENED, "submitted_on": OPENED} | values
    return days_of_saisine(SaisineFacts(state=state, **facts), Delays())


def case_days(
    state: str = CaseState.REPERE, chosen: dict[str, int] | None = None, **values: Any
) -> Days:
    facts: dict[str, Any] = {"opened_on": OPENED, "born_on": lambda: BORN} | values
    return days_of_case(CaseFacts(state=state, **facts), Delays(chosen or {}))


# The calendar of a year is slow to read once.
UNHURRIED = settings(deadline=None)


class TestWorkingDays:
    @UNHURRIED
    @given(DAYS, st.integers(min_value=1, max_value=60))
    def test_the_last_day_is_worked_and_exactly_so_many_are_counted(
        self, start: date, count: int
    ) -> None:
        end = add_working_days(start, count)
        between = [start + timedelta(days=day + 1) for day in range((end - start).days)]

        assert is_working_day(end)
        assert sum(map(is_working_day, between)) == count

    @UNHURRIED
    @given(DAYS, st.integers(0, 30), st.integers(0, 30))
    def test_delays_add_up(self, start: date, first: int, second: int) -> None:
        assert add_working_days(add_working_days(start, first), second) == add_working_days(
            start, first + second
        )

    @UNHURRIED
    @given(DAYS, DAYS, st.integers(0, 30))
    def test_what_starts_later_never_ends_sooner(self, one: date, other: date, count: int) -> None:
        first, last = sorted((one, other))

        assert add_working_days(first, count) <= add_working_days(last, count)

    @pytest.mark.parametrize(
        ("start", "end"),
        [
            # A week, then the week of Easter Monday, of the four days of May, of Christmas.
            (date(2026, 11, 23), date(2026, 11, 30)),
            (date(2026, 4, 2), date(2026, 4, 10)),
            (date(2026, 5, 7), date(2026, 5, 18)),
            (date(2026, 12, 24), date(2027, 1, 4)),
        ],
    )
    def test_five_working_days_around_public_holidays(self, start: date, end: date) -> None:
        assert Delays().after(Delay.SAISINE, start) == end


class TestCalendar:
    @pytest.mark.parametrize(
        ("delay", "start", "end"),
        [
            (Delay.IRRECEVABLE, date(2026, 1, 31), date(2026, 3, 2)),
            (Delay.BILAN, date(2026, 11, 30), date(2027, 2, 28)),
            (Delay.BILAN, date(2027, 11, 29), date(2028, 2, 29)),
            (Delay.ARCHIVE, date(2026, 3, 1), date(2029, 3, 1)),
            (Delay.ARCHIVE, date(2024, 2, 29), date(2027, 2, 28)),
            (Delay.AGE, date(2003, 5, 10), date(2028, 5, 10)),
            (Delay.AGE, date(2001, 11, 22), date(2026, 11, 22)),
            (Delay.AGE, date(2004, 2, 29), date(2029, 2, 28)),
            (Delay.DUREE, date(2028, 2, 29), date(2029, 2, 28)),
            (Delay.PROCUREUR, date(2026, 1, 31), date(2026, 2, 28)),
        ],
    )
    def test_vectors(self, delay: str, start: date, end: date) -> None:
        assert Delays().after(delay, start) == end

    @pytest.mark.parametrize(
        ("day", "moment"),
        [
            # Winter, summer, and the two Sundays on which the clock changes, at two and at three.
            (date(2026, 11, 23), datetime(2026, 11, 22, 23, tzinfo=UTC)),
            (date(2026, 7, 1), datetime(2026, 6, 30, 22, tzinfo=UTC)),
            (date(2026, 3, 29), datetime(2026, 3, 28, 23, tzinfo=UTC)),
            (date(2026, 3, 30), datetime(2026, 3, 29, 22, tzinfo=UTC)),
            (date(2026, 10, 25), datetime(2026, 10, 24, 22, tzinfo=UTC)),
            (date(2026, 10, 26), datetime(2026, 10, 25, 23, tzinfo=UTC)),
        ],
    )
    def test_a_day_begins_at_midnight_in_france(self, day: date, moment: datetime) -> None:
        assert midnight(day) == moment

    @given(DAYS)
    def test_days_never_overlap_nor_leave_a_gap(self, day: date) -> None:
        length = midnight(day + timedelta(days=1)) - midnight(day).astimezone(UTC)

        assert length in (timedelta(hours=23), timedelta(hours=24), timedelta(hours=25))

    def test_hours_do_not_run_from_a_day(self) -> None:
        with pytest.raises(ValueError, match="en heures"):
            Delays().after(Delay.VIOLATION, OPENED)


class TestSettings:
    @given(st.sampled_from(sorted(RULES)), st.integers(0, 1000))
    def test_no_setting_goes_beyond_the_law(self, rule: str, value: int) -> None:
        assert Delays({rule: value}).value(rule) <= RULES[rule].maximum

    def test_every_delay_has_a_rule_that_holds_together(self) -> None:
        assert set(RULES) == set(Delay.values)
        for rule in RULES.values():
            assert rule.minimum <= rule.default <= rule.maximum
            assert rule.article

    def test_what_a_cellule_has_set_counts(self) -> None:
        assert case_days(chosen={Delay.AGENDA: 10})[Rule.AGENDA] == date(2026, 3, 12)


class TestSaisine:
    def test_a_draft_left_idle(self) -> None:
        days = saisine_days(SaisineState.BROUILLON, submitted_on=None)

        assert days == {Rule.BROUILLON: date(2026, 4, 1)}

    def test_a_saisine_waits_for_its_answer(self) -> None:
        days = saisine_days(SaisineState.SOUMISE, answer_due_on=date(2026, 3, 9))

        due = date(2026, 3, 9)
        assert days == {Rule.SAISINE: due, Rule.SAISINE_MAIRE: due + timedelta(days=1)}

    @pytest.mark.parametrize("state", [SaisineState.IRRECEVABLE, SaisineState.RETIREE])
    def test_without_a_follow_up_it_goes_thirty_days_after_it_was_sent(self, state: str) -> None:
        sent = date(2026, 1, 31)
        days = saisine_days(state, submitted_on=sent, touched_on=date(2026, 2, 5))

        assert days == {Rule.IRRECEVABLE: date(2026, 3, 2)}

    def test_the_procureur_is_asked_a_month_later(self) -> None:
        days = saisine_days(SaisineState.RECEVABLE, art40_on=date(2026, 3, 1))

        assert days == {Rule.PROCUREUR: date(2026, 4, 1)}


class TestCase:
    def test_information(self) -> None:
        days = case_days(collected_on=date(2026, 3, 1))

        assert days[Rule.ALERTE] == date(2026, 3, 21)
        assert days[Rule.INFORMATION] == date(2026, 3, 31)

    def test_the_alert_never_comes_after_the_end(self) -> None:
        days = case_days(chosen={Delay.INFORMATION: 10}, collected_on=date(2026, 3, 1))

        assert days[Rule.ALERTE] == days[Rule.INFORMATION] == date(2026, 3, 11)

    def test_a_signed_deferral_moves_the_end(self) -> None:
        days = case_days(deferred=True, deferred_until=date(2026, 5, 15))

        assert days[Rule.INFORMATION] == date(2026, 5, 15)
        assert Rule.ALERTE not in days

    def test_once_informed_nothing_is_left_of_it(self) -> None:
        assert not {Rule.ALERTE, Rule.INFORMATION} & set(case_days(informed=True))

    def test_the_path(self) -> None:
        engaged = date(2026, 4, 30)
        days = case_days(
            CaseState.EN_COURS, informed=True, engaged_on=engaged, next_due_on=date(2026, 7, 30)
        )

        assert days[Rule.BILAN] == date(2026, 7, 30)
        assert days[Rule.DUREE] == date(2027, 4, 30)
        assert Rule.AGENDA not in days
        paused = case_days(CaseState.SUSPENDU, engaged_on=engaged, review_on=date(2026, 6, 1))
        assert paused[Rule.SUSPENSION] == date(2026, 6, 1)
        assert Rule.BILAN not in paused

    def test_the_measures(self) -> None:
        days = case_days(
            CaseState.EN_COURS,
            informed=True,
            bilan_due_on=date(2026, 8, 14),
            contact_since=OPENED,
            parquet_since=OPENED,
            transaction_due_on=date(2026, 3, 17),
            judicial_review_on=date(2026, 9, 2),
        )

        assert days[Rule.REDACTION] == date(2026, 8, 14)
        assert days[Rule.CONTACT] == date(2026, 3, 17)
        assert days[Rule.PARQUET] == date(2026, 3, 9)
        assert days[Rule.TRANSACTION] == date(2026, 3, 18)
        assert days[Rule.JUDICIAIRE] == date(2026, 8, 18)
        assert days[Rule.JUDICIAIRE_FIN] == date(2026, 9, 3)

    def test_a_frozen_case_keeps_only_what_the_law_ends(self) -> None:
        days = case_days(frozen=True, has_representatives=True, transaction_due_on=OPENED)

        assert set(days) == {Rule.AGE, Rule.MAJORITE, Rule.TRANSACTION}

    def test_the_end_of_what_is_kept(self) -> None:
        closed = case_days(CaseState.CLOS, closed_on=date(2026, 3, 1))
        assert closed == {Rule.ARCHIVE: date(2026, 3, 2), Rule.AGE: date(2035, 7, 4)}
        kept: dict[str, Any] = {"purge_due_on": date(2029, 3, 1), "born_on": None}
        told = {Rule.PREAVIS: date(2029, 1, 30)}
        assert case_days(CaseState.ARCHIVE, **kept) == {**told, Rule.SCELLEMENT: date(2029, 3, 1)}
        ended = {Rule.ELIMINATION: date(2029, 3, 1)}
        assert case_days(CaseState.NON_RETENU, **kept) == {**told, **ended}
        assert case_days(CaseState.A_ELIMINER, **kept) == ended
        assert case_days(CaseState.PURGE, born_on=None) == {}

    def test_i27_representatives_go_thirty_days_after_majority(self) -> None:
        assert case_days(has_representatives=True)[Rule.MAJORITE] == date(2028, 8, 3)

    @pytest.mark.parametrize("state", sorted(set(CaseState) - ENDED))
    def test_nobody_who_is_followed_escapes_the_age_limit(self, state: str) -> None:
        assert case_days(state)[Rule.AGE] == date(2035, 7, 4)


class TestVeil:
    @given(DAYS, DAYS)
    def test_the_table_never_tells_a_birthday_to_come(self, day: date, today: date) -> None:
        for rule in VEILED:
            woken = wakes_on(rule, day, today)
            if day > today:
                assert today < woken <= day
                assert woken in (date(day.year - 1, 12, 1), today + timedelta(days=1))
            else:
                assert woken == day

    @given(DAYS, DAYS)
    def test_other_rules_are_written_as_they_are(self, day: date, today: date) -> None:
        assert wakes_on(Rule.BILAN, day, today) == day
