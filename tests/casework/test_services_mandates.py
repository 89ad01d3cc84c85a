"""After elections, what an agent holds on situations passes to the renewed designation."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from casework.choices.states import CaseState, FollowUpState
from casework.models import Case, CaseGrant, ReferentFollowUp, Saisine
from casework.services.mandates import renew_designations
from confidentiality.choices import Relation, Role
from confidentiality.door import NOT_A_FORM
from confidentiality.events import events_of
from tests.casework import factories as people
from tests.veille import factories
from veille.hats import actor_of
from veille.models import Designation
from veille.services.mandates import open_mandate

pytestmark = pytest.mark.django_db


def test_missions_grants_and_saisines_follow_a_renewed_agent() -> None:
    place = factories.cellule()
    coordinator = factories.agent(Role.COORDONNATEUR, place)
    referent = factories.agent(Role.REFERENT, place)
    case = people.case(place, state=CaseState.EN_COURS)
    hat = Designation.objects.get(pk=referent.hat_id)
    mission = people.follow_up(case, hat, state=FollowUpState.ACTIF)
    over = people.follow_up(
        people.case(place, state=CaseState.EN_COURS), hat, state=FollowUpState.TERMINE
    )
    people.grant(case, referent, Relation.MISSION, until=timezone.now() + timedelta(days=30))
    saisine = people.saisine(referent, place)
    open_mandate(
        actor=coordinator, since=timezone.localdate(), reference="PV du jour", sent=NOT_A_FORM
    )

    [new] = renew_designations(
        actor=coordinator,
        designation_ids=[referent.hat_id],
        reference="Lettre du jour",
        until=None,
        sent=NOT_A_FORM,
    )

    missions = ReferentFollowUp.objects.for_system("read again")
    moved = missions.get(pk=mission.pk)
    assert (moved.referent, moved.state) == (new, FollowUpState.ACTIF)
    assert events_of(moved).last().act == "mandate.renew"  # type: ignore[union-attr]  # just written
    assert missions.get(pk=over.pk).referent == hat
    assert Saisine.objects.for_system("read again").get(pk=saisine.pk).author == new
    old_grant, new_grant = CaseGrant.objects.order_by("since")
    assert (old_grant.designation, new_grant.designation) == (hat, new)
    assert old_grant.until == new_grant.since

    # A grant alone opens nothing: the charte is signed first.
    again, now = actor_of(new), timezone.now()
    assert not Case.objects.visible_to(again, now).exists()
    factories.sign(again.user, place, at=now)
    assert Case.objects.visible_to(again, now).get() == case
    assert not Case.objects.visible_to(referent, now).exists()
