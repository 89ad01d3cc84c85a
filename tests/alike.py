"""Whether two ways to ask can be told apart: by the statements they run, by the time they take."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from math import erfc, sqrt
from statistics import median
from time import process_time

from django.db import connection
from django.test.utils import CaptureQueriesContext

ROUNDS = 200
# Beyond, a rank test of two equal samples fails once in a hundred thousand runs.
SURELY = 1e-5


def statements(ask: Callable[[], object]) -> list[str]:
    """The statements run, without their values."""
    with CaptureQueriesContext(connection) as captured:
        ask()
    return [re.sub(r"'[^']*'|\d+", "?", str(each["sql"])) for each in captured.captured_queries]


def timed(ask: Callable[[], object]) -> float:
    """Milliseconds of this process: another one that takes the processor is not counted.

    What a server of databases spends is held by the statements, which are the same.
    """
    started = process_time()
    ask()
    return (process_time() - started) * 1000


def rank_test(one: Sequence[float], other: Sequence[float]) -> float:
    """Mann-Whitney, normal approximation: how likely such ranks are if nothing differs."""
    before = sum((left < right) + (left == right) / 2 for left in one for right in other)
    pairs = len(one) * len(other)
    spread = sqrt(pairs * (len(one) + len(other) + 1) / 12)
    return erfc(abs(before - pairs / 2) / spread / sqrt(2))


def same_time(one: Sequence[float], other: Sequence[float]) -> bool:
    """Equal in rank, or else by less than a tenth of the time and half a millisecond."""
    apart = abs(median(one) - median(other))
    return rank_test(one, other) > SURELY or apart <= max(0.5, 0.1 * median(one))
