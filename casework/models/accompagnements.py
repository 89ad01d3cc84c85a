"""Accompagnement parental, proposed by the mayor to parents (FSM-5). CASF art. L. 141-2."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import transition

from casework.choices.mayor import (
    AccompagnementCancel,
    AccompagnementTrigger,
    ParentsRefusal,
    PcdOpinion,
    Threat,
)
from casework.choices.states import ACCOMPAGNEMENT_FINAL, AccompagnementState
from casework.guards import accompagnements as guards
from casework.guards.measures import case_is_engaged
from casework.models.cases import Case
from confidentiality.choices import Role
from confidentiality.moves import move, staying
from confidentiality.state_field import StateField, StateModel
from veille.models import Delegation, Designation

if TYPE_CHECKING:
    from confidentiality.actors import Actor

A = AccompagnementState
_LAW = "CASF, art. L. 141-2"
# Prepared, proposed and accepted; not yet begun.
_PENDING = [A.ENVISAGE, A.CDDF_CONSULTE, A.VERIFIE, A.PROPOSE, A.ACCEPTE, A.AVIS_DEMANDE]
_ACCEPTED = (A.ACCEPTE, A.AVIS_DEMANDE, A.EN_COURS)


class AccompagnementQuerySet(models.QuerySet["AccompagnementParental"]):
    def visible_to(self, actor: Actor, now: datetime) -> AccompagnementQuerySet:
        """Of the cases that the agent sees; the référent reads it, to support the parents too."""
        if actor.role not in (Role.COORDONNATEUR, Role.MAIRE, Role.REFERENT):
            return self.none()
        return self.filter(case__in=Case.objects.visible_to(actor, now))

    def for_system(self, reason: str) -> AccompagnementQuerySet:
        """Every accompagnement, for work that no agent reads: counts."""
        return self.all()


class AccompagnementParental(StateModel):
    """Advice and support that the mayor proposes to parents, who are free to refuse it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="accompagnements")
    state = StateField("état", choices=A.choices, default=A.ENVISAGE)
    trigger = models.CharField("déclencheur", max_length=20, choices=AccompagnementTrigger.choices)
    threat = models.CharField(
        "ce qui est menacé", max_length=12, choices=Threat.choices, blank=True
    )
    considered_on = models.DateField("envisagé le")
    cddf_consulted_on = models.DateField("CDDF consulté le", null=True, blank=True)
    verified_on = models.DateField(
        "absence d’assistance éducative attestée le", null=True, blank=True
    )
    proposed_on = models.DateField("proposé le", null=True, blank=True)
    months = models.PositiveSmallIntegerField("durée proposée, en mois", null=True, blank=True)
    proposed_by = models.ForeignKey(
        Designation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    delegation = models.ForeignKey(
        Delegation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_on = models.DateField("réponse des parents le", null=True, blank=True)
    refusal_code = models.CharField(
        "refus des parents", max_length=16, choices=ParentsRefusal.choices, blank=True
    )
    pcd_asked_on = models.DateField("avis du département demandé le", null=True, blank=True)
    pcd_opinion = models.CharField(
        "avis du département", max_length=12, choices=PcdOpinion.choices, blank=True
    )
    dasen_informed_on = models.DateField("DASEN informé le", null=True, blank=True)
    school_informed_on = models.DateField("chef d’établissement informé le", null=True, blank=True)
    caf_informed_on = models.DateField("CAF informée le", null=True, blank=True)
    prefet_informed_on = models.DateField("préfet informé le", null=True, blank=True)
    started_on = models.DateField("début", null=True, blank=True)
    ended_on = models.DateField("fin", null=True, blank=True)
    attested_on = models.DateField("attestation remise le", null=True, blank=True)
    cancel_code = models.CharField(
        "motif d’abandon", max_length=24, choices=AccompagnementCancel.choices, blank=True
    )
    version = models.PositiveIntegerField(default=0)

    objects = AccompagnementQuerySet.as_manager()

    class Meta:
        verbose_name = "accompagnement parental"
        default_permissions = ()
        ordering: ClassVar = ["-considered_on"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="accompagnement_state_known", condition=Q(state__in=A.values)
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=~Q(state__in=sorted(ACCOMPAGNEMENT_FINAL)),
                name="accompagnement_one_pending_per_case",
                violation_error_message="Un accompagnement parental est déjà en préparation.",
            ),
            models.CheckConstraint(
                name="accompagnement_proposed_by_mayor",
                condition=~Q(state__in=[A.PROPOSE, *_ACCEPTED])
                | Q(
                    proposed_by__isnull=False, proposed_on__isnull=False, verified_on__isnull=False
                ),
                violation_error_message="Le maire propose, une fois la vérification attestée.",
            ),
            models.CheckConstraint(
                name="accompagnement_started_is_told",
                condition=~Q(state__in=[A.EN_COURS, A.TERMINE, A.PARTIEL])
                | Q(
                    started_on__isnull=False,
                    pcd_asked_on__isnull=False,
                    dasen_informed_on__isnull=False,
                    school_informed_on__isnull=False,
                    caf_informed_on__isnull=False,
                    prefet_informed_on__isnull=False,
                ),
                violation_error_message="Quatre autorités sont informées avant le début.",
            ),
            models.CheckConstraint(
                name="accompagnement_ended_is_attested",
                condition=~Q(state=A.TERMINE)
                | Q(attested_on__isnull=False, ended_on__isnull=False),
                violation_error_message="Un accompagnement terminé porte son attestation.",
            ),
        ]

    def __str__(self) -> str:
        return f"accompagnement parental {str(self.pk)[:8]}"

    @property
    def trace_reference(self) -> str:
        """Reference of the case, for the journal."""
        return self.case.reference

    def informations(self) -> dict[str, date | None]:
        """The four authorities and the day each was told (CASF art. L. 141-2)."""
        return {
            "Éducation nationale": self.dasen_informed_on,
            "Chef d’établissement": self.school_informed_on,
            "CAF": self.caf_informed_on,
            "Préfet": self.prefet_informed_on,
        }

    @transition(
        field=state,
        source=A.ENVISAGE,
        target=A.CDDF_CONSULTE,
        conditions=[case_is_engaged, guards.commune_has_cddf],
        custom=move(
            "AP1",
            "accompagnement.consult_cddf",
            "Noter la consultation du CDDF",
            _LAW,
            data="date de la consultation",
        ),
    )
    def consult_cddf(self, *, on: date) -> None:
        """AP1: the CDDF has been consulted, which the law asks where the commune has one."""
        self.cddf_consulted_on = on

    @transition(
        field=state,
        source=[A.ENVISAGE, A.CDDF_CONSULTE],
        target=A.VERIFIE,
        conditions=[case_is_engaged, guards.cddf_was_consulted],
        custom=move(
            "AP2",
            "accompagnement.verify",
            "Attester la vérification",
            _LAW,
            data="attestation : aucune assistance éducative en cours",
        ),
    )
    def verify(self, *, on: date) -> None:
        """AP2: no assistance éducative is under way, which the agent attests."""
        self.verified_on = on

    @transition(
        field=state,
        source=A.VERIFIE,
        target=A.PROPOSE,
        conditions=[*guards.LAWFUL, guards.is_verified],
        custom=move(
            "AP3",
            "accompagnement.propose",
            "Proposer aux parents",
            _LAW,
            data="durée, en mois",
            documents=("D20",),
        ),
    )
    def propose(
        self, *, by: Designation, delegation: Delegation | None, on: date, months: int
    ) -> None:
        """AP3: the mayor proposes it to the parents (invariants I33, I44)."""
        self.proposed_by = by
        self.delegation = delegation
        self.proposed_on = on
        self.months = months

    @transition(
        field=state,
        source=A.PROPOSE,
        target=A.ACCEPTE,
        conditions=[case_is_engaged],
        custom=move("AP4", "accompagnement.answer", "Noter l’accord des parents", _LAW),
    )
    def accept(self, *, on: date) -> None:
        """AP4: the parents agree."""
        self.answered_on = on

    @transition(
        field=state,
        source=A.PROPOSE,
        target=A.REFUSE,
        custom=move(
            "AP5",
            "accompagnement.answer",
            "Noter le refus des parents",
            _LAW,
            data="motif, en code",
        ),
    )
    def refuse(self, *, on: date, code: str) -> None:
        """AP5: the parents refuse. A coded note, and nothing follows (invariant I45)."""
        self.answered_on = on
        self.refusal_code = code

    @transition(
        field=state,
        source=A.ACCEPTE,
        target=A.AVIS_DEMANDE,
        conditions=[case_is_engaged],
        custom=move(
            "AP6",
            "accompagnement.ask_pcd",
            "Noter la demande d’avis au département",
            _LAW,
            documents=("D21",),
        ),
    )
    def ask_pcd(self, *, on: date) -> None:
        """AP6: the president of the conseil départemental is asked for an opinion."""
        self.pcd_asked_on = on

    @staying(
        field=state,
        at=(A.ACCEPTE, A.AVIS_DEMANDE),
        custom=move(
            "AP7",
            "accompagnement.inform",
            "Dater les quatre informations",
            _LAW,
            data="dates : Éducation nationale, chef d’établissement, CAF, préfet",
            documents=("D22",),
        ),
    )
    def inform(
        self, *, dasen: date | None, school: date | None, caf: date | None, prefet: date | None
    ) -> None:
        """AP7: the authorities that the law names are told of its existence, one by one."""
        self.dasen_informed_on = dasen
        self.school_informed_on = school
        self.caf_informed_on = caf
        self.prefet_informed_on = prefet

    @staying(
        field=state,
        at=(A.AVIS_DEMANDE, A.EN_COURS),
        conditions=[guards.opinion_is_awaited],
        custom=move("AP8", "accompagnement.record_opinion", "Noter l’avis du département", _LAW),
    )
    def record_opinion(self, *, opinion: str) -> None:
        """AP8: the opinion of the département, or its silence. It binds nobody."""
        self.pcd_opinion = opinion

    @transition(
        field=state,
        source=A.AVIS_DEMANDE,
        target=A.EN_COURS,
        conditions=[
            *guards.LAWFUL,
            guards.is_verified,
            guards.opinion_was_asked,
            guards.authorities_are_informed,
        ],
        custom=move("AP9", "accompagnement.start", "Mettre en place l’accompagnement", _LAW),
    )
    def start(self, *, on: date) -> None:
        """AP9: the mayor sets it up, the four authorities being informed (invariant I44)."""
        self.started_on = on

    @transition(
        field=state,
        source=A.EN_COURS,
        target=A.TERMINE,
        custom=move(
            "AP10",
            "accompagnement.complete",
            "Remettre l’attestation",
            _LAW,
            data="date de l’attestation",
            documents=("D23",),
        ),
    )
    def complete(self, *, attested_on: date) -> None:
        """AP10: followed to its end; the attestation holds the engagement of the parents."""
        self.attested_on = attested_on
        self.ended_on = attested_on

    @transition(
        field=state,
        source=A.EN_COURS,
        target=A.PARTIEL,
        custom=move("AP11", "accompagnement.end_partial", "Noter un suivi partiel", _LAW),
    )
    def end_partial(self, *, on: date) -> None:
        """AP11: followed in part. Noted, and nothing follows (invariant I45)."""
        self.ended_on = on

    @transition(
        field=state,
        source=_PENDING,
        target=A.SANS_OBJET,
        custom=move(
            "AP12", "accompagnement.cancel", "Déclarer sans objet", _LAW, data="motif, en code"
        ),
    )
    def cancel(self, *, code: str) -> None:
        """AP12: it goes no further; without this way out the case could never close."""
        self.cancel_code = code
