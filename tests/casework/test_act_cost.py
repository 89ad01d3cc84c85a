"""What one act costs the database: its statements are counted, and none may be added unseen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.choices.lists import SuspensionReason
from casework.choices.states import CaseState
from casework.services import cases
from confidentiality.door import NOT_A_FORM
from tests.casework import factories as people
from tests.casework.path import Path

# Between BEGIN and COMMIT: the lock with the right to see and the delays of the cellule, the event,
# the row, what its deadlines depend on with its timers, its timers, and the journal (lock of the
# chain, line, head).
BUDGET = 8


def suspended_then_resumed(path: Path) -> list[list[str]]:
    """The statements of the two acts, the second time that they are done."""
    row = people.case(path.cellule, state=CaseState.EN_COURS)
    told: list[list[str]] = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as suspending:
            cases.suspend(
                case_id=row.pk,
                actor=path.coordinator,
                code=SuspensionReason.ATTENTE,
                review_on=NOT_A_FORM.today + timedelta(days=30),
                sent=NOT_A_FORM,
            )
        with CaptureQueriesContext(connection) as resuming:
            cases.resume(case_id=row.pk, actor=path.coordinator, sent=NOT_A_FORM)
        told = [
            [str(each["sql"]) for each in captured.captured_queries]
            for captured in (suspending, resuming)
        ]
    return told


@pytest.mark.django_db(transaction=True)
def test_an_act_keeps_within_its_budget_of_statements() -> None:
    for statements in suspended_then_resumed(Path()):
        inside = [each for each in statements if not each.startswith(("BEGIN", "COMMIT"))]
        assert len(inside) == BUDGET, "\n".join(each[:90] for each in inside)
        assert not any("SAVEPOINT" in each for each in inside)


@pytest.mark.django_db(transaction=True)
def test_the_chain_of_the_cellule_is_locked_last() -> None:
    """Every act of a cellule waits for that lock: nothing is computed under it."""
    for statements in suspended_then_resumed(Path()):
        tables = ["confidentiality_journal" in each for each in statements[1:-1]]
        assert tables == sorted(tables)
        assert tables.count(True) == 3
