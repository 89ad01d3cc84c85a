"""Nobody learns that somebody out of their sight is known: same words, same bytes, same time.

Each test compares two worlds that differ by one case out of sight: none, or the very person asked
for. Times are interleaved, so that both worlds share the noise of the machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from casework.likeness import Wanted
from casework.search import duplicates, find
from casework.services.people import correct_person
from confidentiality.actors import Actor
from confidentiality.choices import Relation, Role
from tests.alike import ROUNDS, SURELY, rank_test, same_time, statements, timed
from tests.casework import alerts as make
from tests.casework import factories as people
from tests.casework.alerts import url
from tests.faces import face
from tests.veille import factories
from veille.models import Cellule

pytestmark = pytest.mark.django_db

LAST, FIRST = "Lavieille", "Mohamed"


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def hidden_places(place: Cellule) -> list[Cellule]:
    """A second cellule of the same collectivité, and the cellule of another one."""
    return [factories.cellule(tenant=place.collectivite), factories.cellule()]


def searched(client: Client) -> Any:
    return client.post("/recherche/", {"last_name": LAST, "first_name": FIRST}, follow=True)


def both_worlds(places: list[Cellule], ask: Callable[[], Any]) -> tuple[list[Any], list[Any]]:
    """What is answered when nobody is known out of sight, then when that very person is."""
    without = [ask(), ask()]
    with undone():
        for place in places:
            make.known(place, make.identity(LAST, FIRST))
        known = [ask(), ask()]
    return without, known


SEEKERS = (Role.MEMBRE, Role.REFERENT, Role.COORDONNATEUR, Role.MAIRE)


@pytest.mark.parametrize("role", SEEKERS)
def test_i13_a_search_answers_the_same_bytes_whoever_is_known_out_of_sight(role: Role) -> None:
    place = factories.cellule()
    client = factories.signed_in(factories.agent(role, place))
    hidden = [factories.cellule()] if role == Role.MAIRE else hidden_places(place)
    if role in (Role.MEMBRE, Role.REFERENT):
        hidden.append(place)

    without, known = both_worlds(hidden, lambda: face(searched(client), "Location"))

    assert len({*without, *known}) == 1
    assert "Personne ne ressemble" in without[0][2]


@pytest.mark.parametrize("role", [Role.MEMBRE, Role.REFERENT, Role.MAIRE, Role.COORDONNATEUR])
def test_i13_the_check_of_a_saisine_answers_the_same_bytes(role: Role) -> None:
    """For the author, whatever the cellule knows; for the coordonnateur, whatever others know."""
    place = factories.cellule()
    author = factories.agent(role, place)
    client = factories.signed_in(author)
    saisine = make.draft(author, place, make.identity(LAST, FIRST))
    hidden = hidden_places(place)
    if role != Role.COORDONNATEUR:
        hidden.append(place)

    without, known = both_worlds(hidden, lambda: face(client.get(url("saisine_check", saisine.pk))))

    assert len({*without, *known}) == 1


def test_the_coordonnateur_who_sees_is_told_or_these_tests_would_prove_nothing() -> None:
    place = factories.cellule()
    coordinator = factories.agent(Role.COORDONNATEUR, place)
    client = factories.signed_in(coordinator)
    saisine = make.draft(coordinator, place, make.identity(LAST, FIRST))

    without, known = both_worlds(
        [place], lambda: face(client.get(url("saisine_check", saisine.pk)))
    )

    assert without[0] != known[0]


def test_i13_a_saisine_begun_corrected_and_sent_answers_the_same() -> None:
    """No constraint answers in the place of a page: the same person may be reported again."""
    place = factories.cellule()
    author = factories.agent(Role.MEMBRE, place)
    client = factories.signed_in(author)
    factories.staffed(place)
    who = make.identity(LAST, FIRST)
    typed = {
        "last_name": who.last_name,
        "first_name": who.first_name,
        "birth_date": f"{who.birth_date:%d/%m/%Y}",
        "commune": place.collectivite.seat.pk,
    }

    def begun() -> tuple[int, str, str]:
        with undone():
            return face(client.post("/saisines/nouvelle/", typed), "Location")

    without, known = both_worlds([place, *hidden_places(place)], begun)

    assert {status for status, _, _ in without} == {302}
    assert len({*without, *known}) == 1


@pytest.mark.parametrize("role", SEEKERS)
def test_i13_a_search_reads_the_same_rows_whoever_is_known_out_of_sight(role: Role) -> None:
    """The same statements in the same number: nothing is decrypted more, nothing is read more."""
    place = factories.cellule()
    actor = factories.agent(role, place)
    hidden = [factories.cellule()] if role == Role.MAIRE else hidden_places(place)

    without, known = both_worlds(hidden, lambda: statements(lambda: find(actor, Wanted(LAST))))

    assert without[1] == known[0] == known[1]


def interleaved(
    hidden: list[Cellule], ask: Callable[[], object]
) -> tuple[list[float], list[float]]:
    """Both worlds measured by turns: as many young people, one of whom is the one asked for."""
    persons = [
        make.known(place, make.identity("Zymbrowski", "Oan")).young_person for place in hidden
    ]
    for _ in range(5):
        ask()
    times: dict[str, list[float]] = {LAST: [], "Zymbrowski": []}
    for turn in range(ROUNDS):
        for name in sorted(times, reverse=bool(turn % 2)):
            who = make.identity(name, FIRST if name == LAST else "Oan")
            for person in persons:
                correct_person(person, who, person.commune)
            times[name].append(timed(ask))
    return times["Zymbrowski"], times[LAST]


def check_of(author: Actor, place: Cellule) -> Callable[[], object]:
    saisine = make.draft(author, place, make.identity(LAST, FIRST))
    return lambda: duplicates(author, saisine.young_person, place.pk)


def search_of(actor: Actor, place: Cellule) -> Callable[[], object]:
    case = people.case(place)
    if actor.role != Role.COORDONNATEUR:
        people.grant(case, actor, Relation.WINDOW)
    assert find(actor, Wanted(case.young_person.last_name)).found
    return lambda: find(actor, Wanted(LAST, FIRST))


@pytest.mark.parametrize("asks", [check_of, search_of])
@pytest.mark.parametrize("role", [Role.MEMBRE, Role.COORDONNATEUR])
def test_i13_an_answer_takes_the_same_time_whoever_is_known_out_of_sight(
    role: Role, asks: Callable[[Actor, Cellule], Callable[[], object]]
) -> None:
    place = factories.cellule()
    factories.staffed(place)
    ask = asks(factories.agent(role, place), place)
    hidden = hidden_places(place)
    if role == Role.MEMBRE:
        hidden.append(place)

    assert same_time(*interleaved(hidden, ask))


def test_the_rank_test_tells_apart_what_differs() -> None:
    alike = [float(value % 17) for value in range(ROUNDS)]

    assert rank_test(alike, alike[::-1]) > 0.5
    assert rank_test(alike, [value + 8 for value in alike]) < SURELY


def test_the_clock_of_these_tests_hears_a_few_persons_more() -> None:
    """Or equal times would prove nothing: a few more persons found and shown are heard."""
    place = factories.cellule()
    factories.staffed(place)
    actor = factories.agent(Role.COORDONNATEUR, place)
    without, known = interleaved([place] * 12, search_of(actor, place))

    assert rank_test(without, known) < SURELY
