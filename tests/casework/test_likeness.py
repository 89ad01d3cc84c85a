"""Two spellings of one person are found alike, with the reason; two persons are not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.likeness import (
    ALIKE,
    BirthSlip,
    Identity,
    Seeker,
    Spelling,
    Wanted,
    closeness,
    compare,
    edits_allowed,
    edits_between,
    slip,
    words,
)
from confidentiality.encryption import fold
from veille.french import NARROW

BORN = date(2010, 3, 4)

# One line for each way in which registers differ.
SAME_NAME = {
    "accents": ["Éléonore Eleonore", "Nguyễn Nguyen", "KONÉ Kone"],
    "ligatures": ["Lœtitia Loetitia", "Œuvrard Oeuvrard", "Lætitia Laetitia", "Łukasz Lukasz"],
    "de, d’, du": ["d’Hondt Hondt", "de-Pauw Pauw", "du-Bois Bois", "De’La’Fable Fable"],
    "particles in one word or two": [
        "Le-Febvre Lefebvre",
        "El-Amrani Elamrani",
        "Ben-Ali Benali",
        "Aït-Ahmed Aitahmed",
        "Van-den-Berghe Vandenberghe",
    ],
    "particles forgotten": ["El-Amrani Amrani", "Ben-Ali Ali", "Van-den-Berghe Berghe"],
    "compounds and hyphens": ["Martin-Dupont MartinDupont", "Dupont-Martin Martin-Dupont"],
    "saints": ["Saint-Denis St-Denis", "Sainte-Marie Ste-Marie", "Saintemarie Ste-Marie"],
    "apostrophes": ["D’Hondt D'Hondt", "N’Diaye Ndiaye", "M`Baye Mbaye"],
    "Mohamed": ["Mohamed Mohammed", "Mohamed Muhammad", "Mohammed Muhammad"],
    "y and i": ["Yacine Iacine", "Aly Ali", "Sylvie Silvie"],
    "c, s and double s": ["Yacine Yassine", "Youssef Youcef"],
    "ch, tch and sh": ["Aïcha Aisha", "Chaker Shaker", "Tchaker Chaker"],
    "ph and f": ["Philippe Filippe", "Sophia Sofia"],
    "c, k and qu": ["Karim Carim", "Quentin Kentin", "Abdelqader Abdelkader"],
    "double consonants": ["Matthieu Mathieu", "Diallo Dialo", "Fattima Fatima"],
    "dj and j": ["Djibril Jibril", "Djamel Jamel"],
    "ou, w and u": ["Wahid Ouahid", "Moussa Mussa"],
    "silent endings": ["Mathieux Mathieu", "Durand Durant", "Noël Noel"],
}
every_spelling = pytest.mark.parametrize(
    "pair", [pair for pairs in SAME_NAME.values() for pair in pairs]
)


@every_spelling
def test_two_spellings_of_one_name_are_alike(pair: str) -> None:
    one, other = pair.split()

    assert closeness(Spelling(one), Spelling(other)) >= ALIKE


NEAR = ["Youssef Yusuf", "Lefebvre Lefevre", "Lavieille Laveille", "Lavieille Lavielile", "Tom Tim"]


@pytest.mark.parametrize("pair", NEAR)
def test_a_slip_is_near_and_not_the_same(pair: str) -> None:
    one, other = pair.split()

    assert 0 < closeness(Spelling(one), Spelling(other)) < ALIKE


@pytest.mark.parametrize(
    "pair",
    ["Bernard Thomas", "Enzo Lorenzo", "Noor Nora", "Li Lo", "Lavieille Mavieulle3", "Ines Enzo"],
)
def test_two_names_are_two_names(pair: str) -> None:
    one, other = pair.split()

    assert closeness(Spelling(one), Spelling(other)) == 0


def test_one_prenom_of_several_or_one_word_of_a_compound_is_a_part() -> None:
    assert 0 < closeness(Spelling("Amine"), Spelling("Mohamed Amine")) < ALIKE
    assert 0 < closeness(Spelling("Martin-Dupont"), Spelling("Dupont")) < ALIKE


def test_a_name_made_of_a_particle_only_remains_a_name() -> None:
    assert closeness(Spelling("Le"), Spelling("LE")) == 1
    assert closeness(Spelling("Ben"), Spelling("De")) == 0


NAMES = st.text(st.characters(categories=("L", "M"), include_characters=" -’'.ßœı"), max_size=20)


@given(NAMES.filter(lambda name: "s" not in fold(name)))
def test_the_words_of_a_name_are_its_folded_letters(name: str) -> None:
    assert "".join(words(name)) == fold(name)


@given(NAMES, NAMES)
def test_closeness_is_the_same_both_ways_and_between_0_and_1(one: str, other: str) -> None:
    there, back = (closeness(Spelling(a), Spelling(b)) for a, b in ((one, other), (other, one)))

    assert there == back
    assert 0 <= there <= 1


@given(NAMES.filter(fold))
def test_a_name_is_itself_whatever_its_case_accents_and_hyphens(name: str) -> None:
    assert closeness(Spelling(name), Spelling(name)) == 1
    assert closeness(Spelling(name), Spelling(f"  {name} ")) == 1


WORD = st.text("abcdefghilmnorstu", min_size=3, max_size=14)


@st.composite
def slipped_once(draw: st.DrawFn) -> tuple[str, str]:
    """A word and the same with one letter dropped, doubled by another, changed or exchanged."""
    word = draw(WORD)
    at, letter = draw(st.integers(0, len(word) - 2)), draw(st.sampled_from("aeiost"))
    made = draw(
        st.sampled_from(
            (
                word[:at] + word[at + 1 :],
                word[:at] + letter + word[at:],
                word[:at] + letter + word[at + 1 :],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            )
        )
    )
    return word, made


@given(slipped_once())
def test_one_slip_is_one_edit_at_most_and_stays_near(pair: tuple[str, str]) -> None:
    one, other = pair

    assert edits_between(one, other, 2) <= 1
    if min(len(one), len(other)) >= 3:
        assert closeness(Spelling(one), Spelling(other)) > 0


@given(WORD, WORD, st.integers(0, 3))
def test_edits_stop_counting_beyond_the_most_asked_for(one: str, other: str, most: int) -> None:
    exact = edits_between(one, other, 99)

    assert edits_between(one, other, most) == min(exact, most + 1)
    assert abs(len(one) - len(other)) <= exact <= max(len(one), len(other))


def test_longer_names_may_hold_more_slips() -> None:
    assert [edits_allowed(length) for length in (2, 3, 7, 8)] == [0, 1, 1, 2]


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (date(2010, 3, 4), BirthSlip.SAME),
        (date(2010, 4, 3), BirthSlip.SWAPPED),
        (date(2010, 3, 14), BirthSlip.DIGIT),
        (date(2000, 3, 4), BirthSlip.DIGIT),
        (date(2011, 3, 4), BirthSlip.DIGIT),
        (date(2009, 3, 4), BirthSlip.YEAR),
        (date(2012, 7, 21), BirthSlip.NONE),
    ],
)
def test_a_slip_in_a_date_of_birth_is_told(other: date, expected: BirthSlip) -> None:
    assert slip(BORN, other) is expected
    assert slip(other, BORN) is expected


def test_an_unknown_date_of_birth_is_no_slip() -> None:
    assert slip(None, BORN) is None


# The whole identity, and its reason

ENZO = Identity("Lavieille", "Mohamed", BORN, "62498")
ELSEWHERE = replace(ENZO, birth_date=date(2012, 7, 21), commune_code="59350")


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (ENZO, "même nom, même prénom, même date de naissance"),
        (
            replace(ENZO, first_name="Mohammed"),
            f"même nom, même date de naissance, prénom proche{NARROW}: Mohamed / Mohammed",
        ),
        (
            replace(ENZO, last_name="Mohamed", first_name="Lavieille"),
            "nom et prénom inversés, même date de naissance",
        ),
        (
            replace(ENZO, birth_date=date(2010, 4, 3)),
            "même nom, même prénom, jour et mois de naissance inversés",
        ),
        (
            replace(ENZO, first_name="Ryan"),
            "même nom, même date de naissance, prénom différent",
        ),
        (
            replace(ENZO, birth_date=date(2012, 7, 21)),
            "même nom, même prénom, même commune",
        ),
        (ELSEWHERE, "même nom, même prénom"),
    ],
)
def test_a_likeness_says_why_in_french(other: Identity, reason: str) -> None:
    found = compare(ENZO, other)

    assert found is not None
    assert found.reason == reason


@pytest.mark.parametrize(
    "other",
    [
        replace(ENZO, first_name="Ryan", birth_date=date(2012, 7, 21)),
        replace(ENZO, first_name="Ryan", birth_date=date(2010, 4, 3)),
        replace(ELSEWHERE, last_name="Laveille"),
        replace(ENZO, last_name="Bernard", first_name="Thomas"),
    ],
)
def test_a_name_alone_or_a_day_alone_says_nothing(other: Identity) -> None:
    assert compare(ENZO, other) is None


def test_the_nearest_comes_first() -> None:
    others = [
        ENZO,
        replace(ENZO, first_name="Mohammed"),
        replace(ENZO, first_name="Mohammed", birth_date=date(2010, 4, 3)),
        replace(ENZO, first_name="Ryan"),
    ]
    found = [compare(ENZO, other) for other in others]
    scores = [each.score for each in found if each is not None]

    assert len(scores) == len(others)
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == 1


def test_a_date_of_birth_that_is_not_ours_to_know_weighs_nothing() -> None:
    seeker = Seeker(Wanted("Lavieille", "Mohamed", BORN))
    found = seeker.compare("Lavieille", "Mohamed", None)

    assert found is not None
    assert "naissance" not in found.reason
    assert found.score == 1


def test_a_surname_alone_finds_by_the_surname_and_by_the_inversion() -> None:
    seeker = Seeker(Wanted("Lavieile"))
    straight = seeker.compare("Lavieille", "Enzo", BORN)
    crossed = seeker.compare("Enzo", "Lavieille", BORN)

    assert straight is not None
    assert crossed is not None
    assert straight.score > crossed.score
    assert "inversés" in crossed.reason
    assert seeker.compare("Bernard", "Thomas", BORN) is None


WHOLE = st.tuples(NAMES.filter(fold), NAMES.filter(fold))


@given(WHOLE, WHOLE, st.dates())
def test_a_likeness_is_the_same_both_ways(
    one: tuple[str, str], other: tuple[str, str], born: date
) -> None:
    left, right = Identity(*one, BORN, "a"), Identity(*other, born, "a")
    there, back = compare(left, right), compare(right, left)

    assert (there is None) == (back is None)
    if there is not None and back is not None:
        assert there.score == pytest.approx(back.score)
        assert there.reason[:1].islower()
