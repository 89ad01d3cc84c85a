"""Putting one case on paper: an act, with its reason, its number and its line in the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from django.db import transaction

from casework.choices.exports import PrintReason
from casework.guards.cases import information_holds_nothing, rights_hold_nothing
from casework.models import Case
from casework.services.door import is_held
from casework.sight import decision_on
from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.choices import FieldGroup
from confidentiality.door import Sent, claim
from confidentiality.errors import NotPermitted, NotVisible, refused
from confidentiality.guards import require

ACT = "case.print"


@dataclass(frozen=True, slots=True)
class Printed:
    """A case that may be put on paper once: what is shown of it, and what marks each page."""

    case: Case
    fields: frozenset[FieldGroup]
    number: str
    mark: str


def print_case(*, reference: str, actor: Actor, reason: str, sent: Sent) -> Printed:
    """Open one case for paper. Traced with its reason and its number before anything is shown.

    The policy alone says who may: it gives nothing of an archive, nor of any reading opened for a
    reason. Raises NotVisible, NotPermitted, Refused, AlreadyDone for a page sent twice.
    """
    with transaction.atomic():
        claim(sent.key, actor, ACT)
        case = _read(reference, actor, sent.now)
        decision = decision_on(actor, ACT, case, sent.now)
        if not decision.allowed:
            raise NotPermitted(decision.refusal) if decision.visible else NotVisible
        if reason not in PrintReason.values:
            raise refused(
                "print_without_reason", "Choisissez le motif de l’impression.", "RGPD, art. 5, 1, b"
            )
        if is_held(case, ACT):
            require(case, information_holds_nothing, rights_hold_nothing)
        number = f"I-{uuid4().hex[:8]}"
        journal.record(
            actor=actor,
            action=ACT,
            chain_id=case.cellule_id,
            target=case,
            outcome="read",
            reason=reason,
            number=number,
            fields=sorted(decision.fields),
        )
    return Printed(case, decision.fields, number, _mark(case, actor, number, sent.now))


def _mark(case: Case, actor: Actor, number: str, now: datetime) -> str:
    moment = f"{now.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return f"Diffusion restreinte. {number}, {moment}. {actor.label}, {case.cellule.name}"


def _read(reference: str, actor: Actor, now: datetime) -> Case:
    rows = Case.objects.visible_to(actor, now).select_related(
        "young_person__key", "young_person__commune", "cellule__collectivite"
    )
    case = rows.filter(reference=reference).first()
    if case is None:
        raise NotVisible
    return case
