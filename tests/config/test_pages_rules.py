"""The rules told to agents: paths, code lists, refusals, drawn from the code."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from casework import machines as read
from casework.choices.documents import DOCUMENT_TITLES
from casework.nomenclatures import NOMENCLATURES, Code
from confidentiality.access_matrix import CASE_ACTS, PAGE_ACTS
from confidentiality.choices import Role
from config.refusal_catalogue import distinct
from config.views import rules
from indicators.plan_files import departmental_plan
from tests.french_rules import faults
from tests.veille import factories

PAGES = ("/aide/parcours/", "/aide/nomenclatures/", "/aide/refus/", "/aide/qui-lit-quoi/")
every_transition = pytest.mark.parametrize(
    "each",
    [each for sheet in read.machines() for each in sheet.transitions],
    ids=lambda each: f"{each.move.code} {each.name}",
)


@pytest.fixture(autouse=True)
def strict(settings: Settings) -> None:
    settings.JALON_STRICT_POLICY = True


def _text(client: Client, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200
    return html.unescape(page.content.decode())


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("role", list(Role))
def test_every_agent_reads_the_rules(role: Role, address: str) -> None:
    text = _text(factories.signed_in(factories.agent(role, signed=False)), address)

    assert text.count("<h1>") == 1
    # One level after another, each table with its caption, each fragment with its target.
    assert text.count("<table") == text.count("<caption")
    for fragment in re.findall(r'href="#([^"]+)"', text):
        assert f'id="{fragment}"' in text


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_the_rules_ask_for_a_sign_in(address: str) -> None:
    assert Client().get(address)["Location"] == f"/connexion/?next={address}"


@pytest.mark.django_db
def test_the_paths_tell_every_state_and_every_transition() -> None:
    text = _text(factories.signed_in(factories.agent(Role.REFERENT)), PAGES[0])

    for sheet in read.machines():
        assert all(f"{state.label}" in text for state in sheet.states)
        assert all(each.move.label in text for each in sheet.transitions)


@pytest.mark.django_db
def test_the_lists_tell_every_code_and_the_refusals_every_sentence() -> None:
    client = factories.signed_in(factories.agent(Role.MEMBRE))
    lists, refusals = _text(client, PAGES[1]), _text(client, PAGES[2])

    assert all(code.code in lists for each in NOMENCLATURES for code in each.codes)
    told = [each.sentence for each in distinct() if not each.sentence.startswith("…")]
    assert [each for each in told if each not in refusals] == []


@pytest.mark.django_db
def test_a_list_tells_what_it_retired(monkeypatch: pytest.MonkeyPatch) -> None:
    code = Code("old", "Ancien", date(2014, 6, 26), date(2026, 3, 1))

    assert rules._code_line(code).retired == "Retiré le 1er mars 2026"
    with time_machine.travel(date(2014, 1, 1), tick=False):
        assert NOMENCLATURES[0].offered(date(2014, 1, 1)) == []


@every_transition
def test_a_transition_says_its_act_and_its_law(each: read.Transition) -> None:
    known = {**CASE_ACTS, **PAGE_ACTS}

    assert each.move.automatic or each.move.act in known
    assert each.move.law
    assert each.who
    assert all(
        set(refusal.code) <= set("abcdefghijklmnopqrstuvwxyz0123456789_")
        for refusal in each.refusals
    )


@every_transition
def test_what_a_transition_names_exists(each: read.Transition) -> None:
    assert set(each.move.documents) <= set(DOCUMENT_TITLES)
    assert not each.move.effect or each.move.effect in departmental_plan().lines
    assert each.move.label[0].isupper()
    assert not each.move.label.endswith(".")
    for words in (each.move.law, each.move.data, each.move.delay):
        assert "'" not in words


@every_transition
def test_a_transition_is_told_in_correct_words(each: read.Transition) -> None:
    line = rules._move_line(each)

    assert faults(f"{line.way}.") == []
    assert faults(f"{line.who}.") == []
    for label, value in line.facts:
        assert label
        assert not {"double space", "no narrow space"} & set(faults(value))


def test_a_machine_begins_somewhere_and_ends_somewhere() -> None:
    for sheet in read.machines():
        assert sum(state.initial for state in sheet.states) == 1
        assert any(state.final for state in sheet.states)
        assert sheet.number.startswith("FSM-"), sheet.model
