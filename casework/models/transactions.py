"""The transaction that a mayor may propose (FSM-13). CPP art. 44-1 and R. 15-33-61 to 66."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django_fsm import transition

from casework.choices.mayor import TransactionMode
from casework.choices.states import TRANSACTION_FINAL, TransactionState
from casework.deadlines import TRANSACTION_HOURS
from casework.guards import transactions as guards
from casework.models.cases import Case
from casework.models.saisines import Fait
from confidentiality.choices import Role
from confidentiality.moves import move, staying
from confidentiality.state_field import StateField, StateModel
from veille.models import Delegation, Designation

if TYPE_CHECKING:
    from confidentiality.actors import Actor

X = TransactionState
_TO_TELL = (X.ACCEPTEE, X.REFUSEE, X.SILENCE, X.EXECUTEE, X.NON_EXECUTEE)


class TransactionQuerySet(models.QuerySet["Transaction"]):
    def visible_to(self, actor: Actor, now: datetime) -> TransactionQuerySet:
        """Of the cases that the agent sees, for the mayor and who prepares his decisions."""
        if actor.role not in (Role.COORDONNATEUR, Role.MAIRE):
            return self.none()
        return self.filter(case__in=Case.objects.visible_to(actor, now))

    def for_system(self, reason: str) -> TransactionQuerySet:
        """Every transaction, for work that no agent reads: counts, delays."""
        return self.all()


class Transaction(StateModel):
    """An offer of the mayor to make good a damage to the commune, valid once homologated.

    Once proposed it goes on while the case is suspended: its delays are those of the law.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="transactions")
    fait = models.ForeignKey(Fait, models.PROTECT, related_name="transactions")
    state = StateField("état", choices=X.choices, default=X.PROPOSEE)
    pv_on = models.DateField("procès-verbal du")
    pv_reference = models.CharField("numéro du procès-verbal", max_length=60, blank=True)
    prejudice = models.DecimalField("préjudice, en euros", max_digits=8, decimal_places=2)
    mode = models.CharField("forme", max_length=24, choices=TransactionMode.choices)
    hours = models.PositiveSmallIntegerField("heures de travail", null=True, blank=True)
    attested_at = models.DateTimeField("attestations le", null=True, blank=True)
    proposed_on = models.DateField("proposée le")
    proposed_by = models.ForeignKey(Designation, models.PROTECT, related_name="+")
    delegation = models.ForeignKey(
        Delegation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer_due_on = models.DateField("réponse attendue le")
    answered_on = models.DateField("réponse du", null=True, blank=True)
    homologation_reference = models.CharField(
        "référence de l’homologation", max_length=60, blank=True
    )
    homologation_on = models.DateField("réponse du parquet le", null=True, blank=True)
    executed_on = models.DateField("exécution constatée le", null=True, blank=True)
    parquet_informed_on = models.DateField("parquet informé le", null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = TransactionQuerySet.as_manager()

    class Meta:
        verbose_name = "transaction du maire"
        default_permissions = ()
        ordering: ClassVar = ["-proposed_on"]
        constraints: ClassVar = [
            models.CheckConstraint(name="transaction_state_known", condition=Q(state__in=X.values)),
            models.UniqueConstraint(
                fields=["fait"],
                name="transaction_once_per_fact",
                violation_error_message="Une transaction a déjà été proposée pour ce fait.",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=~Q(state__in=sorted(TRANSACTION_FINAL)),
                name="transaction_one_pending_per_case",
                violation_error_message="Une transaction est déjà en cours.",
            ),
            models.CheckConstraint(
                name="transaction_prejudice_positive",
                condition=Q(prejudice__gt=0),
                violation_error_message="Le préjudice est supérieur à zéro.",
            ),
            models.CheckConstraint(
                name="transaction_hours_fit_mode",
                condition=Q(mode=TransactionMode.REPARATION, hours=None)
                | Q(
                    mode=TransactionMode.TRAVAIL,
                    hours__gte=1,
                    hours__lte=TRANSACTION_HOURS,
                ),
                violation_error_message="Un travail non rémunéré dure de une à trente heures.",
            ),
            models.CheckConstraint(
                name="transaction_pv_before_proposal",
                condition=Q(pv_on__lte=F("proposed_on")),
                violation_error_message="La proposition suit le procès-verbal.",
            ),
            models.CheckConstraint(
                name="transaction_homologated_is_dated",
                condition=~Q(state__in=[X.HOMOLOGUEE, X.NON_HOMOLOGUEE, X.EXECUTEE, X.NON_EXECUTEE])
                | (Q(homologation_on__isnull=False) & ~Q(homologation_reference="")),
                violation_error_message="L’homologation porte sa référence et sa date.",
            ),
        ]

    def __str__(self) -> str:
        return f"transaction {str(self.pk)[:8]}"

    @property
    def trace_reference(self) -> str:
        """Reference of the case, for the journal."""
        return self.case.reference

    @property
    def outcome_on(self) -> date | None:
        """The day of what the parquet is told last: the answer, then the execution."""
        return self.executed_on or self.answered_on

    @transition(
        field=state,
        source=X.PROPOSEE,
        target=X.ACCEPTEE,
        conditions=[guards.answer_is_in_time],
        custom=move(
            "X1",
            "transaction.answer",
            "Noter l’accord",
            "CPP, art. R. 15-33-62",
            data="date de la réponse",
            delay="15 jours",
        ),
    )
    def accept(self) -> None:
        """X1: the young person agrees in time, free to take a lawyer’s advice first."""

    @transition(
        field=state,
        source=X.PROPOSEE,
        target=X.REFUSEE,
        custom=move(
            "X2",
            "transaction.answer",
            "Noter le refus",
            "CPP, art. R. 15-33-62",
            data="date de la réponse",
            delay="15 jours",
        ),
    )
    def refuse(self) -> None:
        """X2: refused. The parquet is told, and the mayor’s part ends."""

    @transition(
        field=state,
        source=X.PROPOSEE,
        target=X.SILENCE,
        conditions=[guards.answer_is_overdue],
        custom=move(
            "X3",
            "",
            "Constater le silence",
            "CPP, art. R. 15-33-62",
            delay="15 jours après la proposition",
        ),
    )
    def lapse(self, *, on: date) -> None:
        """X3: fifteen days without an answer are a refusal. Taken by the clock."""
        self.answered_on = on

    @transition(
        field=state,
        source=X.ACCEPTEE,
        target=X.HOMOLOGUEE,
        custom=move(
            "X4",
            "transaction.homologate",
            "Noter l’homologation",
            "CPP, art. 44-1 et R. 15-33-64",
            data="référence et date de la réponse du parquet",
        ),
    )
    def homologate(self, *, reference: str, on: date) -> None:
        """X4: the procureur, or the judge, homologates it."""
        self.homologation_reference = reference
        self.homologation_on = on

    @transition(
        field=state,
        source=X.ACCEPTEE,
        target=X.NON_HOMOLOGUEE,
        custom=move(
            "X5",
            "transaction.homologate",
            "Noter le refus d’homologation",
            "CPP, art. 44-1 et R. 15-33-64",
            data="référence et date de la réponse du parquet",
        ),
    )
    def decline(self, *, reference: str, on: date) -> None:
        """X5: not homologated; what follows belongs to the parquet."""
        self.homologation_reference = reference
        self.homologation_on = on

    @transition(
        field=state,
        source=X.HOMOLOGUEE,
        target=X.EXECUTEE,
        custom=move(
            "X6",
            "transaction.record_execution",
            "Noter l’exécution",
            "CPP, art. 44-1 et R. 15-33-66",
            data="date",
        ),
    )
    def execute(self, *, on: date) -> None:
        """X6: repaired, or worked; the proceedings are extinguished by the law itself."""
        self.executed_on = on

    @transition(
        field=state,
        source=X.HOMOLOGUEE,
        target=X.NON_EXECUTEE,
        custom=move(
            "X7",
            "transaction.record_execution",
            "Noter la non-exécution",
            "CPP, art. 44-1 et R. 15-33-66",
            data="date",
        ),
    )
    def default(self, *, on: date) -> None:
        """X7: not repaired. The parquet is told, and decides alone."""
        self.executed_on = on

    @staying(
        field=state,
        at=_TO_TELL,
        conditions=[guards.parquet_waits],
        custom=move(
            "X8",
            "transaction.inform_parquet",
            "Dater l’information du parquet",
            "CPP, art. R. 15-33-62 à R. 15-33-66",
            data="date",
        ),
    )
    def inform_parquet(self, *, on: date) -> None:
        """X8: the parquet is told of the answer, then of the execution."""
        self.parquet_informed_on = on
