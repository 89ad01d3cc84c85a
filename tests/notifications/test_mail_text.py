"""What a mail says, for every kind, whatever the agent, the act and the moment: nothing of them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

from django.apps import apps
from django.conf import settings as django_settings
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from confidentiality.models import User
from notifications import delivery, digest
from notifications.catalogue import SENDINGS
from notifications.choices import MessageKind
from notifications.events import EVENTS
from notifications.models import OutboxMessage, new_token

LETTERS = st.characters(codec="utf-8", categories=("Lu", "Ll"))
# Marked, so that a name that is also a word of the text is no false alarm.
NAMES = st.text(LETTERS, min_size=3, max_size=12).map(lambda name: f"Zq{name}")
AGENTS = st.builds(
    User,
    id=st.uuids(),
    email=st.from_regex(r"[a-z]{4,9}\.[a-z]{4,9}@exemple\.fr", fullmatch=True),
    first_name=NAMES,
    last_name=NAMES,
    position=NAMES,
)
TOLD = st.tuples(st.sampled_from(MessageKind), st.uuids(), st.uuids())
ROWS = st.tuples(st.uuids(), st.uuids(), AGENTS)
# Every event with each of its messages, as the catalogue has them: a new one is tried as it comes.
CATALOGUE = [(event, kind) for event in EVENTS for kind in event.kinds]
ADDRESS = re.compile(rf"^{re.escape(django_settings.JALON_PUBLIC_URL)}(/\S*)$", re.M)
LINK = re.compile(r"/n/[\w-]{32}/|/avis/")


# Pages that are the same for everybody, and have no identifier.
ANYBODY = (uuid4(), uuid4(), User(email="agent@exemple.fr"))
OPEN_PAGES = {reverse(each.page) for each in SENDINGS.values() if each.open}


def message(kind: MessageKind, row: tuple[UUID, UUID, User]) -> OutboxMessage:
    pk, event, recipient = row
    moment = datetime(2026, 11, 20, 12, tzinfo=UTC)
    return OutboxMessage(
        pk=pk, event=event, kind=kind, recipient=recipient, not_before=moment, created_at=moment
    )


def says_nothing(messages: list[OutboxMessage]) -> None:
    mail = delivery._mail(messages)
    reader, body, subject = messages[0].recipient, str(mail.body), str(mail.subject)
    assert (mail.to, mail.cc, mail.bcc, mail.reply_to) == ([reader.email], [], [], [])
    assert mail.attachments == []
    assert subject in {*MessageKind.labels, digest.SUBJECT}
    [address] = ADDRESS.findall(body)
    assert LINK.fullmatch(address) or address in OPEN_PAGES
    said = "\n".join([subject, body, *map(str, mail.extra_headers.values())])
    hidden = [reader.first_name, reader.last_name, reader.position, reader.email]
    for each in messages:
        hidden += [str(each.pk), each.pk.hex, str(each.event), each.event.hex, each.kind]
    assert not [each for each in hidden if each in said]
    # Neither a date nor a reference: how many of each subject, and no other figure.
    told = re.sub(r"\(\d+ fois\)", "", said.replace(django_settings.JALON_PUBLIC_URL + address, ""))
    assert not re.search(r"\d", told.replace(str(mail.extra_headers["Message-ID"]), ""))


@settings(max_examples=200)
@given(ROWS)
def test_every_message_of_every_event_says_nothing_of_anybody(row: tuple[UUID, UUID, User]) -> None:
    for _event, kind in CATALOGUE:
        says_nothing([message(kind, row)])


def test_every_kind_and_every_template_is_tried() -> None:
    folder = Path(apps.get_app_config("notifications").path) / "templates"

    assert {kind for _, kind in CATALOGUE} == set(MessageKind)
    assert [each.name for each in folder.rglob("*") if each.is_file()] == ["message.txt"]


def test_an_open_page_holds_no_identifier_and_needs_no_link() -> None:
    for kind, sending in SENDINGS.items():
        [address] = ADDRESS.findall(str(delivery._mail([message(kind, ANYBODY)]).body))
        assert (address == reverse(sending.page)) == sending.open


@settings(max_examples=200)
@given(AGENTS, st.lists(TOLD, min_size=2))
def test_a_summary_says_nothing_more(
    reader: User, told: list[tuple[MessageKind, UUID, UUID]]
) -> None:
    says_nothing([message(kind, (pk, event, reader)) for kind, pk, event in told])


def test_an_address_is_drawn_at_random() -> None:
    tokens = {new_token() for _ in range(20)}

    assert len(tokens) == 20
    assert {len(token) for token in tokens} == {32}
