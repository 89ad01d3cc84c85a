"""Conditions of the mayor’s transaction (CPP art. 44-1, R. 15-33-61): one sentence each."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from casework.choices.facts import FAITS, TRANSACTION_FAITS, Nature
from casework.choices.states import TRANSACTION_FINAL, TransactionState
from casework.guards import cases as case_guards
from casework.guards import transactions as guards
from casework.models import Case, Fait, Transaction
from tests.casework import factories as people
from veille.models import Cellule, Collectivite

TODAY = timezone.localdate()


@pytest.mark.parametrize("opened", [True, False])
def test_the_collectivite_chooses_to_use_it(opened: bool) -> None:
    case = Case(cellule=Cellule(collectivite=Collectivite(transactions_open=opened)))

    assert guards.collectivite_uses_it(Transaction(case=case)) is opened
    assert guards.case_may_use_it(case) is opened


def test_it_is_closed_unless_somebody_opens_it() -> None:
    assert not Collectivite().transactions_open


@pytest.mark.parametrize("code", FAITS)
def test_i52_the_fact_is_a_contravention_against_a_thing_of_the_commune(code: str) -> None:
    allowed = guards.fact_allows_it(Transaction(fait=Fait(code=code)))

    assert allowed is (code in {"F06", "F07", "F11"})
    assert not allowed or FAITS[code].nature is Nature.CONTRAVENTION


@pytest.mark.django_db
def test_a_case_without_such_a_fact_offers_no_transaction() -> None:
    case = people.case()
    assert not guards.case_has_a_fact_for_it(case)

    people.transaction(case)
    assert guards.case_has_a_fact_for_it(case)


def test_i52_the_property_of_the_commune_is_attested() -> None:
    assert not guards.is_attested(Transaction())
    assert guards.is_attested(Transaction(attested_at=timezone.now()))


# Procès-verbal, proposal, whether the month of the law allows it.
MONTHS = [
    (date(2026, 1, 15), date(2026, 1, 15), True),
    (date(2026, 1, 15), date(2026, 2, 15), True),
    (date(2026, 1, 15), date(2026, 2, 16), False),
    (date(2026, 1, 31), date(2026, 2, 28), True),
    (date(2026, 1, 31), date(2026, 3, 1), False),
    (date(2028, 1, 31), date(2028, 2, 29), True),
    (date(2026, 1, 15), date(2026, 1, 14), False),
]


@pytest.mark.parametrize(("pv_on", "proposed_on", "allowed"), MONTHS)
def test_i52_it_is_proposed_in_the_month_of_the_proces_verbal(
    pv_on: date, proposed_on: date, allowed: bool
) -> None:
    offer = Transaction(pv_on=pv_on, proposed_on=proposed_on)

    assert guards.pv_is_recent(offer) is allowed


def test_the_proces_verbal_is_not_older_than_the_fact() -> None:
    before = Transaction(fait=Fait(happened_on=TODAY), pv_on=TODAY - timedelta(days=1))
    same_day = Transaction(fait=Fait(happened_on=TODAY), pv_on=TODAY)

    assert not guards.pv_follows_the_fact(before)
    assert guards.pv_follows_the_fact(same_day)


@pytest.mark.parametrize(("euros", "known"), [("-1", False), ("0", False), ("0.01", True)])
def test_the_damage_is_above_zero(euros: str, known: bool) -> None:
    assert guards.prejudice_is_known(Transaction(prejudice=Decimal(euros))) is known


@pytest.mark.parametrize(
    ("mode", "hours", "fits"),
    [
        ("reparation", None, True),
        ("reparation", 5, False),
        ("travail_non_remunere", None, False),
        ("travail_non_remunere", 0, False),
        ("travail_non_remunere", 1, True),
        ("travail_non_remunere", 30, True),
        ("travail_non_remunere", 31, False),
    ],
)
def test_unpaid_work_lasts_thirty_hours_at_most(mode: str, hours: int | None, fits: bool) -> None:
    assert guards.hours_fit_the_mode(Transaction(mode=mode, hours=hours)) is fits


@pytest.mark.parametrize(("days", "in_time"), [(-1, True), (0, True), (1, False)])
def test_the_answer_comes_in_fifteen_days(days: int, in_time: bool) -> None:
    due = TODAY
    answered = Transaction(answer_due_on=due, answered_on=due + timedelta(days=days))

    assert guards.answer_is_in_time(answered) is in_time


@pytest.mark.parametrize(("days", "overdue"), [(-1, True), (0, False), (1, False)])
def test_silence_is_a_refusal_from_the_day_after(days: int, overdue: bool) -> None:
    offer = Transaction(answer_due_on=TODAY + timedelta(days=days))

    assert guards.answer_is_overdue(offer) is overdue


def test_the_parquet_is_told_of_the_answer_then_of_the_execution() -> None:
    answered = Transaction(answered_on=TODAY - timedelta(days=3))
    assert guards.parquet_waits(answered)

    answered.parquet_informed_on = TODAY - timedelta(days=3)
    assert not guards.parquet_waits(answered)

    answered.executed_on = TODAY
    assert guards.parquet_waits(answered)


@pytest.mark.django_db
@pytest.mark.parametrize("state", TransactionState.values)
def test_a_transaction_under_way_holds_the_closing_back(state: str) -> None:
    case = people.case()
    people.transaction(case, state=state)

    assert case_guards.measures_are_final(case) is (state in TRANSACTION_FINAL)


def test_the_facts_of_a_transaction_are_in_the_list() -> None:
    assert set(FAITS) >= TRANSACTION_FAITS
