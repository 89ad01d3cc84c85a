"""The rule of access as a pure function: the most restrictive reason wins."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from confidentiality.access_matrix import CASE_ACTS, PAGE_ACTS, READ_ALONE, READS, RELATIONS
from confidentiality.choices import FieldGroup, Relation, Role
from confidentiality.policy import (
    ActorFacts,
    CaseFacts,
    Period,
    decide,
    forget_asked,
    note_asked,
    was_asked,
)

NOW = datetime(2026, 3, 14, 10, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
RUNNING = Period(NOW - timedelta(days=1))
OVER = Period(NOW - timedelta(days=2), NOW)
COMING = Period(NOW + SECOND)

COORDINATOR = ActorFacts(Role.COORDONNATEUR, active=True, designation=RUNNING)
SEEN = CaseFacts(grants=((Relation.COORDINATION, RUNNING),), signatures=(RUNNING,))


def test_a_period_holds_from_its_start_until_its_end_excluded() -> None:
    period = Period(NOW, NOW + SECOND)

    held = [period.holds(NOW + shift * SECOND) for shift in (-1, 0, 1)]

    assert held == [False, True, False]
    assert Period(NOW).holds(NOW + timedelta(days=9_000))


@pytest.mark.parametrize(
    ("actor", "case", "rule"),
    [
        (replace(COORDINATOR, active=False), SEEN, "account"),
        (replace(COORDINATOR, designation=OVER), SEEN, "designation"),
        (replace(COORDINATOR, designation=COMING), SEEN, "designation"),
        (COORDINATOR, replace(SEEN, signatures=()), "charte"),
        (COORDINATOR, replace(SEEN, signatures=(OVER, COMING)), "charte"),
        (COORDINATOR, replace(SEEN, grants=()), "grant"),
        (COORDINATOR, replace(SEEN, grants=((Relation.COORDINATION, OVER),)), "grant"),
        (COORDINATOR, replace(SEEN, grants=((Relation.MISSION, RUNNING),)), "grant"),
        (COORDINATOR, replace(SEEN, sealed=True), "sealed"),
    ],
)
def test_what_is_not_seen_is_not_even_told(actor: ActorFacts, case: CaseFacts, rule: str) -> None:
    decision = decide(actor, "case.view", case, NOW)

    assert (decision.allowed, decision.visible, decision.rule) == (False, False, rule)
    assert decision.refusal is None
    assert decision.fields == frozenset()


def test_the_most_restrictive_rule_answers_first() -> None:
    nothing = CaseFacts(sealed=True)
    actor = ActorFacts(Role.PREFECTURE, active=False, designation=OVER)
    rules = []

    for better in (actor, replace(actor, active=True), COORDINATOR):
        rules.append(decide(better, "case.view", nothing, NOW).rule)

    assert rules == ["account", "designation", "charte"]


@pytest.mark.parametrize(("role", "relation"), list(product(Role, Relation)))
def test_a_relation_opens_a_case_to_its_own_role_only(role: Role, relation: Relation) -> None:
    actor = replace(COORDINATOR, role=role)
    case = replace(SEEN, grants=((relation, RUNNING),))

    decision = decide(actor, "case.view", case, NOW)

    assert decision.allowed is (relation in RELATIONS[role])
    assert decision.fields == (READS[relation] if decision.allowed else frozenset())


@pytest.mark.parametrize(("act", "role"), list(product(sorted(CASE_ACTS), Role)))
def test_an_act_is_for_the_roles_of_its_line(act: str, role: Role) -> None:
    grants = tuple((relation, RUNNING) for relation in RELATIONS[role])
    case = replace(SEEN, grants=grants, readings=(RUNNING,))
    decision = decide(replace(COORDINATOR, role=role), act, case, NOW)

    assert decision.allowed is (role in CASE_ACTS[act])
    if grants and not decision.allowed:
        assert decision.visible
        assert decision.refusal is not None
        assert decision.refusal.sentence.endswith(".")


@pytest.mark.parametrize(("act", "role"), list(product(sorted(PAGE_ACTS), Role)))
def test_a_page_is_for_the_roles_of_its_line(act: str, role: Role) -> None:
    decision = decide(replace(COORDINATOR, role=role), act, None, NOW)

    assert decision.allowed is (role in PAGE_ACTS[act])
    assert decision.visible


def test_an_act_that_is_not_in_the_table_crashes() -> None:
    with pytest.raises(KeyError):
        decide(COORDINATOR, "case.invented", SEEN, NOW)
    with pytest.raises(KeyError):
        decide(COORDINATOR, "page.invented", None, NOW)


@pytest.mark.parametrize("role", [Role.PREFECTURE, Role.PILOTE, Role.DPO, Role.TECHNIQUE])
def test_i67_some_roles_never_read_a_case(role: Role) -> None:
    everything = tuple((relation, RUNNING) for relation in Relation)

    decision = decide(
        replace(COORDINATOR, role=role), "case.view", replace(SEEN, grants=everything), NOW
    )

    assert not decision.visible
    acts = {act for act, roles in CASE_ACTS.items() if role in roles}
    # Under a motivated reading, and nothing else: see below.
    assert acts == ({"case.view"} if role == Role.DPO else set())


READ_BY_THE_DPO = CaseFacts(readings=(RUNNING,))
DPO = replace(COORDINATOR, role=Role.DPO)


@pytest.mark.parametrize(
    ("case", "rule"),
    [
        (CaseFacts(), "grant"),
        (CaseFacts(sealed=True), "grant"),
        (CaseFacts(readings=(OVER, COMING)), "grant"),
        (CaseFacts(grants=((Relation.COORDINATION, RUNNING),), signatures=(RUNNING,)), "grant"),
        (replace(READ_BY_THE_DPO, excluded=True), "charte"),
    ],
)
def test_the_dpo_sees_nothing_but_under_a_motivated_reading(case: CaseFacts, rule: str) -> None:
    decision = decide(DPO, "case.view", case, NOW)

    assert (decision.allowed, decision.visible, decision.rule) == (False, False, rule)


@pytest.mark.parametrize("sealed", [False, True])
def test_the_dpo_reads_alone_and_little(sealed: bool) -> None:
    decision = decide(DPO, "case.view", replace(READ_BY_THE_DPO, sealed=sealed), NOW)

    assert (decision.allowed, decision.rule) == (True, "reading")
    assert decision.fields == READ_ALONE[Role.DPO]


@pytest.mark.parametrize("role", list(Role))
def test_a_motivated_reading_of_a_case_under_way_opens_it_to_the_dpo_only(role: Role) -> None:
    case = replace(READ_BY_THE_DPO, signatures=(RUNNING,))

    assert decide(replace(DPO, role=role), "case.view", case, NOW).allowed is (role == Role.DPO)


@pytest.mark.parametrize("act", sorted(set(CASE_ACTS) - {"case.view"}))
@pytest.mark.parametrize(
    ("role", "sealed"),
    [
        (Role.DPO, False),
        (Role.DPO, True),
        (Role.COORDONNATEUR, True),
        (Role.MAIRE, True),
    ],
)
def test_ac26_no_act_of_the_table_passes_under_a_motivated_reading(
    act: str, role: Role, sealed: bool
) -> None:
    grants = tuple((relation, RUNNING) for relation in RELATIONS[role])
    case = CaseFacts(grants, (RUNNING,), sealed=sealed, readings=(RUNNING,))

    decision = decide(replace(DPO, role=role), act, case, NOW)

    assert (decision.allowed, decision.visible) == (False, True)


def test_the_maire_alone_decides_and_records_a_rappel() -> None:
    """I33 and I34, with the sentence of the law for the others."""
    assert CASE_ACTS["rappel.decide"] == CASE_ACTS["rappel.record"] == {Role.MAIRE}

    refusal = decide(COORDINATOR, "rappel.decide", SEEN, NOW).refusal

    assert refusal is not None
    assert (refusal.code, refusal.article) == ("rappel_not_maire", "CSI, art. L. 132-7")


# What the access matrix (§11) keeps from each relation, written from the domain.
KEPT_FROM = {
    Relation.MISSION: {
        FieldGroup.AUTHOR,
        FieldGroup.FAITS,
        FieldGroup.RAPPEL,
        FieldGroup.TRANSACTION,
        FieldGroup.READERS,
    },
    Relation.WINDOW: {
        FieldGroup.BIRTH_DATE,
        FieldGroup.CONTACT,
        FieldGroup.REPRESENTATIVES,
        FieldGroup.AUTHOR,
        FieldGroup.FAITS,
        FieldGroup.RAPPEL,
        FieldGroup.CDDF,
        FieldGroup.ACCOMPAGNEMENT,
        FieldGroup.TRANSACTION,
        FieldGroup.STEPS,
        FieldGroup.BILAN,
    },
    Relation.TASK: {FieldGroup.CONTACT, FieldGroup.REPRESENTATIVES, FieldGroup.FAITS},
    Relation.CONSULTATION: {FieldGroup.CONTACT, FieldGroup.NEEDS, FieldGroup.SCHOOLING},
    Relation.SITTING: {FieldGroup.CONTACT, FieldGroup.FAITS, FieldGroup.RAPPEL, FieldGroup.STEPS},
}


@pytest.mark.parametrize(
    ("act", "code"),
    [
        ("accompagnement.propose", "accompagnement_not_maire"),
        ("accompagnement.start", "accompagnement_not_maire"),
        ("transaction.propose", "transaction_not_maire"),
    ],
)
def test_i33_the_maire_alone_decides_his_other_measures(act: str, code: str) -> None:
    refusal = decide(COORDINATOR, act, SEEN, NOW).refusal

    assert refusal is not None
    assert refusal.code == code


@pytest.mark.parametrize("relation", KEPT_FROM)
def test_a_relation_reads_no_more_than_it_needs(relation: Relation) -> None:
    assert READS[relation].isdisjoint(KEPT_FROM[relation])
    assert READS[relation], "a relation that reads nothing is not one"


def test_relations_of_one_hat_add_up_and_those_of_another_do_not() -> None:
    member = replace(COORDINATOR, role=Role.MEMBRE)
    grants = (
        (Relation.WINDOW, RUNNING),
        (Relation.TASK, RUNNING),
        (Relation.COORDINATION, RUNNING),
    )

    decision = decide(member, "case.view", replace(SEEN, grants=grants), NOW)

    assert decision.fields == READS[Relation.WINDOW] | READS[Relation.TASK]


def test_the_middleware_learns_that_the_policy_was_asked() -> None:
    forget_asked()
    assert not was_asked()
    note_asked()
    assert was_asked()
    forget_asked()
