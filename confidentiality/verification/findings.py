"""What a verification may find, in the words of its report."""

from dataclasses import dataclass
from enum import IntEnum

GENESIS = "0" * 64


class Verdict(IntEnum):
    """What was found; the exit code of ``manage.py journal_verify``."""

    OK = 0
    GAP = 2
    HASH = 3
    ANCHOR = 4
    NO_ANCHOR = 5


@dataclass(frozen=True, slots=True)
class Head:
    """The last line of a chain, as a row, a checkpoint or an anchor says."""

    seq: int
    hash: str


FIRST = Head(0, GENESIS)


@dataclass(frozen=True, slots=True)
class Finding:
    """The first thing that is wrong in a chain; no chain when it is about the seals themselves."""

    verdict: Verdict
    chain: str
    seq: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a whole verification. ``signed``: signatures were checked as well."""

    chains: int
    entries: int
    segments: int
    checkpoints: int
    anchors: int
    signed: bool
    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> Verdict:
        """The first finding decides: the table, then the seals in the database, then anchors."""
        return self.findings[0].verdict if self.findings else Verdict.OK
