"""What the person asked to correct, once the request is founded (RGPD art. 16 and 19).

Under the freeze of the request itself, by the coordonnateur, through the same door as the other
acts on a request. Names and birth dates go through their fields, under the key of the person; the
event and the journal bear the names of the columns, never a value. What was recorded by mistake is
withdrawn with its reason, and stays told as withdrawn. Nothing here is taken back: former values
are kept nowhere. A mistake is corrected again, until the request is closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from casework import notices
from casework.choices.lists import Schooling, Sex
from casework.choices.rights import WithdrawalReason
from casework.choices.states import UNREADABLE
from casework.conservation import purge_due
from casework.likeness import Identity
from casework.models import Case, Fait, LegalRepresentative, RightsRequest, Saisine, YoungPerson
from casework.services import counting
from casework.services.archived_rights import require_its_reading
from casework.services.people import fingerprint
from casework.services.rights import on_request
from casework.timers import refresh
from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.choices import FieldGroup as F
from confidentiality.door import Sent, refusing
from confidentiality.errors import refused
from confidentiality.events import changing
from confidentiality.fields import forget
from veille.models import Commune

ACT = "rights.rectify"
_ARTICLE = "RGPD, art. 16"
# Who must be told: those whose reading of the case shows this.
_GROUPS: dict[str, frozenset[F]] = {
    "last_name": frozenset({F.IDENTITY}),
    "first_name": frozenset({F.IDENTITY}),
    "birth_date": frozenset({F.IDENTITY, F.BIRTH_DATE}),
    "sex": frozenset({F.IDENTITY}),
    "commune": frozenset({F.IDENTITY}),
    "schooling": frozenset({F.SCHOOLING}),
    "address": frozenset({F.CONTACT}),
    "phone": frozenset({F.CONTACT}),
    "email": frozenset({F.CONTACT}),
    "representatives": frozenset({F.REPRESENTATIVES}),
    "motifs": frozenset({F.MOTIFS}),
    "faits": frozenset({F.FAITS, F.FAIT_NATURES}),
}


@dataclass(frozen=True, slots=True)
class Corrected:
    """What is exact. Empty: left as it is. ``emptied``: contact details that are not theirs."""

    last_name: str = ""
    first_name: str = ""
    birth_date: date | None = None
    sex: str = ""
    commune: Commune | None = None
    schooling: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    emptied: tuple[str, ...] = ()


def rectify(*, request_id: UUID, actor: Actor, given: Corrected, sent: Sent) -> RightsRequest:
    """Identity, contact, situation: written, then everything that depends on them is recomputed.

    The index of duplicates follows the identity; deadlines follow the birth date, and no archive
    outlives the twenty-fifth birthday (I53). An age that the cellule does not follow is no reason
    to keep a false one.
    """
    with _rectifying(request_id, actor, sent) as (request, case):
        changes = dict(_changes(given, sent))
        person = (
            YoungPerson.objects.for_system("rectified")
            .select_for_update()
            .get(pk=case.young_person_id)
        )
        counted = Case.objects.for_system("counted again").filter(young_person=person)
        counted = counted.select_related("young_person__key").order_by("pk")
        with counting.restated(counted.select_for_update(of=("self",)).all, sent.now):
            capped_on = person.last_day_of_data()
            for name, value in changes.items():
                setattr(person, name, value)
            identity = Identity(
                person.last_name, person.first_name, person.birth_date, str(person.commune_id)
            )
            person.likeness = fingerprint(person.tenant_id, identity)
            person.save()
        due = None
        if "birth_date" in changes:
            due = _true_term(case, person, capped_on)
            _move_terms(case, person, capped_on, actor, sent)
        _done(request, case, changes, actor, sent, due)
    return request


def _changes(given: Corrected, sent: Sent) -> Iterator[tuple[str, Any]]:
    sent.require_past(given.birth_date)
    if given.sex not in ("", *Sex.values) or given.schooling not in ("", *Schooling.values):
        raise refused("unknown_code", "Choisissez parmi les valeurs de la liste.", _ARTICLE)
    if not {*given.emptied} <= {"address", "phone", "email"}:
        raise refused("unknown_code", "Choisissez parmi les valeurs de la liste.", _ARTICLE)
    for each in fields(given):
        value = getattr(given, each.name)
        if each.name != "emptied" and value:
            yield each.name, value.strip() if isinstance(value, str) else value
    for name in given.emptied:
        yield name, None


def _move_terms(case: Case, person: YoungPerson, capped_on: date, actor: Actor, sent: Sent) -> None:
    """The other cases of this person end by the true birth date too, archives included."""
    kept = Case.objects.for_system("end of conservation").filter(young_person=person)
    kept = kept.exclude(purge_due_on=None).exclude(state__in=UNREADABLE).exclude(pk=case.pk)
    for other in kept.select_for_update(of=("self",)).order_by("pk"):
        due = _true_term(other, person, capped_on)
        if due == other.purge_due_on:
            continue
        with refusing(other), changing(other, actor=actor, act="case.rectified", at=sent.now):
            other.purge_due_on = due


def _true_term(case: Case, person: YoungPerson, capped_on: date) -> date | None:
    """The last day of a case by the birth date as it is now: never after 25 years (I53).

    A term that the former date had set (``capped_on``) is computed again, even later: a mistake of
    typing, once corrected, destroys nothing before its day. Any other term only comes forward.
    """
    if case.purge_due_on is None:
        return None
    if case.closed_on is not None and case.purge_due_on == capped_on:
        months = case.cellule.collectivite.archive_months
        return purge_due(case.closed_on, person.birth_date, months)
    return min(case.purge_due_on, person.last_day_of_data())


@dataclass(frozen=True, slots=True)
class Representative:
    """What is exact of one representative; empty: left as it is. ``removed``: never was one."""

    representative_id: UUID
    quality: str = ""
    last_name: str = ""
    first_name: str = ""
    phone: str = ""
    removed: bool = False


def rectify_representative(
    *, request_id: UUID, actor: Actor, given: Representative, sent: Sent
) -> RightsRequest:
    """One holder of parental authority, corrected, or removed when it is not one."""
    with _rectifying(request_id, actor, sent) as (request, case):
        rows = LegalRepresentative.objects.filter(young_person=case.young_person_id)
        row = rows.select_related("young_person__key").filter(pk=given.representative_id).first()
        if row is None:
            raise refused(
                "unknown_representative", "Choisissez un représentant de la liste.", _ARTICLE
            )
        told = {
            name: getattr(given, name).strip()
            for name in ("quality", "last_name", "first_name", "phone")
            if getattr(given, name).strip()
        }
        if given.removed:
            forget(row)
            row.delete()
        else:
            for name, value in told.items():
                setattr(row, name, value)
            row.save()
        changed = ["representatives"] if given.removed or told else []
        _done(request, case, changed, actor, sent)
    return request


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Motifs and facts that were recorded by mistake, and why."""

    reason: str
    motifs: tuple[str, ...] = ()
    faits: tuple[UUID, ...] = field(default=())


