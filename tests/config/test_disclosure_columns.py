"""Every column about a person is given in the copy of the data, or withheld for a stated reason."""

from __future__ import annotations

from casework.disclosure.decisions import COLUMNS, WITHHELD, Audience, Decided, given, reasons
from casework.disclosure.parts import DURATIONS, PURPOSES, every_part
from confidentiality.choices import FieldGroup
from config.personal_columns import treatments
from config.treatments import Kept, Purpose

BOTH = frozenset(Audience)


def test_a_column_has_one_decision_given_or_withheld() -> None:
    known = {(model, column) for model, column, _ in treatments() if model not in WITHHELD}
    decided = {(model, column) for model, columns in COLUMNS.items() for column in columns}

    assert decided == known
    assert set(WITHHELD) & set(COLUMNS) == set()
    assert {model for model, _, _ in treatments()} == set(WITHHELD) | set(COLUMNS)


def test_whatever_is_given_has_its_part_in_the_copy() -> None:
    assert {part.model for part in every_part()} == set(COLUMNS)


def test_a_part_tells_the_purposes_and_the_durations_of_the_register() -> None:
    for part in every_part():
        told = [
            each
            for model, column, each in treatments()
            if model == part.model and column in _shown(model)
        ]
        assert set(part.purposes) == {each.purpose.code for each in told}, part.model
        assert set(part.kept) == {each.kept.name for each in told}, part.model
    assert {code: purpose.words for code, purpose in _PURPOSES.items()} == PURPOSES
    assert {name: Kept[name].value[0] for name in DURATIONS} == DURATIONS


_PURPOSES = {each.code: each for each in Purpose if each != Purpose.GOVERNANCE}


def _shown(model: str) -> set[str]:
    """What the one or the other may receive."""
    return {column for each in Audience for column in given(model, frozenset({each}))}


def test_what_the_parquet_alone_communicates_is_given_to_nobody() -> None:
    judicial = {
        f"{model}.{column}"
        for model, column, each in treatments()
        if each.read == FieldGroup.JUDICIAL and model not in WITHHELD
    }
    shown = {f"{model}.{column}" for model in COLUMNS for column in _shown(model)}

    assert "casework.Case.cadre" in judicial
    assert judicial & shown == set()


def test_every_reason_is_told_to_those_whom_it_concerns() -> None:
    young, parent = (set(reasons(frozenset({each}))) for each in Audience)

    assert Decided.FAMILY.reason in young - parent
    assert {Decided.OWN.reason, Decided.PROTECTION.reason} <= parent - young
    assert Decided.THIRD.reason in young & parent
    assert set(reasons(BOTH)) == young | parent
