"""What agents do of a charte through the services, and where a designation stands with it."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from confidentiality.actors import Actor
from confidentiality.door import NOT_A_FORM
from confidentiality.models import Charte, CharteSignature
from tests.veille import factories
from veille.choices import ExclusionReason
from veille.models import Cellule, Designation, Exclusion
from veille.services.adhesions import Adhesion, adhesion_of
from veille.services.chartes import Acknowledgements, repeal_charte, sign_charte
from veille.services.exclusions import exclude_member

ALL_THREE = Acknowledgements(True, True, True)


def standing(actor: Actor, place: Cellule, now: datetime | None = None) -> Adhesion:
    hat = Designation.objects.get(pk=actor.hat_id)
    return adhesion_of(hat, place.pk, now or timezone.now())


def sign(actor: Actor, place: Cellule) -> CharteSignature:
    return sign_charte(
        actor=actor,
        charte_id=factories.charte_in_force(place).pk,
        acknowledgements=ALL_THREE,
        sent=NOT_A_FORM,
    )


def exclude(maire: Actor, place: Cellule, member: Actor) -> Exclusion:
    return exclude_member(
        actor=maire,
        cellule_id=place.pk,
        designation_id=member.hat_id,
        reason=ExclusionReason.DIVULGATION,
        sent=NOT_A_FORM,
    )


def repeal(actor: Actor, charte: Charte) -> Charte:
    return repeal_charte(
        actor=actor,
        charte_id=charte.pk,
        on=date(2026, 3, 2),
        reference="CLSPD 2026-2",
        sent=NOT_A_FORM,
    )
