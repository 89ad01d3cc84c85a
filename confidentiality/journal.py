"""Writing the journal, in the transaction of the act itself: no journal, no act.

Each line carries the hash of the one before it in its chain (SHA-256 over canonical JSON), so that
a line edited, removed, inserted or moved is found by ``manage.py journal_verify``. What happens at
the end of a chain is proved by anchors kept elsewhere.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from contextvars import ContextVar, Token
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, TypeAlias
from uuid import UUID

from django.db import DatabaseError, models, transaction
from django.utils import timezone

from confidentiality.errors import JournalUnavailable
from confidentiality.journal_triggers import install_triggers, remove_triggers
from confidentiality.models.journal import HOUSE, JournalChain, JournalEntry, Outcome
from confidentiality.statements import Compiled, insert, rest_is, update

if TYPE_CHECKING:
    from confidentiality.actors import Actor

__all__ = [
    "HOUSE",
    "Code",
    "canonical",
    "current_request_id",
    "install_triggers",
    "record",
    "remove_triggers",
    "set_request_id",
]

Code: TypeAlias = str | int | bool | date | datetime | UUID
JsonValue: TypeAlias = str | int | bool | list[str | int | bool]

# ASCII without space: a name or a sentence does not look like a code.
_CODE = re.compile(r"[!-~]*")
_CODE_LENGTH = 200
_NAME_LENGTH = 64

current_request_id: ContextVar[str] = ContextVar("current_request_id", default="")


def set_request_id(request_id: str) -> Token[str]:
    """Name the request that every line of this context belongs to; ``Token`` to go back.

    Raises ValueError unless it is a code of 64 characters at most: it may come from outside.
    """
    _check_name("request_id", request_id)
    return current_request_id.set(request_id)


def record(
    *,
    actor: "Actor | None",
    action: str,
    chain_id: UUID,
    target: models.Model | None = None,
    object_type: str = "",
    object_id: str = "",
    outcome: str = Outcome.DONE,
    **codes: Code | list[Code],
) -> JournalEntry:
    """Append one line to a chain, in the transaction of the act.

    ``codes`` are codes, dates and identifiers, never a name nor a value of a person (internal
    security code, article R236-59, is the model): a text with a space raises TypeError, and so
    does any other type. ``target`` fills the object; else give ``object_type`` and ``object_id``.
    Raises RuntimeError outside a transaction, ValueError for a name that is not a code,
    JournalUnavailable when the database takes no line: without a line, no page and no act.
    """
    connection = transaction.get_connection(JournalEntry.objects.db)
    if not connection.in_atomic_block:
        raise RuntimeError("Le journal s’écrit dans la transaction de l’acte.")
    if target is not None:
        object_type, object_id = target._meta.label_lower, str(target.pk)
        codes = {**_named(target), **codes}
    entry = JournalEntry(
        at=timezone.now(),
        actor_id=actor.user.pk if actor else None,
        hat_id=actor.hat_id if actor else None,
        role=str(actor.role) if actor else "",
        action=action,
        object_type=object_type,
        object_id=object_id,
        outcome=Outcome(outcome).value,
        codes={name: _plain(name, value) for name, value in codes.items()},
        request_id=current_request_id.get(),
    )
    for name in ("role", "action", "object_type", "object_id"):
        _check_name(name, getattr(entry, name))
    return _append(entry, chain_id)


def _named(target: models.Model) -> dict[str, Code]:
    """What agents call the row aloud; it leads to nothing once the row is gone."""
    reference = getattr(target, "trace_reference", "")
    return {"reference": reference} if reference else {}


def _append(entry: JournalEntry, chain_id: UUID) -> JournalEntry:
    # Reading the chain waits for what was written before: an error here is not of the journal.
    chain = _locked_chain(chain_id)
    entry.chain = chain
    entry.seq = chain.head_seq + 1
    entry.prev_hash = chain.head_hash
    entry.hash = hashlib.sha256(canonical(entry)).hexdigest()
    rest_is(_unavailable)
    try:
        insert(entry)
        chain.head_seq, chain.head_hash = entry.seq, entry.hash
        update(chain, ("head_seq", "head_hash"))
    except DatabaseError as error:
        if meant := _unavailable(error):
            raise meant from None
        raise
    return entry


def _unavailable(error: DatabaseError) -> JournalUnavailable | None:
    """What an error says once the line has left; None for a constraint of another table.

    COMMIT may leave with the line, and check keys of the row. Only the kind of the error is kept:
    its own words may quote a row.
    """
    table = getattr(getattr(error.__cause__, "diag", None), "table_name", None)
    ours = (None, JournalEntry._meta.db_table, JournalChain._meta.db_table)
    return JournalUnavailable(type(error).__name__) if table in ours else None


def _locked_chain(chain_id: UUID) -> JournalChain:
    # SQLite ignores the lock: its transactions are IMMEDIATE, hence already one at a time.
    found = _chains.fetch(pk=chain_id)
    if not found:
        # Two first lines at once: the loser of the insertion waits, then takes the lock.
        JournalChain.objects.bulk_create([JournalChain(pk=chain_id)], ignore_conflicts=True)
        found = _chains.fetch(pk=chain_id)
    return found[0]


_chains = Compiled(lambda pk: JournalChain.objects.select_for_update().filter(pk=pk), pk=UUID)


def canonical(entry: JournalEntry) -> bytes:
    """The bytes that are hashed. ``confidentiality.verification`` states the same rule again."""
    content: Mapping[str, object] = {
        "chain": str(entry.chain_id),
        "seq": entry.seq,
        "at": _instant(entry.at),
        "actor": str(entry.actor_id) if entry.actor_id else None,
        "hat": str(entry.hat_id) if entry.hat_id else None,
        "role": entry.role,
        "action": entry.action,
        "object_type": entry.object_type,
        "object_id": entry.object_id,
        "outcome": entry.outcome,
        "codes": entry.codes,
        "request": entry.request_id,
        "prev": entry.prev_hash,
    }
    return _encode(content).encode("ascii")


_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


def _plain(name: str, value: Code | list[Code]) -> JsonValue:
    if isinstance(value, list):
        return [_plain_scalar(name, item) for item in value]
    return _plain_scalar(name, value)


def _plain_scalar(name: str, value: object) -> str | int | bool:
    if isinstance(value, bool | int):
        return value
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, str) and len(value) <= _CODE_LENGTH and _CODE.fullmatch(value):
        return str(value)
    # The value is not quoted: it may be the very name that must not be written.
    raise TypeError(
        f"« {name} » n’est ni un code, ni une date, ni un identifiant : le journal le refuse."
    )


def _instant(moment: datetime) -> str:
    if timezone.is_naive(moment):
        raise TypeError("Un instant du journal porte son fuseau horaire.")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _check_name(name: str, value: str) -> None:
    if len(value) > _NAME_LENGTH or not _CODE.fullmatch(value):
        raise ValueError(f"« {name} » n’est pas un code de {_NAME_LENGTH} caractères au plus.")
