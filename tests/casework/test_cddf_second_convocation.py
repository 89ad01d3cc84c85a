"""A family that did not come is convened once more, to a sitting of its own."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from casework.choices.states import CaseState, CddfState
from casework.models import Case, CddfReferral
from casework.services import cddf
from confidentiality.errors import Refused
from tests.casework.path import Path

pytestmark = pytest.mark.django_db


def absent_family() -> Path:
    path = Path().to(CaseState.EN_COURS).propose_cddf().accept_cddf().convene_family().wait(6)
    path.referral = cddf.record_absence(
        referral_id=path.referral.pk, actor=path.mayor, sent=path.sent
    )
    return path


def convene(path: Path, hearing_at: datetime | None) -> CddfReferral:
    return cddf.convene(
        referral_id=path.referral.pk,
        actor=path.coordinator,
        sent=path.sent,
        hearing_at=hearing_at,
    )


def test_the_second_convocation_has_a_new_sitting_that_its_members_read() -> None:
    path = absent_family()
    later = path.now + timedelta(days=30)

    referral = convene(path, later)

    assert (referral.state, referral.hearing_at) == (CddfState.CONVOQUEE, later)
    the_day_before = later - timedelta(days=1)
    assert path.case in Case.objects.visible_to(path.cddf_member, the_day_before)


@pytest.mark.parametrize("days", [None, -1])
def test_a_second_convocation_without_a_sitting_to_come_is_refused(days: int | None) -> None:
    path = absent_family()
    hearing_at = None if days is None else path.now + timedelta(days=days)

    with pytest.raises(Refused) as refusal:
        convene(path, hearing_at)

    assert "à venir" in refusal.value.refusals[0].sentence
    path.referral.refresh_from_db()
    assert path.referral.state == CddfState.CARENCE
