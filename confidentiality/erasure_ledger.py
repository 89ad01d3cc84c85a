"""The ledger of erasures: a file outside the database, so that no backup undoes an erasure.

One JSON line for each destroyed key, in a hash chain, never changed: opaque identifiers, moments
and codes, no name. It outlives the database, and is copied to another machine.
See docs/decisions/0029.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid4

from confidentiality.choices import ErasureGround

GENESIS = "0" * 64
# A line is about three hundred bytes: the last one is always in there.
_TAIL = 4096


class LedgerMissing(Exception):
    """There is no ledger where the settings say."""


class LedgerBroken(Exception):
    """The ledger was altered: its lines do not follow each other."""


@dataclass(frozen=True, slots=True)
class Line:
    """One destroyed key. Line 0 opens the ledger, and gives it an identity of its own."""

    seq: int
    at: str
    key_id: str
    epoch: int
    ground: str
    prev: str
    hash: str = ""

    def digest(self) -> str:
        """SHA-256 over the line without its hash: sorted keys, no space."""
        content = {name: value for name, value in asdict(self).items() if name != "hash"}
        text = json.dumps(content, sort_keys=True, separators=(",", ":"))
        return sha256(text.encode("ascii")).hexdigest()

    def hashed(self) -> Line:
        return replace(self, hash=self.digest())

    def to_bytes(self) -> bytes:
        text = json.dumps(asdict(self), sort_keys=True, separators=(",", ":"))
        return f"{text}\n".encode("ascii")


def create(path: Path) -> None:
    """Open a ledger where there is none; one that exists is never replaced."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    opening = Line(0, _instant(datetime.now(UTC)), str(uuid4()), 0, "", GENESIS).hashed()
    draft = path.with_name(f".{path.name}.{uuid4().hex}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        _write(file, opening)
    try:
        # A link, not a move: of two processes that start together, both keep the first ledger.
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    _sync_directory(path.parent)


def set_aside(path: Path, at: datetime) -> None:
    """Put a ledger that cannot be used beside, under the name of the moment; nothing is deleted."""
    if path.exists():
        path.rename(path.with_name(f"{path.name}.{at:%Y%m%dT%H%M%S}"))
        _sync_directory(path.parent)


def read(path: Path) -> list[Line]:
    """Every line, the chain checked. Raises LedgerMissing, LedgerBroken.

    A last line without its end was never finished: the erasure that was writing it did not happen.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise LedgerMissing(str(path)) from None
    lines = [_parsed(each) for each in content.split(b"\n")[:-1]]
    prev = GENESIS
    for number, line in enumerate(lines):
        if line.seq != number or line.prev != prev or line.hash != line.digest():
            raise LedgerBroken(str(number))
        prev = line.hash
    if not lines:
        raise LedgerBroken("0")
    return lines


def append(path: Path, *, key_id: UUID, epoch: int, ground: ErasureGround, at: datetime) -> Line:
    """Add the line of one destroyed key, on the disk when this returns.

    Raises LedgerMissing, LedgerBroken: an erasure that cannot be told must not happen.
    """
    with _locked(path) as file:
        last = _last(file)
        line = Line(
            last.seq + 1, _instant(at), str(key_id), epoch, ground.value, last.hash
        ).hashed()
        _write(file, line)
    return line


@contextmanager
def _locked(path: Path) -> Iterator[BinaryIO]:
    """The file, for one writer at a time, whatever the process."""
    try:
        file = path.open("r+b")
    except FileNotFoundError:
        raise LedgerMissing(str(path)) from None
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _last(file: BinaryIO) -> Line:
    """The last whole line; what a crash left of another after it is cut off."""
    end = file.seek(0, os.SEEK_END)
    start = file.seek(max(0, end - _TAIL))
    tail = file.read()
    whole = tail.rfind(b"\n") + 1
    line = _parsed(tail[:whole].rstrip(b"\n").rpartition(b"\n")[2])
    if line.hash != line.digest():
        raise LedgerBroken(str(line.seq))
    file.truncate(start + whole)
    file.seek(0, os.SEEK_END)
    return line


def _parsed(text: bytes) -> Line:
    try:
        return Line(**json.loads(text))
    except (TypeError, ValueError):
        raise LedgerBroken("?") from None


def _write(file: BinaryIO, line: Line) -> None:
    file.write(line.to_bytes())
    file.flush()
    os.fsync(file.fileno())


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
