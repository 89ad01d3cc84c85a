"""I01 to I07: nothing nominative is read without the charte in force, signed by its reader."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.choices.states import CaseState
from casework.models import Case, YoungPerson
from casework.services import cases, saisines
from confidentiality.actors import Actor
from confidentiality.choices import CharteState, Relation, Role
from confidentiality.door import NOT_A_FORM
from confidentiality.errors import NotVisible
from confidentiality.models import CharteSignature
from indicators.counts import territory
from tests.casework import alerts
from tests.casework import factories as people
from tests.veille import factories
from tests.veille.adhering import exclude, repeal, sign
from veille.hats import signed_circles
from veille.models import Cellule, Designation
from veille.services.chartes import publish_charte

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Cellule:
    return factories.staffed(factories.cellule())


def seen_by(actor: Actor) -> bool:
    return Case.objects.visible_to(actor, timezone.now()).exists()


def test_i01_no_nominative_object_begins_without_a_charte_in_force(place: Cellule) -> None:
    author = factories.agent(Role.MEMBRE, place)
    repeal(factories.agent(Role.COORDONNATEUR, place), factories.charte_in_force(place))

    with pytest.raises(NotVisible):
        saisines.start_draft(
            actor=author,
            identity=alerts.identity(),
            commune=place.collectivite.seat,
            cellule=place,
            sent=NOT_A_FORM,
        )

    assert not YoungPerson.objects.for_system("nothing is left").exists()


def test_i02_nothing_is_read_without_signing_the_present_charte(place: Cellule) -> None:
    people.case(place, state=CaseState.EN_COURS)
    unsigned = factories.agent(Role.COORDONNATEUR, place, signed=False)

    assert not seen_by(unsigned)

    sign(unsigned, place)
    assert seen_by(unsigned)


def test_i02_a_repeal_closes_every_nominative_access_at_once(place: Cellule) -> None:
    people.case(place, state=CaseState.EN_COURS)
    coordinator, maire = (factories.agent(role, place) for role in (Role.COORDONNATEUR, Role.MAIRE))
    assert seen_by(coordinator)
    assert seen_by(maire)

    repeal(coordinator, factories.charte_in_force(place))

    assert not seen_by(coordinator)
    assert not seen_by(maire)


def test_i03_a_new_version_suspends_access_until_each_signs_again(place: Cellule) -> None:
    people.case(place, state=CaseState.EN_COURS)
    coordinator, maire = (factories.agent(role, place) for role in (Role.COORDONNATEUR, Role.MAIRE))
    adopted = factories.charte_of(place, number=2, state=CharteState.ADOPTEE)

    publish_charte(actor=coordinator, charte_id=adopted.pk, sent=NOT_A_FORM)

    assert not seen_by(maire)
    sign(maire, place)
    assert seen_by(maire)
    assert not seen_by(coordinator)


def test_ac24_pages_and_acts_wait_for_the_new_signature(place: Cellule) -> None:
    """A member who accepted version n: the page, the link of a mail, an act; then as before."""
    case = people.case(place, state=CaseState.EN_COURS)
    coordinator, maire = (factories.agent(role, place) for role in (Role.COORDONNATEUR, Role.MAIRE))
    page = reverse("casework:case_detail", args=[case.reference])
    browser = factories.signed_in(maire)
    assert browser.get(page).status_code == 200
    adopted = factories.charte_of(place, number=2, state=CharteState.ADOPTEE)

    publish_charte(actor=coordinator, charte_id=adopted.pk, sent=NOT_A_FORM)

    charte = reverse("veille:charte_list")
    for answer in (browser.get(page), browser.post(f"{page}annuler/", {"version": case.version})):
        assert (answer.status_code, answer["Location"]) == (302, charte)
    sign(maire, place)
    assert browser.get(page).status_code == 200


def test_ac25_without_a_charte_nothing_begins_and_the_share_under_charte_falls(
    place: Cellule,
) -> None:
    """Create, read and act are refused; indicator 2-2 drops, on the page of the préfecture."""
    case = people.case(place, state=CaseState.EN_COURS)
    coordinator = factories.agent(Role.COORDONNATEUR, place)
    today = timezone.localdate()
    before = territory(today).total.charte_share
    repeal(coordinator, factories.charte_in_force(place))
    assert not seen_by(coordinator)

    with pytest.raises(NotVisible):
        cases.resume(case_id=case.pk, actor=coordinator, sent=NOT_A_FORM)

    after = territory(today).total.charte_share
    assert (before.part, before.whole) == (1, 1)
    assert (after.part, after.whole) == (0, 1)
    reader = factories.signed_in(factories.agent(Role.PREFECTURE))
    assert reader.get(reverse("indicators:definition", args=["2-2.a"])).status_code == 200


def test_i04_one_version_is_in_force_at_most(place: Cellule) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.charte_of(place, number=2)


def test_i05_a_signature_without_a_designation_in_force_opens_nothing(place: Cellule) -> None:
    people.case(place, state=CaseState.EN_COURS)
    actor = factories.agent(Role.COORDONNATEUR, place)

    Designation.objects.filter(pk=actor.hat_id).update(until=timezone.now())

    assert not seen_by(actor)


def test_i06_exclusion_closes_the_session_under_way_in_the_same_transaction(
    place: Cellule,
) -> None:
    case = people.case(place, state=CaseState.EN_COURS)
    member, maire = factories.agent(Role.MEMBRE, place), factories.agent(Role.MAIRE, place)
    people.grant(case, member, Relation.TASK)
    browser: Client = factories.signed_in(member)
    page = reverse("casework:case_detail", args=[case.reference])
    assert browser.get(page).status_code == 200

    exclude(maire, place, member)

    assert not seen_by(member)
    answer = browser.get(page)
    assert (answer.status_code, answer["Location"]) == (302, reverse("veille:charte_list"))


def test_i06_the_end_of_the_designation_closes_the_session_under_way(place: Cellule) -> None:
    case = people.case(place, state=CaseState.EN_COURS)
    actor = factories.agent(Role.COORDONNATEUR, place)
    browser = factories.signed_in(actor)
    page = reverse("casework:case_detail", args=[case.reference])
    assert browser.get(page).status_code == 200

    Designation.objects.filter(pk=actor.hat_id).update(until=timezone.now())

    assert browser.get(page)["Location"] == reverse("choose_hat")


def test_i07_a_signature_binds_its_version_its_person_and_its_moment(place: Cellule) -> None:
    actor = factories.agent(Role.MEMBRE, place, signed=False)
    other = factories.agent(Role.MEMBRE, place, signed=False)
    with time_machine.travel(timezone.now(), tick=False):
        signature = sign(actor, place)
    charte = factories.charte_in_force(place)

    assert signature.user == actor.user
    assert not signed_circles(other, timezone.now()).exists()
    told = (charte, actor.user.pk, signature.signed_at)
    assert signature.digest == CharteSignature.digest_of(*told)
    later = signature.signed_at + timedelta(seconds=1)
    second = factories.charte_of(place, number=2, state=CharteState.ADOPTEE)
    for changed in (
        (charte, other.user.pk, signature.signed_at),
        (charte, actor.user.pk, later),
        (second, actor.user.pk, signature.signed_at),
    ):
        assert signature.digest != CharteSignature.digest_of(*changed)
