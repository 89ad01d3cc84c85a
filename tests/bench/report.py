"""One figure of a benchmark, as one line of JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A value beside its baseline. ``ratio`` is speed relative to the baseline, 1 being the limit.

    ``more``: a greater value is better (throughput); else a smaller one is (time). ``at_most``:
    the goal bounds the value itself, there is no baseline.
    """

    bench: str
    value: float
    unit: str
    baseline: float | None = None
    goal: float = 0.0
    more: bool = False
    at_most: bool = False

    @property
    def ratio(self) -> float | None:
        """How much of the limit the product reaches."""
        if self.baseline is None:
            return None
        return self.value / self.baseline if self.more else self.baseline / self.value

    @property
    def ok(self) -> bool:
        return self.value <= self.goal if self.at_most else (self.ratio or 0) >= self.goal

    def line(self) -> str:
        """The contract of ``make bench``: these keys, in this order."""
        ratio = self.ratio
        return json.dumps(
            {
                "bench": self.bench,
                "value": round(self.value, 3),
                "unit": self.unit,
                "baseline": None if self.baseline is None else round(self.baseline, 3),
                "ratio": None if ratio is None else round(ratio, 3),
                "goal": self.goal,
                "ok": self.ok,
            }
        )
