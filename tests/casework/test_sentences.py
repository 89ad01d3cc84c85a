"""Every code of every list is told by one correct French sentence."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from casework.choices.lists import DecisionCode
from casework.choices.measures import StepKind, StepResult
from casework.machines import machines
from casework.sentences.acts import ACT_CLAUSES, ROLE_NOUNS, act_sentence
from casework.sentences.clauses import Clause
from casework.sentences.decisions import DECISION_VERBS, decision_sentence
from casework.sentences.states import STATE_CLAUSES, state_sentence
from casework.sentences.steps import STEP_NOUNS, step_sentence
from confidentiality.access_matrix import CASE_ACTS, PAGE_ACTS
from confidentiality.choices import Role
from tests.french_rules import faults
from veille.choices import OrganisationKind
from veille.french import NARROW
from veille.grammar import F, M, Noun, feminine, plural_of
from veille.organisation_nouns import organisation_noun

DAY = date(2026, 11, 19)
days = st.dates(date(2014, 1, 1), date(2090, 12, 31))
_READINGS = ("view", "list", "read", "search")
# An alert has no journal of its own; looking at who read a case, or at the copy of its data, is not
# told in it, nor is a reading by the DPO: it changes nothing there, and is told where readings are.
# So is what leaves the site. What a pilot service declares bears on no case.
_UNTOLD = {
    "alert.close",
    "bulletin.attack",
    "bulletin.review",
    "case.export",
    "case.print",
    "case.readings",
    "declaration.write",
    "export.approve",
    "export.ask",
    "export.decline",
    "export.download",
    "outbox.manage",
    "paper.case",
    "paper.follow_up",
    "paper.information",
    "papers.prepare",
    "papers.stop",
    "papers.take",
    "reading.close",
    "reading.open",
    "reading.review",
    "report.ask",
    "rights.bundle",
}


@given(
    st.sampled_from(StepKind.values),
    st.sampled_from(StepResult.values),
    days,
    st.sampled_from(OrganisationKind.values),
    st.sampled_from(["", "Collège Pasteur", "Habitat", "École Zola"]),
)
def test_a_step_is_told(kind: str, result: str, on: date, organisation: str, name: str) -> None:
    told = step_sentence(kind, result, on, organisation, name)

    assert faults(told) == []
    assert kind not in told or "_" not in kind


@given(
    st.sets(st.sampled_from(DecisionCode.values)), days, st.sampled_from(OrganisationKind.values)
)
def test_a_decision_is_told(codes: set[str], on: date, organisation: str) -> None:
    told = decision_sentence(codes, on, pilot=organisation_noun(organisation), due_on=on)

    assert all(faults(f"{part}.") == [] for part in told.rstrip(".").split(". "))


@given(st.sampled_from(sorted(ACT_CLAUSES)), days, st.sampled_from(["", *Role.values]))
def test_an_act_is_told(code: str, on: date, role: str) -> None:
    assert faults(act_sentence(code, on, role)) == []


@given(
    st.sampled_from([(kind, state) for kind, each in STATE_CLAUSES.items() for state in each]),
    st.one_of(st.none(), days, st.datetimes(timezones=st.just(UTC))),
)
def test_a_state_is_told(row: tuple[str, str], on: date | None) -> None:
    assert faults(state_sentence(*row, on)) == []


@pytest.mark.parametrize(
    "clause",
    [*ACT_CLAUSES.values(), *chain(*(each.values() for each in STATE_CLAUSES.values()))],
    ids=lambda clause: f"{clause.subject} {clause.participle}",
)  # fmt: skip
def test_a_participle_agrees_with_its_subject(clause: Clause) -> None:
    subject, participle = clause.subject, clause.participle.split(" ")[0]
    expected = feminine(participle) if subject.gender is F else participle

    agreed = plural_of(expected) if subject.plural else expected

    assert clause.predicate().split(" ")[0] == agreed


def _written() -> Iterator[str]:
    """Acts named where events are written, the clock’s and the second rows’ included."""
    for folder in ("casework", "veille"):
        for path in (Path(settings.BASE_DIR) / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.keyword) or node.arg != "act":
                    continue
                if isinstance(node.value, ast.Constant):
                    yield str(node.value.value)


def test_every_act_that_changes_something_has_a_sentence() -> None:
    tried = {
        code
        for code in {**CASE_ACTS, **PAGE_ACTS}
        if not code.rpartition(".")[2].startswith(_READINGS)
    }

    assert {*tried, *_written()} - set(ACT_CLAUSES) == _UNTOLD


def test_every_state_of_a_path_has_its_words() -> None:
    """Of all that belongs to a case; cellules, chartes and séances have no journal of their own."""
    apart = {"Bulletin", "Charte", "Seance", "Violation"}
    paths = [sheet for sheet in machines() if sheet.model not in apart]
    told = {frozenset(each) for each in STATE_CLAUSES.values()}

    assert [
        sheet.model
        for sheet in paths
        if frozenset(state.code for state in sheet.states) not in told
    ] == []


def test_every_code_has_its_words() -> None:
    assert set(STEP_NOUNS) == set(StepKind.values)
    assert set(DECISION_VERBS) == set(DecisionCode.values)
    assert set(ROLE_NOUNS) == set(Role.values)


_MOMENT = datetime(2026, 12, 8, 8, 30, tzinfo=UTC)
_LOCALE = OrganisationKind.MISSION_LOCALE


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (
            step_sentence(StepKind.POINT, StepResult.REALISE, DAY, _LOCALE),
            "Point d’étape réalisé le 19 novembre 2026 par la Mission locale.",
        ),
        (
            step_sentence(
                StepKind.INSCRIPTION, StepResult.REFUS, DAY, _LOCALE, "Mission locale d’Arras"
            ),
            "Inscription dans un dispositif proposée le 19 novembre 2026 par la Mission locale "
            "d’Arras, puis refusée.",
        ),
        (
            step_sentence(StepKind.VVV, StepResult.INDISPONIBLE, DAY, OrganisationKind.DSDEN),
            "Action Ville Vie Vacances prévue le 19 novembre 2026 par l’Éducation nationale, non "
            f"réalisée{NARROW}: indisponibilité.",
        ),
        (
            step_sentence(
                StepKind.EPIDE, StepResult.EN_COURS, date(2026, 11, 1), OrganisationKind.CCAS
            ),
            "Parcours à l’EPIDE engagé le 1er novembre 2026 par le CCAS, en cours.",
        ),
        (
            state_sentence("rappel", "convoque", _MOMENT),
            f"Rappel à l’ordre convoqué pour le mardi 8 décembre 2026 à 9{NARROW}h{NARROW}30.",
        ),
        (
            state_sentence("rappel", "carence", DAY),
            "Absence constatée au rappel à l’ordre le 19 novembre 2026.",
        ),
        (
            state_sentence("cddf", "recommandations_emises", DAY),
            "Recommandations du CDDF remises à la famille le 19 novembre 2026.",
        ),
        (state_sentence("follow_up", "injoignable"), "Jeune resté injoignable."),
        (
            act_sentence("case.suspend", DAY, Role.COORDONNATEUR),
            "Suivi suspendu le 19 novembre 2026 par le coordonnateur.",
        ),
        (
            act_sentence("case.open_examination", DAY, Role.COORDONNATEUR),
            "Situation examinée en cellule le 19 novembre 2026.",
        ),
        (
            decision_sentence(["designation_referent", "proposition_rappel_a_l_ordre"], DAY),
            "Le 19 novembre 2026, la cellule propose au maire un rappel à l’ordre et désigne un "
            "référent de parcours.",
        ),
        (
            decision_sentence(["poursuite"], pilot=Noun("collège", M), due_on=DAY),
            f"La cellule poursuit le suivi. Pilote{NARROW}: le collège. "
            f"Échéance{NARROW}: le 19 novembre 2026.",
        ),
    ],
)  # fmt: skip
def test_golden_sentences(told: str, expected: str) -> None:
    assert told == expected
