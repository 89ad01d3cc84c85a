"""What became of each mutant, and the score."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from tests.mutation.mutants import Mutant


class Fate(Enum):
    """How a mutant ended. Too slow is noticed too: the tests would not have ended."""

    KILLED = "killed"
    TOO_SLOW = "too slow"
    SURVIVED = "survived"
    UNREACHED = "reached by no test"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One mutant, its fate, and the test that noticed it or how many did not."""

    mutant: Mutant
    fate: Fate
    told: str

    @property
    def noticed(self) -> bool:
        return self.fate in {Fate.KILLED, Fate.TOO_SLOW}


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the tool. ``failing``: tests that failed without any fault, and how."""

    outcomes: tuple[Outcome, ...]
    tests: int
    failing: tuple[str, ...]
    seconds: float


def score(outcomes: Iterable[Outcome]) -> float:
    """Noticed for each hundred; the explained ones count against it like the others."""
    found = [each.noticed for each in outcomes]
    return 100 * sum(found) / len(found) if found else 100.0
