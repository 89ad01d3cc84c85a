"""Who is told what. A notice names a kind of event, never a person, a case or a fact."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from casework.models import (
    Bilan,
    Case,
    CddfReferral,
    MotivatedReading,
    RappelALOrdre,
    ReferentFollowUp,
    RightsRequest,
    Saisine,
)
from confidentiality.access_matrix import READS
from confidentiality.choices import FieldGroup, Relation, Role
from confidentiality.models import User
from confidentiality.state_field import StateModel
from confidentiality.two_persons import counterpart_of
from notifications.choices import MessageKind
from notifications.outbox import leave
from veille.models import Designation, Seance
from veille.sight import holder_of, in_their_place, running


def _tell(
    recipients: Iterable[User], kind: MessageKind, about: StateModel, *, made: bool = False
) -> None:
    """One message each, under the event of the act: taken back with it (``services.undo``).

    ``about``: the row that the act changes, by which ``casework.audience`` asks again, as the
    message leaves, whether its reader still sees it. ``made``: a row that the act makes, told once.
    """
    event: UUID = about.event_id or (about.pk if made else uuid4())
    for recipient in {user.pk: user for user in recipients}.values():
        leave(kind=kind, recipient=recipient, event=event)


def _holders(role: Role, **scope: object) -> list[User]:
    held = in_their_place(role, timezone.now()).filter(**scope)
    return [designation.user for designation in held.select_related("user")]


def saisine_received(saisine: Saisine) -> None:
    _tell(
        _holders(Role.COORDONNATEUR, cellule=saisine.cellule_id),
        MessageKind.SAISINE_RECEIVED,
        saisine,
    )


def saisine_answered(saisine: Saisine) -> None:
    _tell(_author(saisine), MessageKind.SAISINE_ANSWERED, saisine)


def complement_asked(saisine: Saisine) -> None:
    _tell(_author(saisine), MessageKind.COMPLEMENT_ASKED, saisine)


def _author(saisine: Saisine) -> list[User]:
    """Nobody once the follow-up is over: who reported is forgotten."""
    return [saisine.author.user] if saisine.author else []


def seance_convened(seance: Seance) -> None:
    _tell(_holders(Role.MEMBRE, cellule=seance.cellule_id), MessageKind.SEANCE_CONVENED, seance)


def seance_moved(seance: Seance) -> None:
    """Those who were convened to another day; nobody was for a séance only planned."""
    if seance.convened_at is not None:
        members = _holders(Role.MEMBRE, cellule=seance.cellule_id)
        _tell(members, MessageKind.SEANCE_MOVED, seance)


def seance_cancelled(seance: Seance) -> None:
    """The same, when nobody meets."""
    if seance.convened_at is not None:
        members = _holders(Role.MEMBRE, cellule=seance.cellule_id)
        _tell(members, MessageKind.SEANCE_CANCELLED, seance)


def releve_validated(seance: Seance) -> None:
    present = seance.attendances.filter(present=True).select_related("designation__user")
    _tell([line.designation.user for line in present], MessageKind.RELEVE_VALIDATED, seance)


def mayor_expected(case: Case, about: StateModel | None = None) -> None:
    """``about``: the measure that waits for the mayor, when an act has just changed it."""
    _tell(
        _holders(Role.MAIRE, collectivite=case.cellule.collectivite_id),
        MessageKind.DECISION_EXPECTED,
        about or case,
    )


def parquet_consulted(rappel: RappelALOrdre) -> None:
    told = _holders(Role.PARQUET, cellule=rappel.case.cellule_id)
    _tell(told, MessageKind.CONSULTATION_EXPECTED, rappel)


def parquet_answered(rappel: RappelALOrdre) -> None:
    cellule = rappel.case.cellule
    told = _holders(Role.COORDONNATEUR, cellule=cellule.pk)
    told += _holders(Role.MAIRE, collectivite=cellule.collectivite_id)
    _tell(told, MessageKind.PARQUET_ANSWERED, rappel)


def cddf_programmed(referral: CddfReferral) -> None:
    _tell(_holders(Role.CDDF, cddf=referral.cddf_id), MessageKind.CDDF_SITTING, referral)


def mission_proposed(follow_up: ReferentFollowUp) -> None:
    _tell([follow_up.referent.user], MessageKind.MISSION_PROPOSED, follow_up, made=True)


def bilan_expected(bilan: Bilan) -> None:
    """The référent, or whoever holds their place."""
    if bilan.follow_up is not None:
        told = holder_of(bilan.follow_up.referent, timezone.now())
        _tell([told.user], MessageKind.BILAN_EXPECTED, bilan, made=True)


def bilan_written(case: Case) -> None:
    _tell(
        _holders(Role.COORDONNATEUR, cellule=case.cellule_id), MessageKind.BILAN_TO_VALIDATE, case
    )


def task_given(case: Case, members: Iterable[Designation]) -> None:
    """Those of the organisation that pilots a decision, or whoever holds their place."""
    now = timezone.now()
    _tell([holder_of(member, now).user for member in members], MessageKind.TASK_GIVEN, case)


def rights_to_examine(request: RightsRequest) -> None:
    """The DPO prepares the answer."""
    dpos = _holders(Role.DPO, collectivite=request.cellule.collectivite_id)
    _tell(dpos, MessageKind.RIGHTS_TO_EXAMINE, request)


def rights_to_decide(request: RightsRequest) -> None:
    """The mayor decides on the advice of the DPO."""
    mayors = _holders(Role.MAIRE, collectivite=request.cellule.collectivite_id)
    _tell(mayors, MessageKind.DECISION_EXPECTED, request)


def rights_to_answer(request: RightsRequest) -> None:
    """The coordonnateur hands the answer over."""
    _tell(
        _holders(Role.COORDONNATEUR, cellule=request.cellule_id),
        MessageKind.RIGHTS_ANSWER_EXPECTED,
        request,
    )


def reading_opened(reading: MotivatedReading) -> None:
    """At once, and it is never taken back: a closed file is open. Nobody is named, nor which."""
    _tell_of_reading(reading, MessageKind.READING_OPENED, reading_watchers(reading))


def reading_to_approve(reading: MotivatedReading) -> None:
    """Those who may open an archive for the asker: the other of the two functions."""
    cellule = reading.case.cellule
    if counterpart_of(Role(reading.asked_by.role)) == Role.MAIRE:
        told = _holders(Role.MAIRE, collectivite=cellule.collectivite_id)
    else:
        told = _holders(Role.COORDONNATEUR, cellule=cellule.pk)
    _tell_of_reading(reading, MessageKind.READING_TO_APPROVE, told)


def reading_refused(reading: MotivatedReading) -> None:
    """The asker, at once: they may ask again, or do without."""
    _tell_asker(reading, MessageKind.READING_REFUSED)


def reading_lapsed(reading: MotivatedReading) -> None:
    """The asker: nobody approved in five working days."""
    _tell_asker(reading, MessageKind.READING_LAPSED)


def _tell_asker(reading: MotivatedReading, kind: MessageKind) -> None:
    leave(kind=kind, recipient=reading.asked_by.user, event=reading.pk, delay=timedelta(0))


def reading_unjustified(reading: MotivatedReading) -> None:
    """The DPO answers for what follows; the maire, when the DPO is the reader."""
    tenant = reading.case.cellule.collectivite_id
    above = Role.MAIRE if reading.asked_by.role == Role.DPO else Role.DPO
    told = _holders(above, collectivite=tenant)
    _tell_of_reading(reading, MessageKind.READING_UNJUSTIFIED, told)


def reading_watchers(reading: MotivatedReading) -> list[User]:
    """The coordination, and the DPO; when the DPO reads, the coordination and the maire."""
    cellule = reading.case.cellule
    other = Role.MAIRE if reading.asked_by.role == Role.DPO else Role.DPO
    told = _holders(Role.COORDONNATEUR, cellule=cellule.pk)
    return told + _holders(other, collectivite=cellule.collectivite_id)


def _tell_of_reading(reading: MotivatedReading, kind: MessageKind, told: list[User]) -> None:
    """Everybody but the reader, once."""
    for recipient in {user.pk: user for user in told}.values():
        if recipient.pk != reading.asked_by.user_id:
            leave(kind=kind, recipient=recipient, event=reading.pk, delay=timedelta(0))


def case_rectified(case: Case, groups: frozenset[FieldGroup]) -> None:
    """Those who may read what was corrected, by their right on the case (RGPD art. 19)."""
    now = case.acting_at or timezone.now()
    rights = [
        *case.grants.filter(running(now)).select_related("permission", "designation__user"),
        *case.cellule.grants.filter(running(now)).select_related("permission", "designation__user"),
    ]
    told = [
        right.designation.user
        for right in rights
        if READS[Relation(right.permission.codename)] & groups
    ]
    _tell(told, MessageKind.CASE_RECTIFIED, case)
