"""Who read one case, told by the journal: to those who answer for it, and to the person.

The strongest deterrent there is: a curious reader knows that colleagues see it (AU-038 art. 8).
Families are told functions and organisations, never which agent (RGPD art. 15).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from casework.choices.conservation import ReadingReason
from casework.models import Case
from confidentiality.choices import Role
from confidentiality.models import JournalEntry
from confidentiality.models.journal import Outcome
from veille.models import Designation
from veille.services.trace_labels import action_label

PAGE = 50
# What belongs to a case and is read by a page of its own, or in a list.
_PARTS = (
    "saisines",
    "rappels",
    "cddf_referrals",
    "accompagnements",
    "transactions",
    "follow_ups",
    "bilans",
    "relais",
    "rights_requests",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading: when, under which function, for which organisation, what was read.

    ``agent`` is empty unless the reader of this page may know who reads the case. ``motive``: that
    of the motivated reading, empty for an ordinary one.
    """

    number: int
    at: datetime
    role: str
    organisation: str
    agent: str
    what: str
    motive: str = ""


@dataclass(frozen=True, slots=True)
class Consultation:
    """What a person is told: a function of an organisation read the file so often, in between."""

    role: str
    organisation: str
    count: int
    first_on: date
    last_on: date


def lines_about(case: Case) -> QuerySet[JournalEntry]:
    """The readings of a case, of what belongs to it, and of lists that showed it."""
    ids = [str(case.pk)]
    for part in _PARTS:
        ids += [str(pk) for pk in getattr(case, part).values_list("pk", flat=True)]
    listed = Q()
    for each in ids:
        # An identifier is found nowhere by chance: text is enough, on both databases.
        listed |= Q(told__contains=each)
    lines = JournalEntry.objects.annotate(told=Cast("codes", TextField())).filter(
        chain__in=[case.cellule_id, case.cellule.collectivite_id], outcome=Outcome.READ
    )
    return lines.filter(Q(object_id__in=ids) | listed)


def readings_of(case: Case, *, named: bool, before: int | None = None) -> tuple[list[Reading], int]:
    """One page of readings, newest first, and the last number of it when there are more (else 0).

    ``named``: with the agents, for those who may know who reads the case.
    """
    lines = lines_about(case).order_by("-pk")
    if before is not None:
        lines = lines.filter(pk__lt=before)
    found = list(lines[: PAGE + 1])
    hats = _hats(found)
    page = [_reading(line, hats, named=named) for line in found[:PAGE]]
    return page, found[PAGE - 1].pk if len(found) > PAGE else 0


def consultations_of(case: Case) -> list[Consultation]:
    """Functions and organisations that read the case, for the answer to the person.

    Examining requests about the data is no consultation of the file: it would change the answer
    each time that the answer is prepared.
    """
    read = lines_about(case).exclude(action__startswith="rights.")
    lines = list(read.only("at", "role", "hat_id", "actor_id").order_by("at"))
    hats = _hats(lines)
    days: dict[tuple[str, str], list[date]] = {}
    for line in lines:
        key = (_role(line), _organisation(line, hats))
        days.setdefault(key, []).append(timezone.localdate(line.at))
    return sorted(
        (
            Consultation(role, organisation, len(found), found[0], found[-1])
            for (role, organisation), found in days.items()
        ),
        key=lambda each: (each.organisation, each.role),
    )


def _hats(lines: Iterable[JournalEntry]) -> dict[UUID, Designation]:
    wanted = {line.hat_id for line in lines if line.hat_id}
    rows = Designation.objects.filter(pk__in=wanted).select_related("user", "organisation")
    return {hat.pk: hat for hat in rows}


def _reading(line: JournalEntry, hats: dict[UUID, Designation], *, named: bool) -> Reading:
    hat = hats.get(line.hat_id) if line.hat_id else None
    return Reading(
        number=line.pk,
        at=line.at,
        role=_role(line),
        organisation=_organisation(line, hats),
        agent=hat.user.full_name if named and hat else "",
        what=action_label(line.action),
        motive=_motive(line),
    )


def _motive(line: JournalEntry) -> str:
    code = line.codes.get("motive", "")
    return str(ReadingReason(code).label) if code in ReadingReason.values else ""


def _role(line: JournalEntry) -> str:
    return str(Role(line.role).label) if line.role in Role.values else "Application"


def _organisation(line: JournalEntry, hats: dict[UUID, Designation]) -> str:
    """The journal outlives designations."""
    hat = hats.get(line.hat_id) if line.hat_id else None
    return hat.organisation.name if hat else "Organisme inconnu"
