"""The calendar of a hat as a telephone subscribes to it: hours and days, nothing of anybody.

Neither name nor reference, no guest, no address of a page; what is not a meeting is a deadline.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import icalendar
from django.utils.crypto import salted_hmac

from casework.calendar import Entry

# As long as a meeting usually lasts: an hour that is taken, in somebody’s week.
LASTS = timedelta(hours=2)


def written(entries: Iterable[Entry], secret: str, now: datetime) -> bytes:
    """The file. ``secret``: of this subscription; the identifiers of two never meet."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Jalon//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Jalon")
    calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        calendar.add_component(_event(entry, secret, now))
    return bytes(calendar.to_ical())


def _event(entry: Entry, secret: str, now: datetime) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", salted_hmac(secret, entry.key, algorithm="sha256").hexdigest()[:40])
    event.add("dtstamp", now)
    event.add("summary", entry.outside)
    event.add("class", "PRIVATE")
    if entry.at is None:
        event.add("dtstart", entry.day)
        event.add("transp", "TRANSPARENT")
    else:
        event.add("dtstart", entry.at)
        event.add("duration", LASTS)
    if entry.place:
        event.add("location", entry.place)
    return event
