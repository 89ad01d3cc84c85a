"""Epochs of the keyring: a new one, every key wrapped again under it, and the end of an old one.

Online: agents read and write meanwhile. Every key opens at every moment, for the keyring receives
the new epoch before the first key is wrapped under it, and keeps the former ones.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count

from confidentiality import encryption, journal, keyring, two_persons
from confidentiality.actors import Actor
from confidentiality.encryption import Tampered
from confidentiality.errors import refused
from confidentiality.keyring import Epoch, EpochState, Keyring
from confidentiality.models import PersonKey

BATCH = 500
# Between two batches: on SQLite an agent who waits to write goes in.
PAUSE = 0.02
ROTATE_EVERY = timedelta(days=30)
ALARM_AFTER = timedelta(days=45)
# A second rotation so soon is a command typed twice.
AGAIN_AFTER = timedelta(days=1)


@dataclass(slots=True)
class Rotation:
    """What one run did. ``unreadable``: keys that were altered, and stay where they are."""

    epoch: int
    resumed: bool
    rewrapped: int = 0
    unreadable: set[UUID] = field(default_factory=set)


def rotate(now: datetime, *, again: bool = False) -> Rotation:
    """Wrap every key under a new epoch; go on with a rotation that was interrupted.

    Killed at any point and run again, it makes no second epoch. Within a day of the last one, no
    other epoch is made unless ``again``: for a keyring that somebody has seen.
    """
    run = _begin(now, again=again)
    while _rewrap_batch(run) or _left(run):
        time.sleep(PAUSE)
    _end(run)
    return run


def _begin(now: datetime, *, again: bool) -> Rotation:
    with keyring.editing(_path()) as ring:
        fresh = now - ring.active.created < AGAIN_AFTER and len(ring.epochs) > 1 and not again
        resumed = ring.rotating or fresh
        new = ring if resumed else ring.rotated()
        run = Rotation(new.active.id, resumed)
        with transaction.atomic(durable=True):
            _tell("keys.rotate", run.epoch, resumed=resumed)
        if not resumed:
            new.write(_path())
    return run


def _end(run: Rotation) -> None:
    with keyring.editing(_path()) as ring:
        with transaction.atomic(durable=True):
            _tell("keys.rotated", run.epoch, count=run.rewrapped, unreadable=len(run.unreadable))
        if ring.rotating:
            ring.settled().write(_path())


def _waiting(run: Rotation) -> Any:
    """Keys under an epoch that still decrypts, and is no longer the active one."""
    ring = keyring.current()
    former = [epoch.id for epoch in ring.epochs if epoch.state is EpochState.DECRYPT_ONLY]
    return PersonKey.objects.filter(epoch__in=former).exclude(pk__in=run.unreadable)


def _left(run: Rotation) -> bool:
    """Whether keys wait that an agent holds for a moment."""
    return bool(_waiting(run).exists())


@transaction.atomic(durable=True)
def _rewrap_batch(run: Rotation) -> int:
    keys = _waiting(run).select_for_update(skip_locked=True).order_by("pk")[:BATCH]
    wrapped = []
    for key in keys:
        try:
            dek = encryption.unwrap(key.epoch, bytes(key.wrapped))
        except Tampered:
            run.unreadable.add(key.pk)
            continue
        wrapped.append((key, *encryption.wrap(dek)))
    _write(wrapped)
    run.rewrapped += len(wrapped)
    return len(wrapped)


def _write(wrapped: Iterable[tuple[PersonKey, int, bytes]]) -> None:
    """Only the columns of the wrapping: values and seals may change at the same moment."""
    fields = [PersonKey._meta.get_field(name) for name in ("epoch", "wrapped", "id")]
    rows = [
        [
            each.get_db_prep_save(value, connection)  # type: ignore[union-attr]
            for each, value in zip(fields, (epoch, token, key.pk), strict=True)
        ]
        for key, epoch, token in wrapped
    ]
    table = connection.ops.quote_name(PersonKey._meta.db_table)
    statement = f"UPDATE {table} SET epoch = %s, wrapped = %s WHERE id = %s"  # noqa: S608
    with connection.cursor() as cursor:
        if rows:
            cursor.executemany(statement, rows)


@dataclass(frozen=True, slots=True)
class EpochStatus:
    """One epoch, without its key."""

    id: int
    state: EpochState
    created: datetime
    age: timedelta
    keys: int


@dataclass(frozen=True, slots=True)
class Status:
    """The keyring beside the database. ``orphans``: keys whose epoch is gone, lost for good."""

    epochs: tuple[EpochStatus, ...]
    rotating: bool
    orphans: int

    @property
    def active(self) -> EpochStatus:
        return next(each for each in self.epochs if each.state is EpochState.ACTIVE)

    @property
    def alarms(self) -> list[str]:
        """What somebody must look at, in French."""
        found = []
        if self.active.age >= ALARM_AFTER:
            found.append(
                f"L’époque active a {self.active.age.days} jours : faites une rotation "
                f"(attendue tous les {ROTATE_EVERY.days} jours)."
            )
        if self.rotating:
            found.append("Une rotation a été interrompue : relancez « keys rotate ».")
        if self.orphans:
            found.append(
                f"{self.orphans} clés sont sous une époque absente ou détruite : ce trousseau "
                "n’est pas celui de cette base, ou la base est plus ancienne que lui."
            )
        return found


def status(now: datetime) -> Status:
    """Epochs, ages and numbers of keys. Nothing secret."""
    ring = keyring.current()
    counted = PersonKey.objects.order_by().values_list("epoch").annotate(count=Count("pk"))
    keys: dict[int, int] = dict(counted)
    alive = {epoch.id for epoch in ring.epochs if epoch.key is not None}
    epochs = tuple(
        EpochStatus(each.id, each.state, each.created, now - each.created, keys.get(each.id, 0))
        for each in ring.epochs
    )
    orphans = sum(count for epoch, count in keys.items() if epoch not in alive)
    return Status(epochs, ring.rotating, orphans)


def destroy(epoch_id: int, *, actor: Actor, now: datetime) -> bool:
    """Destroy the key of an epoch, by two persons: False while the second one is awaited.

    Everything it had wrapped, in every backup, is lost for good: that is its purpose. Refused for
    the active epoch, while a living key is under it, and until the last backup that it opens has
    ended. Interrupted, it is finished by either of the two.
    """
    with keyring.editing(_path()) as ring:
        epoch = _of(ring, epoch_id)
        if epoch.state is not EpochState.DESTROYED:
            _check_destroyable(ring, epoch, now)
        pending = two_persons.agree(act="keys.destroy", subject=str(epoch_id), actor=actor, now=now)
        if pending is None:
            return False
        with transaction.atomic(durable=True):
            _tell("keys.destroy", epoch_id, actor=actor)
        if epoch.state is not EpochState.DESTROYED:
            ring.without(epoch_id).write(_path())
        with transaction.atomic(durable=True):
            two_persons.done(pending, now)
            _tell("keys.destroyed", epoch_id, actor=actor)
    return True


def _of(ring: Keyring, epoch_id: int) -> Epoch:
    for epoch in ring.epochs:
        if epoch.id == epoch_id:
            return epoch
    raise refused("epoch_unknown", "Cette époque n’est pas dans le trousseau.", "RGPD, art. 32")


def _check_destroyable(ring: Keyring, epoch: Epoch, now: datetime) -> None:
    retired = ring.retired_at(epoch.id)
    if epoch.state is EpochState.ACTIVE or retired is None:
        raise refused(
            "epoch_active",
            "L’époque active ne se détruit pas : faites d’abord une rotation.",
            "RGPD, art. 32",
        )
    living = PersonKey.objects.filter(epoch=epoch.id).count()
    if living:
        raise refused(
            "epoch_in_use",
            f"Des clés vivantes sont encore sous cette époque ({living}) : relancez la rotation.",
            "RGPD, art. 32",
        )
    free_on = retired + timedelta(days=settings.JALON_BACKUP_DAYS)
    if now < free_on:
        raise refused(
            "epoch_in_backups",
            f"Des sauvegardes sont encore lisibles par cette époque : attendez le "
            f"{free_on:%d/%m/%Y}.",
            "RGPD, art. 32",
        )


def _tell(action: str, epoch_id: int, actor: Actor | None = None, **codes: Any) -> None:
    journal.record(
        actor=actor,
        action=action,
        chain_id=journal.HOUSE,
        object_type="keyring.epoch",
        object_id=str(epoch_id),
        **codes,
    )


def _path() -> Path:
    return Path(settings.JALON_KEYRING)
