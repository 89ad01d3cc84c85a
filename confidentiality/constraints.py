"""Which constraint the database held against a row, and the sentence that explains it.

Asking Django to check constraints beforehand costs three statements for each of them; the database
checks them anyway. What it refuses is told with the same sentence.
"""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, models

_UNTOLD = "Cette écriture contredit une règle de la base."


def message_of(row: models.Model, error: IntegrityError) -> str | None:
    """The French sentence of the constraint of this row that failed; None for another failure."""
    name = _name(error)
    said = str(error)
    for constraint in row._meta.constraints:
        if constraint.name == name or constraint.name in said or _on_columns(row, constraint, said):
            message = str(constraint.violation_error_message)
            default = str(constraint.default_violation_error_message)
            return _UNTOLD if message == default else message
    return None


def _name(error: IntegrityError) -> str:
    """PostgreSQL names the constraint; SQLite writes it in its message."""
    diagnosis: Any = getattr(error.__cause__, "diag", None)
    return str(getattr(diagnosis, "constraint_name", "") or "")


def _on_columns(row: models.Model, constraint: models.BaseConstraint, said: str) -> bool:
    """SQLite tells a unique constraint by its columns: « UNIQUE constraint failed: t.a, t.b »."""
    if not isinstance(constraint, models.UniqueConstraint) or "UNIQUE" not in said:
        return False
    table = row._meta.db_table
    columns = [f"{table}.{row._meta.get_field(name).column}" for name in constraint.fields]  # type: ignore[union-attr]  # fields of constraints have columns
    return said.endswith(", ".join(columns))
