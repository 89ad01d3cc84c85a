"""Rows asked for under another’s, forms that mix ours and theirs, rights that one gives oneself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from casework.models import Case
from confidentiality.choices import Relation
from tests.casework import factories as people
from tests.faces import face
from tests.matrix.conftest import undone
from tests.matrix.crawl import UNKNOWN, UNKNOWN_REFERENCE, ask, browser, everything, said_in
from tests.matrix.world import World
from tests.veille import factories
from veille.models import Designation

pytestmark = pytest.mark.django_db


def under_another(world: World) -> Iterator[tuple[str, str, str]]:
    """Agent, address of a row under a parent that is not its own, address of one that never was."""
    home, near = world.nord, world.sud
    for name, kind, key in (
        ("veille:charte_adopt", "charte", "projet"),
        ("veille:charte_publish", "charte", "adoptee"),
    ):
        child = near.rows[kind][key].pk
        yield (
            "coordonnateur",
            reverse(name, args=[home.cellule.pk, child]),
            reverse(name, args=[home.cellule.pk, UNKNOWN]),
        )
    for name, kind, key in (
        ("veille:exclude", "membership", "membre"),
        ("veille:lift_exclusion", "exclusion", "exclu"),
    ):
        # The maire sees both cellules: only the address mixes them.
        yield (
            "maire",
            reverse(name, args=[home.cellule.pk, near.rows[kind][key].pk]),
            reverse(name, args=[home.cellule.pk, UNKNOWN]),
        )
    seance = home.rows["seance"]["ouverte"].pk
    live = "casework:seance_live_case"
    for other in (near.case("en_examen"), home.case("repere")):
        yield (
            "coordonnateur",
            reverse(live, args=[seance, other.reference]),
            reverse(live, args=[seance, UNKNOWN_REFERENCE]),
        )


def test_ac18_a_row_is_not_reached_under_the_row_of_another(world: World) -> None:
    for agent, mixed, unknown in under_another(world):
        client = browser(world, agent)
        response = ask(client, mixed)

        assert (response.status_code, mixed) == (404, mixed)
        assert face(response) == face(ask(client, unknown))
        assert client.post(mixed, {"version": "0", "cle": str(uuid4())}).status_code in (404, 405)
        assert said_in(world, response) == set()


def test_ac19_an_attendance_that_ticks_a_stranger_is_refused_whole(world: World) -> None:
    client = browser(world, "coordonnateur")
    address = reverse("casework:seance_attendance", args=[world.nord.rows["seance"]["ouverte"].pk])
    form = client.get(address).context["form"]
    ours = [str(value) for value, _ in form.fields["present"].choices]
    stranger = str(world.ailleurs.agents["membre"].hat_id)
    sent: dict[str, Any] = {
        "version": form["version"].value(),
        "cle": form["cle"].value(),
        "present": [ours[0], stranger],
    }
    before = everything()

    assert client.post(address, sent).status_code == 200
    assert everything() == before
    # The same form without the stranger is taken: it was refused for that.
    with undone():
        assert client.post(address, sent | {"present": ours[:1]}).status_code == 302


@pytest.mark.parametrize("place", ["sud", "ailleurs"])
def test_ac19_the_case_of_another_cellule_is_not_put_on_an_agenda(world: World, place: str) -> None:
    client = browser(world, "coordonnateur")
    address = reverse("casework:seance_inscribe", args=[world.nord.rows["seance"]["planifiee"].pk])
    theirs = next(each for each in world.places if each.key == place).case("repere").reference
    before = everything()

    response = client.post(address, {"cle": str(uuid4()), "situation": theirs})

    assert response.status_code == 404
    assert everything() == before


class TestRightsGivenToOneself:
    """AC-16: by hand in the tables, for no page gives a right that its agent lacks."""

    def hat(self, world: World) -> Designation:
        return Designation.objects.get(pk=world.nord.agents["coordonnateur"].hat_id)

    def seen(self, world: World) -> tuple[set[str], set[int]]:
        """What the coordonnateur opens, and what the maire’s pages answer them."""
        client = browser(world, "coordonnateur")
        rows = [*world.sud.rows["case"].values(), *world.ailleurs.rows["case"].values()]
        opened = {
            case.reference
            for case in rows
            if client.get(reverse("casework:case_detail", args=[case.reference])).status_code != 404
        }
        return opened, {client.get(reverse("casework:parapheur")).status_code}

    def check_nothing_more(self, world: World) -> None:
        assert self.seen(world) == (set(), {403})

    def test_ac16_a_grant_on_another_cellule_opens_nothing(self, world: World) -> None:
        with undone():
            for place in (world.sud, world.ailleurs):
                factories.grant_on_cellule(self.hat(world), place.cellule, Relation.COORDINATION)
                people.grant(place.case("inscrit"), self.hat(world), Relation.WINDOW)
            self.check_nothing_more(world)

    def test_ac16_the_grant_of_the_maire_makes_no_maire(self, world: World) -> None:
        with undone():
            for place in (world.nord, world.sud):
                factories.grant_on_cellule(self.hat(world), place.cellule, Relation.DECISION)
            self.check_nothing_more(world)

    def test_ac16_a_group_that_holds_every_permission_opens_nothing(self, world: World) -> None:
        with undone():
            group = Group.objects.create(name="Tous les droits")
            group.permissions.set(Permission.objects.all())
            self.hat(world).user.groups.add(group)
            self.check_nothing_more(world)

    def test_what_is_theirs_opens(self, world: World) -> None:
        """Or nothing would be proved of the rest."""
        mine: Case = world.nord.case("inscrit")
        client = browser(world, "coordonnateur")

        address = reverse("casework:case_detail", args=[mine.reference])

        assert client.get(address).status_code == 200
