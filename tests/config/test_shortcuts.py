"""The switch of the keys: a cookie of the browser that says nothing of anybody."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from confidentiality.choices import Role
from tests.veille import factories
from veille.context import KEYS, KEYS_COOKIE, NAVIGATION

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return factories.signed_in(factories.agent(Role.COORDONNATEUR))


def home(client: Client) -> str:
    return client.get(reverse("home")).content.decode()


def test_the_keys_are_on_until_they_are_turned_off_and_come_back(client: Client) -> None:
    assert "data-keys" in home(client)
    for on in (False, True):
        client.post(reverse("help_shortcuts"))
        assert ("data-keys" in home(client)) is on


def test_the_cookie_is_out_of_reach_of_scripts_and_says_only_no(client: Client) -> None:
    answer = client.post(reverse("help_shortcuts"))

    cookie = answer.cookies[KEYS_COOKIE]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("non", True, "Lax")


def test_each_key_leads_to_one_page_of_the_navigation() -> None:
    assert len(set(KEYS.values())) == len(KEYS)
    assert set(KEYS) <= {name for _, _, name in NAVIGATION}


def test_the_page_lists_each_key_and_needs_no_sign_in() -> None:
    page = Client().get(reverse("help_shortcuts")).content.decode()

    assert [key for key in KEYS.values() if f"<kbd>{key.upper()}</kbd>" not in page] == []
