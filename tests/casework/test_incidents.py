"""Whom a breach touches: counts and references from the journal, for the DPO and the operator."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from casework.models import Case
from casework.services.incidents import Scope, UnknownAgent, agent_of, scope_of
from casework.sight import note_list_read, read_case
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.journal import record
from confidentiality.models import JournalEntry
from tests.casework import factories as people
from tests.veille import factories
from tests.veille.factories import signed_in
from veille.models import Cellule

pytestmark = pytest.mark.django_db

NOW = timezone.now().replace(microsecond=0)
HOUR = timedelta(hours=1)


@pytest.fixture
def cellule() -> Cellule:
    return factories.cellule()


@pytest.fixture
def coordinator(cellule: Cellule) -> Actor:
    return factories.agent(Role.COORDONNATEUR, cellule)


@pytest.fixture
def dpo(cellule: Cellule) -> Actor:
    return factories.agent(Role.DPO, cellule)


def scope(**values: Any) -> Scope:
    given = {"since": NOW - HOUR, "until": timezone.now() + HOUR, **values}
    return scope_of(**given)


class TestTheScope:
    def test_a_case_that_was_read_counts_with_its_reference_and_its_data(
        self, cellule: Cellule, coordinator: Actor
    ) -> None:
        case = people.case(cellule)
        read_case(coordinator, case.reference)
        read_case(coordinator, case.reference)

        found = scope()

        [kind] = found.kinds
        assert (kind.label, kind.read, kind.changed) == ("Situation", 1, 0)
        assert kind.references == (case.reference,)
        assert (found.lines, found.agents, found.persons) == (2, 1, 1)
        assert ("Adresse, téléphone, courriel", 1) in found.data

    def test_the_cases_of_a_list_count_one_by_one(
        self, cellule: Cellule, coordinator: Actor
    ) -> None:
        cases = [people.case(cellule) for _ in range(3)]
        note_list_read(coordinator, "case.list", cellule.pk, [each.pk for each in cases])

        found = scope()

        assert (found.persons, found.kinds[0].read) == (3, 3)
        assert found.kinds[0].references == tuple(sorted(each.reference for each in cases))

    def test_two_rows_of_one_person_are_one_person(
        self, cellule: Cellule, coordinator: Actor
    ) -> None:
        case = people.case(cellule)
        rappel = people.rappel(case)
        client = signed_in(coordinator)
        client.get(f"/situations/{case.reference}/")
        client.get(f"/rappels/{rappel.pk}/")

        found = scope()

        assert [kind.label for kind in found.kinds] == ["Situation", "Rappel à l’ordre"]
        assert found.persons == 1

    def test_a_case_that_was_changed_is_told_apart(
        self, cellule: Cellule, coordinator: Actor
    ) -> None:
        record(
            actor=coordinator,
            action="case.suspend",
            chain_id=cellule.pk,
            target=people.case(cellule),
        )

        assert (scope().kinds[0].read, scope().kinds[0].changed) == (0, 1)

    def test_what_is_outside_the_window_or_of_another_agent_does_not_count(
        self, cellule: Cellule, coordinator: Actor
    ) -> None:
        case = people.case(cellule)
        with time_machine.travel(NOW - 3 * HOUR, tick=False):
            record_reading(coordinator, case.reference)
        other = factories.agent(Role.COORDONNATEUR, cellule)
        read_case(other, case.reference)

        assert scope().lines == 1
        assert scope(agent_id=coordinator.user.pk).lines == 0
        assert scope(agent_id=other.user.pk).lines == 1
        assert scope(since=NOW - 4 * HOUR, until=NOW - 2 * HOUR).lines == 1

    def test_another_collectivite_does_not_count(
        self, cellule: Cellule, coordinator: Actor
    ) -> None:
        elsewhere = factories.cellule(tenant=factories.collectivite())
        read_case(coordinator, people.case(cellule).reference)

        assert scope(collectivite=elsewhere.collectivite).lines == 0
        assert scope(collectivite=cellule.collectivite).lines == 1

    def test_a_refused_attempt_showed_nothing(self, cellule: Cellule) -> None:
        case = people.case(cellule)
        signed_in(factories.agent(Role.MEMBRE, cellule)).get(f"/situations/{case.reference}/")

        assert scope().lines == 0

    def test_what_was_destroyed_since_still_counts(
        self, cellule: Cellule, coordinator: Actor
    ) -> None:
        note_list_read(coordinator, "case.list", cellule.pk, [UUID(int=5)])

        found = scope()

        assert (found.persons, found.kinds[0].references) == (1, ("00000000",))


def record_reading(agent: Actor, reference: str) -> None:
    """A reading dated in the past: the rights of the agent are those of today."""
    case = Case.objects.for_system("test").get(reference=reference)
    with transaction.atomic():
        record(
            actor=agent,
            action="case.view",
            chain_id=case.cellule_id,
            target=case,
            outcome="read",
        )


class TestTheCommand:
    def run(self, **options: Any) -> str:
        out = io.StringIO()
        call_command("incident", "scope", stdout=out, **options)
        return out.getvalue()

    def test_it_tells_counts_and_references_and_no_name(
        self, cellule: Cellule, coordinator: Actor
    ) -> None:
        case = people.case(cellule)
        read_case(coordinator, case.reference)

        text = self.run(since=NOW - HOUR, agent=coordinator.user.pk.hex[:12])

        assert "1 personne touchée, 1 ligne du journal, 1 agent." in text.replace("\u202f", " ")
        assert case.reference in text
        assert case.young_person.last_name not in text
        assert coordinator.user.last_name not in text

    def test_it_takes_a_moment_as_it_is_typed(self) -> None:
        out = io.StringIO()

        call_command("incident", "scope", "--since", "2020-01-01T10:00", stdout=out)

        assert "0 personne touchée" in out.getvalue().replace("\u202f", " ")

    @pytest.mark.parametrize("typed", ["hier", "2020-13-01", ""])
    def test_a_moment_that_is_none_is_refused(self, typed: str) -> None:
        with pytest.raises(CommandError, match="instant"):
            call_command("incident", "scope", "--since", typed)

    @pytest.mark.parametrize("reference", ["0000000", "ffffffff", "", "é"])
    def test_an_agent_that_is_none_is_refused(self, coordinator: Actor, reference: str) -> None:
        with pytest.raises(UnknownAgent):
            agent_of(reference)

    def test_an_unknown_agent_is_refused_in_french(self) -> None:
        with pytest.raises(CommandError, match="Aucun agent"):
            self.run(since=NOW, agent="ffffffff")


class TestThePage:
    def test_the_dpo_comes_from_the_breach_and_measures_it(
        self, cellule: Cellule, coordinator: Actor, dpo: Actor
    ) -> None:
        breach = factories.violation(cellule)
        case = people.case(cellule)
        read_case(coordinator, case.reference)
        client, address = signed_in(dpo), f"/protection/etendue/{breach.pk}/"
        assert address in client.get(f"/protection/violations/{breach.pk}/").content.decode()

        text = client.get(address, window()).content.decode()

        assert "Personnes touchées : 1" in text.replace("\u202f", " ")
        assert case.reference in text
        assert case.young_person.last_name not in text
        line = JournalEntry.objects.filter(action="violation.scope").latest("pk")
        assert (line.outcome, line.codes["lines"]) == ("read", 1)

    def test_one_agent_may_be_looked_at(
        self, cellule: Cellule, coordinator: Actor, dpo: Actor
    ) -> None:
        breach = factories.violation(cellule)
        read_case(coordinator, people.case(cellule).reference)
        asked = {**window(), "agent": str(dpo.user.pk)}

        text = signed_in(dpo).get(f"/protection/etendue/{breach.pk}/", asked).content.decode()

        assert "Personnes touchées : 0" in text.replace("\u202f", " ")

    def test_the_maire_reads_the_breach_and_does_not_measure_it(self, cellule: Cellule) -> None:
        breach = factories.violation(cellule)
        client = signed_in(factories.agent(Role.MAIRE, cellule))

        text = client.get(f"/protection/violations/{breach.pk}/").content.decode()

        assert "/protection/etendue/" not in text
        assert client.get(f"/protection/etendue/{breach.pk}/").status_code == 403


def window() -> dict[str, str]:
    """Since an hour ago, as it is typed."""
    since: datetime = timezone.localtime(NOW - HOUR)
    return {"depuis": f"{since:%d/%m/%Y %H:%M}"}
