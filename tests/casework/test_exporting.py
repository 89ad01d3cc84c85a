"""A column is read for a row only if the policy opened its group: a mask, not a filter after."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

import pytest

from casework.exporting import BUILDERS, Builder, Column, table_of
from casework.models import Case
from confidentiality.choices import FieldGroup as F

DAY = date(2026, 11, 26)
# What no file tells, whatever the reason.
NEVER = {F.FAITS, F.FAIT_NATURES, F.JUDICIAL, F.JUDICIAL_FLAG, F.READINGS, F.READERS}


@dataclass
class Witness:
    """Stands for a case: notes what is read of it."""

    read: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        self.read.append(name)
        raise AssertionError(f"« {name} » was read")


@pytest.mark.parametrize("reason", BUILDERS)
def test_nothing_is_read_of_a_case_that_opens_nothing(reason: str) -> None:
    witness = Witness()

    table = table_of(BUILDERS[reason], [(cast(Case, witness), frozenset())], DAY)

    assert (table, witness.read) == (((), ((),)), [])


@pytest.mark.parametrize("column", Column, ids=lambda column: column.name)
def test_a_closed_column_is_neither_named_nor_read(column: Column) -> None:
    witness, builder = Witness(), Builder("case.export", (column,))
    case = cast(Case, witness)

    assert table_of(builder, [(case, frozenset(F) - {column.group})], DAY) == ((), ((),))
    with pytest.raises(AssertionError, match="was read"):
        table_of(builder, [(case, frozenset({column.group}))], DAY)


def test_no_column_tells_a_fact_nor_what_the_parquet_communicated() -> None:
    assert not {column.group for column in Column} & NEVER
