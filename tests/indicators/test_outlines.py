"""The map: light, complete, and never the only way to read a value."""

from indicators.counts import Institutions, Place
from indicators.coverage import coverage_map
from indicators.outlines import drawing


def _place(code: str, name: str, covered: int) -> Place:
    return Place(code, name, "62", Institutions(communes=100, covered_communes=covered))


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


def test_each_shape_writes_its_value_and_zero_is_hatched() -> None:
    drawn = coverage_map([_place("621", "Arras", 0), _place("627", "Lens", 80)])

    assert drawn is not None
    assert [(shape.name, shape.value) for shape in drawn.shapes] == [
        ("Arras", "0\u202f%"),
        ("Lens", "80\u202f%"),
    ]
    arras, lens = drawn.shapes
    assert arras.opacity == ""
    assert lens.opacity == drawn.legend[0].opacity
    assert "Arras 0\u202f%, Lens 80\u202f%" in drawn.description


def test_shades_follow_the_legend() -> None:
    values = (75, 74, 50, 49, 25, 24, 1)
    drawn = coverage_map([_place("621", "Arras", value) for value in values])

    assert drawn is not None
    shades = [shade.opacity for shade in drawn.legend]
    found = [shades.index(shape.opacity) for shape in drawn.shapes]
    assert found == [0, 1, 1, 2, 2, 3, 3]


def test_a_territory_without_outlines_has_no_map() -> None:
    assert coverage_map([_place("594", "Douai", 10)]) is None
