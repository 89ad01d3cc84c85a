"""The access matrix is that of the domain, line by line, and the policy reads all of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from confidentiality import access_matrix
from confidentiality.choices import FieldGroup, Relation, Role
from confidentiality.policy import ActorFacts, CaseFacts, Period, decide, decide_on_visible
from tests.confidentiality import domain_matrix
from tests.confidentiality.test_policy import COMING, COORDINATOR, NOW, OVER, RUNNING, SEEN

OFFENCES = frozenset(
    {FieldGroup.FAITS, FieldGroup.FAIT_NATURES, FieldGroup.JUDICIAL, FieldGroup.JUDICIAL_FLAG}
)
POLICE = ("police_nationale", "gendarmerie", "police_municipale")
SECRET = ("pjj", "spip")
JUDICIAL = ("judicial.record", "judicial.confirm", "judicial.end", "judicial.communicate")
SEALED = replace(SEEN, sealed=True, readings=(RUNNING,))


@pytest.mark.parametrize("act", domain_matrix.CASE_ACTS)
def test_an_act_on_a_case_has_the_roles_of_the_domain(act: str) -> None:
    assert access_matrix.CASE_ACTS[act] == domain_matrix.CASE_ACTS[act]


@pytest.mark.parametrize("act", domain_matrix.PAGE_ACTS)
def test_a_page_has_the_roles_of_the_domain(act: str) -> None:
    assert access_matrix.PAGE_ACTS[act] == domain_matrix.PAGE_ACTS[act]


def test_the_domain_knows_every_act_and_every_page() -> None:
    assert set(access_matrix.CASE_ACTS) == set(domain_matrix.CASE_ACTS)
    assert set(access_matrix.PAGE_ACTS) == set(domain_matrix.PAGE_ACTS)


@pytest.mark.parametrize("relation", Relation)
def test_a_relation_reads_the_groups_of_the_domain(relation: Relation) -> None:
    assert access_matrix.READS[relation] == domain_matrix.READS[relation]


def test_what_is_read_alone_is_that_of_the_domain() -> None:
    assert domain_matrix.READ_ALONE == access_matrix.READ_ALONE


def test_each_role_uses_its_own_relations() -> None:
    assert {
        Role.MEMBRE: {Relation.WINDOW, Relation.TASK},
        Role.COORDONNATEUR: {Relation.COORDINATION},
        Role.MAIRE: {Relation.DECISION},
        Role.REFERENT: {Relation.MISSION},
        Role.PARQUET: {Relation.CONSULTATION},
        Role.CDDF: {Relation.SITTING},
        Role.PREFECTURE: set(),
        Role.PILOTE: set(),
        Role.DPO: set(),
        Role.TECHNIQUE: set(),
    } == access_matrix.RELATIONS


def test_i15_without_a_public_service_mission_no_offence_is_read() -> None:
    private = replace(COORDINATOR, public_service=False)

    fields = decide(private, "case.view", SEEN, NOW).fields

    assert fields == frozenset(FieldGroup) - OFFENCES


@pytest.mark.parametrize("organisation", POLICE)
def test_the_police_reads_neither_judicial_flag_nor_cddf_nor_follow_up(organisation: str) -> None:
    police = replace(COORDINATOR, organisation=organisation)

    fields = decide(police, "case.view", SEEN, NOW).fields

    assert fields == frozenset(FieldGroup) - {
        FieldGroup.JUDICIAL_FLAG,
        FieldGroup.CDDF_STATUS,
        FieldGroup.STEPS_STATUS,
    }


def test_what_is_withheld_of_two_rules_is_withheld_of_both() -> None:
    private_police = replace(COORDINATOR, organisation="police_municipale", public_service=False)

    fields = decide(private_police, "case.view", SEEN, NOW).fields

    assert not fields & {*OFFENCES, FieldGroup.CDDF_STATUS, FieldGroup.STEPS_STATUS}
    assert FieldGroup.IDENTITY in fields


@pytest.mark.parametrize("organisation", SECRET)
@pytest.mark.parametrize("act", JUDICIAL)
def test_i20_the_secret_of_a_mission_enters_nothing_judicial(act: str, organisation: str) -> None:
    bound = replace(COORDINATOR, organisation=organisation)

    decision = decide(bound, act, SEEN, NOW)

    assert decision.refusal is not None
    assert (decision.allowed, decision.rule) == (False, "secret")
    assert decision.refusal.code == "judicial_secret"
    assert decision.visible
    assert decision.fields == frozenset(FieldGroup) - {FieldGroup.CDDF_STATUS}


@pytest.mark.parametrize("organisation", SECRET)
def test_i20_the_secret_of_a_mission_forbids_nothing_else(organisation: str) -> None:
    bound = replace(COORDINATOR, organisation=organisation)

    assert decide(bound, "case.view", SEEN, NOW).allowed
    assert decide(bound, "case.suspend", SEEN, NOW).allowed


def test_what_is_allowed_says_by_which_rule() -> None:
    grant = decide(COORDINATOR, "case.view", SEEN, NOW)
    page = decide(COORDINATOR, "home.view", None, NOW)
    archive = decide(COORDINATOR, "case.view", SEALED, NOW)

    assert (grant.allowed, grant.rule, grant.refusal) == (True, "grant", None)
    assert (page.allowed, page.rule, page.refusal) == (True, "role", None)
    assert (archive.allowed, archive.rule, archive.refusal) == (True, "reading", None)
    assert grant.fields == archive.fields == frozenset(FieldGroup)
    assert page.fields == frozenset()


@pytest.mark.parametrize("reading", [OVER, COMING])
def test_an_archive_is_read_while_its_reading_runs(reading: Period) -> None:
    decision = decide(COORDINATOR, "case.view", replace(SEALED, readings=(reading,)), NOW)

    assert (decision.allowed, decision.visible, decision.rule) == (False, False, "sealed")


def test_one_reading_that_runs_is_enough_and_so_is_one_signature() -> None:
    read = replace(SEALED, readings=(OVER, RUNNING), signatures=(COMING, RUNNING))

    assert decide(COORDINATOR, "case.view", read, NOW).allowed


def test_an_archive_never_changes() -> None:
    decision = decide(COORDINATOR, "case.suspend", SEALED, NOW)

    assert decision.refusal is not None
    assert (decision.allowed, decision.visible, decision.rule) == (False, True, "reading")
    assert decision.refusal.code == "archive_read_only"
    assert decision.fields == frozenset(FieldGroup)


def test_a_role_that_may_not_try_is_told_before_the_archive() -> None:
    decision = decide(COORDINATOR, "bilan.write", SEALED, NOW)

    assert decision.refusal is not None
    assert (decision.allowed, decision.visible, decision.rule) == (False, True, "role")
    assert decision.refusal.code == "not_your_role"
    assert decision.fields == frozenset(FieldGroup)


def test_a_page_of_others_is_told_with_whose_it_is() -> None:
    decision = decide(COORDINATOR, "violation.view", None, NOW)

    assert decision.refusal is not None
    assert (decision.allowed, decision.visible, decision.rule) == (False, True, "role")
    assert decision.refusal.sentence == (
        "Cet acte revient à une autre fonction : délégué à la protection des données ou maire ou "
        "élu délégué."
    )
    assert decision.fields == frozenset()


@pytest.mark.parametrize(
    ("act", "code"),
    [
        ("rappel.decide", "rappel_not_maire"),
        ("rappel.record", "rappel_not_maire"),
        ("accompagnement.propose", "accompagnement_not_maire"),
        ("accompagnement.start", "accompagnement_not_maire"),
        ("transaction.propose", "transaction_not_maire"),
        ("cddf.accept", "not_your_role"),
    ],
)
def test_i33_what_the_maire_alone_decides_is_told_with_its_law(act: str, code: str) -> None:
    refusal = decide(COORDINATOR, act, SEEN, NOW).refusal

    assert refusal is not None
    assert refusal.code == code


def test_facts_left_out_are_the_least_that_opens() -> None:
    """No organisation, a public service, nothing granted, signed, sealed or read."""
    actor = ActorFacts(Role.COORDONNATEUR, active=True, designation=RUNNING)

    assert (actor.organisation, actor.public_service) == ("", True)
    assert CaseFacts() == CaseFacts(grants=(), signatures=(), sealed=False, readings=())


def test_once_seen_only_the_act_remains_to_be_asked() -> None:
    asked = [
        decide_on_visible(Role.COORDONNATEUR, organisation, act, sealed=sealed)
        for organisation, act, sealed in (
            ("", "case.suspend", False),
            ("", "case.suspend", True),
            ("", "bilan.write", False),
            ("pjj", "judicial.record", False),
        )
    ]

    assert [each.rule for each in asked] == ["grant", "reading", "role", "secret"]
    assert [each.allowed for each in asked] == [True, False, False, False]
    assert {each.fields for each in asked} == {frozenset()}
