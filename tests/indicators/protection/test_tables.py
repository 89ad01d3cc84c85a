"""What cannot be protected is refused with the place of its first bad field."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.protection.reading import UnusableInput
from indicators.protection.tables import parse
from tests.indicators.protection.tables import document, parsed

GOOD = document(
    {"a": 3, "b": 8, "z": 0},
    {"A": ["a"], "B": ["b"], "AB": ["a", "b", "z"]},
    frozen=[{"id": "B", "value": 10, "margin": 5}],
    zeros=["z"],
    totals=[{"cell": "AB", "parts": ["A", "B"]}],
    orders=[{"left": ["a"], "right": ["b"]}],
    insiders=[{"id": "mairie", "knows": ["a"], "at_least": ["b"]}],
)
BAD: list[tuple[dict[str, Any], str]] = [
    ({"method": "hiding"}, "method : « hiding » n’est ni « rounding » ni « suppression »"),
    ({"method": 1}, "method : texte attendu, un entier trouvé"),
    ({"base": 4}, "base : 4 est inférieur à 5"),
    ({"base": True}, "base : entier attendu, un booléen trouvé"),
    ({"base": 10, "margin": 5}, "margin : 5 est inférieur à 10"),
    ({"threshold": 4}, "threshold : 4 est inférieur à 5"),
    ({"key": "abc"}, "key : un nombre pair de chiffres hexadécimaux est attendu"),
    ({"secret": 1}, "secret : champ inconnu"),
    ({"atoms": {}}, "atoms : liste attendu, un objet trouvé"),
    ({"atoms": []}, "atoms : aucune case élémentaire"),
    ({"atoms": [3]}, "atoms[0] : objet attendu, un entier trouvé"),
    ({"atoms": [{"id": "a"}]}, "atoms[0].count : champ absent"),
    ({"atoms": [{"id": "a", "count": -1}]}, "atoms[0].count : -1 est inférieur à 0"),
    ({"atoms": [{"id": "a", "count": 1.0}]}, "atoms[0].count : entier attendu, un nombre à"),
    ({"atoms": [{"id": "a", "count": True}]}, "atoms[0].count : entier attendu, un booléen"),
    ({"atoms": [{"id": "a", "count": 10**20}]}, "atoms[0].count : ce nombre est supérieur à"),
    ({"atoms": [{"id": "a", "count": 1, "n": 2}]}, "atoms[0].n : champ inconnu"),
    ({"atoms": [{"id": "a", "count": 1}] * 2}, "atoms[1].id : identifiant « a » déjà pris"),
    ({"atoms": [{"id": " ", "count": 1}]}, "atoms[0].id : identifiant vide"),
    ({"atoms": [{"id": "a\n", "count": 1}]}, "atoms[0].id : identifiant avec un caractère"),
    ({"atoms": [{"id": "\ud800", "count": 1}]}, "atoms[0].id : identifiant avec un caractère"),
    ({"cells": []}, "cells : aucune case à publier"),
    ({"cells": [{"id": "A", "atoms": []}]}, "cells[0].atoms : une case sans case élémentaire"),
    ({"cells": [{"id": "A", "atoms": ["x"]}]}, "cells[0].atoms[0] : case élémentaire « x » inco"),
    ({"cells": [{"id": "A", "atoms": [["a"]]}]}, "cells[0].atoms[0] : texte attendu, une liste"),
    ({"cells": [{"id": "A", "atoms": ["a", "a"]}]}, "cells[0].atoms[1] : case élémentaire « a »"),
    ({"cells": [{"id": "A", "atoms": ["a"]}] * 2}, "cells[1].id : identifiant « A » déjà pris"),
    ({"cells": [{"id": "A", "atoms": ["a"], "flag": "c"}]}, "cells[0].flag : rien, p"),
    ({"frozen": [{"id": "X", "value": 5}]}, "frozen[0].id : case « X » inconnue"),
    ({"frozen": [{"id": "B", "value": 15}]}, "frozen[0].value : 15 à 5 près n’est pas possible"),
    ({"frozen": [{"id": "B", "value": 10, "margin": 1}]}, "frozen[0].value : 10 à 1 près"),
    ({"frozen": [{"id": "B", "value": -5}]}, "frozen[0].value : -5 est inférieur à 0"),
    ({"frozen": [{"id": "B", "value": 10}] * 2}, "frozen[1].id : identifiant « B » déjà pris"),
    ({"frozen": [{"id": "B", "value": None, "margin": 5}]}, "frozen[0].margin : une case couv"),
    ({"exact": ["X"]}, "exact[0] : case « X » inconnue"),
    ({"exact": ["B"]}, "exact[0] : « B » a déjà été publiée, et non exacte"),
    ({"zeros": ["a"]}, "zeros[0] : « a » est dite toujours nulle et ne l’est pas"),
    ({"zeros": ["x"]}, "zeros[0] : case élémentaire « x » inconnue"),
    ({"orders": [{"left": ["b"], "right": ["a"]}]}, "orders[0] : la somme de gauche dépasse"),
    ({"orders": [{"left": [], "right": ["a"]}]}, "orders[0].left : aucune case élémentaire"),
    ({"totals": [{"cell": "AB", "parts": ["A"]}]}, "totals[0] : « AB » vaut 11, ses parts font 3"),
    ({"insiders": [{"id": "m", "knows": ["x"]}]}, "insiders[0].knows[0] : case élémentaire « x »"),
    (
        {"insiders": [{"id": "m", "knows": [], "at_least": ["z"]}]},
        "insiders[0].at_least[0] : « z » ne compte personne",
    ),
    ({"insiders": [{"id": "public", "knows": []}]}, "insiders[0].id : ce nom est celui du public"),
]


def refused(raw: bytes) -> str:
    with pytest.raises(UnusableInput) as error:
        parse(raw)
    return str(error.value).replace("\u202f", " ").replace(" :", " :")


def test_a_good_table_is_read_in_alphabetical_order() -> None:
    table = parsed(GOOD)

    assert list(table.counts) == ["a", "b", "z"]
    assert [cell.id for cell in table.cells] == ["A", "AB", "B"]
    assert table.totals == {"A": 3, "AB": 11, "B": 8}
    assert (table.method, table.base, table.margin, table.threshold) == ("rounding", 5, 5, 5)


@pytest.mark.parametrize(("fields", "message"), BAD, ids=[message for _, message in BAD])
def test_a_bad_field_is_named_with_its_place(fields: dict[str, Any], message: str) -> None:
    assert refused(json.dumps({**GOOD, **fields}).encode()).startswith(message)


def test_a_total_that_adds_up_by_chance_is_refused() -> None:
    cells = {"A": ["a"], "B": ["b"], "C": ["c", "b"]}
    totals = [{"cell": "C", "parts": ["A", "B"]}]

    content = document({"a": 2, "b": 3, "c": 2}, cells, totals=totals)

    assert "sans recouvrement" in refused(json.dumps(content).encode())


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"\xff", "fichier : ce n’est pas de l’UTF-8"),
        (b"{", "ligne 1, colonne 2 : ce n’est pas du JSON"),
        (b"[" * 100_000, "fichier : trop de niveaux imbriqués"),
        (b'{"base": NaN}', "fichier : NaN n’est pas un nombre"),
        (b'{"base": ' + b"9" * 5000 + b"}", "fichier : un nombre a trop de chiffres"),
        (b'{"base": 5, "base": 6}', "base : cette clé est donnée deux fois"),
        (b"3", "document : objet attendu, un entier trouvé"),
        (b"{}", "atoms : champ absent"),
    ],
)
def test_what_is_not_a_document_is_refused(raw: bytes, message: str) -> None:
    assert refused(raw).startswith(message)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(GOOD)), ANYTHING)
def test_no_value_of_a_field_is_a_traceback(field: str, value: object) -> None:
    raw = json.dumps({**GOOD, field: value}).encode()
    with suppress(UnusableInput):
        assert parse(raw).cells


def test_the_key_is_never_repeated() -> None:
    assert "xyz" not in refused(json.dumps({**GOOD, "key": "xyz"}).encode())
