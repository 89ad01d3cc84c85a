"""Rows about fictitious young people, written as if their path had led there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import count

from casework.choices.lists import InformationMode
from casework.choices.measures import BilanKind, RappelLevel
from casework.choices.states import BilanState, CaseState, CddfState, FollowUpState, RappelState
from casework.models import (
    Bilan,
    Case,
    CddfReferral,
    RappelALOrdre,
    ReferentFollowUp,
    YoungPerson,
)
from confidentiality.choices import Role
from confidentiality.models import PersonKey
from tests.veille import factories
from veille.models import Cellule

# No page of figures may hold one of these words.
CANARIES = ("Zibelinov", "Ocarina", "impasse du Canari")

_serial = count(1)


def young_person(place: Cellule) -> YoungPerson:
    """A young person whose name would be noticed anywhere."""
    last_name, first_name, address = CANARIES
    return YoungPerson.objects.create(
        tenant=place.collectivite,
        key=PersonKey.objects.create_for_person(),
        likeness=next(_serial).to_bytes(16, "big"),
        last_name=last_name,
        first_name=first_name,
        birth_date=date(2010, 5, 4),
        commune=place.collectivite.seat,
        address=address,
    )


def case(place: Cellule, *, inscribed_on: date | None = None) -> Case:
    """A case under way, opened before any period counted here."""
    return Case.objects.create(
        reference=f"Z{next(_serial):05}",
        cellule=place,
        young_person=young_person(place),
        state=CaseState.EN_COURS,
        opened_on=date(2024, 3, 1),
        inscribed_on=inscribed_on,
        informed_on=date(2024, 3, 5),
        informed_by_mode=InformationMode.values[0],
        engaged_on=date(2024, 3, 6),
    )


def identified(place: Cellule, on: date) -> None:
    """A young person inscribed for the first time that day."""
    case(place, inscribed_on=on)


def rappel(place: Cellule, on: date) -> None:
    """A rappel à l’ordre made that day."""
    RappelALOrdre.objects.create(
        case=case(place),
        state=RappelState.REALISE,
        level=RappelLevel.INFORMEL,
        commune=place.collectivite.seat,
        proposed_on=date(2024, 4, 1),
        decided_by=factories.designation(Role.MAIRE, place),
        appointment_at=datetime(2024, 4, 20, 9, tzinfo=UTC),
        done_on=on,
        register_number=next(_serial),
    )


def referral(place: Cellule, on: date) -> None:
    """A referral to the CDDF proposed that day."""
    CddfReferral.objects.create(
        case=case(place), cddf=factories.cddf(place.collectivite), proposed_on=on
    )


def hearing(place: Cellule, on: date) -> None:
    """A family heard by the CDDF that day, referred long before."""
    CddfReferral.objects.create(
        case=case(place),
        cddf=factories.cddf(place.collectivite),
        state=CddfState.ENTENDUE,
        proposed_on=date(2024, 4, 1),
        hearing_at=datetime(2024, 4, 20, 9, tzinfo=UTC),
        convened_on=date(2024, 4, 2),
        heard_on=on,
    )


def follow_up(place: Cellule, on: date) -> None:
    """A follow-up active from that day."""
    referent = factories.designation(Role.REFERENT, place)
    ReferentFollowUp.objects.create(
        case=case(place),
        referent=referent,
        organisation=referent.organisation,
        state=FollowUpState.ACTIF,
        designated_on=date(2024, 4, 1),
        young_adhesion_on=date(2024, 4, 2),
        active_since=on,
    )


def bilan(place: Cellule, on: date) -> None:
    """A bilan presented that day."""
    Bilan.objects.create(
        case=case(place),
        state=BilanState.PRESENTE,
        kind=BilanKind.INTERMEDIAIRE,
        requested_on=date(2024, 4, 1),
        due_on=date(2024, 5, 1),
        since=date(2024, 3, 6),
        validated_on=date(2024, 5, 2),
        presented_on=on,
    )


# The field of ``PersonTotals`` that counts each kind of event.
EVENTS: dict[str, Callable[[Cellule, date], None]] = {
    "identified": identified,
    "rappels": rappel,
    "cddf_referrals": referral,
    "cddf_heard": hearing,
    "follow_ups": follow_up,
    "bilans": bilan,
}
