"""The database dies, or the session ends, between an act and its answer: what is said then."""

from __future__ import annotations

from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from confidentiality import door
from confidentiality.choices import Role
from tests.veille import factories
from veille.models import CalendarFeed

pytestmark = pytest.mark.django_db

CHECK = "Ce que vous venez d’envoyer est peut-être enregistré."
READ = "rien n’était à enregistrer"


@pytest.fixture
def browser() -> Client:
    client = factories.signed_in(factories.agent(Role.MEMBRE))
    client.raise_request_exception = False
    return client


def die(*args: object, **kwargs: object) -> None:
    raise OperationalError("server closed the connection: canari")


def said(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def subscribe(browser: Client) -> Any:
    return browser.post(reverse("casework:calendar_subscribe"), {"cle": str(uuid4())})


def test_an_act_whose_answer_was_lost_is_said_to_be_perhaps_done(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Session, "save", die)

    answer = subscribe(browser)

    assert CalendarFeed.objects.count() == 1
    assert answer.status_code == 503
    page = said(answer)
    assert CHECK in page
    assert "son état et son historique disent si l’acte est fait" in page
    assert "canari" not in page
    assert "no-store" in answer["Cache-Control"]


def test_a_page_that_was_only_read_asks_to_check_nothing(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Session, "save", die)

    answer = browser.get(reverse("home"))

    assert answer.status_code == 503
    assert READ in said(answer)
    assert CHECK not in said(answer)


def test_a_session_closed_meanwhile_is_no_failure_of_the_service(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = door.claim

    def sign_out(*args: object, **kwargs: object) -> object:
        Session.objects.all().delete()
        return claim(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr("veille.services.calendars.claim", sign_out)

    answer = subscribe(browser)

    assert answer.status_code == 400
    assert CHECK in said(answer)
    assert "Connectez-vous de nouveau" in said(answer)


def test_a_request_that_is_not_understood_says_what_it_said(browser: Client) -> None:
    answer = browser.get(reverse("home"), headers={"host": "ailleurs.exemple"})

    assert answer.status_code == 400
    assert "La demande n’a pas été comprise" in said(answer)
