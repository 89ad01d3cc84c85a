"""Two attackers who know nothing of the auditor: one tries every population, one asks for ends.

Neither shares a line with ``indicators.auditor``: no group is put together, no row either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import highspy

from indicators.auditor.statements import Insider, Knowledge


def populations(
    knowledge: Knowledge, insider: Insider | None = None, *, most: int
) -> list[dict[str, int]]:
    """Every population of at most ``most`` cases in all that nothing excludes."""
    return [
        population
        for counts in _counts(len(knowledge.atoms), most)
        if _agrees(population := dict(zip(knowledge.atoms, counts, strict=True)), knowledge)
        and _known(population, insider)
    ]


def _counts(length: int, most: int) -> Iterator[tuple[int, ...]]:
    if not length:
        yield ()
        return
    for first in range(most + 1):
        for rest in _counts(length - 1, most - first):
            yield (first, *rest)


def _agrees(population: dict[str, int], knowledge: Knowledge) -> bool:
    def total(atoms: Iterable[str]) -> int:
        return sum(population[atom] for atom in atoms)

    return (
        all(
            (each.low is None or each.low <= total(each.atoms))
            and (each.high is None or total(each.atoms) <= each.high)
            for each in knowledge.statements
        )
        and all(population[atom] == 0 for atom in knowledge.zeros)
        and all(total(left) <= total(right) for left, right in knowledge.orders)
    )


def _known(population: dict[str, int], insider: Insider | None) -> bool:
    return insider is None or (
        all(population[atom] == count for atom, count in insider.known.items())
        and all(population[atom] >= count for atom, count in insider.at_least.items())
    )


def counted(found: Iterable[dict[str, int]], group: Iterable[str]) -> set[int]:
    """Every count that the group has in one of the populations."""
    atoms = tuple(group)
    return {sum(population[atom] for atom in atoms) for population in found}


def ends(
    knowledge: Knowledge, group: Iterable[str], insider: Insider | None = None
) -> tuple[int, int]:
    """Least and largest whole count of the group, one variable for each atom."""
    atoms = tuple(group)
    found = [_end(knowledge, atoms, insider, sign) for sign in (1, -1)]
    return found[0], -found[1]


def _end(knowledge: Knowledge, group: tuple[str, ...], insider: Insider | None, sign: int) -> int:
    model = highspy.Highs()  # type: ignore[no-untyped-call]
    model.silent()
    model.setOptionValue("threads", 1)
    atoms = {atom: model.addIntegral(lb=0) for atom in knowledge.atoms}
    for each in knowledge.statements:
        total = model.qsum(atoms[atom] for atom in each.atoms)
        if each.low is not None:
            model.addConstr(total >= each.low)
        if each.high is not None:
            model.addConstr(total <= each.high)
    for atom in knowledge.zeros:
        model.addConstr(atoms[atom] <= 0)
    for left, right in knowledge.orders:
        first, second = (model.qsum(atoms[atom] for atom in side) for side in (left, right))
        model.addConstr(first - second <= 0)
    for atom, count in (insider.known if insider else {}).items():
        model.addConstr(atoms[atom] == count)
    for atom, count in (insider.at_least if insider else {}).items():
        model.addConstr(atoms[atom] >= count)
    model.minimize(model.qsum(sign * atoms[atom] for atom in group))
    assert model.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return round(model.getObjectiveValue())
