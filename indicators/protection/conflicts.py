"""Which cells cannot be published together: an irreducible set, by the deletion filter."""

from __future__ import annotations

from collections.abc import Callable, Sequence


class Infeasible(Exception):
    """No publication keeps every rule. ``cells``: those in conflict; without one, no conflict."""

    def __init__(self, cells: Sequence[str]) -> None:
        super().__init__("\u202f; ".join(cells))
        self.cells = tuple(cells)


def conflict(names: Sequence[str], possible: Callable[[frozenset[str]], bool]) -> tuple[str, ...]:
    """A subset that is impossible and becomes possible without any one of its cells.

    ``possible`` answers for a subset, and is false for all the names. Halves are set aside first,
    so that a small conflict in a large table asks few questions (Chinneck & Dravnieks, 1991, for
    the filter one by one).
    """
    kept = list(names)
    size = max(1, len(kept) // 2)
    start = 0
    while True:
        chunk = kept[start : start + size]
        rest = kept[:start] + kept[start + size :]
        if chunk and rest and not possible(frozenset(rest)):
            kept = rest
        else:
            start += size
        if start >= len(kept):
            if size == 1:
                return tuple(kept)
            size, start = size // 2, 0
