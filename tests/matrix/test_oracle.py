"""Somebody else’s, sealed, erased or never there: one answer, the same statements, the same time.

AC-12 and goal G4: nobody learns by an address that somebody is followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.choices.states import CaseState
from casework.services import conservation
from tests.alike import ROUNDS, same_time, statements, timed
from tests.casework import factories as people
from tests.faces import face
from tests.matrix.crawl import UNKNOWN_REFERENCE, ask, browser
from tests.matrix.world import ENDED, OVER, PROPOSED, World
from veille.models import EliminationAgreement

pytestmark = pytest.mark.django_db

# Each with a case of another one in sight: they know what an answer looks like.
ASKING = ("coordonnateur", "maire", "membre", "referent", "parquet", "dpo", "prefecture")


def erased(world: World) -> str:
    """The reference of a case that was eliminated, as somebody wrote it down once."""
    town = world.nord.cellule.collectivite
    past = timezone.localdate().replace(year=2020, day=1)
    EliminationAgreement.objects.get_or_create(
        collectivite=town, defaults={"reference": "AD62-2026-14", "since": past}
    )
    case = people.case(world.nord.cellule, state=CaseState.A_ELIMINER)
    assert conservation.dispose(case_id=case.pk, at=timezone.now()) == "case.eliminate"
    return case.reference


def out_of_sight(world: World, agent: str) -> dict[str, str]:
    """References of cases that exist, or did, and that this agent may not open."""
    found = {
        "unknown": UNKNOWN_REFERENCE,
        "another tenant": world.ailleurs.case("inscrit").reference,
        "archived": world.nord.case("archive").reference,
        "sealed": world.nord.case("a_eliminer").reference,
        "erased": erased(world),
    }
    if agent != "maire":
        found["another cellule"] = world.sud.case("inscrit").reference
    if agent in ("membre", "referent"):
        found["no window, no mission"] = world.nord.case("repere").reference
    if agent == "referent":
        found["mission over"] = world.nord.case(ENDED).reference
        found["mission of another"] = world.nord.case(OVER).reference
        found["mission only proposed"] = world.nord.case(PROPOSED).reference
    return found


def pages_of(reference: str) -> Iterator[str]:
    """The case, what else is told of it, and an act on it."""
    yield reverse("casework:case_detail", args=[reference])
    yield reverse("casework:case_readings", args=[reference])
    yield reverse("casework:case_act", args=[reference, "clore"])


def shape(client: Client, address: str) -> list[str]:
    """The statements of one request; a reference is one text among others."""
    return [re.sub(r"[A-Z]\d{5}", "?", each) for each in statements(lambda: client.get(address))]


@pytest.mark.parametrize("agent", ASKING)
def test_ac12_what_is_out_of_sight_answers_like_what_never_was(world: World, agent: str) -> None:
    client = browser(world, agent)
    answers: dict[tuple[str, str], set[str]] = {}
    for what, reference in out_of_sight(world, agent).items():
        for number, address in enumerate(pages_of(reference)):
            key = str(number), str(face(ask(client, address)))
            answers.setdefault(key, set()).add(what)

    assert len(answers) == len(list(pages_of(UNKNOWN_REFERENCE)))


@pytest.mark.parametrize("agent", ASKING)
def test_ac12_what_is_out_of_sight_reads_what_is_read_for_nothing(world: World, agent: str) -> None:
    """The same statements, in the same number: no time can tell them apart but by chance."""
    client = browser(world, agent)
    hidden = out_of_sight(world, agent)
    for number, address in enumerate(pages_of(hidden["unknown"])):
        # The first request of a session may write it.
        client.get(address)
        expected = shape(client, address)
        others = {
            what: shape(client, list(pages_of(reference))[number])
            for what, reference in hidden.items()
        }

        assert {what for what, read in others.items() if read != expected} == set()


@pytest.mark.parametrize("what", ["another tenant", "another cellule", "sealed", "erased"])
def test_ac12_what_is_out_of_sight_takes_the_time_of_what_never_was(
    world: World, what: str
) -> None:
    client = browser(world, "membre")
    hidden = out_of_sight(world, "membre")
    addresses = {name: next(pages_of(hidden[name])) for name in ("unknown", what)}
    times: dict[str, list[float]] = {name: [] for name in addresses}
    for turn in range(ROUNDS):
        for name in sorted(addresses, reverse=bool(turn % 2)):
            times[name].append(timed(partial(client.get, addresses[name])))

    assert same_time(times["unknown"], times[what])


def test_what_is_in_sight_answers_otherwise(world: World) -> None:
    """Or equal answers would prove nothing."""
    client = browser(world, "membre")
    seen, unknown = world.nord.case("inscrit").reference, UNKNOWN_REFERENCE
    [one, other] = [next(pages_of(each)) for each in (seen, unknown)]

    assert face(ask(client, one)) != face(ask(client, other))
    assert shape(client, one) != shape(client, other)
