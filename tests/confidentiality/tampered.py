"""A journal to tamper with, and the ways of those who own its database."""

from __future__ import annotations

import hashlib
import io
import uuid
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from confidentiality import journal, journal_key, sealing, verification
from confidentiality.journal import record
from confidentiality.journal_key import SealingKey
from confidentiality.models import JournalCheckpoint, JournalEntry

CELLULE = uuid.UUID(int=7)
ENTRY, CHAIN = "confidentiality_journalentry", "confidentiality_journalchain"
CHECKPOINT = "confidentiality_journalcheckpoint"
SEGMENT = "confidentiality_journalsegment"


def some_lines(count: int = 5, *, chain_id: uuid.UUID = CELLULE) -> None:
    for number in range(count):
        record(
            actor=None,
            action="case.opened",
            chain_id=chain_id,
            object_type="casework.case",
            object_id=str(number),
            on=date(2026, 3, 2),
            urgent=True,
            steps=[1, "a"],
        )


def tamper(*statements: str) -> None:
    """What someone who owns the database may do: lift the triggers, act, put them back."""
    journal.remove_triggers(connection)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    journal.install_triggers(connection)


def rewrite_from(seq: int) -> None:
    """Recompute every hash from a line on, head included: what a patient forger does."""
    journal.remove_triggers(connection)
    previous = JournalEntry.objects.get(seq=seq - 1).hash if seq > 1 else "0" * 64
    with connection.cursor() as cursor:
        for entry in JournalEntry.objects.filter(seq__gte=seq).order_by("seq"):
            entry.prev_hash = previous
            previous = hashlib.sha256(journal.canonical(entry)).hexdigest()
            cursor.execute(
                f"UPDATE {ENTRY} SET prev_hash = %s, hash = %s WHERE id = %s",  # noqa: S608
                [entry.prev_hash, previous, entry.pk],
            )
        cursor.execute(f"UPDATE {CHAIN} SET head_hash = %s", [previous])  # noqa: S608
    journal.install_triggers(connection)


def rewrite_everything() -> None:
    """Change a line of the sealed journal of the tests, then every hash from there on."""
    tamper(f"UPDATE {ENTRY} SET role = 'x' WHERE seq = 6")  # noqa: S608
    rewrite_from(6)


def rewind_to(seq: int) -> None:
    """Cut the end of the chain and move its head back."""
    digest = JournalEntry.objects.get(seq=seq).hash
    tamper(
        f"DELETE FROM {ENTRY} WHERE seq > {seq}",  # noqa: S608
        f"UPDATE {CHAIN} SET head_seq = {seq}, head_hash = '{digest}'",  # noqa: S608
    )


class Sealer:
    """The process that holds the key, and the keeper of the anchors who holds its public half."""

    def __init__(self, folder: Path) -> None:
        self.key: SealingKey = journal_key.ensure(folder / "journal.key")
        self.public = journal_key.public_half(folder / "journal.key")
        self.anchors = folder / "anchors"

    def seal(self) -> JournalCheckpoint:
        checkpoint = sealing.seal(self.key, timezone.now())
        assert checkpoint is not None
        return checkpoint

    def anchor(self) -> None:
        """Seal, and keep a copy elsewhere."""
        self.seal()
        verification.append_anchor(self.anchors)

    @property
    def anchored(self) -> Path:
        return self.anchors / verification.ANCHOR_FILE

    def outcome(self, *, anchors: bool = True) -> tuple[int, str]:
        """What ``journal_verify`` answers to whoever has the public key, and the anchors."""
        return outcome(public_key=self.public, anchors=self.anchors if anchors else None)


def outcome(**options: Any) -> tuple[int, str]:
    """The exit code of ``journal_verify`` and everything that it prints."""
    out = io.StringIO()
    try:
        call_command("journal_verify", stdout=out, **options)
    except CommandError as error:
        return error.returncode, f"{out.getvalue()}{error}"
    return 0, out.getvalue()
