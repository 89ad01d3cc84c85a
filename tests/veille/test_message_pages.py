"""What a mail leads to, and how an agent chooses to be told."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.choices.states import CaseState
from casework.services import grants
from confidentiality.actors import Actor
from confidentiality.choices import Relation, Role
from confidentiality.models import JournalEntry
from notifications import outbox
from notifications.choices import Channel, MessageKind, Topic
from notifications.models import MessageChoice, OutboxMessage
from tests.casework.path import Path
from tests.veille import factories
from tests.veille.factories import signed_in
from veille.hats import actor_of

pytestmark = pytest.mark.django_db


def told(path: Path, kind: MessageKind) -> OutboxMessage:
    """The last message of this kind; its ten minutes are over."""
    OutboxMessage.objects.update(not_before=timezone.now())
    found = OutboxMessage.objects.filter(kind=kind).order_by("-created_at").first()
    assert found is not None
    return found


def link(message: OutboxMessage) -> str:
    return f"/n/{message.token}/"


def reader(path: Path, message: OutboxMessage) -> Client:
    agents = (path.referent, path.coordinator, path.mayor)
    return signed_in(next(each for each in agents if each.user.pk == message.recipient_id))


class TestLink:
    def test_it_asks_for_a_sign_in_and_comes_back(self) -> None:
        assert Client().get("/n/jeton/")["Location"] == "/connexion/?next=/n/jeton/"

    def test_it_leads_to_the_page_of_the_row(self) -> None:
        path = Path().to(CaseState.EN_COURS).follow().request_bilan()
        message = told(path, MessageKind.BILAN_EXPECTED)

        answer = reader(path, message).get(link(message))

        assert answer["Location"] == reverse("casework:bilan", args=[message.event])

    def test_what_is_of_no_row_leads_to_the_page_of_the_catalogue(self) -> None:
        actor = factories.agent(Role.MEMBRE, signed=False)
        with transaction.atomic():
            message = outbox.leave(kind=MessageKind.CHARTE_TO_SIGN, recipient=actor.user)

        assert signed_in(actor).get(link(message))["Location"] == reverse("veille:charte_list")

    def test_another_agent_gets_what_nobody_gets(self) -> None:
        path = Path().to(CaseState.EN_COURS).follow().request_bilan()
        message = told(path, MessageKind.BILAN_EXPECTED)

        other = signed_in(path.coordinator)

        assert other.get(link(message)).status_code == 404
        assert other.get("/n/jeton-inconnu/").status_code == 404

    def test_it_closes_with_the_right(self) -> None:
        path = Path().to(CaseState.EN_COURS).follow().request_bilan()
        message = told(path, MessageKind.BILAN_EXPECTED)
        grants.end(case=path.case, relation=Relation.MISSION, at=timezone.now())

        assert reader(path, message).get(link(message)).status_code == 404

    def test_it_closes_with_the_act_that_is_taken_back(self) -> None:
        path = Path().to(CaseState.EN_COURS).follow().request_bilan()
        message = told(path, MessageKind.BILAN_EXPECTED)
        with transaction.atomic():
            outbox.cancel(message.event)

        assert reader(path, message).get(link(message)).status_code == 404

    def test_it_opens_nothing_while_the_act_may_be_taken_back(self) -> None:
        path = Path().to(CaseState.EN_COURS).follow().request_bilan()
        message = told(path, MessageKind.BILAN_EXPECTED)
        OutboxMessage.objects.update(not_before=timezone.now() + timedelta(minutes=1))

        assert reader(path, message).get(link(message)).status_code == 404

    def test_another_hat_is_asked_for_when_this_one_sees_nothing(self) -> None:
        path = Path().to(CaseState.EN_COURS).follow().request_bilan()
        message = told(path, MessageKind.BILAN_EXPECTED)
        also = factories.designation(Role.TECHNIQUE, path.cellule, user=path.referent.user)
        worn = actor_of(also)

        assert signed_in(worn).get(link(message))["Location"] == reverse("choose_hat")


class TestChoice:
    def choose(self, actor: Actor, channel: Channel, key: object = None) -> int:
        sent = dict.fromkeys(Topic.values, channel.value) | {"cle": str(key or uuid4())}
        return signed_in(actor).post(reverse("veille:messages"), sent).status_code

    def test_each_topic_follows_what_its_agent_chose(self) -> None:
        actor = factories.agent(Role.MEMBRE)

        assert self.choose(actor, Channel.PAGE) == 302
        assert self.choose(actor, Channel.DIGEST) == 302

        rows = MessageChoice.objects.filter(user=actor.user)
        assert set(rows.values_list("topic", "channel")) == {
            (topic, Channel.DIGEST) for topic in Topic
        }

    def test_a_choice_is_taken_back_to_what_the_catalogue_says(self) -> None:
        actor = factories.agent(Role.MEMBRE)
        self.choose(actor, Channel.PAGE)

        signed_in(actor).post(reverse("veille:messages"), {"cle": str(uuid4())})

        assert not MessageChoice.objects.filter(user=actor.user).exists()

    def test_it_leaves_a_line_and_says_which_page_holds_everything(self) -> None:
        actor = factories.agent(Role.MEMBRE)
        self.choose(actor, Channel.PAGE)

        assert JournalEntry.objects.filter(action="message.choose").count() == 1
        page = signed_in(actor).get(reverse("notices")).content.decode()
        assert reverse("veille:messages") in page

    def test_the_same_form_sent_twice_is_one_choice(self) -> None:
        actor, key = factories.agent(Role.MEMBRE), uuid4()

        assert [self.choose(actor, Channel.PAGE, key) for _ in range(2)] == [302, 302]
        assert JournalEntry.objects.filter(action="message.choose").count() == 1

    def test_the_page_shows_what_is_chosen_and_else_the_catalogue(self) -> None:
        actor = factories.agent(Role.MEMBRE)
        MessageChoice.objects.create(user=actor.user, topic=Topic.SAISINES, channel=Channel.PAGE)

        page = signed_in(actor).get(reverse("veille:messages")).content.decode()

        assert page.count('value="page" selected') == 1
        assert "violation" not in page.split('method="post" novalidate')[1]

    def test_the_prefecture_is_sent_nothing_and_chooses_nothing(self) -> None:
        browser = signed_in(factories.agent(Role.PREFECTURE))

        assert browser.get(reverse("veille:messages")).status_code == 403
        assert reverse("veille:messages") not in browser.get(reverse("notices")).content.decode()
