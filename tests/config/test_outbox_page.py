"""The page of whoever runs the installation: what waits, what was given up, two acts, no name."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.door import NOT_A_FORM
from confidentiality.errors import Refused
from confidentiality.models import JournalEntry
from config.doctor import examine
from notifications import delivery, outbox
from notifications.choices import MessageKind, WorkKind
from notifications.models import DeliveryState, OutboxMessage, OutboxWork, WorkState
from tests.faces import unmarked
from tests.veille import factories
from veille.services import dead_letters

pytestmark = pytest.mark.django_db

KIND = MessageKind.BILAN_EXPECTED


@pytest.fixture
def technique() -> Actor:
    return factories.agent(Role.TECHNIQUE)


@pytest.fixture
def page(technique: Actor) -> Client:
    return factories.signed_in(technique)


def message(state: DeliveryState = DeliveryState.DEAD, **given: object) -> OutboxMessage:
    """Left three hours ago to an agent of office."""
    values = {
        "kind": KIND,
        "recipient": factories.agent().user,
        "state": state,
        "attempts": 12,
        "not_before": timezone.now() - timedelta(hours=3),
    }
    made = OutboxMessage.objects.create(**(values | given))
    OutboxMessage.objects.filter(pk=made.pk).update(created_at=made.not_before)
    return made


def dead_work() -> OutboxWork:
    return OutboxWork.objects.create(
        kind=WorkKind.EXPORT, target_id=uuid4(), state=WorkState.DEAD, not_before=timezone.now()
    )


def words(client: Client, address: str = "/sante/envois/") -> str:
    text = re.sub(r"<[^>]*>", " ", client.get(address).content.decode())
    return " ".join(text.split())


def alarms() -> list[str]:
    return [each.label for each in examine() if not each.sound]


def test_an_empty_table_says_so(page: Client) -> None:
    text = words(page)

    assert "Aucun envoi n’est en retard" in text
    assert "Relancer" not in text


def test_it_counts_by_kind_and_state_and_names_nobody(page: Client) -> None:
    told, waiting, work = message(), message(DeliveryState.WAITING), dead_work()

    text = words(page)

    assert "1 envoi dû, le plus ancien depuis 3 heures" in text
    assert "Un bilan de parcours est attendu Messages 1 3 heures 12" in text
    assert "Préparer un export Travaux 1 0 minute 0" in text
    whole = page.get("/sante/envois/").content.decode()
    people = [told.recipient, waiting.recipient]
    names = [word for each in people for word in (each.email, each.last_name, str(each.pk))]
    rows = [str(each) for each in (told.pk, told.event, waiting.pk, work.pk, work.target_id)]
    assert not [each for each in (*names, *rows) if each in whole]


def test_what_was_given_up_is_an_alarm_of_the_state_of_the_service(page: Client) -> None:
    assert "Envois sans succès" not in alarms()
    dead_work()

    assert "Envois sans succès" in alarms()
    assert "à relancer ou à abandonner" in words(page, "/sante/")


def test_messages_left_again_leave_once(
    page: Client, technique: Actor, mailoutbox: list[EmailMessage]
) -> None:
    row, other = message(), message(kind=MessageKind.PARQUET_ANSWERED)
    form = {"which": f"message.{KIND}", "cle": uuid4()}

    answers = [page.post("/sante/envois/relancer/", form)["Location"] for _ in range(2)]
    delivery.drain()
    row.refresh_from_db()
    other.refresh_from_db()

    assert answers == ["/sante/envois/"] * 2
    assert (row.state, row.attempts, other.state) == ("sent", 1, "dead")
    assert [mail.to for mail in mailoutbox] == [[row.recipient.email]]
    line = JournalEntry.objects.get(action="outbox.retry")
    assert line.actor_id == technique.user.pk
    assert line.codes == {"family": "message", "kind": KIND.value, "count": 1}


def test_an_agent_whose_function_ended_is_not_told_by_a_message_left_again(
    page: Client, mailoutbox: list[EmailMessage]
) -> None:
    row = message(recipient=factories.user(is_active=False))

    page.post("/sante/envois/relancer/", {"which": f"message.{KIND}", "cle": uuid4()})
    delivery.drain()
    row.refresh_from_db()

    assert (row.state, mailoutbox) == (DeliveryState.CANCELLED, [])


def test_a_message_abandoned_alarms_no_more_and_is_still_told_on_its_page(page: Client) -> None:
    row = message()

    page.post("/sante/envois/abandonner/", {"which": f"message.{KIND}", "cle": uuid4()})
    row.refresh_from_db()

    assert row.state == DeliveryState.DROPPED
    assert "Envois sans succès" not in alarms()
    [notice] = outbox.inbox_of(row.recipient)
    assert not notice.sent
    assert JournalEntry.objects.filter(action="outbox.abandon").count() == 1


def test_a_work_is_abandoned_and_never_left_again(page: Client) -> None:
    row, form = dead_work(), {"which": f"work.{WorkKind.EXPORT}", "cle": uuid4()}

    assert "Préparer un export" not in words(page, "/sante/envois/relancer/")
    assert "quelqu’un vient d’en décider" in unmarked(page.post("/sante/envois/relancer/", form))
    row.refresh_from_db()
    assert row.state == WorkState.DEAD

    page.post("/sante/envois/abandonner/", form)
    row.refresh_from_db()
    assert row.state == WorkState.DROPPED


def test_what_somebody_else_has_just_decided_is_refused_and_leaves_no_line(
    technique: Actor,
) -> None:
    with pytest.raises(Refused, match="nothing_given_up"):
        dead_letters.retry(actor=technique, kind=KIND, sent=NOT_A_FORM)

    assert not JournalEntry.objects.filter(action="outbox.retry").exists()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.TECHNIQUE])
def test_nobody_else_opens_it(role: Role) -> None:
    client = factories.signed_in(factories.agent(role))

    assert {client.get(f"/sante/envois/{each}").status_code for each in ("", "relancer/")} == {403}
