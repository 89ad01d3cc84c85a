"""Contributions of a département counted by hand: each measure, by month, quarter and year."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, Settings

from confidentiality import append_only, journal_key
from confidentiality.journal_key import SealingKey
from indicators.choices import PeriodKind
from indicators.contributed import contributed, total
from indicators.definitions import PERSONS
from indicators.freezing import NotFreezable, freeze, freeze_due, late
from indicators.models import Contribution
from indicators.periods import AccountPeriod, UnreadablePeriod, last_closed_month
from indicators.recomputing import differences
from tests.indicators import departement
from veille.models import Cellule

pytestmark = pytest.mark.django_db
LATER = datetime(2027, 1, 15, tzinfo=UTC)


@pytest.fixture
def key(settings: Settings, tmp_path: Path) -> SealingKey:
    settings.JALON_INDICATORS_KEY = tmp_path / "indicators.key"
    settings.JALON_INDICATORS_PUBLIC_KEY = tmp_path / "indicators.pub"
    return journal_key.ensure(settings.JALON_INDICATORS_KEY)


@pytest.fixture
def places() -> dict[str, Cellule]:
    made = departement.cellules()
    departement.count(made)
    return made


def period(text: str) -> AccountPeriod:
    return AccountPeriod.parse(text)


def frozen(text: str, place: Cellule, key: SealingKey, now: datetime = LATER) -> list[Contribution]:
    return freeze(period(text), place.collectivite, key=key, now=now)


def test_every_measure_is_what_was_counted_by_hand(
    places: dict[str, Cellule], key: SealingKey
) -> None:
    freeze_due(LATER, key)

    for measure, *expected in departement.rows(departement.EXPECTED):
        found = [total(contributed(period(each)), measure) for each in departement.PERIODS]
        assert found == [int(each) for each in expected], measure
    for code, measure, expected_there in departement.rows(departement.BY_ARRONDISSEMENT):
        there = total(contributed(period("2026")), measure, arrondissement=code)
        assert there == int(expected_there), (code, measure)
    assert {each.measure for each in PERSONS} == {
        row[0] for row in departement.rows(departement.EXPECTED)
    }


def test_a_number_says_what_of_it_corrects_an_earlier_month(
    places: dict[str, Cellule], key: SealingKey
) -> None:
    freeze_due(LATER, key)

    found = [
        (each.sex, each.count, each.corrected)
        for each in contributed(period("2026-11"))
        if each.measure == "repere"
    ]
    assert sorted(found) == [("F", -1, -1), ("M", 1, 1)]


def test_longer_periods_are_the_sums_of_their_months(
    places: dict[str, Cellule], key: SealingKey
) -> None:
    freeze_due(LATER, key)

    for text in ("2026-T3", "2026-T4", "2026"):
        whole = period(text)
        months = [AccountPeriod(PeriodKind.MONTH, each) for each in whole.months]
        for measure, *_ in departement.rows(departement.EXPECTED):
            parts = sum(total(contributed(each), measure) for each in months)
            assert total(contributed(whole), measure) == parts


def test_the_content_is_canonical(places: dict[str, Cellule], key: SealingKey) -> None:
    freeze_due(LATER, key)

    found = Contribution.objects.get(
        cellule=places["lens"], kind=PeriodKind.MONTH, first_day=date(2026, 11, 1)
    )

    assert found.content == (
        f'{{"cellule":"{places["lens"].pk}","counts":[["rappel","16-17","M",3,0]],'
        '"period":"2026-11","rule":1}'
    )
    assert json.loads(found.content)["rule"] == found.rule_version


def test_a_cellule_that_counted_nothing_says_so(
    places: dict[str, Cellule], key: SealingKey
) -> None:
    freeze_due(LATER, key)

    empty = Contribution.objects.get(
        cellule=places["arras"], kind=PeriodKind.MONTH, first_day=date(2026, 9, 1)
    )
    assert json.loads(empty.content)["counts"] == []


class TestFreezing:
    def test_it_is_done_once(self, places: dict[str, Cellule], key: SealingKey) -> None:
        first = freeze_due(LATER, key)
        again = freeze_due(LATER, key)

        # Months from the first that each counted, then the quarters and the year.
        assert (first, again) == (9 + 7 + 5, 0)
        assert frozen("2026-10", places["arras"], key) == []

    @pytest.mark.parametrize(
        "now", [datetime(2026, 11, 30, 23, tzinfo=UTC), datetime(2026, 12, 1, 0, 59, tzinfo=UTC)]
    )
    def test_a_period_that_is_not_closed_is_refused(
        self, places: dict[str, Cellule], key: SealingKey, now: datetime
    ) -> None:
        with pytest.raises(NotFreezable, match="n’est pas close"):
            frozen("2026-11", places["arras"], key, now)

        assert not Contribution.objects.exists()

    def test_it_closes_two_hours_after_midnight(
        self, places: dict[str, Cellule], key: SealingKey
    ) -> None:
        assert frozen("2026-07", places["arras"], key, datetime(2026, 8, 1, 0, tzinfo=UTC))

    @pytest.mark.parametrize("text", ["2026-08", "2026-10", "2026-T3", "2026"])
    def test_what_comes_too_early_is_refused(
        self, places: dict[str, Cellule], key: SealingKey, text: str
    ) -> None:
        with pytest.raises(NotFreezable, match=r"2026-(07|09|12)"):
            frozen(text, places["arras"], key)

    def test_what_comes_before_the_first_month_frozen_is_refused(
        self, places: dict[str, Cellule], key: SealingKey
    ) -> None:
        frozen("2026-07", places["arras"], key)

        with pytest.raises(NotFreezable, match="2026-08"):
            frozen("2026-06", places["arras"], key)

    def test_a_frozen_month_takes_no_line_any_more_and_the_next_does(
        self, places: dict[str, Cellule], key: SealingKey
    ) -> None:
        frozen("2026-07", places["arras"], key)

        for month in ("2026-06", "2026-07"):
            with pytest.raises(IntegrityError), transaction.atomic():
                departement.lines(places["arras"], month, "repere")
        departement.lines(places["arras"], "2026-08", "repere")
        departement.lines(places["lens"], "2026-07", "repere")

    def test_nothing_is_frozen_where_there_is_no_cellule_yet(
        self, places: dict[str, Cellule], key: SealingKey
    ) -> None:
        assert frozen("2026-05", places["arras"], key) == []


class TestRecomputing:
    def test_what_nobody_touched_is_the_same_to_the_byte(
        self, places: dict[str, Cellule], key: SealingKey
    ) -> None:
        freeze_due(LATER, key)

        for text in departement.PERIODS:
            for place in places.values():
                assert differences(period(text), place.collectivite) == []
        for text in ("2026-T3", "2026-09"):
            assert differences(period(text), places["arras"].collectivite) == []

    def test_corrections_of_later_months_change_nothing(
        self, places: dict[str, Cellule], key: SealingKey
    ) -> None:
        freeze_due(LATER, key)
        before = list(Contribution.objects.values_list("content", "signature"))

        departement.lines(places["lens"], "2027-01", "repere", "12-15", "M", -4, corrects=True)

        assert differences(period("2026"), places["lens"].collectivite) == []
        assert list(Contribution.objects.values_list("content", "signature")) == before

    @pytest.mark.parametrize(
        ("statement", "said"),
        [
            ("UPDATE casework_countedevent SET weight = -weight", "les comptes recalculés"),
            ("UPDATE indicators_contribution SET content = '{}'", "leur empreinte"),
            ("UPDATE indicators_contribution SET sha256 = '0'", "la signature"),
            ("UPDATE indicators_contribution SET rule_version = 9", "règle 9"),
            ("DELETE FROM indicators_contribution WHERE number = 2", "la chaîne est rompue"),
        ],
    )
    def test_what_was_changed_behind_the_triggers_is_named(
        self, places: dict[str, Cellule], key: SealingKey, statement: str, said: str
    ) -> None:
        freeze_due(LATER, key)
        connection.check_constraints()
        append_only.remove(connection)
        with connection.cursor() as cursor:
            cursor.execute(statement)
        append_only.install(connection)

        found = "\n".join(differences(period("2026-10"), places["arras"].collectivite))

        assert said in found
        assert "Cellule de Arras, 2026-10" in found or "n° 3" in found

    def test_a_period_never_frozen_is_said(
        self, places: dict[str, Cellule], key: SealingKey
    ) -> None:
        [said] = differences(period("2026-10"), places["arras"].collectivite)

        assert "n’est pas figée" in said


def test_a_contribution_is_never_changed_nor_deleted(
    places: dict[str, Cellule], key: SealingKey
) -> None:
    frozen("2026-07", places["arras"], key)

    for act in (
        lambda: Contribution.objects.update(rule_version=2),
        lambda: Contribution.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_a_year_is_read_by_one_query_whatever_was_counted(
    places: dict[str, Cellule], key: SealingKey, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    freeze_due(LATER, key)

    with django_assert_num_queries(1):
        assert total(contributed(period("2026")), "repere") == 15


@given(day=st.dates(date(1990, 1, 1), date(2100, 12, 31)), kind=st.sampled_from(PeriodKind))
def test_a_period_is_read_as_it_is_written(day: date, kind: PeriodKind) -> None:
    around = AccountPeriod.around(kind, day)

    assert AccountPeriod.parse(str(around)) == around
    assert around.first <= day <= around.last
    assert AccountPeriod.around(kind, around.last + timedelta(days=1)) != around
    assert last_closed_month(around.closes_at).last <= around.last


@pytest.mark.parametrize("text", ["", "2026-13", "2026-T5", "26-11", "2026-1", "0000", "2026-T0"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(UnreadablePeriod):
        AccountPeriod.parse(text)


def test_what_nobody_freezes_is_late_after_three_days(
    places: dict[str, Cellule], key: SealingKey
) -> None:
    owed = {each.collectivite_id for each in places.values()}
    assert late(LATER) == len(owed)

    freeze_due(LATER, key)

    assert late(LATER) == 0
    closed = period("2027-01").closes_at
    assert late(closed + timedelta(days=3)) == 0
    assert late(closed + timedelta(days=3, minutes=1)) == len(owed)
