"""The ending that nobody decides: the age limit.

The law does not wait: measures that still run stop where they are, for none advances once its case
is closed (docs/decisions/0020).
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from casework.models import Case
from casework.services.cases import end_of_follow_up
from casework.services.door import by_clock


def close_for_age(*, case_id: UUID, at: datetime) -> Case:
    """P14 by the clock: the twenty-fifth birthday ends every follow-up (AU-038 art. 5, I54)."""
    with by_clock(case_id=case_id, act="case.close_for_age", at=at) as case:
        case.close_for_age(on=case.today)
        end_of_follow_up(case, at)
    return case
