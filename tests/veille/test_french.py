"""What is shown to agents can be typed back; what they type is understood, or explained."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from django import forms
from django.template import Context, Template
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from veille import french
from veille.form_fields import CheckboxListField, FrenchDateField, FrenchDateTimeField

TODAY = date(2026, 11, 23)  # a Monday
NARROW = french.NARROW
days = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@given(day=days)
def test_a_long_date_typed_back_is_the_same_day(day: date) -> None:
    assert french.parse_date(french.long_date(day), TODAY) == day
    assert french.parse_date(french.day_month_year(day), TODAY) == day


@given(day=days, today=days)
def test_a_short_date_typed_back_is_the_same_day(day: date, today: date) -> None:
    assert french.parse_date(french.short_date(day, today), date(day.year, 7, 2)) == day


@given(day=days)
def test_figures_are_read_in_the_order_day_month_year(day: date) -> None:
    for shape in ("%d/%m/%Y", "%d%m%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d", "%d %m %Y"):
        assert french.parse_date(day.strftime(shape), TODAY) == day


@given(day=days, minutes=st.integers(0, 24 * 60 - 1))
def test_a_moment_typed_back_is_the_same_moment(day: date, minutes: int) -> None:
    noon = timezone.make_aware(datetime(day.year, day.month, day.day, 12))  # noqa: DTZ001
    moment = noon.replace(hour=minutes // 60, minute=minutes % 60)
    assert french.parse_moment(french.long_moment(moment), TODAY) in (
        moment,
        moment.astimezone(UTC).astimezone(noon.tzinfo),
    )


@given(today=days, day=st.integers(1, 28), month=st.integers(1, 12))
def test_a_missing_year_is_completed_on_the_side_that_the_field_asks_for(
    today: date, day: int, month: int
) -> None:
    past = french.parse_date(f"{day}/{month}", today, prefer="past")
    future = french.parse_date(f"{day}/{month}", today, prefer="future")
    assert past <= today <= future
    assert (past.day, past.month) == (future.day, future.month) == (day, month)
    assert future - past <= timedelta(days=366)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("8/12", date(2026, 12, 8)),
        ("8 déc.", date(2026, 12, 8)),
        ("8 Décembre", date(2026, 12, 8)),
        ("1er mars 2027", date(2027, 3, 1)),
        ("081226", date(2026, 12, 8)),
        ("8/12/26", date(2026, 12, 8)),
        ("hier", date(2026, 11, 22)),
        ("aujourd'hui", TODAY),
        ("aujourd’hui", TODAY),
        ("demain", date(2026, 11, 24)),
        ("après-demain", date(2026, 11, 25)),
        ("mardi", date(2026, 11, 24)),
        ("lundi", date(2026, 11, 30)),
        ("lundi dernier", date(2026, 11, 16)),
        ("lundi prochain", date(2026, 11, 30)),
        ("+15 j", date(2026, 12, 8)),
        ("+15j", date(2026, 12, 8)),
        ("dans 3 semaines", date(2026, 12, 14)),
        ("dans un mois", date(2026, 12, 23)),
        ("il y a 2 jours", date(2026, 11, 21)),
        ("29/2", date(2028, 2, 29)),
    ],
)
def test_what_agents_type_is_understood(typed: str, expected: date) -> None:
    assert french.parse_date(typed, TODAY) == expected


def test_a_weekday_about_the_past_is_the_last_one_that_came() -> None:
    assert french.parse_date("lundi", TODAY, prefer="past") == TODAY
    assert french.parse_date("mardi", TODAY, prefer="past") == date(2026, 11, 17)


def test_two_figures_of_a_year_of_birth_are_in_the_past() -> None:
    assert french.parse_date("14/3/10", TODAY, prefer="past") == date(2010, 3, 14)
    assert french.parse_date("14/3/98", TODAY, prefer="past") == date(1998, 3, 14)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Exemple"),
        ("bientôt", "« bientôt »".replace(" ", NARROW)),
        ("31/2/2026", "Le 31 février 2026 n’existe pas"),
        ("31/4", "Le 31 avril n’existe pas"),
        ("8/13/2026", "pas de mois 13"),
        ("lundi 8 décembre 2026", "est un mardi"),
        ("8 jui", "Exemple"),
        ("8/12/0026", "hors de portée"),
        ("dans 999 ans", "hors de portée"),
        ("dans 9999 ans", "Exemple"),
        ("0/1/2026", "n’existe pas"),
    ],
)
def test_what_cannot_be_read_is_explained(typed: str, said: str) -> None:
    with pytest.raises(french.Unreadable, match=said):
        french.parse_date(typed, TODAY)


@given(typed=st.text(max_size=30))
def test_nothing_typed_ever_breaks_the_reading(typed: str) -> None:
    for read in (french.parse_date, french.parse_moment):
        with suppress(french.Unreadable):
            read(typed, TODAY)


@pytest.mark.parametrize(
    ("typed", "hour", "minute"),
    [("24/11/2026 17 h", 17, 0), ("24/11 17h30", 17, 30), ("demain à 17:05", 17, 5)],
)
def test_a_moment_is_a_day_and_an_hour(typed: str, hour: int, minute: int) -> None:
    moment = french.parse_moment(typed, TODAY)
    assert timezone.localtime(moment).replace(tzinfo=None) == datetime(  # noqa: DTZ001
        2026, 11, 24, hour, minute
    )


@pytest.mark.parametrize("typed", ["24/11/2026", "17 h", "24/11/2026 25 h", "24/11 9 h 60"])
def test_a_moment_without_a_day_or_with_an_impossible_hour_is_refused(typed: str) -> None:
    with pytest.raises(french.Unreadable, match="17"):
        french.parse_moment(typed, TODAY)


def test_dates_are_shown_as_people_say_them() -> None:
    assert french.long_date(date(2026, 12, 8)) == "mardi 8 décembre 2026"
    assert french.long_date(date(2027, 3, 1)) == "lundi 1er mars 2027"
    assert french.short_date(date(2026, 12, 8), TODAY) == "8 déc."
    assert french.short_date(date(2025, 12, 8), TODAY) == "8 déc. 2025"


def test_hours_keep_their_narrow_spaces() -> None:
    moment = datetime(2026, 12, 8, 8, 30, tzinfo=UTC)
    assert french.at_time(moment) == f"9{NARROW}h{NARROW}30"
    assert french.at_time(moment.replace(minute=0)) == f"9{NARROW}h"
    assert french.long_moment(moment) == f"mardi 8 décembre 2026 à 9{NARROW}h{NARROW}30"


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (-7, "dépassée de 7 jours"),
        (-1, "dépassée d’un jour"),
        (0, "aujourd’hui"),
        (1, "demain"),
        (4, "dans 4 jours"),
    ],
)
def test_a_due_date_says_what_it_means_today(ahead: int, words: str) -> None:
    assert french.relative_days(TODAY + timedelta(days=ahead), TODAY) == words


def test_the_plural_begins_at_two() -> None:
    assert [french.plural(count, "point", "points") for count in (0, 1, 2)] == [
        "0 point",
        "1 point",
        "2 points",
    ]
    assert french.number(1234567) == f"1{NARROW}234{NARROW}567"


def test_lists_and_places_are_said_in_french() -> None:
    assert french.join_french([]) == ""
    assert french.join_french(["a"]) == "a"
    assert french.join_french(["a", "b", "c"]) == "a, b et c"
    assert french.join_french(["a", "b"], "ou") == "a ou b"
    places = [
        "Arras",
        "Lens",
        "Éperlecques",
        "Hénin-Beaumont",
        "Harnes",
        "Le Portel",
        "Les Attaques",
    ]
    assert [french.of_(place) for place in places] == [
        "d’Arras",
        "de Lens",
        "d’Éperlecques",
        "d’Hénin-Beaumont",
        "de Harnes",
        "du Portel",
        "des Attaques",
    ]


def test_the_space_before_high_signs_is_narrow_and_never_breaks() -> None:
    assert french.spaced("« Oui » : non ; si ?") == (
        f"«{NARROW}Oui{NARROW}»{NARROW}: non{NARROW}; si{NARROW}?"
    )


class DatesForm(forms.Form):
    born = FrenchDateField(label="Né le", past=True)
    due = FrenchDateField(label="Pour le", future=True, required=False)
    held = FrenchDateTimeField(label="Séance", required=False)
    codes = CheckboxListField(choices=[("a", "A"), ("b", "B")], at_most=1, required=False)


def test_a_field_gives_the_day_typed() -> None:
    form = DatesForm({"born": "14 mars 2010", "due": "demain", "held": "24/11/2026 17 h"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["born"] == date(2010, 3, 14)
    assert form.cleaned_data["held"] == french.parse_moment("24/11/2026 17 h", TODAY)


def test_a_field_on_the_wrong_side_of_today_says_so_and_keeps_what_was_typed() -> None:
    form = DatesForm({"born": "1/1/2150", "due": "hier", "held": "midi", "codes": ["a", "b"]})
    assert not form.is_valid()
    assert "à venir" in form.errors["born"][0]
    assert "passée" in form.errors["due"][0]
    assert "Exemple" in form.errors["held"][0]
    assert "Gardez-en 1" in form.errors["codes"][0]
    assert 'value="midi"' in str(form["held"])
    assert 'autocomplete="off"' in str(form["born"])


def test_a_field_shows_an_initial_day_in_figures() -> None:
    moment = datetime(2026, 12, 8, 8, 30, tzinfo=UTC)
    form = DatesForm(initial={"born": date(2010, 3, 14), "held": moment})
    assert 'value="14/03/2010"' in str(form["born"])
    assert f'value="08/12/2026 9{NARROW}h{NARROW}30"' in str(form["held"])


def test_filters_say_dates_and_stay_silent_without_one() -> None:
    source = (
        "{% load french %}{{ day|long_date }}|{{ day|short_date }}|{{ day|due }}|{{ day|due_tone }}"
        "|{{ none|long_date }}{{ none|due }}{{ none|due_tone }}|{{ count|thousands }}"
        "|{{ place|of_place }}|{{ moment|at_time }}|{{ moment|day_month_year }}"
    )
    yesterday = timezone.localdate() - timedelta(days=1)
    shown = Template(source).render(
        Context(
            {
                "day": yesterday,
                "none": None,
                "count": 1200,
                "place": "Avion",
                "moment": datetime(2026, 12, 8, 8, 30, tzinfo=UTC),
            }
        )
    )
    assert shown == "|".join(
        (
            french.long_date(yesterday),
            french.short_date(yesterday, timezone.localdate()),
            "dépassée d’un jour",
            "late",
            "",
            f"1{NARROW}200",
            "d’Avion",
            f"9{NARROW}h{NARROW}30",
            "8 décembre 2026",
        )
    )


def test_on_paper_an_abbreviation_stays_with_its_number() -> None:
    text = "Selon l’art. L. 132-5, n° 3 : 15 000 euros, 03 00 00 00 00."

    assert french.printed(text) == (
        "Selon l’art.\u00a0L.\u00a0132-5, n°\u00a03\u202f: 15\u00a0000 euros, 03 00 00 00 00."
    )
