"""A substitute holds the place of a member who is away: one of the two, never both (C12)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from casework.choices.states import CaseState, FollowUpState
from casework.models import Case, ReferentFollowUp
from confidentiality.actors import Actor
from confidentiality.choices import Relation, Role
from confidentiality.door import Sent
from confidentiality.errors import NotPermitted, NotVisible, Refused
from confidentiality.models import CharteSignature, JournalEntry
from notifications.models import DeliveryState, OutboxMessage
from tests.casework import factories as people
from tests.veille import factories
from tests.veille.factories import signed_in
from veille.models import Designation, Suppleance
from veille.services import suppleances

pytestmark = pytest.mark.django_db

RELATIONS = {
    Role.MEMBRE: Relation.WINDOW,
    Role.REFERENT: Relation.MISSION,
    Role.PARQUET: Relation.CONSULTATION,
    Role.CDDF: Relation.SITTING,
}


class Scene:
    """A titular who reads one case, and the substitute of the same organisation."""

    def __init__(self, role: Role = Role.MEMBRE) -> None:
        self.place = factories.staffed(factories.cellule())
        self.organisation = factories.organisation()
        self.coordinator = factories.agent(Role.COORDONNATEUR, self.place)
        self.titular = factories.agent(role, self.place, organisation=self.organisation)
        self.substitute = self.another(role)
        self.case = people.case(self.place, state=CaseState.EN_COURS)
        people.grant(self.case, self.titular, RELATIONS[role])

    def another(self, role: Role = Role.MEMBRE, **fields: Any) -> Actor:
        values: dict[str, Any] = {"organisation": self.organisation, "is_substitute": True}
        values |= fields
        return factories.agent(role, self.place, **values)

    def declare(self, **given: Any) -> Suppleance:
        today = timezone.localdate()
        values: dict[str, Any] = {
            "actor": self.titular,
            "titular_id": self.titular.hat_id,
            "substitute_id": self.substitute.hat_id,
            "since": today,
            "until": today + timedelta(days=3),
            "sent": Sent(),
        }
        return suppleances.declare(**(values | given))

    def readers(self, days: int = 0) -> set[str]:
        """Who of the two reads the case, that many days from now."""
        at = timezone.now() + timedelta(days=days)
        both = {"titular": self.titular, "substitute": self.substitute}
        return {name for name, actor in both.items() if sees(actor, self.case, at)}


def sees(actor: Actor, case: Case, at: Any) -> bool:
    return Case.objects.visible_to(actor, at).filter(pk=case.pk).exists()


@contextmanager
def refusing(code: str) -> Iterator[None]:
    with pytest.raises(Refused) as error:
        yield
    assert [each.code for each in error.value.refusals] == [code]


@pytest.mark.parametrize("role", list(RELATIONS))
def test_one_of_the_two_reads_at_any_moment(role: Role) -> None:
    scene = Scene(role)
    assert scene.readers() == {"titular"}

    scene.declare()

    assert scene.readers() == {"substitute"}
    assert scene.readers(days=4) == {"titular"}


def test_a_substitute_reads_nothing_without_an_absence() -> None:
    scene = Scene()

    assert scene.readers() == {"titular"}
    page = signed_in(scene.substitute).get(f"/situations/{scene.case.reference}/")
    assert page.status_code == 404


def test_a_substitute_who_has_not_signed_reads_nothing_and_the_titular_neither() -> None:
    scene = Scene()
    CharteSignature.objects.filter(user=scene.substitute.user).delete()

    scene.declare()

    assert scene.readers() == set()


def test_the_signature_of_the_titular_serves_nobody_else() -> None:
    scene = Scene()
    scene.declare()

    CharteSignature.objects.filter(user=scene.titular.user).delete()

    assert scene.readers() == {"substitute"}


def test_the_place_of_a_titular_whose_designation_ended_is_nobody_s() -> None:
    scene = Scene()
    scene.declare()

    Designation.objects.filter(pk=scene.titular.hat_id).update(until=timezone.now())

    assert scene.readers() == set()


def test_what_the_titular_loses_meanwhile_the_substitute_loses_too() -> None:
    scene = Scene()
    scene.declare()

    scene.case.grants.update(until=timezone.now())

    assert scene.readers() == set()


def test_ending_gives_the_place_back_at_the_next_request() -> None:
    scene = Scene()
    suppleance = scene.declare()
    page = f"/situations/{scene.case.reference}/"
    titular, substitute = signed_in(scene.titular), signed_in(scene.substitute)
    assert (titular.get(page).status_code, substitute.get(page).status_code) == (404, 200)

    suppleances.end(actor=scene.titular, suppleance_id=suppleance.pk, sent=Sent())

    assert (titular.get(page).status_code, substitute.get(page).status_code) == (200, 404)


def test_an_absence_to_come_changes_nothing_yet() -> None:
    scene = Scene()
    today = timezone.localdate()

    scene.declare(since=today + timedelta(days=2), until=today + timedelta(days=5))

    assert [scene.readers(days=day) for day in (0, 3, 6)] == [
        {"titular"},
        {"substitute"},
        {"titular"},
    ]


def test_a_referent_s_mission_goes_on_with_the_substitute() -> None:
    scene = Scene(Role.REFERENT)
    hat = Designation.objects.get(pk=scene.titular.hat_id)
    mission = people.follow_up(scene.case, hat, state=FollowUpState.ACTIF)
    scene.declare()
    now = timezone.now()

    found = ReferentFollowUp.objects.visible_to(scene.substitute, now)

    assert list(found) == [mission]
    assert not ReferentFollowUp.objects.visible_to(scene.titular, now).exists()


def test_a_mission_that_is_proposed_waits_for_the_one_who_is_asked() -> None:
    scene = Scene(Role.REFERENT)
    hat = Designation.objects.get(pk=scene.titular.hat_id)
    people.follow_up(people.case(scene.place), hat, state=FollowUpState.DESIGNE)
    scene.declare()

    for actor in (scene.titular, scene.substitute):
        rows = ReferentFollowUp.objects.visible_to(actor, timezone.now())
        assert not rows.filter(state=FollowUpState.DESIGNE).exists()


# Who declares, for whom


def test_the_coordonnateur_declares_for_a_member_and_nobody_else_does() -> None:
    scene = Scene()
    stranger = factories.agent(Role.MEMBRE, scene.place)
    elsewhere = factories.agent(Role.COORDONNATEUR)

    for actor in (stranger, elsewhere, scene.substitute):
        with pytest.raises(NotVisible):
            scene.declare(actor=actor)
    with pytest.raises(NotPermitted):
        scene.declare(actor=factories.agent(Role.MAIRE, scene.place))

    assert scene.declare(actor=scene.coordinator).declared_by_id == scene.coordinator.hat_id


@pytest.mark.parametrize(
    "fields",
    [
        {"is_substitute": False},
        {"organisation": None},
        {"days": (-30, -1)},
        {"days": (1, 30)},
    ],
    ids=["not a substitute", "of another organisation", "ended", "not yet"],
)
def test_only_a_designated_substitute_of_the_organisation_holds_the_place(
    fields: dict[str, Any],
) -> None:
    scene = Scene()
    if "organisation" in fields:
        fields = {"organisation": factories.organisation()}
    other = scene.another(**fields)

    with pytest.raises(NotVisible):
        scene.declare(substitute_id=other.hat_id)


def test_nobody_is_replaced_by_another_function_cellule_or_hat_of_their_own() -> None:
    scene = Scene()
    referent = scene.another(Role.REFERENT)
    own = scene.another(user=scene.titular.user)
    elsewhere = factories.agent(
        Role.MEMBRE,
        factories.cellule(tenant=scene.place.collectivite),
        organisation=scene.organisation,
        is_substitute=True,
    )

    for other in (referent, own, elsewhere):
        with pytest.raises(NotVisible):
            scene.declare(substitute_id=other.hat_id)


def test_a_coordonnateur_is_not_replaced() -> None:
    scene = Scene()

    with pytest.raises(NotVisible):
        scene.declare(actor=scene.coordinator, titular_id=scene.coordinator.hat_id)


def test_one_place_has_one_holder_and_one_holder_one_place() -> None:
    scene = Scene()
    scene.declare()
    other = scene.another()
    colleague = factories.agent(Role.MEMBRE, scene.place, organisation=scene.organisation)

    with refusing("place_already_held"):
        scene.declare(substitute_id=other.hat_id)
    with refusing("substitute_taken"):
        scene.declare(actor=colleague, titular_id=colleague.hat_id)
    assert Suppleance.objects.count() == 1


@pytest.mark.parametrize(
    ("since", "until", "code"),
    [(-1, 3, "suppleance_dates"), (2, 1, "suppleance_dates"), (0, 200, "suppleance_too_long")],
)
def test_an_absence_is_to_come_and_bounded(since: int, until: int, code: str) -> None:
    scene, today = Scene(), timezone.localdate()

    with refusing(code):
        scene.declare(since=today + timedelta(days=since), until=today + timedelta(days=until))
    assert not Suppleance.objects.exists()


def test_it_is_written_in_the_journal_and_told_without_a_name() -> None:
    scene = Scene()

    suppleance = scene.declare()

    line = JournalEntry.objects.get(action="suppleance.declare")
    assert line.object_id == str(suppleance.pk)
    assert str(scene.substitute.hat_id) in repr(line.codes)
    message = OutboxMessage.objects.get(event=suppleance.pk)
    assert message.recipient == scene.substitute.user
    suppleances.end(actor=scene.titular, suppleance_id=suppleance.pk, sent=Sent())
    message.refresh_from_db()
    assert message.state == DeliveryState.CANCELLED


# Pages


def test_an_agent_declares_and_ends_an_absence_on_the_pages() -> None:
    scene = Scene()
    browser = signed_in(scene.titular)
    page = browser.get("/suppleances/").content.decode()
    address = f"/suppleances/{scene.titular.hat_id}/declarer/"
    assert address in page

    form = {"substitute": str(scene.substitute.hat_id), "since": "demain", "until": "31/12/2050"}
    refused = browser.post(address, form)
    assert "six mois au plus" in refused.content.decode()
    day = timezone.localdate() + timedelta(days=2)
    done = browser.post(address, form | {"until": f"{day:%d/%m/%Y}"}, follow=True)
    assert scene.substitute.user.full_name in done.content.decode()

    suppleance = Suppleance.objects.get()
    browser.post(f"/suppleances/{suppleance.pk}/terminer/", {"version": ""}, follow=True)
    suppleance.refresh_from_db()
    assert suppleance.until == suppleance.since


def test_the_pages_of_somebody_else_s_absence_do_not_exist() -> None:
    scene = Scene()
    suppleance = scene.declare()
    browser = signed_in(factories.agent(Role.MEMBRE, scene.place))

    for address in (
        f"/suppleances/{scene.titular.hat_id}/declarer/",
        f"/suppleances/{suppleance.pk}/terminer/",
    ):
        assert browser.get(address).status_code == 404


def test_an_agent_of_two_functions_is_listed_once_with_an_absence_for_each() -> None:
    scene = Scene()
    both = factories.agent(
        Role.REFERENT, scene.place, user=scene.titular.user, organisation=scene.organisation
    )
    scene.another(Role.REFERENT)

    page = signed_in(scene.coordinator).get("/suppleances/").content.decode()

    assert page.count(f'<th scope="row">{scene.titular.user.full_name}</th>') == 1
    for hat in (scene.titular, both):
        assert f"/suppleances/{hat.hat_id}/declarer/" in page


@pytest.mark.parametrize("role", [Role.COORDONNATEUR, *RELATIONS])
def test_the_menu_shows_where_absences_are(role: Role) -> None:
    scene = Scene()

    page = signed_in(factories.agent(role, scene.place)).get("/suppleances/").content.decode()

    assert re.search(r'href="/suppleances/"[^>]* aria-current="page"', page)
