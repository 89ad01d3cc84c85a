"""Whether a message that waits still has its reader: asked again as it leaves (AC-15, AC-35).

The applications above know who sees what; they say it here. Nobody who has lost a right between
the act and the mail is told of what they no longer see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from enum import Enum
from uuid import UUID

from confidentiality.models import User


class Standing(Enum):
    """What becomes of a message: it leaves, it waits for a signature, it never leaves."""

    STANDS = "stands"
    WAITS = "waits"
    ENDED = "ended"


# The event of a message, its recipient, the moment.
Check = Callable[[UUID, User, datetime], Standing]
_checks: list[Check] = []
# Who holds the place of an agent at a moment, or took it over; the nearest first.
Successors = Callable[[User, datetime], Iterable[User]]
_successors: list[Successors] = []


def register(check: Check) -> None:
    """Let an application say who may still be told of what. The most restrictive answer wins."""
    _checks.append(check)


def register_successors(find: Successors) -> None:
    """Let an application say who takes over from an agent."""
    _successors.append(find)


def successor_of(event: UUID, recipient: User, now: datetime) -> User | None:
    """Who takes over from a recipient whose right has ended, and has the right to be told."""
    found = (user for find in _successors for user in find(recipient, now))
    return next((user for user in found if standing_of(event, user, now) is Standing.STANDS), None)


def standing_of(event: UUID, recipient: User, now: datetime) -> Standing:
    """Whether this recipient may still be told; never, for an account that is closed."""
    if not recipient.is_active:
        return Standing.ENDED
    answers = {check(event, recipient, now) for check in _checks}
    for answer in (Standing.ENDED, Standing.WAITS):
        if answer in answers:
            return answer
    return Standing.STANDS
