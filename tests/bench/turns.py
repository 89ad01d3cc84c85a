"""Several ways to do a thing, measured by turns: they share what the machine does beside."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import process_time


def by_turns(rounds: int, *asks: Callable[[], object]) -> list[float]:
    """The median of each, in milliseconds of this process."""
    times: list[list[float]] = [[] for _ in asks]
    for _ in range(rounds):
        for ask, spent in zip(asks, times, strict=True):
            started = process_time()
            ask()
            spent.append((process_time() - started) * 1000)
    return [median(spent) for spent in times]
