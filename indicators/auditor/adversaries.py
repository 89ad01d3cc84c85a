"""Who attacks: what each adversary is supposed to know besides what is public.

The counts of a cellule are given by the caller, who holds them: the auditor has no way to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from indicators.auditor.board import board
from indicators.auditor.statements import Insider, Knowledge

Records = Mapping[str, Mapping[str, int]]


def cellules(records: Records) -> tuple[Insider, ...]:
    """A1: each cellule, or its mayor, knows all its own records. By name: counts of its atoms."""
    return tuple(Insider(name, dict(own), kind="A1") for name, own in records.items())


def one_case(knowledge: Knowledge) -> tuple[Insider, ...]:
    """A2: someone knows that one case exists, in each group that the figures can tell apart."""
    return tuple(
        Insider(f"qui connaît un cas ({atoms[0]})", {}, {atoms[0]: 1}, kind="A2")
        for atoms in board(knowledge).groups
        if atoms[0] not in knowledge.zeros
    )


def arrondissements_but_one(
    records: Records, arrondissements: Mapping[str, Iterable[str]]
) -> tuple[Insider, ...]:
    """A3: the cellules of an arrondissement put their records together against the last one."""
    return tuple(
        Insider(f"{name} sauf {alone}", _joined(records, others), kind="A3")
        for name, members in arrondissements.items()
        for alone, others in _but_one(members)
        if others
    )


def all_but_one(records: Records) -> tuple[Insider, ...]:
    """A4: all the cellules together against one. Reported, never a refusal."""
    return tuple(
        Insider(f"toutes sauf {alone}", _joined(records, others), kind="A4")
        for alone, others in _but_one(records)
        if others
    )


def _but_one(members: Iterable[str]) -> Iterable[tuple[str, tuple[str, ...]]]:
    every = tuple(members)
    return ((alone, tuple(name for name in every if name != alone)) for alone in every)


def _joined(records: Records, names: Iterable[str]) -> dict[str, int]:
    return {atom: count for name in names for atom, count in records[name].items()}
