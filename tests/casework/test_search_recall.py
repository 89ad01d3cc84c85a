"""How often the right person is among the first ten, on a seeded population: floors, no promise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest

from casework.likeness import Identity, Seeker, Wanted
from casework.search import SHOWN_AT_MOST
from tests.casework.corpus import born_wrong, mistyped, population

SEED, PERSONS, ASKED = 20261126, 1000, 80


def ranks(asked: Callable[[Identity, Random], Wanted]) -> list[int]:
    """The rank of the right person for each question; 0 when they are not found at all."""
    rng = Random(SEED)  # noqa: S311 (names, no secret)
    persons = population(PERSONS, rng)
    return [_rank(asked(who, rng), who, persons) for who in rng.sample(persons, ASKED)]


def _rank(wanted: Wanted, who: Identity, persons: list[Identity]) -> int:
    seeker, found = Seeker(wanted), []
    for each in persons:
        likeness = seeker.compare(
            each.last_name, each.first_name, each.birth_date, each.commune_code
        )
        if likeness is not None:
            found.append((-likeness.score, each is not who))
    found.sort()
    return next((rank for rank, (_, other) in enumerate(found, start=1) if not other), 0)


def recall(found: list[int], among: int = SHOWN_AT_MOST) -> float:
    return sum(1 <= rank <= among for rank in found) / len(found)


def whole(who: Identity) -> Wanted:
    return Wanted(who.last_name, who.first_name, who.birth_date)


def without_birth(who: Identity) -> Wanted:
    return Wanted(who.last_name, who.first_name)


QUESTIONS: dict[str, tuple[Callable[[Identity, Random], Wanted], float]] = {
    "one slip, right day": (lambda who, rng: whole(mistyped(who, rng)), 0.97),
    "one slip, no day": (lambda who, rng: without_birth(mistyped(who, rng)), 0.95),
    "names exchanged": (
        lambda who, rng: whole(replace(who, last_name=who.first_name, first_name=who.last_name)),
        0.99,
    ),
    "no slip, wrong day": (lambda who, rng: whole(born_wrong(who, rng)), 0.99),
    "one slip and wrong day": (
        lambda who, rng: whole(born_wrong(mistyped(who, rng), rng)),
        0.80,
    ),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_right_person_is_among_the_first_ten(name: str) -> None:
    asked, floor = QUESTIONS[name]
    found = recall(ranks(asked))

    assert found >= floor, f"{name}: {found:.3f}"


def test_without_a_slip_the_right_person_comes_first() -> None:
    assert recall(ranks(lambda who, rng: whole(who)), among=1) >= 0.99


def test_two_persons_drawn_at_random_are_seldom_alike() -> None:
    """Or everybody would be found, and nothing told."""
    persons = population(PERSONS, Random(SEED))  # noqa: S311 (names, no secret)
    alike = sum(
        Seeker(whole(one)).compare(other.last_name, other.first_name, other.birth_date) is not None
        for one, other in pairwise(persons)
    )

    assert alike / PERSONS < 0.01
