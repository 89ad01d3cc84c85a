"""Erasing a person for good: the key destroyed, told to the ledger, in one transaction.

The ledger is written before the commit. A crash between both leaves a person whom the ledger names
and the database holds: the next start is refused until ``manage.py erasure_replay`` has finished.
The other order would leave an erasure that no ledger tells, and that a backup would undo.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from confidentiality import erasure_ledger as ledger
from confidentiality import journal
from confidentiality.choices import ErasureGround
from confidentiality.erasure_ledger import Line
from confidentiality.models import ErasureHead, PersonKey

# What the journal speaks of: a line of the ledger, never the key, which would lead to the person.
_LEDGER = "erasure.ledger"
# Keys looked for in one query.
_BATCH = 500


class Standing(StrEnum):
    """What the database and its ledger say of each other."""

    CURRENT = "current"
    BEHIND = "behind"
    MISSING = "missing"
    BROKEN = "broken"
    FOREIGN = "foreign"


# What whoever starts the application reads. « behind » has one way out, the others another.
SENTENCES = {
    Standing.CURRENT: "Le registre des effacements et la base sont d’accord.",
    Standing.BEHIND: (
        "La base est plus ancienne que le registre des effacements : elle contient des personnes "
        "qui ont été effacées. Lancez « manage.py erasure_replay »."
    ),
    Standing.MISSING: (
        "Le registre des effacements est introuvable. Remettez sa copie en place ; à défaut, deux "
        "personnes peuvent en ouvrir un autre : « manage.py erasure_replay --new-ledger »."
    ),
    Standing.BROKEN: (
        "Le registre des effacements a été modifié : ses lignes ne se suivent plus. Remettez sa "
        "copie en place ; à défaut, « manage.py erasure_replay --new-ledger », à deux personnes."
    ),
    Standing.FOREIGN: (
        "Ce registre des effacements n’est pas celui de cette base, ou sa fin manque. Remettez le "
        "bon en place ; à défaut, « manage.py erasure_replay --new-ledger », à deux personnes."
    ),
}


def destroy(key: PersonKey, *, ground: ErasureGround, chain_id: UUID) -> Line:
    """Destroy the key of a person, whose rows are gone already; nothing of theirs opens any more.

    Told to the ledger, to the head of this database, and to the journal with the head of the
    ledger. Raises RuntimeError outside a transaction, LedgerMissing or LedgerBroken rather than
    erase without telling.
    """
    head = _locked_head()
    key_id, epoch = key.pk, key.epoch
    key.delete()
    _check_constraints()
    line = ledger.append(
        ledger_path(), key_id=key_id, epoch=epoch, ground=ground, at=timezone.now()
    )
    _move(head, line)
    journal.record(
        actor=None,
        action="key.destroy",
        chain_id=chain_id,
        object_type=_LEDGER,
        object_id=str(line.seq),
        ground=ground.value,
        ledger_hash=line.hash,
    )
    return line


def standing() -> Standing:
    """Whether this database may be read; asking changes nothing.

    Before its first start it agrees with a ledger that is not there, or names nobody.
    """
    head = ErasureHead.objects.first()
    try:
        lines = ledger.read(ledger_path())
    except ledger.LedgerMissing:
        return Standing.CURRENT if head is None else Standing.MISSING
    except ledger.LedgerBroken:
        return Standing.BROKEN
    if head is not None and not _is_line(head, lines):
        return Standing.FOREIGN
    if head is None:
        return Standing.CURRENT if len(lines) == 1 else Standing.BEHIND
    if head.replay_due or head.seq < lines[-1].seq or living(lines):
        return Standing.BEHIND
    return Standing.CURRENT


def first_start() -> Standing:
    """Open the ledger of a database that has none yet; then its standing, as at any start."""
    found = standing()
    if found is Standing.CURRENT and not ErasureHead.objects.exists():
        open_ledger()
    return found


def open_ledger() -> None:
    """A ledger where there is none, and the head of this database at the end of what it holds."""
    ledger.create(ledger_path())
    last = ledger.read(ledger_path())[-1]
    ErasureHead.objects.get_or_create(pk=1, defaults={"seq": last.seq, "hash": last.hash})


def to_replay() -> list[tuple[Line, PersonKey]]:
    """The keys that the ledger names and that this database still holds, oldest first."""
    lines = ledger.read(ledger_path())
    return living(lines)


def living(lines: list[Line]) -> list[tuple[Line, PersonKey]]:
    """Of these lines, those whose key is still there."""
    named = {UUID(line.key_id): line for line in lines[1:]}
    ids = list(named)
    found: list[tuple[Line, PersonKey]] = []
    for start in range(0, len(ids), _BATCH):
        keys = PersonKey.objects.filter(pk__in=ids[start : start + _BATCH])
        found += [(named[key.pk], key) for key in keys]
    return sorted(found, key=lambda each: each[0].seq)


def destroy_again(key: PersonKey, line: Line, *, chain_id: UUID) -> None:
    """Destroy a key that the ledger names already; only the journal has a line to receive."""
    key.delete()
    journal.record(
        actor=None,
        action="key.destroy_again",
        chain_id=chain_id,
        object_type=_LEDGER,
        object_id=str(line.seq),
        ground=line.ground,
        ledger_hash=line.hash,
    )


def caught_up(count: int) -> None:
    """Everything that the ledger names has been erased again: this database may be read."""
    last = ledger.read(ledger_path())[-1]
    with transaction.atomic():
        _move(_locked_head(), last)
        journal.record(
            actor=None,
            action="erasure.replay",
            chain_id=journal.HOUSE,
            object_type=_LEDGER,
            object_id=str(last.seq),
            count=count,
            ledger_hash=last.hash,
        )


def replace_ledger(at: datetime) -> None:
    """Begin another ledger: the former is lost. What it named and nobody knows stays unknown."""
    ledger.set_aside(ledger_path(), at)
    ledger.create(ledger_path())
    last = ledger.read(ledger_path())[-1]
    ErasureHead.objects.update_or_create(
        pk=1, defaults={"seq": last.seq, "hash": last.hash, "replay_due": False}
    )


def ledger_path() -> Path:
    """Where the settings keep the ledger."""
    return Path(settings.JALON_ERASURE_LEDGER)


def _locked_head() -> ErasureHead:
    """One erasure at a time, from here to the commit: heads follow the ledger in its order."""
    if not connection.in_atomic_block:
        raise RuntimeError("Un effacement se fait dans une transaction.")
    head = ErasureHead.objects.select_for_update().first()
    if head is None:
        open_ledger()
        head = ErasureHead.objects.select_for_update().get()
    return head


def _check_constraints() -> None:
    """What the database would refuse at the commit, it refuses before the ledger is written."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _move(head: ErasureHead, line: Line) -> None:
    head.seq, head.hash, head.replay_due = line.seq, line.hash, False
    head.save()


def _is_line(head: ErasureHead, lines: list[Line]) -> bool:
    return head.seq < len(lines) and lines[head.seq].hash == head.hash
