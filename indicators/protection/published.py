"""What a method of protection answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Protected:
    """``values`` and ``margins`` of the cells (None: « c »), and proofs that may be published.

    ``certificate``: by atom, whole counts that give every figure, computed from the figures alone.
    ``witnesses``: others, so that each covered cell differs enough from one table to another.
    ``loss``: the sum of the complementary counts covered; it is not for publication.
    """

    values: Mapping[str, int | None]
    margins: Mapping[str, int]
    certificate: Mapping[str, int]
    witnesses: Sequence[Mapping[str, int]] = ()
    loss: int = 0


def joined(parts: Sequence[Protected]) -> Protected:
    """Tables that share nothing, each rounded alone, as one."""
    certificate = {atom: n for part in parts for atom, n in part.certificate.items()}
    beside = {atom: n for part in parts for each in part.witnesses for atom, n in each.items()}
    return Protected(
        {name: value for part in parts for name, value in part.values.items()},
        {name: margin for part in parts for name, margin in part.margins.items()},
        certificate,
        [certificate | beside] if beside else [],
    )
