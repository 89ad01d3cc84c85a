"""Each figure answers a line of the plan and says how it is made."""

from indicators.definitions import DEFINITIONS, INSTITUTIONS, PERSONS, definitions_of
from indicators.plan import departmental_plan


def test_every_figure_answers_lines_of_the_plan() -> None:
    for definition in DEFINITIONS:
        assert [line.code for line in definition.lines] == list(definition.codes)


def test_every_line_of_an_indicator_loaded_here_has_a_figure() -> None:
    indicators = [code for code in departmental_plan().lines if "." in code]

    assert [code for code in indicators if not definitions_of(code)] == []


def test_a_share_names_its_numerator_and_denominator() -> None:
    for definition in DEFINITIONS:
        assert bool(definition.numerator) == bool(definition.denominator)
        assert bool(definition.numerator) == definition.formula.startswith("Part ")


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
