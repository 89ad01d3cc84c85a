"""Séances: planned, convened, opened once all present have signed, closed (FSM-9)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from casework import notices
from casework.guards.seances import every_case_is_decided
from casework.services.taking_back import take_back
from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.door import Sent, acting, claim
from confidentiality.errors import NotVisible, refused
from confidentiality.guards import require
from veille.access import authorize
from veille.choices import SeanceKind, SeanceState
from veille.guards import all_present_have_signed
from veille.models import Attendance, Cellule, Designation, Seance
from veille.sight import may_read_circle

# Who may sit at a séance: those designated to the cellule, and the maire of its collectivité.
_SITTING = (Role.MEMBRE, Role.COORDONNATEUR, Role.REFERENT, Role.PARQUET)


def visible_seances(actor: Actor, now: datetime) -> QuerySet[Seance]:
    """Séances of one’s cellule; of each cellule of the collectivité, for a maire."""
    readable = Seance.objects.filter(may_read_circle(actor, now, circle="cellule"))
    if actor.role == Role.MAIRE:
        return readable.filter(cellule__collectivite=actor.tenant_id)
    if actor.role in _SITTING and actor.circle_id is not None:
        return readable.filter(cellule=actor.circle_id)
    return readable.none()


def plan_seance(
    *, actor: Actor, cellule: Cellule, held_at: datetime, place: str, sent: Sent
) -> Seance:
    """A date and a place for the « groupe » formation."""
    authorize(actor, "seance.manage")
    if actor.circle_id != cellule.pk:
        raise NotVisible
    with transaction.atomic():
        claim(sent.key, actor, "seance.plan")
        seance = Seance(
            cellule=cellule, kind=SeanceKind.GROUPE, held_at=held_at, place=place.strip()
        )
        seance.save()
        journal.record(actor=actor, action="seance.plan", chain_id=cellule.pk, target=seance)
    return seance


def convene(*, seance_id: UUID, actor: Actor, sent: Sent) -> Seance:
    """Convocation of the members; nobody is named (invariant I10)."""
    with _on_seance(seance_id, actor, "seance.convene", sent) as seance:
        seance.convene(at=sent.now)
        notices.seance_convened(seance)
    return seance


def undo_convocation(*, seance_id: UUID, actor: Actor, sent: Sent) -> Seance:
    """The convocation that has just been sent is taken back: nobody has received it yet."""
    with _on_seance(seance_id, actor, "seance.undo", sent) as seance:
        take_back(seance, actor, sent.now, {"seance.convene"})
    return seance


def expected_at(seance: Seance) -> QuerySet[Designation]:
    """The lines of the attendance sheet: those designated to the cellule that day."""
    designated = Designation.objects.in_force(seance.held_at).filter(
        cellule=seance.cellule_id, role__in=_SITTING
    )
    return designated.select_related("user", "organisation").order_by(
        "organisation__name", "user__last_name"
    )


def record_attendance(*, seance_id: UUID, actor: Actor, present: set[UUID], sent: Sent) -> Seance:
    """Who is there. ``present``: ids of designations; the others are noted absent."""
    with _on_seance(seance_id, actor, "seance.record_attendance", sent) as seance:
        if seance.state in (SeanceState.CLOSE, SeanceState.RELEVE_VALIDE):
            raise refused(
                "seance_over",
                "La séance est close : la feuille ne change plus.",
                "Charte de la cellule, clause C9",
            )
        expected = set(expected_at(seance).values_list("pk", flat=True))
        if present - expected:
            raise refused(
                "attendance_unknown",
                "Une personne cochée n’est pas désignée dans la cellule.",
                "CSI, art. D. 132-8",
            )
        Attendance.objects.bulk_create(
            (
                Attendance(
                    seance=seance,
                    designation_id=designation_id,
                    present=designation_id in present,
                    recorded_at=sent.now,
                )
                for designation_id in expected
            ),
            update_conflicts=True,
            unique_fields=["seance", "designation"],
            update_fields=["present", "recorded_at"],
        )
        if seance.state == SeanceState.OUVERTE:
            require(seance, all_present_have_signed)
    return seance


def open_seance(*, seance_id: UUID, actor: Actor, sent: Sent) -> Seance:
    """Opening. Refused while one present member has not signed the charte (invariant I09)."""
    with _on_seance(seance_id, actor, "seance.open", sent) as seance:
        seance.open(at=sent.now)
    return seance


def close_seance(*, seance_id: UUID, actor: Actor, sent: Sent) -> Seance:
    """End of the séance, once each case on its agenda has a decision, if only adjourned."""
    with _on_seance(seance_id, actor, "seance.close", sent) as seance:
        require(seance, every_case_is_decided)
        seance.close(at=sent.now)
    return seance


def validate_releve(*, seance_id: UUID, actor: Actor, sent: Sent) -> Seance:
    """The relevé de décisions is validated; those present are told it is there."""
    with _on_seance(seance_id, actor, "seance.validate_releve", sent) as seance:
        seance.validate_releve(at=sent.now)
        notices.releve_validated(seance)
    return seance


@contextmanager
def _on_seance(seance_id: UUID, actor: Actor, act: str, sent: Sent) -> Iterator[Seance]:
    with acting(
        rows=visible_seances(actor, sent.now),
        pk=seance_id,
        actor=actor,
        act=act,
        sent=sent,
        permits=lambda _: authorize(actor, "seance.manage"),
        chain=lambda seance: seance.cellule_id,
    ) as seance:
        yield seance
