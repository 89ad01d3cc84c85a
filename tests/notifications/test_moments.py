"""When mails leave: business hours and mornings, whatever the day, the season, the year."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.test import override_settings
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from notifications import moments
from notifications.catalogue import SENDINGS
from notifications.choices import Channel, MessageKind, Topic
from notifications.routing import channel_of, route
from notifications.working_days import is_working_day

DAY = timedelta(days=1)
# Ten years, two 29 February, every change of time, Easter early and late.
FIRST = datetime(2024, 1, 1, tzinfo=UTC)
MOMENTS = st.timedeltas(timedelta(0), 3653 * DAY).map(lambda after: FIRST + after)
CHANNELS = st.dictionaries(st.sampled_from(Topic), st.sampled_from(Channel))


def local(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


@given(MOMENTS)
def test_a_mail_leaves_on_a_working_day_between_seven_and_nineteen(now: datetime) -> None:
    leaves = timezone.localtime(moments.opening(now))

    assert not moments.is_quiet(leaves)
    assert is_working_day(leaves.date())
    assert time(7) <= leaves.time() < time(19)
    assert leaves >= now


@given(MOMENTS)
def test_it_leaves_as_soon_as_it_may(now: datetime) -> None:
    leaves = moments.opening(now)
    if moments.is_quiet(now):
        minutes = timedelta(minutes=30)
        between = (now + minutes * n for n in range(int((leaves - now) / minutes)))
        assert all(moments.is_quiet(each) for each in between)
        assert timezone.localtime(leaves).time() == time(7)
    else:
        assert leaves == now


@given(MOMENTS)
def test_the_summary_is_that_of_the_next_working_morning(now: datetime) -> None:
    morning = timezone.localtime(moments.digest_after(now))

    assert morning.time() == time(7, 30)
    assert is_working_day(morning.date())
    assert morning >= now
    day = timezone.localdate(now)
    while day < morning.date():
        assert not is_working_day(day) or local(day, 7, 30) < now
        day += DAY


@given(st.sampled_from(MessageKind), CHANNELS, MOMENTS, st.timedeltas(timedelta(0), 400 * DAY))
def test_no_kind_leaves_in_a_quiet_hour_but_what_cannot_wait(
    kind: MessageKind, chosen: dict[Topic, Channel], told_at: datetime, late: timedelta
) -> None:
    now = told_at + late
    with override_settings(JALON_BUSINESS_HOURS=True):
        way = route(kind, chosen, told_at, now)
        again = route(kind, chosen, told_at, way.at)

    assert way.at >= now
    if way.channel == Channel.PAGE:
        return
    assert SENDINGS[kind].at_any_hour or not moments.is_quiet(way.at)
    # Whoever drains again at that moment sends it: nothing waits twice.
    assert again == way


@given(st.sampled_from(MessageKind), CHANNELS)
def test_the_law_and_safety_are_silenced_by_nobody(
    kind: MessageKind, chosen: dict[Topic, Channel]
) -> None:
    channel = channel_of(kind, chosen)

    topic = SENDINGS[kind].topic
    if topic is None:
        assert channel == SENDINGS[kind].channel == Channel.AT_ONCE
    else:
        assert channel == chosen.get(topic, SENDINGS[kind].channel)


def test_the_hours_are_those_of_the_site_in_both_seasons() -> None:
    # 29 March and 25 October 2026: the clocks change on the Sunday.
    for friday in (date(2026, 3, 27), date(2026, 10, 23)):
        monday = friday + 3 * DAY
        assert moments.opening(local(friday, 19)) == local(monday, 7)
        assert moments.digest_after(local(friday, 7, 31)) == local(monday, 7, 30)
    assert local(date(2026, 3, 30), 7).hour == local(date(2026, 3, 27), 7).hour


def test_29_february_is_a_day_like_another() -> None:
    leap = date(2028, 2, 29)

    assert moments.opening(local(leap, 6)) == local(leap, 7)
    assert moments.digest_after(local(date(2028, 2, 28), 8)) == local(leap, 7, 30)


def test_no_mail_leaves_on_a_public_holiday() -> None:
    assert moments.opening(local(date(2026, 5, 1), 10)) == local(date(2026, 5, 4), 7)
