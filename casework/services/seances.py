"""Séances: planned, convened, opened once all present have signed, closed (FSM-9)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from casework import notices
from casework.choices.lists import AdjournReason
from casework.choices.states import CaseState
from casework.guards.seances import every_case_is_decided
from casework.models import Case
from casework.services import windows
from casework.services.door import tell_move
from casework.services.taking_back import take_back
from casework.timers import refresh
from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.door import Sent, acting, claim, refusing
from confidentiality.errors import NotVisible, refused
from confidentiality.events import changing
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
        windows.settle_seance(seance, sent.now, actor)
        notices.seance_convened(seance)
    return seance


def undo_convocation(*, seance_id: UUID, actor: Actor, sent: Sent) -> Seance:
    """The convocation that has just been sent is taken back: nobody has received it yet."""
    with _on_seance(seance_id, actor, "seance.undo", sent) as seance:
        take_back(seance, actor, sent.now, {"seance.convene"})
        windows.settle_seance(seance, sent.now, actor)
    return seance


def move_seance(
    *, seance_id: UUID, actor: Actor, held_at: datetime, place: str, sent: Sent
) -> Seance:
    """Another day: those convened are told, and the window of its cases moves with it (I11)."""
    with _on_seance(seance_id, actor, "seance.move", sent) as seance:
        if held_at <= sent.now:
            raise refused(
                "seance_moved_to_the_past",
                "La nouvelle date est à venir.",
                "Charte de la cellule, clause C4",
            )
        seance.put_off(held_at=held_at, place=place.strip())
        windows.settle_seance(seance, sent.now, actor)
        notices.seance_moved(seance)
    return seance


def cancel_seance(*, seance_id: UUID, actor: Actor, sent: Sent) -> Seance:
    """Nobody meets: each case inscribed is adjourned, and its window closes the same minute."""
    with transaction.atomic():
        # Cases before their séance, as every act on a case locks them.
        inscribed = Case.objects.for_system("agenda of a cancelled séance").filter(
            state=CaseState.INSCRIT,
            agenda_items__seance=seance_id,
            agenda_items__withdrawn_at=None,
            cellule__in=visible_seances(actor, sent.now).values("cellule"),
        )
        found = inscribed.select_for_update(of=("self",)).order_by("pk")
        cases = list(found.select_related("cellule"))
        with _on_seance(seance_id, actor, "seance.cancel", sent) as seance:
            notices.seance_cancelled(seance)
            seance.cancel()
            for case in cases:
                _adjourn(case, actor, sent)
            windows.settle_seance(seance, sent.now, actor)
        for case in cases:
            refresh(case, sent.now)
    return seance


def _adjourn(case: Case, actor: Actor, sent: Sent) -> None:
    before, act = case.state, "case.leave_agenda"
    with refusing(case), changing(case, actor=actor, act=act, at=sent.now):
        case.leave_agenda(code=AdjournReason.SEANCE)
    point = case.agenda_items.order_by("-seance__held_at").first()
    if point is not None:
        point.withdrawn_at = sent.now
        point.save(update_fields=["withdrawn_at"])
    windows.settle(case, sent.now, actor)
    tell_move(case, act, actor, before=before)


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
        if seance.state in (SeanceState.CLOSE, SeanceState.RELEVE_VALIDE, SeanceState.ANNULEE):
            raise refused(
                "seance_over",
                "La séance est close ou annulée : la feuille ne change plus.",
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
        windows.settle_seance(seance, sent.now, actor)
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
