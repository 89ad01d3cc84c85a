"""What is published, cut where nothing is shared: one measure tells nothing of another.

Unless declared logic links them. Small systems, each attacked alone, are much faster than one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from indicators.auditor.statements import Insider, Knowledge


def parts(knowledge: Knowledge) -> tuple[Knowledge, ...]:
    """Pieces without a figure nor a declared link in common, in the order of their atoms."""
    head = {atom: atom for atom in knowledge.atoms}

    def first(atom: str) -> str:
        while head[atom] != atom:
            head[atom] = head[head[atom]]
            atom = head[atom]
        return atom

    links: list[Iterable[str]] = [statement.atoms for statement in knowledge.statements]
    links += [left + right for left, right in knowledge.orders]
    for atoms in links:
        firsts = [first(atom) for atom in atoms]
        for each in firsts:
            head[first(each)] = first(firsts[0])
    pieces: dict[str, list[str]] = defaultdict(list)
    for atom in knowledge.atoms:
        pieces[first(atom)].append(atom)
    if len(pieces) < 2:
        return (knowledge,)
    return tuple(_part(knowledge, frozenset(atoms), tuple(atoms)) for atoms in pieces.values())


def _part(knowledge: Knowledge, kept: frozenset[str], atoms: tuple[str, ...]) -> Knowledge:
    return Knowledge(
        atoms,
        tuple(each for each in knowledge.statements if each.atoms and each.atoms[0] in kept),
        knowledge.zeros & kept,
        tuple(pair for pair in knowledge.orders if kept.intersection(pair[0] + pair[1])),
    )


def restricted(insider: Insider, part: Knowledge) -> Insider:
    """What the insider knows of one part."""
    atoms = set(part.atoms)
    return Insider(
        insider.name,
        {atom: count for atom, count in insider.known.items() if atom in atoms},
        {atom: count for atom, count in insider.at_least.items() if atom in atoms},
        insider.kind,
    )
