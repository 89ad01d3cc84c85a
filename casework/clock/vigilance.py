"""Each Monday, the readings of the week before are looked at, one collectivité at a time."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from casework.clock.waking import holders, remind
from casework.services.vigilance import WEEK, review_week
from casework.timers.rules import Rule
from confidentiality.choices import Role
from notifications import timers
from notifications.choices import MessageKind
from notifications.timers import Acted, Answer, Tick
from veille.models import Collectivite

# In the small hours: the line of nobody’s act waits for it.
AT = time(3)


def sweep_reviews(now: datetime) -> None:
    """The last Monday that has come, for every collectivité; done once, it is not due again."""
    due = last_monday(now)
    wanted = dict.fromkeys(Collectivite.objects.values_list("pk", flat=True), due)
    timers.keep_all(Rule.LECTURES, Collectivite, wanted)


def review_is_due(collectivite: Collectivite, tick: Tick) -> Answer:
    """Look at the week that ended, and tell the DPO when there is something to look at."""
    week_on = timezone.localdate(last_monday(tick.now) - WEEK)
    review = review_week(collectivite, week_on, tick.now)
    if review is None or not review.alerts.exists():
        return Acted("sound")
    told = holders(Role.DPO, tick, collectivite=collectivite.pk)
    return Acted(remind(MessageKind.READINGS_TO_CHECK, told, tick))


def last_monday(now: datetime) -> datetime:
    """Three in the morning of the last Monday that has come, in the time of the site."""
    local = timezone.localtime(now)
    monday = local.date() - timedelta(days=local.weekday())
    due = timezone.make_aware(datetime.combine(monday, AT))
    return due if due <= now else due - WEEK


def register() -> None:
    """One rule, one sweep."""
    timers.register(Rule.LECTURES, rows=Collectivite.objects.all, act=review_is_due)
    timers.register_sweep(Rule.LECTURES, sweep_reviews)
