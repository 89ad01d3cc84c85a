"""Identities: written once, encrypted, compared inside one tenant only."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from casework.likeness import Identity
from casework.models import Case, LegalRepresentative, YoungPerson
from casework.services.door import on_case
from confidentiality.actors import Actor
from confidentiality.door import Sent
from confidentiality.encryption import blind_index
from confidentiality.errors import refused
from confidentiality.fields import forget
from confidentiality.models import PersonKey
from veille.models import Commune


def create_person(
    *, tenant_id: UUID, identity: Identity, commune: Commune, sex: str = "non_precise"
) -> YoungPerson:
    """One row in the vault of one tenant, under a key of its own."""
    with transaction.atomic(savepoint=False):
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


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach the young person; erased at closing (retention R1). Empty: not known."""

    address: str = ""
    phone: str = ""
    email: str = ""


def record_contact(*, case_id: UUID, actor: Actor, contact: Contact, sent: Sent) -> Case:
    """Contact details, to convene and to accompany. Members never read them."""
    with on_case(case_id=case_id, actor=actor, act="case.record_contact", sent=sent) as case:
        person = case.young_person
        person.address = contact.address.strip() or None
        person.phone = contact.phone.strip() or None
        person.email = contact.email.strip() or None
        person.save()
    return case


def erase_contact(case: Case) -> None:
    """At closing, contact details and representatives go, unless another cellule of the tenant
    still follows the young person (retention R1, AU-038 art. 5).

    Those of an identity that a merger set aside end with the follow-up that took it in.
    """
    for person in (case.young_person, *_set_aside_by(case)):
        if person.cases.open().exclude(pk=case.pk).exists():
            continue
        person.address = person.phone = person.email = None
        person.save()
        erase_representatives(person)


def _set_aside_by(case: Case) -> list[YoungPerson]:
    made = case.merges.exclude(absorbed=None).select_related("absorbed__key")
    return [each.absorbed for each in made if each.absorbed is not None]


def erase_representatives(person: YoungPerson) -> None:
    """Nothing is left of them, and nothing of them opens if it is copied back."""
    for row in person.representatives.select_related("young_person__key"):
        forget(row)
        row.delete()


@dataclass(frozen=True, slots=True)
class Representative:
    """A holder of parental authority, and nobody else (invariant I26)."""

    quality: str
    last_name: str
    first_name: str
    phone: str = ""


def add_representative(
    *, case_id: UUID, actor: Actor, given: Representative, sent: Sent
) -> LegalRepresentative:
    """A legal representative of a minor; refused for an adult."""
    with on_case(case_id=case_id, actor=actor, act="case.add_representative", sent=sent) as case:
        if not case.young_person.is_minor(case.today):
            raise refused(
                "representative_of_adult",
                "Ce jeune est majeur : il n’a plus de représentant légal.",
                "AU-038, art. 3",
            )
        row = LegalRepresentative(
            young_person=case.young_person,
            quality=given.quality,
            last_name=given.last_name.strip(),
            first_name=given.first_name.strip(),
            phone=given.phone.strip() or None,
        )
        row.save()
    return row


def fingerprint(tenant_id: UUID, identity: Identity) -> bytes:
    """The keyed index of exact duplicates; its key differs for each tenant (invariant I13)."""
    return blind_index(
        tenant_id, identity.last_name, identity.first_name, identity.birth_date.isoformat()
    )


def identity_of(person: YoungPerson) -> Identity:
    """The identity in clear, for a comparison in memory."""
    return Identity(person.last_name, person.first_name, person.birth_date, str(person.commune_id))
