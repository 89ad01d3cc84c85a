"""The map: light, complete, and never the only way to read a value."""

import re
from csv import DictReader

from indicators.counts import Institutions, Place
from indicators.coverage import coverage_map, subject
from indicators.outlines import FINE, communes_path, drawing
from veille.territory import COMMUNES, PACKAGED


def _place(code: str, name: str) -> Place:
    return Place(code, name, "62", Institutions(communes=100))


def test_the_seven_arrondissements_are_drawn_within_the_frame() -> None:
    drawn = drawing()

    assert sorted(drawn.outlines) == ["621", "622", "623", "624", "625", "626", "627"]
    for outline in drawn.outlines.values():
        assert 0 < outline.label_x < drawn.width
        assert 0 < outline.label_y < drawn.height
        assert outline.path.startswith("M")
        assert outline.path.endswith("z")


def test_the_drawing_stays_light() -> None:
    assert sum(len(outline.path) for outline in drawing().outlines.values()) < 8_000


def test_each_commune_of_the_territory_has_an_outline_and_all_stay_light() -> None:
    with (PACKAGED / COMMUNES).open(encoding="utf-8") as file:
        codes = {line["code_insee"] for line in DictReader(file)}

    paths = {code: communes_path([code]) for code in codes}

    assert all(path.startswith("M") and path.endswith("z") for path in paths.values())
    assert sum(map(len, paths.values())) < 80_000
    assert communes_path(["99999"]) == ""


def test_a_commune_lies_within_its_arrondissement() -> None:
    lens = drawing().outlines["627"]
    numbers = re.match(r"M(\d+) (\d+)", communes_path(["62498"]))

    assert numbers
    x, y = (int(each) / FINE for each in numbers.groups())
    assert abs(x - lens.label_x) < 40
    assert abs(y - lens.label_y) < 40


def test_the_map_of_communes_writes_the_share_of_each_arrondissement() -> None:
    places = [_place("621", "Arras"), _place("627", "Lens")]

    drawn = coverage_map(places, {"627": ["62498", "62510"]}, subject("cellule"))

    assert drawn is not None
    assert [(each.name, each.value, each.note) for each in drawn.shapes] == [
        ("Arras", "0\u202f%", "0 sur 100"),
        ("Lens", "2\u202f%", "2 sur 100"),
    ]
    assert drawn.communes.count("M") == 2
    assert "Lens 2\u202f% (2 sur 100)" in drawn.description


def test_an_address_chooses_the_map_among_three() -> None:
    assert [subject(code).code for code in ("protocole", "cellule", "autre")] == [
        "protocole",
        "cellule",
        "clspd",
    ]


def test_a_territory_without_outlines_has_no_map() -> None:
    assert coverage_map([_place("594", "Douai")], {}, subject("")) is None
