"""A guard answers for its predicate, and every refusal that holds an act back is told."""

from __future__ import annotations

from contextvars import Context

import pytest

from confidentiality.errors import Refusal, Refused
from confidentiality.guards import guard, require
from confidentiality.policy import forget_asked, note_asked, was_asked


@guard("even", "Le nombre est impair.")
def is_even(number: int) -> bool:
    return number % 2 == 0


@guard("small", "Le nombre est grand.")
def is_small(number: int) -> bool:
    return number < 10


def test_a_guard_answers_as_its_predicate_does() -> None:
    assert [is_even(2), is_even(3)] == [True, False]
    assert is_even.__name__ == "even"


def test_a_guard_tells_what_it_was_given_and_nothing_else() -> None:
    bare = guard("even", "Le nombre est impair.")(is_even.holds)
    full = guard("even", "Le nombre est impair.", "Règle", label="Changer", url="changer")

    assert bare.refusal == Refusal("even", "Le nombre est impair.", "", "", "")
    assert full(is_even.holds).refusal == Refusal(
        "even", "Le nombre est impair.", "Règle", "Changer", "changer"
    )
    assert bare.holds is is_even.holds


def test_every_reason_that_holds_the_act_back_is_told() -> None:
    with pytest.raises(Refused) as both:
        require(11, is_even, is_small)
    with pytest.raises(Refused) as one:
        require(12, is_even, is_small)

    assert both.value.refusals == (is_even.refusal, is_small.refusal)
    assert one.value.refusals == (is_small.refusal,)


def test_what_nothing_holds_back_goes_on() -> None:
    require(2, is_even, is_small)
    require(11)


def test_nobody_asked_the_policy_until_somebody_does() -> None:
    request = Context()

    assert not request.run(was_asked)
    request.run(note_asked)
    assert request.run(was_asked)
    request.run(forget_asked)
    assert not request.run(was_asked)
