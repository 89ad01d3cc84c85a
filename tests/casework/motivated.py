"""Motivated readings, as they are opened in tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from casework.choices.conservation import ReadingReason
from casework.choices.states import CaseState
from casework.models import Case, MotivatedReading
from casework.services import archives
from casework.services import motivated_readings as service
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.door import NOT_A_FORM, Sent
from confidentiality.errors import Refused
from tests.casework import factories as people
from tests.casework.archives import JUSTIFICATION
from tests.veille import factories
from veille.models import Cellule


def open_alone(case: Case, dpo: Actor, **changes: Any) -> MotivatedReading:
    given: dict[str, Any] = {
        "case_reference": case.reference,
        "actor": dpo,
        "reason": ReadingReason.CONTENTIEUX,
        "reference": "COURRIER-2026-7",
        "justification": JUSTIFICATION,
        "sent": NOT_A_FORM,
    }
    return service.open_alone(**(given | changes))


def in_the_past(case: Case, dpo: Actor, **ago: float) -> MotivatedReading:
    return open_alone(case, dpo, sent=Sent(at=timezone.now() - timedelta(**ago)))


def code_of(refusal: pytest.ExceptionInfo[Refused]) -> str:
    [only] = refusal.value.refusals
    return only.code


def reader_again(actor: Actor, role: Role, place: Cellule) -> Actor:
    """The same person under another hat."""
    return factories.agent(role, place, user=actor.user)


class Read:
    """One archive, the coordonnateur who reads it, the maire who approves."""

    def __init__(self, place: Cellule) -> None:
        self.case = people.case(place, state=CaseState.ARCHIVE)
        self.reader = factories.agent(Role.COORDONNATEUR, place)
        self.approver = factories.agent(Role.MAIRE, place)

    def ask(self, sent: Sent = NOT_A_FORM) -> MotivatedReading:
        return archives.ask_reading(
            case_id=self.case.pk,
            actor=self.reader,
            reason=ReadingReason.CONTENTIEUX,
            reference="COURRIER-2026-7",
            justification=JUSTIFICATION,
            sent=sent,
        )

    def open(self, hours: float = 0) -> MotivatedReading:
        sent = Sent(at=timezone.now() - timedelta(hours=hours))
        reading = self.ask(sent)
        return archives.approve_reading(reading_id=reading.pk, actor=self.approver, sent=sent)
