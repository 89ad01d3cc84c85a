"""One ladder of reminders alone, climbed day after day: what it tells whom, and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest

from casework.clock.ladders import Ladder
from casework.deadlines import midnight
from confidentiality.models import User
from notifications import timers
from notifications.choices import MessageKind
from notifications.models import OutboxMessage

Told = tuple[int, MessageKind, User]


@contextmanager
def alone(ladder: Ladder) -> Iterator[None]:
    """No other rule runs meanwhile: a hundred days cost a second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timers, "_sweeps", {})
        patch.setattr(timers, "_bindings", {})
        ladder.register()
        yield


def climbed(ladder: Ladder, day: date, offsets: Iterable[int]) -> list[Told]:
    """What each of these days tells, counted from the deadline: (offset, kind, who)."""
    found: list[Told] = []
    with alone(ladder):
        for offset in offsets:
            before = messages()
            timers.run_due(midnight(day + timedelta(days=offset)) + timedelta(minutes=5))
            new = messages() - before
            found += [(offset, MessageKind(kind), user) for kind, user in new.elements()]
    return found


def messages() -> Counter[tuple[str, User]]:
    """Every message left, by kind and reader."""
    rows = OutboxMessage.objects.select_related("recipient")
    return Counter((row.kind, row.recipient) for row in rows)
