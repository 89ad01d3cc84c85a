"""How long the journal is kept: what the settings accept, and by what right."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.settings.journal import journal_months


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("JALON_JOURNAL_MONTHS", "JALON_JOURNAL_AIPD"):
        monkeypatch.delenv(name, raising=False)


def test_twelve_months_unless_told() -> None:
    assert journal_months() == 12


@pytest.mark.parametrize("months", [6, 9, 12])
def test_from_six_months_to_a_year(monkeypatch: pytest.MonkeyPatch, months: int) -> None:
    monkeypatch.setenv("JALON_JOURNAL_MONTHS", str(months))

    assert journal_months() == months


@pytest.mark.parametrize("months", ["0", "5", "13", "36", "douze", "-6"])
def test_anything_else_stops_the_start(monkeypatch: pytest.MonkeyPatch, months: str) -> None:
    monkeypatch.setenv("JALON_JOURNAL_MONTHS", months)

    with pytest.raises(ImproperlyConfigured, match="JALON_JOURNAL_MONTHS"):
        journal_months()


@pytest.mark.parametrize(("months", "accepted"), [("13", True), ("36", True), ("37", False)])
def test_three_years_at_most_when_the_impact_assessment_says_why(
    monkeypatch: pytest.MonkeyPatch, months: str, accepted: bool
) -> None:
    monkeypatch.setenv("JALON_JOURNAL_MONTHS", months)
    monkeypatch.setenv("JALON_JOURNAL_AIPD", "AIPD-2026-04")

    if accepted:
        assert journal_months() == int(months)
        return
    with pytest.raises(ImproperlyConfigured):
        journal_months()


def test_a_reference_that_is_blank_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JALON_JOURNAL_MONTHS", "24")
    monkeypatch.setenv("JALON_JOURNAL_AIPD", " ")

    with pytest.raises(ImproperlyConfigured):
        journal_months()
