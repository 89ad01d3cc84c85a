"""What the clock does for the figures: reminders of declared values, the end of reports.

Before the closing of a year, those who have values left to declare are told, twice.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from confidentiality.choices import Role
from confidentiality.models import User
from indicators.declared import missing_of
from indicators.models import Plan
from indicators.plans import Followed, followed
from indicators.services import reports
from indicators.years import notices, year_to_fill
from notifications import timers
from notifications.choices import MessageKind
from notifications.outbox import leave
from notifications.timers import Acted, Answer, Dropped, Later, Tick
from veille.models import Designation

RULE = "declarations"


def sweep(now: datetime) -> None:
    """The plan that is followed, at the last reminder whose day has come, or at the first."""
    today = timezone.localdate(now)
    found = followed(today)
    if found is None:
        return
    moments = [_midnight(day) for day in notices(year_to_fill(today))]
    come = [moment for moment in moments if moment <= now]
    timers.keep_all(RULE, Plan, {found.row.pk: come[-1] if come else moments[0]})


def remind(row: Plan, tick: Tick) -> Answer:
    """Each agent of a service that has something left; nothing for a plan no longer followed."""
    today = timezone.localdate(tick.now)
    found = followed(today)
    if found is None or found.row.pk != row.pk:
        return Dropped()
    year = year_to_fill(today)
    first = _midnight(notices(year)[0])
    if first > tick.now:
        return Later(first)
    for user in _late(found, year, tick.now):
        leave(
            kind=MessageKind.DECLARATIONS_EXPECTED,
            recipient=user,
            event=tick.timer_id,
            delay=timedelta(0),
        )
    return Acted("reminded")


def _late(found: Followed, year: int, now: datetime) -> list[User]:
    hats = Designation.objects.in_force(now).filter(role=Role.PILOTE)
    told: dict[object, User] = {}
    for hat in hats.select_related("user", "organisation"):
        service = found.plan.service_of(hat.organisation.kind)
        if service and missing_of(found.plan, service, year):
            told[hat.user_id] = hat.user
    return list(told.values())


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def register() -> None:
    """Say to the timers what this rule does, and where its rows are found."""
    timers.register(RULE, rows=Plan.objects.all, act=remind)
    timers.register_sweep(RULE, sweep)
    timers.register_sweep("reports", reports.forget)