def withdraw(*, request_id: UUID, actor: Actor, given: Withdrawn, sent: Sent) -> RightsRequest:
    """Taken out of what is read, kept as withdrawn with the reason: never silently edited."""
    with _rectifying(request_id, actor, sent) as (request, case):
        if given.reason not in WithdrawalReason.values:
            raise refused("withdrawal_reason", "Indiquez le motif du retrait.", _ARTICLE)
        faits = Fait.objects.filter(saisine__case=case, pk__in=given.faits)
        gone = faits.update(withdrawn_at=sent.now, withdrawn_code=given.reason)
        columns = ["faits"] if gone else []
        if _withdraw_motifs(case, given, actor, sent):
            columns.append("motifs")
        _done(request, case, columns, actor, sent)
    return request


def _withdraw_motifs(case: Case, given: Withdrawn, actor: Actor, sent: Sent) -> bool:
    saisines = Saisine.objects.for_system("rectified").filter(case=case)
    found = False
    for saisine in saisines.select_for_update(of=("self",)).order_by("pk"):
        gone = [code for code in saisine.motifs if code in given.motifs]
        if not gone:
            continue
        found = True
        with refusing(saisine), changing(saisine, actor=actor, act=ACT, at=sent.now):
            saisine.motifs = [code for code in saisine.motifs if code not in gone]
            # Another dictionary: the event compares it with the one that was there.
            saisine.withdrawn_motifs = saisine.withdrawn_motifs | dict.fromkeys(gone, given.reason)
    return found


@contextmanager
def _rectifying(request_id: UUID, actor: Actor, sent: Sent) -> Iterator[tuple[RightsRequest, Case]]:
    """The request through the door, with its case; an archive, while it is read for it by two."""
    with transaction.atomic(), on_request(request_id, actor, ACT, sent) as request:
        case = request.case
        if case is None or case.state in UNREADABLE:
            raise refused(
                "rectify_erased",
                "Cette situation est effacée : il n’y a plus rien à corriger. Notez la réponse "
                "donnée à la personne.",
                _ARTICLE,
                label="Noter la réponse donnée",
                url="repondre",
            )
        require_its_reading(request, case, actor, sent.now)
        yield request, case


def _done(
    request: RightsRequest,
    case: Case,
    columns: Iterable[str],
    actor: Actor,
    sent: Sent,
    due: date | None = None,
) -> None:
    """The move of the request, the version of the case, the line, the notices, the deadlines."""
    named = sorted(columns)
    if not named:
        raise refused("nothing_corrected", "Indiquez ce qui est à corriger.", _ARTICLE)
    request.rectify(columns=named, on=sent.today)
    with refusing(case), changing(case, actor=actor, act="case.rectified", at=sent.now):
        if due is not None:
            case.purge_due_on = due
    journal.record(
        actor=actor,
        action="case.rectified",
        chain_id=case.cellule_id,
        target=case,
        fields=[*named],
        request=request.reference,
    )
    groups = frozenset[F]().union(*(_GROUPS[name] for name in named))
    notices.case_rectified(case, groups)
    person = case.young_person_id
    for each in Case.objects.for_system("its deadlines").filter(young_person=person):
        refresh(each, sent.now)
