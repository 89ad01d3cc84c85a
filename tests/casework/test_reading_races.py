"""Two motivated readings opened at once at the edge of the quota: one opens, the other is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from casework.choices.conservation import ReadingReason
from casework.choices.states import CaseState
from casework.models import Case, MotivatedReading
from casework.services import motivated_readings
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.door import Sent
from confidentiality.errors import Refused
from tests.casework import factories as people
from tests.casework.archives import JUSTIFICATION
from tests.races import Track, Work
from tests.veille import factories

pytestmark = pytest.mark.django_db(transaction=True)

RACES = 10


def opening(case: Case, dpo: Actor, at: Sent) -> Work:
    return lambda: motivated_readings.open_alone(
        case_reference=case.reference,
        actor=dpo,
        reason=ReadingReason.CONTENTIEUX,
        reference="COURRIER-2026-7",
        justification=JUSTIFICATION,
        sent=at,
    )


def test_ac26_the_last_place_of_the_day_goes_to_one_of_two(track: Track) -> None:
    place = factories.cellule()
    cases = [people.case(place, state=CaseState.EN_COURS) for _ in range(2)]
    for _ in range(RACES):
        dpo = factories.agent(Role.DPO, place)
        for hours in (5, 3):
            opening(cases[0], dpo, Sent(at=timezone.now() - timedelta(hours=hours)))()

        results = track.run(*(opening(case, dpo, Sent()) for case in cases))

        [refusal] = [each for each in results if isinstance(each, Refused)]
        assert [each.code for each in refusal.refusals] == ["reading_quota"]
        assert MotivatedReading.objects.filter(asked_by=dpo.hat_id).count() == 3
