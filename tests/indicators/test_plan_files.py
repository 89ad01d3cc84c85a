"""A plan file is right as a whole, or every error in it is named and nothing is read."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.plan import About, Unit
from indicators.plan_files import InvalidPlan, departmental_plan, read
from tests.indicators.plans import SMALL, small

Spoil = Callable[[dict[str, Any]], None]


def errors_of(content: object) -> list[str]:
    with pytest.raises(InvalidPlan) as caught:
        read(json.dumps(content))
    return caught.value.errors


def spoiled(spoil: Spoil) -> list[str]:
    content = small()
    spoil(content)
    return errors_of(content)


def test_the_packaged_plan_is_whole() -> None:
    plan = departmental_plan()

    assert len(plan.priorities) == 3
    assert len(plan.measures) == 11
    assert len(plan.actions) == 44
    assert len(list(plan.pairs())) == 59


def test_the_packaged_plan_keeps_what_the_plan_says() -> None:
    plan = departmental_plan()
    action, covered = plan.indicator("2-7.a") or pytest.fail("2-7.a")
    cddf = next(each for each in plan.actions if each.code == "4-2")

    assert (action.pilots, covered.unit, covered.whole) == (("DASEN",), Unit.PERCENT, 192)
    assert cddf.baseline is not None
    assert (cddf.baseline.value, cddf.baseline.planned) == (4, ("Lillers", "Lens"))
    assert next(each for each in plan.actions if each.code == "5-1").due is not None


def test_every_count_of_young_people_or_households_is_of_the_persons_class() -> None:
    persons = {each.code for _, each in departmental_plan().pairs() if each.is_about_persons}

    assert persons == {
        *("2-1.a", "2-3.a", "2-3.b", "2-3.c", "2-3.d", "3-1.a", "3-1.b", "3-2.a", "3-2.b"),
        *("3-3.a", "3-3.b", "4-3.a", "9-2.b", "10-6.b"),
    }


def test_each_declared_indicator_has_a_service_whose_agents_fill_it() -> None:
    plan = departmental_plan()
    expected = Counter(each.service for each in plan.expected())

    assert set(expected) == {
        *("PREF", "DPREF", "PARQUET", "DASEN", "DPJJ", "SPIP", "DDSP", "GGD", "DDCS"),
    }
    assert all(plan.kinds_of(service) for service in expected)
    # « Tous services » are each of these, once.
    trained = [each.service for each in plan.expected() if each.indicator.code == "1-2.a"]
    assert sorted(trained) == sorted(expected)


def test_a_small_plan_is_read() -> None:
    plan = read(json.dumps(SMALL))

    assert [each.indicator.code for each in plan.expected()] == ["1-1.a", "1-1.b", "1-1.c", "1-2.a"]
    assert plan.service_of("dsden") == "DASEN"
    assert plan.service_of("pjj") == ""
    assert plan.lines["1-1.b"].action_title == "Former"


def _of(path: str, value: object) -> Spoil:
    """Put a value at « actions.0.due », or take the key away with Ellipsis."""

    def spoil(content: dict[str, Any]) -> None:
        node: Any = content
        *way, last = path.split(".")
        for step in way:
            node = node[int(step)] if step.isdecimal() else node[step]
        if value is ...:
            del node[last]
        elif last.isdecimal():
            node[int(last)] = value
        else:
            node[last] = value

    return spoil


WRONG: dict[str, tuple[Spoil, str]] = {
    "missing": (_of("actions.0.title", ...), "actions[0].title : il manque."),
    "unknown key": (_of("actions.0.colour", "bleu"), "actions[0].colour : clé inconnue."),
    "empty text": (_of("title", " "), "title : un texte est attendu."),
    "long text": (_of("title", "a" * 301), "title : 301 signes ; 300 au plus."),
    "not an object": (_of("actions.1", "x"), "actions[1] : un objet { … } est attendu."),
    "not a list": (_of("actions", {}), "actions : une liste [ … ] est attendue."),
    "not texts": (
        _of("actions.0.pilots", [1]),
        "actions[0].pilots : une liste de textes est attendue.",
    ),
    "empty list": (_of("priorities", []), "priorities : la liste est vide."),
    "no pilot": (_of("actions.1.pilots", []), "actions[1].pilots : une action a un pilote"),
    "date": (_of("actions.0.due", "31/12/2024"), "actions[0].due : « 31/12/2024 » n’est pas une"),
    "no such day": (_of("starts", "2024-02-30"), "starts : « 2024-02-30 » n’est pas une date."),
    "period": (_of("ends", "2019-12-31"), "ends : le plan finit après avoir commencé."),
    "late calendar": (_of("actions.0.due", "2026-01-01"), "actions[0].due : l’échéance est hors"),
    "unit": (
        _of("actions.0.indicators.0.unit", "euros"),
        "actions[0].indicators[0].unit : « euros » est inconnu ; attendu : count, percent, text.",
    ),
    "source": (_of("actions.0.indicators.0.source", 3), "indicators[0].source : « 3 » est inconnu"),
    "class": (_of("actions.0.indicators.0.about", "all"), "indicators[0].about : « all » est"),
    "share": (
        _of("actions.0.indicators.1.denominator", ...),
        "actions[0].indicators[1].unit : un pourcentage dit son numérateur et son dénominateur.",
    ),
    "whole of a count": (
        _of("actions.0.indicators.0.whole", 3),
        "actions[0].indicators[0].whole : seul un pourcentage en a un.",
    ),
    "whole of nothing": (_of("actions.0.indicators.1.whole", 0), "un dénominateur est supérieur"),
    "computed text": (
        _of("actions.0.indicators.2.source", "computed"),
        "actions[0].indicators[2].source : un texte ne se calcule pas",
    ),
    "number": (
        _of("actions.0.baseline.value", True),
        "actions[0].baseline.value : un nombre entier, positif ou nul, est attendu.",
    ),
    "baseline": (
        _of("actions.0.baseline.indicator", "1-2.a"),
        "actions[0].baseline.indicator : l’indicateur « 1-2.a » n’est pas dans le plan.",
    ),
    "flag": (_of("services.0.everybody", "oui"), "services[0].everybody : true ou false"),
    "ages": (_of("measures.0.ages", [25, 12]), "measures[0].ages : deux âges sont attendus"),
    "service": (
        _of("actions.0.partners", ["XYZ"]),
        "actions[0].partners : le service « XYZ » n’est pas dans le plan.",
    ),
    "measure": (_of("actions.0.measure", "7"), "actions[0].measure : la mesure « 7 » n’est pas"),
    "priority": (_of("measures.0.priority", "7"), "measures[0].priority : la priorité « 7 »"),
    "twice": (_of("actions.1.code", "1-1"), "actions[1].code : « 1-1 » est déjà pris."),
    "indicator twice": (
        _of("actions.0.indicators.1.code", "1-1.a"),
        "actions[0].indicators[1].code : « 1-1.a » est déjà pris.",
    ),
    "indicator elsewhere": (
        _of("actions.0.indicators.0.code", "9-1.a"),
        "actions[0].indicators[0].code : il commence par celui de l’action : 1-1.",
    ),
    "kind": (_of("services.0.kinds", ["ovni"]), "services[0].kinds : « ovni » n’est pas un type"),
    "kind twice": (
        _of("services.1.kinds", ["dsden"]),
        "services[1].kinds : « dsden » parle déjà pour un autre service.",
    ),
    "nobody fills": (
        _of("actions.0.pilots", ["AMF"]),
        "actions[0].pilots : « AMF » a un indicateur à déclarer et aucun type d’organisme",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_an_error_is_named_with_its_place_and_its_reason(name: str) -> None:
    spoil, sentence = WRONG[name]

    assert [each for each in spoiled(spoil) if sentence in each] != []


def test_every_error_is_told_at_once() -> None:
    content = small(starts="hier", colour="bleu")
    content["actions"][0]["indicators"][0]["unit"] = "euros"

    assert len(errors_of(content)) == 3


def test_a_key_written_twice_is_not_silently_dropped() -> None:
    text = json.dumps(SMALL).replace('"code": "PLAN-99"', '"code": "A", "code": "PLAN-99"')

    with pytest.raises(InvalidPlan, match="code : la clé est écrite deux fois"):
        read(text)


def test_what_is_no_json_is_refused_with_its_line() -> None:
    with pytest.raises(InvalidPlan, match=r"ligne 2, colonne 1 : ce n’est pas du JSON\."):
        read("{\n")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from([*SMALL, "kinds"]), inner, max_size=5)
        ),
        max_leaves=12,
    )
)
def test_whatever_it_holds_a_file_is_read_or_refused(content: object) -> None:
    assert errors_of(content)


@given(st.sampled_from(list(About)), st.integers(1, 400))
def test_what_is_written_is_what_is_read(about: About, whole: int) -> None:
    content = small()
    content["actions"][0]["indicators"][1] |= {"about": about.value, "whole": whole}

    found = read(json.dumps(content)).indicator("1-1.b")

    assert found is not None
    assert (found[1].about, found[1].whole) == (about, whole)
