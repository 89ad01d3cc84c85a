"""One at a time, without locking a row: for whoever may change none."""

from __future__ import annotations

from uuid import UUID

from django.db import connections


def take_turn(key: UUID, using: str) -> None:
    """Two that ask under the same key wait for each other, until the end of the transaction.

    On SQLite a transaction is alone from its start.
    """
    connection = connections[using]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key.int % 2**63])
