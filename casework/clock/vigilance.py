"""What is looked at again: the readings of each week, and each motivated reading."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from casework.clock.waking import holders, remind
from casework.deadlines import midnight
from casework.models import MotivatedReading
from casework.notices import reading_watchers
from casework.services.reading_endings import lapse
from casework.services.vigilance import WEEK, review_week
from casework.timers.rules import Rule
from confidentiality.choices import Role
from notifications import timers
from notifications.choices import MessageKind
from notifications.timers import Acted, Answer, Dropped, Later, Tick
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


# A motivated reading is looked at by somebody else within five working days.


def sweep_motivated_readings(now: datetime) -> None:
    """Readings that nobody has reviewed, on the last day for it."""
    waiting = MotivatedReading.objects.to_review().values_list("pk", "review_due_on")
    wanted = {pk: midnight(due_on) for pk, due_on in waiting if due_on is not None}
    timers.keep_all(Rule.RELECTURE, MotivatedReading, wanted)


def motivated_review_is_due(reading: MotivatedReading, tick: Tick) -> Answer:
    """Told on the last day to those who may review it; after it, the reader opens no other."""
    if reading.reviewed_at is not None or reading.review_due_on is None:
        return Dropped()
    due = midnight(reading.review_due_on)
    if due > tick.now:
        return Later(due)
    told = [user for user in reading_watchers(reading) if user.pk not in reading.persons]
    return Acted(remind(MessageKind.READING_TO_REVIEW, told, tick))


# A request that nobody approves does not wait for ever.


def sweep_requests(now: datetime) -> None:
    """Requests to read that wait for a second person, on the day after their last one."""
    waiting = MotivatedReading.objects.waiting().only("asked_at")
    wanted = {each.pk: _lapses_at(each) for each in waiting}
    timers.keep_all(Rule.LECTURE, MotivatedReading, wanted)


def request_lapses(reading: MotivatedReading, tick: Tick) -> Answer:
    """Over after five working days, and its asker told."""
    if not reading.waits:
        return Dropped()
    due = _lapses_at(reading)
    if due > tick.now:
        return Later(due)
    lapse(reading_id=reading.pk, at=tick.now)
    return Acted("lapsed")


def _lapses_at(reading: MotivatedReading) -> datetime:
    return midnight(reading.waits_through + timedelta(days=1))


def last_monday(now: datetime) -> datetime:
    """Three in the morning of the last Monday that has come, in the time of the site."""
    local = timezone.localtime(now)
    monday = local.date() - timedelta(days=local.weekday())
    due = timezone.make_aware(datetime.combine(monday, AT))
    return due if due <= now else due - WEEK


def register() -> None:
    """Each rule has its sweep: no act schedules it."""
    timers.register(Rule.LECTURES, rows=Collectivite.objects.all, act=review_is_due)
    timers.register_sweep(Rule.LECTURES, sweep_reviews)
    timers.register(Rule.RELECTURE, rows=MotivatedReading.objects.all, act=motivated_review_is_due)
    timers.register_sweep(Rule.RELECTURE, sweep_motivated_readings)
    timers.register(Rule.LECTURE, rows=MotivatedReading.objects.all, act=request_lapses)
    timers.register_sweep(Rule.LECTURE, sweep_requests)
