"""The receipt of a signature: read again, printed, and verified from what is stored (I07)."""

from __future__ import annotations

import re
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.choices.states import CaseState
from confidentiality.actors import Actor
from confidentiality.choices import CharteState, Role
from confidentiality.models import Charte, CharteSignature
from config import doctor
from tests.casework import factories as people
from tests.forced import force
from tests.veille import factories
from veille.models import Cellule
from veille.services.charte_model import charte_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Cellule:
    return factories.cellule()


def signature_of(actor: Actor) -> CharteSignature:
    return CharteSignature.objects.select_related("charte").get(user=actor.user)


def address(place: Cellule, signature: CharteSignature) -> str:
    return reverse("veille:charte_receipt", args=[place.pk, signature.pk])


def test_the_model_has_the_sixteen_clauses(place: Cellule) -> None:
    """C1 to C16 of the frame, in their order."""
    numbers = re.findall(r"^(\d+)\. ", charte_text(place), flags=re.MULTILINE)

    assert numbers == [str(number) for number in range(1, 17)]


def test_an_agent_reads_the_receipt_again_and_no_young_person_is_named(place: Cellule) -> None:
    actor = factories.agent(Role.COORDONNATEUR, place)
    case = people.case(place, state=CaseState.EN_COURS)
    signature = signature_of(actor)
    browser = factories.signed_in(actor)

    page = browser.get(address(place, signature)).content.decode()

    assert actor.user.full_name in page
    assert signature.digest[:8] in page
    assert signature.charte.text_hash[:8] in page
    assert "Empreinte vérifiée" in page
    assert page.count("<li>") >= 3
    assert case.young_person.last_name not in page
    link = address(place, signature)
    assert link in browser.get(reverse("veille:charte", args=[place.pk])).content.decode()


def test_the_receipt_of_somebody_else_does_not_exist(place: Cellule) -> None:
    actor, other = (factories.agent(Role.MEMBRE, place) for _ in range(2))

    answer = factories.signed_in(other).get(address(place, signature_of(actor)))

    assert answer.status_code == 404


def test_a_receipt_is_read_after_a_new_version_too(place: Cellule) -> None:
    actor = factories.agent(Role.MEMBRE, place)
    signature = signature_of(actor)
    force(signature.charte, state=CharteState.REMPLACEE)
    factories.charte_of(place, number=2)

    assert factories.signed_in(actor).get(address(place, signature)).status_code == 200


@pytest.mark.parametrize("piece", ["text", "text_hash", "user", "signed_at", "digest"])
def test_i07_a_piece_that_was_changed_is_noticed(place: Cellule, piece: str) -> None:
    actor, other = factories.agent(Role.MEMBRE, place), factories.user()
    signature = signature_of(actor)
    assert signature.holds
    assert doctor._signatures().sound
    charte = Charte.objects.filter(pk=signature.charte_id)
    mine = CharteSignature.objects.filter(pk=signature.pk)
    {
        "text": lambda: charte.update(text="tout est permis"),
        "text_hash": lambda: charte.update(text_hash="0" * 64),
        "user": lambda: mine.update(user=other),
        "signed_at": lambda: mine.update(signed_at=signature.signed_at - timedelta(days=1)),
        "digest": lambda: mine.update(digest="0" * 64),
    }[piece]()

    assert not mine.select_related("charte").get().holds
    check = doctor._signatures()
    assert not check.sound
    assert str(signature.pk)[:8] in check.value
    if piece != "user":
        page = factories.signed_in(actor).get(address(place, signature)).content.decode()
        assert "Empreinte altérée" in page


def test_a_digest_does_not_depend_on_the_time_zone(place: Cellule) -> None:
    charte, user, now = factories.charte_in_force(place), factories.user(), timezone.now()

    digests = {
        CharteSignature.digest_of(charte, user.pk, now.astimezone(zone))
        for zone in (UTC, ZoneInfo("Europe/Paris"), ZoneInfo("Indian/Reunion"))
    }

    assert len(digests) == 1
