"""« Qui a consulté cette situation »: who may ask, what they are told, what families learn."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from casework.choices.rights import RightKind
from casework.models import Case
from casework.services.readings import consultations_of, readings_of
from casework.sight import note_list_read, read_case
from confidentiality.access_matrix import READS
from confidentiality.actors import Actor
from confidentiality.choices import FieldGroup, Relation, Role
from confidentiality.errors import NotVisible
from confidentiality.models import JournalEntry
from tests.casework import factories as people
from tests.veille import factories
from tests.veille.factories import signed_in
from veille.models import Cellule

pytestmark = pytest.mark.django_db


@pytest.fixture
def cellule() -> Cellule:
    return factories.cellule()


@pytest.fixture
def case(cellule: Cellule) -> Case:
    return people.case(cellule)


@pytest.fixture
def coordinator(cellule: Cellule) -> Actor:
    return factories.agent(Role.COORDONNATEUR, cellule)


@pytest.fixture
def referent(cellule: Cellule, case: Case) -> Actor:
    agent = factories.agent(Role.REFERENT, cellule)
    people.grant(case, agent, Relation.MISSION)
    return agent


def address(case: Case) -> str:
    return f"/situations/{case.reference}/consultations/"


def page(agent: Actor, case: Case, query: str = "") -> str:
    return signed_in(agent).get(address(case) + query).content.decode()


class TestWhoReadsThem:
    def test_the_coordonnateur_is_told_functions_organisations_and_agents(
        self, coordinator: Actor, referent: Actor, case: Case
    ) -> None:
        read_case(referent, case.reference)

        text = page(coordinator, case)

        assert "Référent de parcours" in text
        assert referent.user.full_name in text
        assert "Situation lue" in text

    def test_the_referent_is_told_functions_and_organisations_without_agents(
        self, coordinator: Actor, referent: Actor, case: Case
    ) -> None:
        read_case(coordinator, case.reference)

        text = page(referent, case)

        assert "Coordonnateur" in text
        assert coordinator.user.last_name not in text

    @pytest.mark.parametrize("relation", list(Relation))
    def test_only_those_who_answer_for_the_case_have_the_group_of_its_readings(
        self, relation: Relation
    ) -> None:
        entitled = relation in (Relation.COORDINATION, Relation.DECISION, Relation.MISSION)

        assert (FieldGroup.READINGS in READS[relation]) is entitled

    def test_a_member_who_reads_the_case_does_not_read_its_readings(
        self, cellule: Cellule, case: Case
    ) -> None:
        member = factories.agent(Role.MEMBRE, cellule)
        people.grant(case, member, Relation.WINDOW)
        case, decision = read_case(member, case.reference)
        assert decision.allowed

        with pytest.raises(NotVisible):
            read_case(member, case.reference, act="case.readings")
        assert signed_in(member).get(address(case)).status_code == 404

    def test_the_case_leads_there(self, coordinator: Actor, case: Case) -> None:
        text = signed_in(coordinator).get(f"/situations/{case.reference}/").content.decode()

        assert address(case) in text

    def test_reading_them_is_a_reading_too(self, coordinator: Actor, case: Case) -> None:
        page(coordinator, case)

        line = JournalEntry.objects.get(action="case.readings")
        assert (line.outcome, line.object_id) == ("read", str(case.pk))
        assert "Consultations d’une situation lues" in page(coordinator, case)

    def test_the_page_names_nobody(self, coordinator: Actor, case: Case) -> None:
        text = page(coordinator, case)

        assert case.young_person.last_name not in text


class TestWhatTheySay:
    def test_a_list_that_showed_the_case_counts(
        self, coordinator: Actor, cellule: Cellule, case: Case
    ) -> None:
        other = people.case(cellule)
        note_list_read(coordinator, "case.list", cellule.pk, [case.pk, other.pk])
        note_list_read(coordinator, "case.list", cellule.pk, [other.pk])

        [line], older = readings_of(case, named=True)

        assert (line.what, older) == ("Liste des situations lue", 0)

    def test_a_list_of_the_whole_collectivite_counts(
        self, coordinator: Actor, cellule: Cellule, case: Case
    ) -> None:
        note_list_read(coordinator, "case.list", cellule.collectivite_id, [case.pk])

        assert len(readings_of(case, named=False)[0]) == 1

    def test_a_measure_of_the_case_counts(self, coordinator: Actor, case: Case) -> None:
        rappel = people.rappel(case)
        signed_in(coordinator).get(f"/rappels/{rappel.pk}/")

        whats = [line.what for line in readings_of(case, named=False)[0]]

        assert "Rappel à l’ordre lu" in whats

    def test_the_readings_of_another_case_do_not(
        self, coordinator: Actor, cellule: Cellule, case: Case
    ) -> None:
        read_case(coordinator, people.case(cellule).reference)

        assert readings_of(case, named=True) == ([], 0)

    def test_acts_and_refusals_are_no_readings(
        self, coordinator: Actor, cellule: Cellule, case: Case
    ) -> None:
        stranger = factories.agent(Role.MEMBRE, cellule)
        signed_in(stranger).get(f"/situations/{case.reference}/")

        assert readings_of(case, named=True) == ([], 0)

    def test_they_are_paged_newest_first(
        self, coordinator: Actor, case: Case, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("casework.services.readings.PAGE", 2)
        for _ in range(5):
            read_case(coordinator, case.reference)

        first, older = readings_of(case, named=False)
        second, rest = readings_of(case, named=False, before=older)
        third, none = readings_of(case, named=False, before=rest)

        numbers = [line.number for line in (*first, *second, *third)]
        assert numbers == sorted(numbers, reverse=True)
        assert (len(numbers), none) == (5, 0)

    @pytest.mark.parametrize("query", ["?avant=", "?avant=x", "?avant=-1", "?avant=" + "9" * 30])
    def test_a_number_that_is_none_shows_the_first_page(
        self, coordinator: Actor, case: Case, query: str
    ) -> None:
        read_case(coordinator, case.reference)

        assert "Situation lue" in page(coordinator, case, query)


class TestWhatThePersonIsTold:
    def test_functions_and_organisations_with_their_days_and_never_an_agent(
        self, coordinator: Actor, referent: Actor, case: Case
    ) -> None:
        for agent in (coordinator, coordinator, referent):
            read_case(agent, case.reference)

        told = consultations_of(case)

        today = timezone.localdate()
        assert sorted((each.role, each.count, each.last_on) for each in told) == [
            ("Coordonnateur", 2, today),
            ("Référent de parcours", 1, today),
        ]
        assert coordinator.user.last_name not in repr(told)

    @pytest.mark.parametrize("kind", list(RightKind))
    def test_the_answer_to_a_request_for_access_says_who_read_the_file(
        self, coordinator: Actor, case: Case, kind: RightKind
    ) -> None:
        read_case(coordinator, case.reference)
        asked = people.rights_request(case, kind=kind)

        text = signed_in(coordinator).get(f"/protection/demandes/{asked.pk}/").content.decode()

        assert ("Qui a consulté le dossier" in text) is (kind == RightKind.ACCES)


def test_nobody_reads_them_without_signing_in(case: Case) -> None:
    assert Client().get(address(case)).status_code == 302
