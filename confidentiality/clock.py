"""What time it is, asked to the database, and whether to believe it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils import timezone

from confidentiality.models import JournalEntry

# Two machines of one installation may differ by this much.
TOLERATED = timedelta(minutes=5)
# No pause of the installation lasts longer without somebody knowing it.
LONGEST_PAUSE = timedelta(hours=48)

_NOW = {
    "sqlite": "SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')",
    "postgresql": "SELECT clock_timestamp()",
}


def database_now() -> datetime:
    """The clock of the database: the one that every process of the installation shares."""
    with connection.cursor() as cursor:
        cursor.execute(_NOW[connection.vendor])
        value = cursor.fetchone()[0]
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return datetime.fromisoformat(value).replace(tzinfo=UTC)


def doubt(now: datetime, *, last_run: datetime | None, after_entry: int = 0) -> str:
    """Why this moment is not to be believed, as a code; empty when it is.

    ``now`` against the clock of this process, the last line of the journal (those numbered up to
    ``after_entry`` were set aside by somebody) and the last run.
    """
    written = _last_written(after_entry)
    if abs(timezone.now() - database_now()) > TOLERATED:
        return "clocks_differ"
    if written is not None and database_now() < written - TOLERATED:
        return "clock_went_back"
    since = last_run or written
    if since is not None and now - since > LONGEST_PAUSE:
        return "clock_jumped"
    return ""


def _last_written(after_entry: int) -> datetime | None:
    lines = JournalEntry.objects.filter(pk__gt=after_entry).order_by("-pk")
    return lines.values_list("at", flat=True).first()
