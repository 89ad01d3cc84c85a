"""The calendar of the yearly values, and the setting that moves their closing day."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from config.settings.environment import day_of_year
from indicators.plan_files import departmental_plan
from indicators.years import closing, is_closed, notices, year_to_fill, years_of

days = st.dates(date(2019, 1, 1), date(2060, 12, 31))


@given(days)
def test_the_year_to_fill_is_the_one_that_closes_next(on: date) -> None:
    year = year_to_fill(on)

    assert not is_closed(year, on)
    assert is_closed(year - 1, on)
    assert max(notices(year)) < closing(year)


@given(days)
def test_the_years_offered_are_newest_first_and_never_before_the_plan(on: date) -> None:
    years = years_of(departmental_plan(), on)

    assert years == sorted(years, reverse=True)
    assert years[0] == year_to_fill(on)
    assert min(years) >= 2013


def test_no_year_is_offered_before_the_plan_begins() -> None:
    assert years_of(departmental_plan(), date(2012, 6, 1)) == []


@pytest.mark.parametrize(
    ("on", "year"),
    [(date(2026, 11, 27), 2026), (date(2027, 3, 31), 2026), (date(2027, 4, 1), 2027)],
)
def test_a_year_closes_on_31_march(on: date, year: int) -> None:
    assert year_to_fill(on) == year


def test_the_closing_day_is_a_setting(settings: Settings) -> None:
    settings.JALON_CLOSING_DAY = (2, 28)

    assert closing(2026) == date(2027, 2, 28)
    assert notices(2026)[0] == date(2027, 1, 29)


@pytest.mark.parametrize("value", ["01-30", "07-01", "02-30", "31-03", "mars", ""])
def test_a_closing_day_out_of_bounds_stops_the_start(value: str, tmp_path: Path) -> None:
    with patch.dict(os.environ, {"DAY": value}), pytest.raises(ImproperlyConfigured, match="DAY"):
        day_of_year("DAY", default="03-31", first="01-31", last="06-30")


def test_a_closing_day_within_bounds_is_read() -> None:
    with patch.dict(os.environ, {"DAY": "04-15"}):
        assert day_of_year("DAY", default="03-31", first="01-31", last="06-30") == (4, 15)
    assert day_of_year("NO_DAY", default="03-31", first="01-31", last="06-30") == (3, 31)
