"""Edges of the conditions of measures, of a hand-over and of a request about data."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from casework.choices.facts import FAITS, RappelAllowed
from casework.choices.justice import JudicialCode
from casework.choices.lists import Answer
from casework.choices.measures import RepresentativePresence
from casework.choices.rights import FREEZING, RightKind, RightsOutcome
from casework.choices.states import ENDED, CaseState, RelaisState, RightsState
from casework.guards import accompagnements, rappels, relais, rights, transactions
from casework.models import (
    AccompagnementParental,
    Case,
    RappelALOrdre,
    Relais,
    RightsRequest,
    Transaction,
    YoungPerson,
)
from confidentiality.choices import Role
from tests.casework import factories as people
from tests.casework.factories import born
from tests.veille import factories
from veille.models import ParquetProtocol

TODAY = timezone.localdate()
DAY = timedelta(days=1)


# Rappel à l’ordre


@pytest.mark.django_db
@pytest.mark.parametrize("code", JudicialCode.values)
def test_i40_only_proceedings_on_the_facts_exclude_the_rappel(code: str) -> None:
    case = people.case()
    people.judicial_status(case, code=code)

    allowed = rappels.no_proceedings_communicated(RappelALOrdre(case=case))

    assert allowed is (code != JudicialCode.PROCEDURE)


@pytest.mark.django_db
def test_i35_a_complaint_alone_excludes_the_rappel_and_a_crime_alone_too() -> None:
    complaint, crime = people.case(), people.case()
    member = factories.agent(Role.MEMBRE, complaint.cellule)
    people.received(member, complaint, q_crime_delit=Answer.NON, q_plainte_enquete=Answer.OUI)
    author = factories.agent(Role.MEMBRE, crime.cellule)
    people.received(author, crime, q_crime_delit=Answer.OUI, art40_on=TODAY)

    assert not rappels.no_complaint_declared(RappelALOrdre(case=complaint))
    assert rappels.no_crime_declared(RappelALOrdre(case=complaint))
    assert rappels.no_complaint_declared(RappelALOrdre(case=crime))
    assert not rappels.no_crime_declared(RappelALOrdre(case=crime))


def test_i35_a_fact_that_needs_an_opinion_excludes_nothing() -> None:
    assert {code for code, fait in FAITS.items() if fait.rappel is RappelAllowed.NO}.isdisjoint(
        {code for code in FAITS if code.startswith("F")}
    )


@pytest.mark.django_db
def test_i36_a_reminder_of_long_ago_does_not_hold_the_next_one_back() -> None:
    ago = TODAY - 30 * DAY
    rappel = RappelALOrdre(case=people.case(), consulted_on=ago, reminded_on=TODAY - 8 * DAY)

    assert rappels.silence_has_lasted(rappel)


def test_a_protocol_that_has_ended_is_replaced_by_a_written_agreement() -> None:
    ended = ParquetProtocol(signed_on=TODAY - DAY, until=TODAY)

    assert not rappels.protocol_is_in_force(RappelALOrdre(protocol=ended))
    assert rappels.protocol_is_in_force(RappelALOrdre(protocol=ended, agreement_reference="2026-3"))


@pytest.mark.parametrize("presence", RepresentativePresence.values)
def test_i38_whoever_came_accompanies_and_nobody_does_not(presence: str) -> None:
    rappel = RappelALOrdre(
        case=Case(young_person=YoungPerson(birth_date=born(15))), presence_representatives=presence
    )

    assert rappels.minor_is_accompanied(rappel) is (presence != RepresentativePresence.AUCUN)


def test_the_parquet_told_that_day_or_before_any_outcome_waits_for_nothing() -> None:
    same_day = RappelALOrdre(absent_on=TODAY, parquet_informed_on=TODAY)
    before = RappelALOrdre(parquet_informed_on=TODAY)

    assert not rappels.parquet_waits_for_the_outcome(same_day)
    assert not rappels.parquet_waits_for_the_outcome(before)
    assert rappels.parquet_waits_for_the_outcome(RappelALOrdre())


# Accompagnement parental


@pytest.mark.django_db
def test_i44_the_cddf_of_another_commune_is_not_consulted() -> None:
    case = people.case()
    elsewhere = factories.cellule().collectivite
    factories.cddf(elsewhere)

    row = AccompagnementParental(case=case)

    assert accompagnements.commune_cddf(row) is None
    mine = factories.cddf(case.cellule.collectivite)
    assert accompagnements.commune_cddf(row) == mine


def test_i44_the_law_asks_all_of_this_of_an_accompagnement() -> None:
    assert [each.refusal.code for each in accompagnements.LAWFUL] == [
        "measure_case_stopped",
        "accompagnement_adult",
        "accompagnement_trigger",
        "accompagnement_threat",
        "accompagnement_cddf_first",
    ]


# Transaction


def test_i52_the_maire_checks_all_of_this_before_proposing() -> None:
    assert [each.refusal.code for each in transactions.PROPOSAL] == [
        "measure_case_stopped",
        "transaction_closed",
        "transaction_fact",
        "transaction_commune_property",
        "transaction_pv_before_fact",
        "transaction_pv_late",
        "transaction_prejudice",
        "transaction_hours",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "offered"), [("F06", True), ("F11", True), ("F05", False)])
def test_i52_a_case_offers_a_transaction_for_some_facts_only(code: str, offered: bool) -> None:
    case = people.case()
    source = people.received(factories.agent(Role.MEMBRE, case.cellule), case)
    people.fait(source, code)

    assert transactions.case_has_a_fact_for_it(case) is offered


def test_an_answer_not_given_is_not_late() -> None:
    assert transactions.answer_is_in_time(Transaction(answer_due_on=TODAY))


def test_the_parquet_told_that_day_or_before_any_answer_of_a_transaction() -> None:
    same_day = Transaction(answered_on=TODAY, parquet_informed_on=TODAY)
    before = Transaction(parquet_informed_on=TODAY)

    assert not transactions.parquet_waits(same_day)
    assert transactions.parquet_waits(before)
    assert transactions.parquet_waits(Transaction())


# Hand-over


@pytest.mark.parametrize("state", CaseState.values)
def test_a_hand_over_needs_a_case_that_has_not_ended(state: str) -> None:
    assert relais.case_is_open(Relais(case=Case(state=state))) is (state not in ENDED)


def test_i51_the_young_person_agrees_to_a_hand_over() -> None:
    assert not relais.young_person_agrees(Relais())
    assert relais.young_person_agrees(Relais(young_agreed_on=TODAY))


@pytest.mark.parametrize(
    ("birth_date", "agreed", "allowed"),
    [(born(18, days=1), False, False), (born(18, days=1), True, True), (born(18), False, True)],
    ids=["the day before 18", "agreed", "the day of 18"],
)
def test_i51_the_representatives_of_a_minor_agree_to_a_hand_over(
    birth_date: date, agreed: bool, allowed: bool
) -> None:
    row = Relais(
        case=Case(young_person=YoungPerson(birth_date=birth_date)),
        representatives_agreed_on=TODAY if agreed else None,
    )

    assert relais.representatives_agree(row) is allowed


@pytest.mark.parametrize("state", RelaisState.values)
def test_the_sheet_of_a_hand_over_opens_with_the_agreement(state: str) -> None:
    opened = state in ("accord_recueilli", "remis")

    assert relais.is_agreed(Relais(state=state)) is opened


@pytest.mark.django_db
def test_a_hand_over_leaves_the_collectivite() -> None:
    case = people.case()

    inside = Relais(case=case, commune=case.cellule.collectivite.seat)

    assert not relais.leaves_the_collectivite(inside)
    assert relais.leaves_the_collectivite(Relais(case=case, commune=factories.commune()))
    assert relais.leaves_the_collectivite(Relais(case=case, outside=True))


@pytest.mark.django_db
@pytest.mark.parametrize("state", RelaisState.values)
def test_only_a_refused_hand_over_leaves_nothing_but_closing(state: str) -> None:
    case = people.case()
    assert relais.was_not_refused(case)

    people.relais(case, state=state)
    assert relais.was_not_refused(case) is (state != RelaisState.REFUSE)


# Request about data


@pytest.mark.parametrize("kind", RightKind.values)
def test_i66_some_requests_freeze_the_case(kind: str) -> None:
    assert rights.right_freezes(RightsRequest(kind=kind)) is (kind in FREEZING)


@pytest.mark.parametrize("kind", RightKind.values)
@pytest.mark.parametrize("state", RightsState.values)
def test_i66_a_request_that_freezes_waits_for_it(kind: str, state: str) -> None:
    request = RightsRequest(kind=kind, state=state)

    waits = rights.waits_for_its_freeze(request)

    assert waits is (state == RightsState.GEL or kind in ("acces", "effacement"))


def test_the_dpo_advises_first() -> None:
    assert not rights.dpo_has_advised(RightsRequest())
    assert rights.dpo_has_advised(RightsRequest(advised_on=TODAY))


def test_a_delay_is_extended_once() -> None:
    assert rights.never_extended(RightsRequest())
    assert not rights.never_extended(RightsRequest(extension_told_on=TODAY))


def test_a_request_is_accepted_wholly_or_in_part() -> None:
    assert {RightsOutcome.FONDEE, RightsOutcome.PARTIELLE} == rights.ACCEPTED
