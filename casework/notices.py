"""Who is told what. A notice names a kind of event, never a person, a case or a fact."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID, uuid4

from django.utils import timezone

from casework.models import Case, ReferentFollowUp, Saisine
from confidentiality.choices import Role
from confidentiality.models import User
from notifications.choices import MessageKind
from notifications.outbox import leave
from veille.models import Cddf, Designation, Seance


def _tell(recipients: Iterable[User], kind: MessageKind) -> None:
    event: UUID = uuid4()
    for recipient in {user.pk: user for user in recipients}.values():
        leave(kind=kind, recipient=recipient, event=event)


def _holders(role: Role, **scope: object) -> list[User]:
    held = Designation.objects.in_force(timezone.now()).filter(role=role, **scope)
    return [designation.user for designation in held.select_related("user")]


def saisine_received(saisine: Saisine) -> None:
    _tell(_holders(Role.COORDONNATEUR, cellule=saisine.cellule_id), MessageKind.SAISINE_RECEIVED)


def saisine_answered(saisine: Saisine) -> None:
    _tell([saisine.author.user], MessageKind.SAISINE_ANSWERED)


def complement_asked(saisine: Saisine) -> None:
    _tell([saisine.author.user], MessageKind.COMPLEMENT_ASKED)


def seance_convened(seance: Seance) -> None:
    _tell(_holders(Role.MEMBRE, cellule=seance.cellule_id), MessageKind.SEANCE_CONVENED)


def releve_validated(seance: Seance) -> None:
    present = seance.attendances.filter(present=True).select_related("designation__user")
    _tell([line.designation.user for line in present], MessageKind.RELEVE_VALIDATED)


def mayor_expected(case: Case) -> None:
    _tell(
        _holders(Role.MAIRE, collectivite=case.cellule.collectivite_id),
        MessageKind.DECISION_EXPECTED,
    )


def parquet_consulted(case: Case) -> None:
    _tell(_holders(Role.PARQUET, cellule=case.cellule_id), MessageKind.CONSULTATION_EXPECTED)


def parquet_answered(case: Case) -> None:
    told = _holders(Role.COORDONNATEUR, cellule=case.cellule_id)
    told += _holders(Role.MAIRE, collectivite=case.cellule.collectivite_id)
    _tell(told, MessageKind.PARQUET_ANSWERED)


def cddf_programmed(cddf: Cddf) -> None:
    _tell(_holders(Role.CDDF, cddf=cddf.pk), MessageKind.CDDF_SITTING)


def mission_proposed(follow_up: ReferentFollowUp) -> None:
    _tell([follow_up.referent.user], MessageKind.MISSION_PROPOSED)


def bilan_expected(follow_up: ReferentFollowUp) -> None:
    _tell([follow_up.referent.user], MessageKind.BILAN_EXPECTED)


def bilan_written(case: Case) -> None:
    _tell(_holders(Role.COORDONNATEUR, cellule=case.cellule_id), MessageKind.BILAN_TO_VALIDATE)
