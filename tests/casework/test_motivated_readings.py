"""Motivated readings by the DPO: opened alone, for an hour, told at once, reviewed by another.

AC-26 and G16 of the security goals; I55 for archives is in ``test_archive_reading``.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from casework.choices.conservation import ReadingReason
from casework.choices.states import CaseState
from casework.models import Case, MotivatedReading
from casework.services import motivated_readings as service
from casework.services.readings import readings_of
from casework.sight import read_case
from confidentiality.access_matrix import READ_ALONE
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.errors import NotPermitted, NotVisible, Refused
from confidentiality.models import JournalEntry
from notifications.choices import MessageKind
from notifications.models import OutboxMessage
from tests.casework import factories as people
from tests.casework.archives import JUSTIFICATION
from tests.casework.days import told
from tests.casework.motivated import code_of, in_the_past, open_alone
from tests.veille import factories
from veille.hats import actor_of
from veille.models import Cellule, Designation

pytestmark = pytest.mark.django_db

K = MessageKind


class TestOpening:
    @pytest.mark.parametrize("state", [CaseState.EN_COURS, CaseState.CLOS, CaseState.ARCHIVE])
    def test_the_dpo_reads_one_case_and_little_of_it(
        self, cellule: Cellule, dpo: Actor, state: CaseState
    ) -> None:
        case, other = people.case(cellule, state=state), people.case(cellule, state=state)

        open_alone(case, dpo)

        seen, decision = read_case(dpo, case.reference)
        assert (seen, decision.rule) == (case, "reading")
        assert decision.fields == READ_ALONE[Role.DPO]
        with pytest.raises(NotVisible):
            read_case(dpo, other.reference)

    def test_it_closes_after_sixty_minutes(self, case: Case, dpo: Actor) -> None:
        open_alone(case, dpo)
        opened = timezone.now()

        with time_machine.travel(opened + timedelta(minutes=59, seconds=50)):
            read_case(dpo, case.reference)
        later = time_machine.travel(opened + timedelta(minutes=60, seconds=1))
        with later, pytest.raises(NotVisible):
            read_case(dpo, case.reference)

    def test_it_opens_to_this_hat_and_to_nobody_else(
        self, case: Case, dpo: Actor, cellule: Cellule
    ) -> None:
        open_alone(case, dpo)

        for other in (
            factories.agent(Role.DPO, cellule),
            actor_of(factories.designation(Role.DPO, cellule, user=dpo.user)),
            factories.agent(Role.MEMBRE, cellule, user=dpo.user),
        ):
            with pytest.raises(NotVisible):
                read_case(other, case.reference)

    def test_it_ends_with_the_designation_and_with_an_exclusion(
        self, case: Case, dpo: Actor, cellule: Cellule
    ) -> None:
        open_alone(case, dpo)
        maire = factories.agent(Role.MAIRE, cellule)

        exclusion = factories.exclusion(maire, cellule, dpo.user)
        with pytest.raises(NotVisible):
            read_case(dpo, case.reference)
        exclusion.delete()
        Designation.objects.filter(pk=dpo.hat_id).update(until=timezone.now())
        with pytest.raises(NotVisible):
            read_case(dpo, case.reference)

    def test_what_is_not_read_there_is_told_in_the_same_words(
        self, case: Case, dpo: Actor, cellule: Cellule
    ) -> None:
        neighbour = factories.cellule(tenant=cellule.collectivite)
        factories.exclusion(factories.agent(Role.MAIRE, cellule), neighbour, dpo.user)
        closed = [
            people.case(state=CaseState.EN_COURS),
            people.case(cellule, state=CaseState.A_ELIMINER),
            people.case(cellule, state=CaseState.PURGE),
            people.case(neighbour, state=CaseState.EN_COURS),
        ]
        refusals = set()
        for reference in [*(each.reference for each in closed), "ZZZZZZ", ""]:
            with pytest.raises(Refused) as refused:
                open_alone(case, dpo, case_reference=reference)
            refusals.add(refused.value.refusals)

        assert len(refusals) == 1
        assert not MotivatedReading.objects.exists()

    @pytest.mark.parametrize("role", [role for role in Role if role != Role.DPO])
    def test_nobody_else_opens_one_alone(self, case: Case, cellule: Cellule, role: Role) -> None:
        with pytest.raises(NotPermitted):
            open_alone(case, factories.agent(role, cellule))

    @pytest.mark.parametrize(
        ("given", "code"),
        [
            ({"reason": "curiosite"}, "reading_without_reason"),
            ({"reference": "  "}, "reading_without_reason"),
            ({"justification": "x" * 19}, "reading_without_words"),
            ({"justification": " " * 30 + "court"}, "reading_without_words"),
        ],
    )
    def test_ac26_a_motive_its_request_and_twenty_characters(
        self, case: Case, dpo: Actor, given: dict[str, str], code: str
    ) -> None:
        with pytest.raises(Refused) as refused:
            open_alone(case, dpo, **given)

        assert code_of(refused) == code
        open_alone(case, dpo, justification="y" * 20)

    def test_the_words_are_sealed_under_the_key_of_the_person(self, case: Case, dpo: Actor) -> None:
        reading = open_alone(case, dpo)

        rows = MotivatedReading.objects.filter(pk=reading.pk)
        kept = rows.select_related("young_person__key").get()
        assert kept.justification == JUSTIFICATION
        assert JUSTIFICATION not in repr(rows.values())
        assert JUSTIFICATION not in repr(list(JournalEntry.objects.values_list("codes")))


class TestQuota:
    def test_ac26_the_fourth_in_a_day_is_refused_whatever_became_of_the_others(
        self, case: Case, dpo: Actor
    ) -> None:
        for hours in (23, 12, 2):
            in_the_past(case, dpo, hours=hours)

        with pytest.raises(Refused) as refused:
            open_alone(case, dpo)

        assert code_of(refused) == "reading_quota"

    def test_a_day_later_another_opens(self, case: Case, dpo: Actor) -> None:
        for hours in (25, 12, 2):
            in_the_past(case, dpo, hours=hours)

        assert open_alone(case, dpo).opened_at is not None

    def test_it_counts_a_person_not_a_hat(self, case: Case, dpo: Actor, cellule: Cellule) -> None:
        for _ in range(3):
            open_alone(case, dpo)

        with pytest.raises(Refused):
            open_alone(case, actor_of(factories.designation(Role.DPO, cellule, user=dpo.user)))
        open_alone(case, factories.agent(Role.DPO, cellule))


class TestNotices:
    def test_g16_the_coordination_and_the_maire_are_told_at_once_of_no_name(
        self, case: Case, dpo: Actor, cellule: Cellule
    ) -> None:
        coordinator = factories.agent(Role.COORDONNATEUR, cellule)
        maire = factories.agent(Role.MAIRE, cellule)
        factories.agent(Role.COORDONNATEUR, factories.cellule(tenant=cellule.collectivite))
        factories.agent(Role.DPO, cellule)

        open_alone(case, dpo)

        assert told(K.READING_OPENED) == {coordinator.user, maire.user}
        due = OutboxMessage.objects.filter(kind=K.READING_OPENED, not_before__gt=timezone.now())
        assert not due.exists()


class TestTraces:
    def test_each_page_read_says_under_which_reading_and_why(
        self, case: Case, dpo: Actor, cellule: Cellule
    ) -> None:
        coordinator = factories.agent(Role.COORDONNATEUR, cellule)
        read_case(coordinator, case.reference)
        reading = open_alone(case, dpo)

        read_case(dpo, case.reference)

        ordinary, motivated = JournalEntry.objects.filter(action="case.view").order_by("pk")
        assert "reading" not in ordinary.codes
        assert motivated.codes["reading"] == str(reading.pk)
        assert motivated.codes["motive"] == ReadingReason.CONTENTIEUX
        assert service.seen_under(reading) == [motivated]

    def test_who_consulted_the_case_tells_it_with_its_motive(
        self, case: Case, dpo: Actor, cellule: Cellule
    ) -> None:
        open_alone(case, dpo)
        read_case(dpo, case.reference)

        [line], _ = readings_of(case, named=True)
        assert (line.agent, line.motive) == (dpo.label, "Contentieux")
