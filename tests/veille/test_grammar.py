"""French composed by the code: always elided, contracted, agreed and punctuated."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.french_rules import faults
from veille import grammar
from veille.choices import OrganisationKind
from veille.french import NARROW
from veille.grammar import F, M, Noun
from veille.organisation_nouns import ORGANISATION_NOUNS, organisation_noun

_WORDS = (
    "accord", "bilan", "collège", "école", "halte", "hameau", "hébergement", "heure", "hôpital",
    "itinéraire", "maire", "œuvre", "onzième", "parent", "référent", "union", "yoga", "Yonne",
)  # fmt: skip
nouns = st.builds(Noun, st.sampled_from(_WORDS), st.sampled_from([M, F]), plural=st.booleans())
days = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("noun", "the", "of", "to"),
    [
        (Noun("collège", M), "le collège", "du collège", "au collège"),
        (Noun("mairie", F), "la mairie", "de la mairie", "à la mairie"),
        (Noun("école", F), "l’école", "de l’école", "à l’école"),
        (Noun("Éducation nationale", F), "l’Éducation nationale", "de l’Éducation nationale",
         "à l’Éducation nationale"),
        (Noun("œuvre", F), "l’œuvre", "de l’œuvre", "à l’œuvre"),
        (Noun("hébergement", M), "l’hébergement", "de l’hébergement", "à l’hébergement"),
        (Noun("halte", F), "la halte", "de la halte", "à la halte"),
        (Noun("hameau", M), "le hameau", "du hameau", "au hameau"),
        (Noun("HLM", M), "le HLM", "du HLM", "au HLM"),
        (Noun("parents", M, plural=True), "les parents", "des parents", "aux parents"),
        (Noun("France Travail", M, bare=True), "France Travail", "de France Travail",
         "à France Travail"),
    ],
)  # fmt: skip
def test_an_article_is_elided_and_contracted(noun: Noun, the: str, of: str, to: str) -> None:
    assert (grammar.the(noun), grammar.of(noun), grammar.to(noun)) == (the, of, to)


@given(nouns)
def test_no_article_is_left_uncontracted(noun: Noun) -> None:
    told = [grammar.of(noun), grammar.to(noun), grammar.by(noun), grammar.some(noun)]

    for words in told:
        assert not re.search(r"\b(?:de le|de les|à le|à les)\b", words)
        assert not re.search(r"\b(?:le|la|de) (?!onz)[aeiouéèêœ]", words)


@pytest.mark.parametrize(
    ("word", "feminine", "plural", "both"),
    [
        ("réalisé", "réalisée", "réalisés", "réalisées"),
        ("reçu", "reçue", "reçus", "reçues"),
        ("remis", "remise", "remis", "remises"),
        ("clos", "close", "clos", "closes"),
        ("partiel", "partielle", "partiels", "partielles"),
        ("légal", "légale", "légaux", "légales"),
        ("nouveau", "nouvelle", "nouveaux", "nouvelles"),
        ("premier", "première", "premiers", "premières"),
        ("actif", "active", "actifs", "actives"),
        ("public", "publique", "publics", "publiques"),
        ("libre", "libre", "libres", "libres"),
        ("éducateur", "éducatrice", "éducateurs", "éducatrices"),
    ],
)
def test_an_adjective_agrees(word: str, feminine: str, plural: str, both: str) -> None:
    assert grammar.agreed(word, Noun("x", M)) == word
    assert grammar.agreed(word, Noun("x", F)) == feminine
    assert grammar.agreed(word, Noun("x", M, plural=True)) == plural
    assert grammar.agreed(word, Noun("x", F, plural=True)) == both


@pytest.mark.parametrize(
    ("quantity", "words"),
    [(0, "aucune étape"), (1, "1 étape"), (2, "2 étapes"), (1234, f"1{NARROW}234 étapes")],
)
def test_a_number_agrees_with_its_noun(quantity: int, words: str) -> None:
    assert grammar.count(quantity, Noun("étape", F)) == words


def test_a_noun_has_its_own_plural() -> None:
    rappel = Noun("rappel à l’ordre", M)
    work = Noun("travail", M)
    name = Noun("représentant légal", M, many="représentants légaux")

    assert [str(grammar.several(each)) for each in (rappel, work, name)] == [
        "rappels à l’ordre",
        "travaux",
        "représentants légaux",
    ]
    assert grammar.several(grammar.several(name)).text == "représentants légaux"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 3, 3), date(2026, 3, 5), "du 3 au 5 mars 2026"),
        (date(2026, 3, 1), date(2026, 3, 5), "du 1er au 5 mars 2026"),
        (date(2026, 2, 28), date(2026, 3, 1), "du 28 février au 1er mars 2026"),
        (date(2025, 12, 30), date(2026, 1, 2), "du 30 décembre 2025 au 2 janvier 2026"),
        (date(2026, 11, 1), date(2026, 11, 1), "le 1er novembre 2026"),
    ],
)
def test_a_period_says_once_what_its_ends_share(first: date, last: date, words: str) -> None:
    assert grammar.from_to(first, last) == words


def test_a_moment_is_told_with_its_hour() -> None:
    moment = datetime(2026, 12, 8, 8, 30, tzinfo=UTC)

    assert grammar.on_day(moment) == f"le mardi 8 décembre 2026 à 9{NARROW}h{NARROW}30"


@pytest.mark.parametrize(
    ("label", "inside"),
    [
        ("Point d’étape", "point d’étape"),
        ("École de la deuxième chance", "école de la deuxième chance"),
        ("EPIDE", "EPIDE"),
        ("CDDF", "CDDF"),
        ("Ville Vie Vacances", "Ville Vie Vacances"),
        ("À revoir", "à revoir"),
        ("", ""),
    ],
)
def test_a_label_loses_its_capital_inside_a_sentence(label: str, inside: str) -> None:
    assert grammar.inside(label) == inside


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("étape", "réalisée"), "Étape réalisée."),
        (("« à venir »", ": oui"), f"«{NARROW}À venir{NARROW}»{NARROW}: oui."),
        (("est-ce", "vrai ?"), f"Est-ce vrai{NARROW}?"),
        (("l'école ", " , puis"), "L’école, puis."),
    ],
)
def test_a_sentence_is_punctuated(parts: tuple[str, ...], expected: str) -> None:
    assert grammar.sentence(*parts) == expected


@given(nouns, days, days)
def test_what_is_composed_follows_the_rules(noun: Noun, first: date, last: date) -> None:
    told = grammar.sentence(
        str(noun),
        grammar.agreed("réalisé", noun),
        grammar.from_to(min(first, last), max(first, last)),
        grammar.by(noun),
        f": {grammar.that(grammar.the(noun))} ; {grammar.of(noun)}",
    )

    assert faults(told) == []


def test_a_conjunction_is_elided() -> None:
    assert grammar.that("aucune plainte") == "qu’aucune plainte"
    assert grammar.that("le maire") == "que le maire"
    assert grammar.listed(["a", "b", "c"]) == "a, b et c"
    assert grammar.of("accord") == "d’accord"


def test_every_kind_of_organisation_has_a_noun() -> None:
    assert set(ORGANISATION_NOUNS) == set(OrganisationKind.values)
    assert len({each.text for each in ORGANISATION_NOUNS.values()}) == len(ORGANISATION_NOUNS)


@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [
        (OrganisationKind.MISSION_LOCALE, "", "par la Mission locale"),
        (OrganisationKind.MISSION_LOCALE, "Mission locale 62", "par la Mission locale 62"),
        (OrganisationKind.DSDEN, "", "par l’Éducation nationale"),
        (OrganisationKind.POLICE_MUNICIPALE, "", "par la police municipale"),
        (OrganisationKind.ETABLISSEMENT_SCOLAIRE, "", "par l’établissement scolaire"),
        (OrganisationKind.ETABLISSEMENT_SCOLAIRE, "Collège Pasteur", "par le collège Pasteur"),
        (OrganisationKind.ETABLISSEMENT_SCOLAIRE, "École Zola", "par l’école Zola"),
        (OrganisationKind.CCAS, "CCAS de Lens", "par le CCAS de Lens"),
        (OrganisationKind.BAILLEUR, "Habitat du Nord", "par le bailleur social Habitat du Nord"),
        (OrganisationKind.FRANCE_TRAVAIL, "France Travail Lens", "par France Travail Lens"),
    ],
)  # fmt: skip
def test_an_organisation_is_named_inside_a_sentence(kind: str, name: str, words: str) -> None:
    assert grammar.by(organisation_noun(kind, name)) == words
