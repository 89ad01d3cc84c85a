"""Rappel à l’ordre by the mayor (FSM-3). CSI art. L. 132-7."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import transition

from casework.choices.measures import (
    ConvocationAddressee,
    Impossibility,
    OppositionReason,
    ParquetAnswer,
    PostponeReason,
    RappelCancel,
    RappelLevel,
    RepresentativePresence,
    YoungPresence,
)
from casework.choices.states import RappelState
from casework.guards import rappels as guards
from casework.models import rappel_moves as moves
from casework.models.cases import Case
from casework.models.saisines import Fait
from confidentiality.choices import Role
from confidentiality.moves import staying
from confidentiality.state_field import StateField, StateModel
from veille.models import Commune, Delegation, Designation, ParquetProtocol

if TYPE_CHECKING:
    from confidentiality.actors import Actor

R = RappelState
_PENDING = [R.PROPOSE, R.CONSULTATION, R.ACCORD, R.CONVOQUE, R.REPORTE]
_LAWFUL = [
    guards.no_crime_declared,
    guards.no_complaint_declared,
    guards.no_proceedings_communicated,
    guards.no_fact_is_excluded,
]


class RappelQuerySet(models.QuerySet["RappelALOrdre"]):
    def visible_to(self, actor: Actor, now: datetime) -> RappelQuerySet:
        """Of the cases that the agent sees, for the roles that read the whole file."""
        if actor.role not in (Role.COORDONNATEUR, Role.MAIRE, Role.PARQUET):
            return self.none()
        rows = self.filter(case__in=Case.objects.visible_to(actor, now))
        return rows.exclude(state=R.PROPOSE) if actor.role == Role.PARQUET else rows

    def for_system(self, reason: str) -> RappelQuerySet:
        """Every rappel, for work that no agent reads: counts."""
        return self.all()


class RappelALOrdre(StateModel):
    """A verbal reminder of the rules by the mayor. Neither a sanction nor a conviction."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="rappels")
    state = StateField("état", choices=R.choices, default=R.PROPOSE)
    level = models.CharField("niveau", max_length=10, choices=RappelLevel.choices)
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+")
    faits = models.ManyToManyField(Fait, related_name="rappels")
    proposed_on = models.DateField("proposé le")
    protocol = models.ForeignKey(
        ParquetProtocol, models.PROTECT, null=True, blank=True, related_name="rappels"
    )
    agreement_reference = models.CharField(
        "accord écrit du parquet, hors protocole", max_length=120, blank=True
    )
    attested_at = models.DateTimeField("attestations le", null=True, blank=True)
    consulted_on = models.DateField("parquet consulté le", null=True, blank=True)
    reminded_on = models.DateField("parquet relancé le", null=True, blank=True)
    opinion = models.CharField(
        "réponse du parquet", max_length=12, choices=ParquetAnswer.choices, blank=True
    )
    opinion_reason = models.CharField(
        "motif d’opposition", max_length=16, choices=OppositionReason.choices, blank=True
    )
    opinion_reference = models.CharField("référence de la réponse", max_length=60, blank=True)
    opinion_on = models.DateField("réponse le", null=True, blank=True)
    forwarded_on = models.DateField("transmis au parapheur le", null=True, blank=True)
    decided_by = models.ForeignKey(
        Designation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    delegation = models.ForeignKey(
        Delegation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_on = models.DateField("décidé le", null=True, blank=True)
    appointment_at = models.DateTimeField("convoqué pour le", null=True, blank=True)
    postponed_count = models.PositiveSmallIntegerField("reports", default=0)
    postpone_code = models.CharField(
        "motif du report", max_length=30, choices=PostponeReason.choices, blank=True
    )
    absence_count = models.PositiveSmallIntegerField("absences", default=0)
    absent_on = models.DateField("absence constatée le", null=True, blank=True)
    done_on = models.DateField("réalisé le", null=True, blank=True)
    register_number = models.PositiveIntegerField("numéro au registre", null=True, blank=True)
    presence_young = models.CharField(
        "présence du jeune", max_length=16, choices=YoungPresence.choices, blank=True
    )
    presence_representatives = models.CharField(
        "présence des représentants",
        max_length=24,
        choices=RepresentativePresence.choices,
        blank=True,
    )
    impossibility = models.CharField(
        "raison de l’absence", max_length=32, choices=Impossibility.choices, blank=True
    )
    provisions = models.JSONField("dispositions rappelées", default=list)
    parquet_informed_on = models.DateField("parquet informé le", null=True, blank=True)
    cancel_code = models.CharField(
        "motif d’annulation", max_length=16, choices=RappelCancel.choices, blank=True
    )
    version = models.PositiveIntegerField(default=0)

    objects = RappelQuerySet.as_manager()

    class Meta:
        verbose_name = "rappel à l’ordre"
        default_permissions = ()
        ordering: ClassVar = ["-proposed_on"]
        constraints: ClassVar = [
            models.CheckConstraint(name="rappel_state_known", condition=Q(state__in=R.values)),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=_PENDING),
                name="rappel_one_pending_per_case",
                violation_error_message="Un rappel à l’ordre est déjà en préparation.",
            ),
            models.UniqueConstraint(
                fields=["commune", "register_number"],
                condition=Q(register_number__isnull=False),
                name="rappel_register_number_once",
            ),
            models.CheckConstraint(
                name="rappel_protocole_was_consulted",
                condition=~Q(state__in=[R.CONVOQUE, R.REALISE], level=RappelLevel.PROTOCOLE)
                | Q(opinion=ParquetAnswer.ACCORD, opinion_on__isnull=False),
                violation_error_message="Le silence du parquet ne vaut pas accord.",
            ),
            models.CheckConstraint(
                name="rappel_decided_by_mayor",
                condition=~Q(state__in=[R.CONVOQUE, R.REALISE])
                | Q(decided_by__isnull=False, appointment_at__isnull=False),
                violation_error_message="Le maire décide et date la convocation.",
            ),
            models.CheckConstraint(
                name="rappel_done_is_registered",
                condition=~Q(state=R.REALISE)
                | Q(done_on__isnull=False, register_number__isnull=False),
                violation_error_message="Un rappel réalisé porte sa date et son numéro.",
            ),
        ]

    def __str__(self) -> str:
        return f"rappel à l’ordre {str(self.pk)[:8]}"

    @property
    def trace_reference(self) -> str:
        """Reference of the case, for the journal."""
        return self.case.reference

    def fact_codes(self) -> list[str]:
        """Codes of the facts recalled, in order of date."""
        return [fait.code for fait in self.faits.all()]

    @property
    def addressee(self) -> str:
        """Whom the convocation is addressed to; empty before the mayor decides."""
        return self.addressee_on(self.absent_on or self.decided_on) if self.decided_on else ""

    def addressee_on(self, day: date | None) -> str:
        """The representatives of a minor, with a copy to them, or the adult alone (I39).

        An adult’s parents are told nothing: after an absence, the day of the absence counts.
        """
        minor = self.case.young_person.is_minor(day)
        return ConvocationAddressee.REPRESENTANTS if minor else ConvocationAddressee.JEUNE

    @property
    def outcome_on(self) -> date | None:
        """The day the interview was held, or else the last day nobody came."""
        return self.done_on or self.absent_on

    @transition(
        field=state,
        source=R.PROPOSE,
        target=R.CONSULTATION,
        conditions=[
            guards.case_is_engaged,
            guards.level_is_protocole,
            guards.protocol_is_in_force,
            *_LAWFUL,
        ],
        custom=moves.CONSULT,
    )
    def consult(self, *, on: date, at: datetime) -> None:
        """R2: the parquet is consulted, with two attestations."""
        self.consulted_on = on
        self.attested_at = at

    @staying(
        field=state,
        at=(R.CONSULTATION,),
        conditions=[guards.silence_has_lasted],
        custom=moves.REMIND,
    )
    def remind(self, *, on: date) -> None:
        """R2b: the parquet is asked again; its silence is no agreement (invariant I36)."""
        self.reminded_on = on

    @transition(
        field=state,
        source=R.CONSULTATION,
        target=R.ACCORD,
        conditions=[guards.is_attested],
        custom=moves.ACCORD,
    )
    def record_accord(self, *, reference: str, on: date) -> None:
        """R3: explicit answer; silence is never an agreement (invariant I36)."""
        self.opinion = ParquetAnswer.ACCORD
        self.opinion_reference = reference
        self.opinion_on = on

    @transition(
        field=state,
        source=R.CONSULTATION,
        target=R.REFUSE,
        custom=moves.OPPOSE,
    )
    def record_opposition(self, *, reference: str, on: date, reason: str) -> None:
        """R4: the parquet opposes; the rappel ends there."""
        self.opinion = ParquetAnswer.OPPOSITION
        self.opinion_reference = reference
        self.opinion_on = on
        self.opinion_reason = reason

    @staying(
        field=state,
        at=(R.PROPOSE, R.ACCORD, R.CONVOQUE),
        conditions=[guards.may_be_decided],
        custom=moves.FORWARD,
    )
    def forward(self, *, on: date) -> None:
        """R4b: put again before the mayor, who alone decides and holds the interview."""
        self.forwarded_on = on

    @transition(
        field=state,
        source=[R.ACCORD, R.PROPOSE],
        target=R.CONVOQUE,
        conditions=[
            guards.case_is_engaged,
            guards.may_be_decided,
            guards.level_fits_facts,
            *_LAWFUL,
        ],
        custom=moves.DECIDE,
    )
    def decide(
        self, *, by: Designation, delegation: Delegation | None, on: date, appointment_at: datetime
    ) -> None:
        """R5: the mayor decides and dates the convocation (invariant I34)."""
        self.decided_by = by
        self.delegation = delegation
        self.decided_on = on
        self.appointment_at = appointment_at

    @transition(
        field=state,
        source=R.CONVOQUE,
        target=R.REPORTE,
        conditions=[guards.not_yet_postponed],
        custom=moves.POSTPONE,
    )
    def postpone(self, *, code: str) -> None:
        """R6: postponed, once."""
        self.postpone_code = code
        self.postponed_count += 1

    @transition(
        field=state,
        source=[R.REPORTE, R.CARENCE],
        target=R.CONVOQUE,
        conditions=[guards.case_is_engaged, guards.one_absence_only, *_LAWFUL],
        custom=moves.CONVENE_AGAIN,
    )
    def convene_again(self, *, appointment_at: datetime) -> None:
        """R8b, after R6 or R8: a new date."""
        self.appointment_at = appointment_at

    @transition(
        field=state,
        source=R.CONVOQUE,
        target=R.REALISE,
        conditions=[guards.case_is_engaged, guards.minor_is_accompanied, *_LAWFUL],
        custom=moves.RECORD,
    )
    def record(self, *, on: date, register_number: int) -> None:
        """R7: done, verbally, by the mayor or delegate, the minor being accompanied."""
        self.done_on = on
        self.register_number = register_number

    @transition(
        field=state,
        source=R.CONVOQUE,
        target=R.CARENCE,
        custom=moves.ABSENCE,
    )
    def record_absence(self, *, on: date) -> None:
        """R8: nobody came. No legal consequence is attached to it (invariant I41)."""
        self.absence_count += 1
        self.absent_on = on

    @staying(
        field=state,
        at=(R.REALISE, R.CARENCE),
        conditions=[guards.protocol_wants_return, guards.parquet_waits_for_the_outcome],
        custom=moves.INFORM_PARQUET,
    )
    def inform_parquet(self, *, on: date) -> None:
        """R10: done or not, and when; where the protocol asks for it, nothing more."""
        self.parquet_informed_on = on

    @transition(
        field=state,
        source=_PENDING,
        target=R.SANS_OBJET,
        custom=moves.CANCEL,
    )
    def cancel(self, *, code: str) -> None:
        """R9: proceedings, complaint, error or age."""
        self.cancel_code = code
