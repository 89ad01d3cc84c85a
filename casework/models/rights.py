"""Requests of the persons about their data (FSM-11). RGPD art. 12, 15 to 18 and 21."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django_fsm import transition

from casework.choices.rights import (
    FREEZING,
    AnswerMode,
    AuthorityProof,
    ExtensionReason,
    IdentityProof,
    Requester,
    RightKind,
    RightsOutcome,
    RightsReason,
)
from casework.choices.states import RightsState
from casework.guards import rights as guards
from casework.models.cases import Case
from confidentiality.access_matrix import RELATIONS
from confidentiality.choices import Role
from confidentiality.moves import move, staying
from confidentiality.state_field import StateField, StateModel
from veille.models import Cellule, CelluleGrant, Designation
from veille.sight import may_read_circle, running

if TYPE_CHECKING:
    from confidentiality.actors import Actor

S = RightsState
_EXAMINED = [S.IDENTITE_VERIFIEE, S.GEL]
_WAITING = [S.RECUE, S.IDENTITE_VERIFIEE, S.GEL, S.INSTRUITE]


class RightsQuerySet(models.QuerySet["RightsRequest"]):
    def visible_to(self, actor: Actor, now: datetime) -> RightsQuerySet:
        """Of one’s cellules for K and M; of one’s collectivité for the DPO, who opens no case.

        A request outlives its case: it is the proof of the answer (five years), and names nobody.
        """
        if actor.role == Role.DPO:
            hat = Designation.objects.filter(
                running(now), pk=actor.hat_id, user=actor.user.pk, user__is_active=True
            )
            return self.filter(Q(Exists(hat)), cellule__collectivite=actor.tenant_id)
        if actor.role not in (Role.COORDONNATEUR, Role.MAIRE):
            return self.none()
        granted = CelluleGrant.objects.filter(
            running(now),
            designation=actor.hat_id,
            content_object=OuterRef("cellule"),
            permission__codename__in=RELATIONS[actor.role],
        )
        return self.filter(may_read_circle(actor, now, circle="cellule"), Q(Exists(granted)))

    def for_system(self, reason: str) -> RightsQuerySet:
        """Every request, for work that no agent reads: reminders, the freeze of a case."""
        return self.all()

    def holding(self, case: Case) -> RightsQuerySet:
        """Those for which nothing may change on a case (RGPD art. 18, invariant I66)."""
        examined = Q(state__in=[S.GEL, S.INSTRUITE], kind__in=sorted(FREEZING))
        # Once granted, a limitation lasts until the person is told of its end (art. 18, 3).
        granted = Q(
            state=S.REPONDUE, kind=RightKind.LIMITATION, outcome__in=sorted(guards.ACCEPTED)
        )
        return self.filter(examined | granted, case=case)


class RightsRequest(StateModel):
    """One request of one person: which right, when it came, what is answered and why. No name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField("référence", max_length=6, unique=True, editable=False)
    cellule = models.ForeignKey(
        Cellule, models.PROTECT, related_name="rights_requests", verbose_name="cellule"
    )
    case = models.ForeignKey(
        Case,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="rights_requests",
        verbose_name="situation",
    )
    state = StateField("état", choices=S.choices, default=S.RECUE)
    kind = models.CharField("droit exercé", max_length=16, choices=RightKind.choices)
    requester = models.CharField("demandeur", max_length=20, choices=Requester.choices)
    received_on = models.DateField("reçue le")
    due_on = models.DateField("réponse avant le", db_index=True)
    identity_proof = models.CharField(
        "identité vérifiée par", max_length=20, choices=IdentityProof.choices, blank=True
    )
    identity_on = models.DateField("identité vérifiée le", null=True, blank=True)
    authority_proof = models.CharField(
        "qualité vérifiée par", max_length=24, choices=AuthorityProof.choices, blank=True
    )
    frozen_on = models.DateField("situation gelée le", null=True, blank=True)
    extension_code = models.CharField(
        "motif de prolongation", max_length=20, choices=ExtensionReason.choices, blank=True
    )
    extension_told_on = models.DateField("prolongation annoncée le", null=True, blank=True)
    advice = models.CharField(
        "avis du DPO", max_length=12, choices=RightsOutcome.choices, blank=True
    )
    advised_on = models.DateField("avis le", null=True, blank=True)
    outcome = models.CharField("décision", max_length=12, choices=RightsOutcome.choices, blank=True)
    reason = models.CharField("motif", max_length=24, choices=RightsReason.choices, blank=True)
    decided_by = models.ForeignKey(
        Designation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="décidée par",
    )
    decided_on = models.DateField("décidée le", null=True, blank=True)
    # Names of the columns that were corrected, never their values.
    rectified = models.JSONField("données corrigées", default=list, blank=True)
    rectified_on = models.DateField("corrigées le", null=True, blank=True)
    answer_mode = models.CharField(
        "mode de réponse", max_length=16, choices=AnswerMode.choices, blank=True
    )
    answered_on = models.DateField("répondue le", null=True, blank=True)
    closed_on = models.DateField("close le", null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = RightsQuerySet.as_manager()

    class Meta:
        verbose_name = "demande de droits"
        default_permissions = ()
        ordering: ClassVar = ["due_on", "reference"]
        constraints: ClassVar = [
            models.CheckConstraint(name="rights_state_known", condition=Q(state__in=S.values)),
            models.CheckConstraint(
                name="rights_decided_by_mayor",
                condition=~Q(state__in=[S.INSTRUITE, S.REPONDUE, S.CLOSE])
                | (~Q(outcome="") & Q(decided_by__isnull=False, advised_on__isnull=False)),
                violation_error_message="Le DPO donne son avis, puis le maire décide.",
            ),
            models.CheckConstraint(
                name="rights_refusal_is_reasoned",
                condition=Q(outcome__in=["", RightsOutcome.FONDEE]) | ~Q(reason=""),
                violation_error_message="Un refus, même partiel, porte son motif.",
            ),
            models.CheckConstraint(
                name="rights_answered_is_dated",
                condition=~Q(state__in=[S.REPONDUE, S.CLOSE]) | Q(answered_on__isnull=False),
                violation_error_message="Une réponse porte sa date.",
            ),
            models.CheckConstraint(
                name="rights_extension_is_told",
                condition=Q(extension_code="", extension_told_on=None)
                | (~Q(extension_code="") & Q(extension_told_on__isnull=False)),
                violation_error_message="La personne est prévenue de la prolongation, avec motif.",
            ),
        ]

    def __str__(self) -> str:
        return f"demande {self.reference}"

    @property
    def trace_reference(self) -> str:
        """The reference of the request itself, for the journal."""
        return self.reference

    @property
    def freezes(self) -> bool:
        """Whether nothing changes on the case while this right is examined."""
        return self.kind in FREEZING

    @transition(
        field=state,
        source=S.RECUE,
        target=S.IDENTITE_VERIFIEE,
        custom=move(
            "DR1",
            "rights.check_identity",
            "Vérifier l’identité",
            "RGPD, art. 12, 6",
            data="moyen de vérification, qualité si ce n’est pas le jeune, sans copie de document",
        ),
    )
    def check_identity(self, *, proof: str, authority: str, on: date) -> None:
        """The person is who they say, and may speak for the young person (RGPD art. 12, 6)."""
        self.identity_proof = proof
        self.authority_proof = authority
        self.identity_on = on

    @transition(
        field=state,
        source=S.IDENTITE_VERIFIEE,
        target=S.GEL,
        conditions=[guards.right_freezes],
        custom=move(
            "DR2",
            "",
            "Geler la situation",
            "RGPD, art. 18 et 21",
            delay="à la minute où l’identité est vérifiée",
        ),
    )
    def freeze(self, *, on: date) -> None:
        """Automatic for opposition, rectification and limitation (invariant I66)."""
        self.frozen_on = on

    @staying(
        field=state,
        at=_EXAMINED,
        conditions=[guards.waits_for_its_freeze],
        custom=move(
            "DR3",
            "rights.advise",
            "Donner l’avis du DPO",
            "RGPD, art. 38 et 39",
            data="fondée, en partie ou non fondée ; motif",
        ),
    )
    def advise(self, *, advice: str, reason: str, on: date) -> None:
        """The DPO prepares the answer; the mayor, controller of the file, decides."""
        self.advice = advice
        self.reason = reason
        self.advised_on = on

    @staying(
        field=state,
        at=_WAITING,
        conditions=[guards.never_extended],
        custom=move(
            "DR4",
            "rights.extend",
            "Prolonger le délai",
            "RGPD, art. 12, 3",
            data="motif, date où la personne est prévenue",
            delay="deux mois de plus, une fois",
        ),
    )
    def extend(self, *, code: str, told_on: date, due_on: date) -> None:
        """Two months more, once, the person being told why within the first month."""
        self.extension_code = code
        self.extension_told_on = told_on
        self.due_on = due_on

    @transition(
        field=state,
        source=_EXAMINED,
        target=S.INSTRUITE,
        conditions=[guards.dpo_has_advised, guards.waits_for_its_freeze],
        custom=move(
            "DR5",
            "rights.decide",
            "Décider la suite",
            "RGPD, art. 12, 4 et art. 24",
            data="fondée, en partie ou non fondée ; motif d’un refus",
        ),
    )
    def decide(self, *, outcome: str, reason: str, by: Designation, on: date) -> None:
        """The mayor decides, after the advice of the DPO."""
        self.outcome = outcome
        self.reason = reason
        self.decided_by = by
        self.decided_on = on

    @staying(
        field=state,
        # Until the request is closed: a correction made wrong is made again.
        at=[S.INSTRUITE, S.REPONDUE],
        conditions=[guards.rectification_is_granted],
        custom=move(
            "DR8",
            "rights.rectify",
            "Corriger ce que la personne demande",
            "RGPD, art. 16 et 19",
            data="données corrigées ; motif d’un retrait",
        ),
    )
    def rectify(self, *, columns: Iterable[str], on: date) -> None:
        """What the request is about is corrected, under its own freeze, or just after it."""
        self.rectified = sorted({*self.rectified, *columns})
        self.rectified_on = on

    @transition(
        field=state,
        source=S.INSTRUITE,
        target=S.REPONDUE,
        conditions=[guards.rectification_is_made],
        custom=move(
            "DR6",
            "rights.answer",
            "Répondre à la personne",
            "RGPD, art. 12, 3 et 4",
            data="date et mode de la réponse",
            documents=("D32",),
            delay="un mois après la réception",
        ),
    )
    def answer(self, *, mode: str, on: date) -> None:
        """The person has the answer, its reasons and the ways to complain; the freeze ends."""
        self.answer_mode = mode
        self.answered_on = on

    @transition(
        field=state,
        source=S.REPONDUE,
        target=S.CLOSE,
        custom=move("DR7", "rights.close", "Clore la demande", "RGPD, art. 5, 2 et art. 18, 3"),
    )
    def close(self, *, on: date) -> None:
        """Nothing more is owed. A limitation that was granted ends here, the person being told."""
        self.closed_on = on
