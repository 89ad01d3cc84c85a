"""Looking for a person among those whom an agent sees, by decrypting a bounded number of them.

No index holds a name: it would tell how frequent each is. One index only, over the whole identity,
finds exact duplicates in a tenant of any size. What is compared always comes from ``visible_to``:
an answer, its length and its delay say nothing of the rest (invariants I12 and I13).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone

from casework.choices.states import SEALED, SaisineState
from casework.likeness import Identity, Likeness, Seeker, Wanted
from casework.models import Case, Saisine, YoungPerson
from casework.services.people import fingerprint, identity_of
from casework.sight import note_list_read
from confidentiality import policy
from confidentiality.actors import Actor
from confidentiality.choices import FieldGroup, Role
from confidentiality.errors import NotVisible
from confidentiality.many import Row, read_many
from veille.models import Cellule

# Beyond, the exact index alone answers: decryption stays bounded.
DECRYPTED_AT_MOST = 5000
SHOWN_AT_MOST = 10
# The persons of a saisine are named until it is answered, to its author and to those who answer.
_WAITING = (SaisineState.SOUMISE, SaisineState.A_COMPLETER)
_PERSON = ("young_person__key", "young_person__commune")


@dataclass(frozen=True, slots=True)
class Resemblance:
    """A case, or a saisine not answered yet, that may be about the person; and why."""

    about: Case | Saisine
    likeness: Likeness

    @property
    def person(self) -> YoungPerson:
        return self.about.young_person


@dataclass(frozen=True, slots=True)
class Answer:
    """What is shown of a search. ``more``: others resemble too. ``whole``: everybody was read."""

    found: list[Resemblance]
    more: bool = False
    whole: bool = True


def find(actor: Actor, wanted: Wanted) -> Answer:
    """Who resembles the wanted person among what this agent sees, nearest first.

    One line of the journal tells how many were shown and which, never the words typed. A date of
    birth is compared only for a function to which it is always open: the reason of a match would
    tell it to the others.
    """
    cases = Case.objects.visible_to(actor, timezone.now()).exclude(state__in=SEALED)
    saisines = Saisine.objects.visible_to(actor, timezone.now()).filter(state__in=_WAITING)
    births = may_compare_births(actor)
    if not births:
        wanted = Wanted(wanted.last_name, wanted.first_name)
    tenant = _tenant_of(actor)
    persons = _persons(tenant, cases, saisines)
    ranked, whole = _ranked(persons, wanted, _exact(tenant, wanted), births=births)
    best = ranked[: SHOWN_AT_MOST + 1]
    found = _abouts(best[:SHOWN_AT_MOST], cases, saisines)
    scope = actor.circle_id or actor.tenant_id or actor.hat_id
    note_list_read(actor, "person.search", scope, [each.about.pk for each in found])
    return Answer(found, more=len(best) > SHOWN_AT_MOST, whole=whole)


def duplicates(actor: Actor, person: YoungPerson, cellule_id: UUID) -> list[Resemblance]:
    """Open cases and waiting saisines of the cellule that may be about this very person.

    For the coordonnateur only, who sees them all. Nobody else learns anything: nothing is even
    looked for, so that neither the page nor its delay tells that a young person is known.
    """
    if actor.role != Role.COORDONNATEUR:
        return []
    cases = Case.objects.visible_to(actor, timezone.now()).filter(cellule=cellule_id).open()
    saisines = Saisine.objects.visible_to(actor, timezone.now()).filter(
        cellule=cellule_id, state__in=_WAITING
    )
    persons = _persons(person.tenant_id, cases, saisines).exclude(pk=person.pk)
    who = identity_of(person)
    wanted = Wanted(who.last_name, who.first_name, who.birth_date, who.commune_code)
    ranked, _ = _ranked(persons, wanted, bytes(person.likeness), births=True)
    found = _abouts(ranked[:SHOWN_AT_MOST], cases, saisines)
    note_list_read(actor, "case.resembling", cellule_id, [each.about.pk for each in found])
    return found


def may_compare_births(actor: Actor) -> bool:
    """Whether every case that this function opens shows the date of birth."""
    return FieldGroup.BIRTH_DATE in policy.always_open(actor.role)


def _tenant_of(actor: Actor) -> UUID:
    """The collectivité of the hat: the second wall around every search, besides sight."""
    if actor.tenant_id is not None:
        return actor.tenant_id
    if actor.circle_id is None:
        raise NotVisible
    return Cellule.objects.values_list("collectivite_id", flat=True).get(pk=actor.circle_id)


def _persons(
    tenant: UUID, cases: models.QuerySet[Case], saisines: models.QuerySet[Saisine]
) -> models.QuerySet[YoungPerson]:
    """The persons of these rows whose identity may still be read."""
    borne = Q(pk__in=cases.values("young_person")) | Q(pk__in=saisines.values("young_person"))
    return YoungPerson.objects.in_tenant(tenant).filter(borne, key__sealed_at=None)


def _exact(tenant: UUID, wanted: Wanted) -> bytes:
    """The index of the whole identity; empty when a part of it is missing."""
    if not wanted.first_name or wanted.birth_date is None:
        return b""
    who = Identity(wanted.last_name, wanted.first_name, wanted.birth_date, "")
    return fingerprint(tenant, who)


def _ranked(
    persons: models.QuerySet[YoungPerson], wanted: Wanted, exact: bytes, *, births: bool
) -> tuple[list[tuple[UUID, Likeness]], bool]:
    """The likely ones, nearest first, and whether all were read.

    Those of the exact index come beyond the bound; decrypted like the others, for a keyed index
    may hold two persons under one value.
    """
    known = persons.filter(likeness=exact) if exact else persons.none()
    others = persons.exclude(likeness=exact) if exact else persons
    read = _sealed(others[: DECRYPTED_AT_MOST + 1])
    candidates = chain(_sealed(known), islice(read, DECRYPTED_AT_MOST))
    likely = list(_likely(candidates, Seeker(wanted), births=births))
    likely.sort(key=lambda each: (-each[1].score, each[0]))
    return likely, next(read, None) is None


def _sealed(persons: models.QuerySet[YoungPerson]) -> Iterator[Row]:
    return read_many(persons, "last_name", "first_name", "birth_date", plain=("commune_id",))


def _likely(
    persons: Iterable[Row], seeker: Seeker, *, births: bool
) -> Iterator[tuple[UUID, Likeness]]:
    for person in persons:
        # Decrypted only when the names say something.
        born = partial(person.read, "birth_date") if births else None
        last_name, first_name = person.read("last_name"), person.read("first_name")
        likeness = seeker.compare(last_name, first_name, born, str(person.plain[0]))
        if likeness is not None:
            yield person.pk, likeness


def _abouts(
    ranked: list[tuple[UUID, Likeness]],
    cases: models.QuerySet[Case],
    saisines: models.QuerySet[Saisine],
) -> list[Resemblance]:
    """The rows that these persons bear, cases before saisines, in the order of the persons."""
    ids = [pk for pk, _ in ranked]
    rows: dict[UUID, list[Case | Saisine]] = {pk: [] for pk in ids}
    related = (*_PERSON, "cellule")
    for case in cases.filter(young_person__in=ids).select_related(*related).order_by("reference"):
        rows[case.young_person_id].append(case)
    for saisine in saisines.filter(young_person__in=ids).select_related(*related):
        rows[saisine.young_person_id].append(saisine)
    return [Resemblance(row, likeness) for pk, likeness in ranked for row in rows[pk]]
