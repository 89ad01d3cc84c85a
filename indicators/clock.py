"""What the clock does for the figures: reminders of declared values, the end of reports.

Before the closing of a year, those who have values left to declare are told, twice. A bulletin
that is published is told of the same day: by the clock, since whoever publishes may write nothing
but figures.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from confidentiality.choices import Role
from confidentiality.models import User
from indicators.declared import missing_of
from indicators.models import Bulletin, Plan, Publication
from indicators.plans import Followed, followed
from indicators.services import reports
from indicators.years import notices, year_to_fill
from notifications import timers
from notifications.choices import MessageKind
from notifications.outbox import leave
from notifications.timers import Acted, Answer, Dropped, Later, Tick
from veille.models import Designation

RULE = "declarations"
PUBLICATION = "publication"
# How far back a publication is news: an installation that was stopped tells of it late, once.
NEWS = timedelta(days=14)


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
        _leave(MessageKind.DECLARATIONS_EXPECTED, user, tick)
    return Acted("reminded")


def _late(found: Followed, year: int, now: datetime) -> list[User]:
    hats = Designation.objects.in_force(now).filter(role=Role.PILOTE)
    told: dict[object, User] = {}
    for hat in hats.select_related("user", "organisation"):
        service = found.plan.service_of(hat.organisation.kind)
        if service and missing_of(found.plan, service, year):
            told[hat.user_id] = hat.user
    return list(told.values())


def sweep_publications(now: datetime) -> None:
    """Bulletins published lately, told of as soon as they are."""
    published = Publication.objects.filter(published_at__gt=now - NEWS, published_at__lte=now)
    timers.keep_all(PUBLICATION, Bulletin, dict(published.values_list("bulletin", "published_at")))


def tell_published(row: Bulletin, tick: Tick) -> Answer:
    """The préfecture and the pilot services, once; the figures are on the page, none in a mail."""
    hats = Designation.objects.in_force(tick.now).filter(role__in=(Role.PREFECTURE, Role.PILOTE))
    for user in {hat.user_id: hat.user for hat in hats.select_related("user")}.values():
        _leave(MessageKind.FIGURES_PUBLISHED, user, tick)
    return Acted("told")


def _leave(kind: MessageKind, user: User, tick: Tick) -> None:
    leave(kind=kind, recipient=user, event=tick.timer_id, delay=timedelta(0))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def register() -> None:
    """Say to the timers what this rule does, and where its rows are found."""
    timers.register(RULE, rows=Plan.objects.all, act=remind)
    timers.register_sweep(RULE, sweep)
    timers.register(PUBLICATION, rows=Bulletin.objects.all, act=tell_published)
    timers.register_sweep(PUBLICATION, sweep_publications)
    timers.register_sweep("reports", reports.forget)
