"""Each figure answers a line of the plan and says how it is made."""

from dataclasses import fields

from indicators.definitions import DEFINITIONS, INSTITUTIONS, PERSONS, definitions_of
from indicators.plan_files import departmental_plan


def test_every_figure_answers_lines_of_the_plan() -> None:
    for definition in DEFINITIONS:
        assert [line.code for line in definition.lines] == list(definition.codes)


def test_every_computed_indicator_has_its_figure_and_no_declared_one_has() -> None:
    pairs = [indicator for _, indicator in departmental_plan().pairs()]
    without = {each.code for each in pairs if not definitions_of(each.code)}

    assert without == {each.code for each in pairs if each.is_declared}


def test_a_share_names_its_numerator_and_denominator() -> None:
    for definition in INSTITUTIONS:
        assert (definition.parts is not None) == definition.formula.startswith("Part ")


def test_a_figure_about_persons_has_nothing_to_count_with() -> None:
    for definition in PERSONS:
        assert {each.name for each in fields(definition)} == {
            "codes",
            "label",
            "formula",
            "measure",
        }


def test_the_issue_is_answered() -> None:
    assert {each.label for each in PERSONS} >= {
        "Jeunes repérés",
        "Rappels à l’ordre",
        "Saisines du CDDF",
        "Suivis individuels commencés",
        "Bilans de parcours",
    }
    assert {each.codes[0] for each in INSTITUTIONS} >= {"10-2.a", "2-2.a", "10-1"}


def test_a_rappel_is_one_figure_for_three_lines() -> None:
    assert definitions_of("2-3.a") == definitions_of("10-6.b") == definitions_of("4-3.a")
    assert definitions_of("9-9.z") == ()
