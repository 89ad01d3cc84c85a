"""Code lists: a published code keeps its meaning for ever; forms offer those of the day."""

from __future__ import annotations

import json
import pkgutil
import re
from collections.abc import Iterator
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.utils.choices import CallableChoiceIterator
from hypothesis import given
from hypothesis import strategies as st

import casework.forms
from casework import nomenclatures
from casework.choices.facts import FAITS, STORABLE, Nature
from casework.choices.justice import NEUTRAL
from casework.choices.lists import ClosingReason, Motif, ParquetMotif, SuspensionReason
from casework.choices.measures import StepKind
from casework.nomenclatures import FIRST_EDITION, NOMENCLATURES, Code, Flag, Nomenclature

PUBLISHED: dict[str, list[str]] = json.loads(
    Path(__file__).with_name("published_codes.json").read_text(encoding="utf-8")
)
DAY = date(2026, 11, 23)
every_list = pytest.mark.parametrize("each", NOMENCLATURES, ids=lambda each: each.key)


def test_no_published_code_ever_disappears() -> None:
    present = {each.key: {code.code for code in each.codes} for each in NOMENCLATURES}
    gone = {key: set(codes) - present.get(key, set()) for key, codes in PUBLISHED.items()}

    assert {key: codes for key, codes in gone.items() if codes} == {}


def test_every_code_is_published() -> None:
    """A new code joins the frozen file in the same change: from then on it stays."""
    present = {each.key: [code.code for code in each.codes] for each in NOMENCLATURES}

    assert {key: sorted(codes) for key, codes in present.items()} == {
        key: sorted(codes) for key, codes in PUBLISHED.items()
    }


def test_the_lists_of_the_domain_are_all_there() -> None:
    assert [each.key for each in NOMENCLATURES] == [f"L-{letter}" for letter in "ABCDEFGHIJKLMNO"]


@every_list
def test_a_list_is_well_formed(each: Nomenclature) -> None:
    codes = [code.code for code in each.codes]

    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"[a-z0-9_]+|[FVN]\d\d", code) for code in codes)
    assert all(code.label[0].isupper() and not code.label.endswith(".") for code in each.codes)
    assert all("'" not in code.label for code in each.codes)
    assert each.source


@every_list
def test_a_neutral_value_goes_with_a_judicial_one(each: Nomenclature) -> None:
    for code in each.codes:
        assert (code.neutral is not None) == (Flag.JUDICIAL in code.flags)
        assert code.neutral in (None, "", *(other.code for other in each.codes))


@given(st.dates(), st.none() | st.dates(), st.dates())
def test_a_code_is_in_force_from_its_first_day_to_the_eve_of_its_last(
    since: date, until: date | None, on: date
) -> None:
    code = Code("x", "X", since, until)

    assert code.in_force(on) == (since <= on and not (until is not None and until <= on))


def test_a_retired_code_keeps_its_label_and_is_no_longer_offered() -> None:
    listed = Nomenclature(
        "L-Z",
        "Essai",
        "Test",
        (Code("new", "Nouveau", DAY), Code("old", "Ancien", FIRST_EDITION, DAY)),
    )

    assert listed.offered(DAY) == [("new", "Nouveau")]
    assert listed.offered(DAY - timedelta(days=1)) == [("old", "Ancien")]
    assert listed.offered(DAY, keep=["old"]) == [("new", "Nouveau"), ("old", "Ancien")]
    assert listed.label("old") == "Ancien"
    with pytest.raises(KeyError):
        listed.label("never")


def test_a_form_follows_a_code_retired_while_the_site_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    class StepForm(forms.Form):
        kind = forms.ChoiceField(choices=nomenclatures.offered_today(StepKind, ("", "Choisir")))

    def offered_kinds() -> list[str]:
        return [value for value, _ in StepForm().fields["kind"].choices]  # type: ignore[attr-defined]

    before = offered_kinds()
    kept = nomenclatures.nomenclature("L-M")
    retired = tuple(
        Code(code.code, code.label, code.since, until=FIRST_EDITION)
        if code.code == StepKind.VVV
        else code
        for code in kept.codes
    )
    monkeypatch.setitem(
        nomenclatures._BY_KEY, "L-M", Nomenclature(kept.key, kept.title, kept.source, retired)
    )

    assert before == ["", *StepKind.values]
    assert offered_kinds() == [value for value in before if value != StepKind.VVV]
    assert StepKind.VVV.label == kept.label(StepKind.VVV)


def test_what_only_the_parquet_communicates_is_offered_by_no_list() -> None:
    everything = {
        code
        for choices in (Motif, SuspensionReason, ClosingReason)
        for code, _ in nomenclatures.offered(choices, DAY)
    }

    assert everything & {*NEUTRAL, *ParquetMotif.values} == set()
    assert "reiteration" not in everything
    assert {SuspensionReason.SUSPENDU, ClosingReason.RELAIS} <= everything


def test_a_crime_or_delit_is_listed_and_never_stored() -> None:
    flagged = {
        code.code
        for code in nomenclatures.nomenclature("L-D").codes
        if Flag.NEVER_STORED in code.flags
    }

    assert {code for code, fait in FAITS.items() if fait.nature is Nature.DELIT} <= flagged
    assert flagged == set(FAITS) - set(STORABLE)
    assert all(code.article for code in nomenclatures.nomenclature("L-D").codes)


def test_the_facts_of_the_day_are_those_in_force() -> None:
    assert nomenclatures.offered_faits(DAY) == FAITS
    assert nomenclatures.offered_faits(FIRST_EDITION - timedelta(days=1)) == {}


def test_no_form_offers_a_list_without_asking_what_is_in_force() -> None:
    """A field whose values all belong to one list of the domain is computed at each display."""
    published = [{code.code for code in each.codes} for each in NOMENCLATURES]
    frozen = []
    for name, field in fields_with_choices():
        values = {str(value) for value, _ in _flat(field.choices) if value != ""}
        of_a_list = len(values) > 1 and any(values <= codes for codes in published)
        if of_a_list and not isinstance(field.choices, CallableChoiceIterator):
            frozen.append(name)

    assert frozen == []


def fields_with_choices() -> Iterator[tuple[str, Any]]:
    """Every choice field of every form of the application, as its class declares it."""
    for module in pkgutil.iter_modules(casework.forms.__path__):
        for form in vars(import_module(f"casework.forms.{module.name}")).values():
            if isinstance(form, type) and issubclass(form, forms.BaseForm):
                for name, field in form.base_fields.items():  # type: ignore[attr-defined]
                    if isinstance(field, forms.ChoiceField):
                        yield f"{form.__name__}.{name}", field


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    """Choices without their groups."""
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield value, label
