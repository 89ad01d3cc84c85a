"""When a mail may leave: business hours, and the summary of the morning.

Every moment is aware; hours are read in the time of the site, whatever the season.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from notifications.working_days import is_working_day

OPENS, CLOSES = time(7), time(19)
DIGEST_AT = time(7, 30)
_ONE_DAY = timedelta(days=1)


def is_quiet(now: datetime) -> bool:
    """Evenings and nights from 19 h to 7 h, week-ends, public holidays: no mail leaves."""
    local = timezone.localtime(now)
    return not is_working_day(local.date()) or not OPENS <= local.time() < CLOSES


def opening(now: datetime) -> datetime:
    """The moment itself when mails leave; otherwise 7 h on the next day on which they do."""
    return _next(now, OPENS) if is_quiet(now) else now


def digest_after(moment: datetime) -> datetime:
    """The first summary of the morning, at 7 h 30 on a working day, not before ``moment``."""
    return _next(moment, DIGEST_AT)


def _next(moment: datetime, at: time) -> datetime:
    """The first working day on which that hour has not passed yet."""
    day = timezone.localdate(moment)
    while not is_working_day(day) or _on(day, at) < moment:
        day += _ONE_DAY
    return _on(day, at)


def _on(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))
