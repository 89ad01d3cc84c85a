"""Attacks that worked on real publications, each as one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from indicators.auditor.attack import audit
from indicators.auditor.releases import Release, ReleasedCell, gathered
from indicators.auditor.statements import AuditReport, Insider, Knowledge
from tests.indicators.attackers import counted, ends, populations

CELLULES = ("Arras", "Lens", "Liévin", "Calais")
Counts = Mapping[str, int]


def _exact(name: str, atoms: Iterable[str], truth: Counts) -> ReleasedCell:
    """Hidden below five, exact otherwise: what a threshold alone publishes."""
    kept = tuple(atoms)
    count = sum(truth[atom] for atom in kept)
    if 0 < count < 5:
        return ReleasedCell(name, kept, None, flag="c")
    return ReleasedCell(name, kept, count)


def _found(report: AuditReport) -> dict[str, tuple[int, int | None]]:
    return {finding.target: (finding.low, finding.high) for finding in report.findings}


TRUTH = {"Arras": 9, "Lens": 12, "Liévin": 3, "Calais": 8}


def _naive() -> Knowledge:
    cells = [_exact(name, [name], TRUTH) for name in CELLULES]
    return gathered([Release("2026", (_exact("département", CELLULES, TRUTH), *cells))])


def test_a_threshold_alone_is_undone_by_one_subtraction() -> None:
    knowledge = _naive()
    report = audit(knowledge)

    assert not report.passed
    assert _found(report) == {"Liévin (2026)": (3, 3)}
    assert (report.exact, report.narrow, report.min_width) == (1, 0, 0)


def test_both_other_attackers_undo_the_threshold_too() -> None:
    knowledge = _naive()

    assert ends(knowledge, ["Liévin"]) == (3, 3)
    assert counted(populations(knowledge, most=32), ["Liévin"]) == {3}


def test_two_hidden_cells_whose_sum_is_small_are_found_together() -> None:
    truth = {**TRUTH, "Calais": 1}
    cells = [_exact(name, [name], truth) for name in CELLULES]
    total = _exact("département", CELLULES, truth)

    report = audit(gathered([Release("2026", (total, *cells))]))

    assert _found(report) == {"département (2026) sauf ses parts publiées": (4, 4)}


MONTHS = ("janvier", "février", "mars")


def _monthly(truth: Counts) -> list[Release]:
    """Each month a bulletin of the year so far, each suppressed well, on its own."""
    releases = []
    for last, name in enumerate(MONTHS):
        atoms = MONTHS[: last + 1]
        releases.append(Release(name, (_exact(f"cumul {name}", atoms, truth),)))
    return releases


def test_bulletins_suppressed_each_on_its_own_are_undone_from_month_to_month() -> None:
    releases = _monthly({"janvier": 7, "février": 2, "mars": 6})

    assert all(audit(gathered([release])).passed for release in releases)
    report = audit(gathered(releases))
    assert _found(report)["cumul février (février) sauf cumul janvier (janvier)"] == (2, 2)
    assert not report.passed


def test_a_new_draw_of_the_rounding_is_averaged_away() -> None:
    """Seven, published as 5 then as 10: true to five each time, seven values once put together."""
    draws = [
        Release(f"tirage {n}", (ReleasedCell("Lens", ("Lens",), value, 4),))
        for n, value in enumerate((5, 10))
    ]

    assert all(audit(gathered([draw]), small=11).passed for draw in draws)
    assert audit(gathered(draws), small=11).values_left["public"] == 4
    assert not audit(gathered(draws), small=11).passed


def test_two_territories_that_overlap_give_the_part_between_them() -> None:
    """A CISPD astride two tribunaux: neither total is small, what is astride is."""
    truth = {"un seul": 20, "à cheval": 1, "autre tribunal": 30}
    cells = (
        _exact("CISPD", ["un seul", "à cheval"], truth),
        _exact("TGI de Béthune", ["un seul"], truth),
        _exact("TGI d’Arras", ["à cheval", "autre tribunal"], truth),
    )

    report = audit(gathered([Release("2026", cells)]))

    assert _found(report) == {"CISPD (2026) sauf TGI de Béthune (2026)": (1, 1)}


def test_a_cellule_takes_its_own_records_away() -> None:
    """Hidden together, two cellules have six: each knows what the other has."""
    cells = [
        ReleasedCell("arrondissement", ("Lens", "Liévin"), 6),
        ReleasedCell("Lens", ("Lens",), None, flag="c"),
        ReleasedCell("Liévin", ("Liévin",), None, flag="c"),
    ]
    knowledge = gathered([Release("2026", tuple(cells))])

    assert audit(knowledge).passed
    report = audit(knowledge, [Insider("cellule de Lens", {"Lens": 4})])
    assert [(each.adversary, each.low, each.high) for each in report.findings] == [
        ("cellule de Lens", 2, 2)
    ]


ROUNDED = {"Arras": 10, "Lens": 10, "Liévin": 5, "Calais": 10}


def _rounded(margin: int = 5) -> Knowledge:
    cells = [ReleasedCell(name, (name,), value, margin) for name, value in ROUNDED.items()]
    total = ReleasedCell("département", CELLULES, 35, margin)
    return gathered([Release("2026", (total, *cells))])


def test_a_controlled_rounding_resists_them_all() -> None:
    insiders = [Insider(name, {name: count}) for name, count in TRUTH.items()]
    report = audit(_rounded(), insiders, tables=[ROUNDED])

    assert report.passed
    assert report.findings == ()
    assert report.values_left["public"] >= 6
    assert all(report.values_left[name] >= 3 for name in TRUTH)


def test_a_margin_too_thin_is_refused() -> None:
    report = audit(_rounded(margin=1), small=11)

    assert not report.passed
    assert _found(report)["Liévin (2026)"] == (4, 6)
