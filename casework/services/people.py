"""Identities: written once, encrypted, compared inside one tenant only."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from casework.likeness import Identity, likeness
from casework.models import Case, YoungPerson
from confidentiality.actors import Actor
from confidentiality.encryption import blind_index
from confidentiality.models import PersonKey
from veille.models import Commune

# Beyond, the exact index alone answers: decryption stays bounded.
SCANNED_AT_MOST = 2000


@dataclass(frozen=True, slots=True)
class Resemblance:
    """A case that may be about the same person, and why. Shown to those who see that case."""

    case: Case
    reason: str


def create_person(
    *, tenant_id: UUID, identity: Identity, commune: Commune, sex: str = "non_precise"
) -> YoungPerson:
    """One row in the vault of one tenant, under a key of its own."""
    return YoungPerson.objects.create(
        tenant_id=tenant_id,
        key=PersonKey.objects.create_for_person(),
        likeness=fingerprint(tenant_id, identity),
        last_name=identity.last_name.strip(),
        first_name=identity.first_name.strip(),
        birth_date=identity.birth_date,
        sex=sex,
        commune=commune,
    )


def correct_person(person: YoungPerson, identity: Identity, commune: Commune) -> None:
    """Correct who somebody is, before a case exists; the index of duplicates follows."""
    person.last_name = identity.last_name.strip()
    person.first_name = identity.first_name.strip()
    person.birth_date = identity.birth_date
    person.commune = commune
    person.likeness = fingerprint(person.tenant_id, identity)
    person.save()


def forget_person(person: YoungPerson) -> None:
    """Erase an identity that turned out to be somebody already known: row and key.

    Data kept twice would be data kept without need (RGPD art. 5).
    """
    key = person.key
    person.delete()
    key.delete()


def fingerprint(tenant_id: UUID, identity: Identity) -> bytes:
    """The keyed index of exact duplicates; its key differs for each tenant (invariant I13)."""
    return blind_index(
        tenant_id, identity.last_name, identity.first_name, identity.birth_date.isoformat()
    )


def identity_of(person: YoungPerson) -> Identity:
    """The identity in clear, for a comparison in memory."""
    return Identity(person.last_name, person.first_name, person.birth_date, str(person.commune_id))


def resembling(actor: Actor, person: YoungPerson, cases: list[Case]) -> list[Resemblance]:
    """Among cases that the agent sees, those that may be about the same young person.

    ``cases`` come from ``visible_to``: nothing is compared outside the agent’s sight, and so
    nothing is revealed by an answer.
    """
    wanted = identity_of(person)
    found = []
    for case in cases[:SCANNED_AT_MOST]:
        if case.young_person_id == person.pk or case.young_person.tenant_id != person.tenant_id:
            continue
        if reason := likeness(wanted, identity_of(case.young_person)):
            found.append(Resemblance(case, reason))
    return found
