"""The catalogue: every kind has its way, every event of the design its line."""

from __future__ import annotations

import re

from django.urls import NoReverseMatch, reverse

from notifications.catalogue import SENDINGS, kinds_of
from notifications.choices import MessageKind, Topic
from notifications.events import EVENTS


def test_every_kind_has_its_way() -> None:
    assert set(SENDINGS) == set(MessageKind)


def test_every_kind_is_of_one_event_of_the_catalogue() -> None:
    told = [kind for event in EVENTS for kind in event.kinds]

    assert sorted(told) == sorted(MessageKind)


def test_every_event_is_there_with_its_messages_or_with_a_reason() -> None:
    assert [event.code for event in EVENTS] == [f"N-{number:02}" for number in range(1, 34)]
    for event in EVENTS:
        assert event.kinds or event.none_because
        assert not (event.kinds and event.none_because)


def test_every_topic_has_something_to_choose_for() -> None:
    assert all(kinds_of(topic) for topic in Topic)


def test_every_page_of_the_catalogue_opens_without_an_identifier() -> None:
    for kind, sending in SENDINGS.items():
        try:
            assert reverse(sending.page)
        except NoReverseMatch:
            raise AssertionError(kind) from None


def test_a_subject_holds_neither_a_figure_nor_a_place_for_one() -> None:
    for kind in MessageKind:
        assert not re.search(r"[\d{}%]", kind.label)
        assert kind.label[0].isupper()
