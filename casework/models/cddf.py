"""A family before the CDDF (FSM-4). CASF art. L. 141-1: it hears, informs, recommends."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import transition

from casework.choices.measures import RepresentativePresence, YoungPresence
from casework.choices.states import CDDF_FINAL, CddfState
from casework.guards import measures as guards
from casework.models.cases import Case
from confidentiality.choices import Role
from confidentiality.moves import move, staying
from confidentiality.state_field import StateField, StateModel
from veille.models import Cddf, Designation, Organisation

if TYPE_CHECKING:
    from confidentiality.actors import Actor

D = CddfState
_LAW = "CASF, art. L. 141-1"


class CddfReferralQuerySet(models.QuerySet["CddfReferral"]):
    def visible_to(self, actor: Actor, now: datetime) -> CddfReferralQuerySet:
        """Of the cases that the agent sees; for CDDF members, the families of their sittings."""
        if actor.role not in (Role.COORDONNATEUR, Role.MAIRE, Role.CDDF):
            return self.none()
        return self.filter(case__in=Case.objects.visible_to(actor, now))

    def for_system(self, reason: str) -> CddfReferralQuerySet:
        """Every referral, for work that no agent reads: counts."""
        return self.all()


class CddfReferral(StateModel):
    """One family of a minor before the CDDF. Consultative: nothing here binds the family."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="cddf_referrals")
    cddf = models.ForeignKey(Cddf, models.PROTECT, related_name="referrals")
    state = StateField("état", choices=D.choices, default=D.PROPOSEE)
    proposed_on = models.DateField("proposée le")
    hearing_at = models.DateTimeField("séance du CDDF", null=True, blank=True)
    convened_on = models.DateField("famille convoquée le", null=True, blank=True)
    heard_on = models.DateField("famille entendue le", null=True, blank=True)
    presence_parents = models.CharField(
        "présence des parents", max_length=24, choices=RepresentativePresence.choices, blank=True
    )
    presence_minor = models.CharField(
        "présence du mineur", max_length=16, choices=YoungPresence.choices, blank=True
    )
    recommendations = models.JSONField("recommandations", default=list)
    engagements = models.JSONField("engagements de la famille", default=list)
    examined_with_family = models.BooleanField(
        "information de tiers examinée avec la famille", default=False
    )
    review_on = models.DateField("à revoir le", null=True, blank=True)
    absence_count = models.PositiveSmallIntegerField("absences", default=0)
    closed_on = models.DateField("close le", null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = CddfReferralQuerySet.as_manager()

    class Meta:
        verbose_name = "saisine du CDDF"
        default_permissions = ()
        ordering: ClassVar = ["-proposed_on"]
        constraints: ClassVar = [
            models.CheckConstraint(name="cddf_state_known", condition=Q(state__in=D.values)),
            models.UniqueConstraint(
                fields=["case"],
                condition=~Q(state__in=sorted(CDDF_FINAL)),
                name="cddf_one_pending_per_case",
                violation_error_message="Le CDDF est déjà saisi pour cette situation.",
            ),
            models.CheckConstraint(
                name="cddf_convened_is_dated",
                condition=~Q(state__in=[D.CONVOQUEE, D.ENTENDUE, D.RECOMMANDEE, D.SUIVIE])
                | Q(hearing_at__isnull=False, convened_on__isnull=False),
                violation_error_message="Une famille convoquée l’est pour une date.",
            ),
        ]

    def __str__(self) -> str:
        return f"saisine du CDDF {str(self.pk)[:8]}"

    @property
    def trace_reference(self) -> str:
        """Reference of the case, for the journal."""
        return self.case.reference

    @transition(
        field=state,
        source=D.PROPOSEE,
        target=D.PROGRAMMEE,
        conditions=[
            guards.case_is_engaged,
            guards.person_is_minor,
            guards.person_is_minor_at_hearing,
        ],
        custom=move(
            "C1",
            "cddf.accept",
            "Programmer la famille",
            _LAW,
            data="séance du CDDF",
            documents=("D16",),
        ),
    )
    def accept(self, *, hearing_at: datetime) -> None:
        """The mayor, who chairs, puts the family on a sitting (CASF art. L. 141-1)."""
        self.hearing_at = hearing_at

    @transition(
        field=state,
        source=D.PROPOSEE,
        target=D.REFUSEE,
        custom=move("C2", "cddf.refuse", "Ne pas réunir le CDDF", _LAW),
    )
    def refuse(self) -> None:
        """The mayor does not convene the CDDF."""

    @transition(
        field=state,
        source=[D.PROGRAMMEE, D.CARENCE],
        target=D.CONVOQUEE,
        conditions=[
            guards.case_is_engaged,
            guards.may_be_convened_again,
            guards.person_is_minor_at_hearing,
        ],
        custom=move(
            "C3",
            "cddf.convene",
            "Convoquer la famille",
            _LAW,
            data="après une absence, la nouvelle séance",
            documents=("D17",),
            delay="une seconde fois au plus",
        ),
    )
    def convene(self, *, on: date) -> None:
        """The family is convened, a second time at most."""
        self.convened_on = on

    @transition(
        field=state,
        source=D.CONVOQUEE,
        target=D.ENTENDUE,
        conditions=[guards.person_is_minor_at_hearing],
        custom=move(
            "C4",
            "cddf.hear",
            "Noter l’audition",
            _LAW,
            data="présences, en codes",
            effect="2-3.b",
        ),
    )
    def hear(self, *, on: date) -> None:
        """The family is heard."""
        self.heard_on = on

    @transition(
        field=state,
        source=D.CONVOQUEE,
        target=D.CARENCE,
        custom=move("C5", "cddf.record_absence", "Constater l’absence de la famille", _LAW),
    )
    def record_absence(self) -> None:
        """The family did not come; nothing follows from it by law."""
        self.absence_count += 1

    @transition(
        field=state,
        source=D.ENTENDUE,
        target=D.RECOMMANDEE,
        conditions=[guards.has_recommendations],
        custom=move(
            "C6",
            "cddf.recommend",
            "Émettre les recommandations",
            _LAW,
            data="recommandations et engagements, en codes ; tiers examinés avec la famille ou non",
            documents=("D18",),
            delay="à revoir dans 3 mois",
        ),
    )
    def recommend(
        self, *, engagements: Iterable[str], examined_with_family: bool, review_on: date
    ) -> None:
        """Recommendations, and what the family commits to."""
        self.engagements = list(engagements)
        self.examined_with_family = examined_with_family
        self.review_on = review_on

    @staying(
        field=state,
        at=(D.RECOMMANDEE, D.SUIVIE),
        conditions=[guards.examined_with_family],
        custom=move(
            "C7",
            "cddf.inform_party",
            "Informer un tiers des recommandations",
            _LAW,
            data="organisme, recommandations concernées",
            documents=("D19",),
        ),
    )
    def inform_party(self) -> None:
        """A third party learns the recommendations that concern it, with the family (I43)."""

    @transition(
        field=state,
        source=D.RECOMMANDEE,
        target=D.SUIVIE,
        custom=move("C8", "cddf.follow", "Ouvrir les suites", _LAW),
    )
    def follow(self) -> None:
        """What follows is under way."""

    @transition(
        field=state,
        source=[D.RECOMMANDEE, D.SUIVIE, D.CARENCE],
        target=D.CLOSE,
        custom=move("C9", "cddf.close", "Clore le dossier du CDDF", _LAW),
    )
    def close(self, *, on: date) -> None:
        """End of the referral."""
        self.closed_on = on

    @transition(
        field=state,
        source=[D.PROPOSEE, D.PROGRAMMEE, D.CONVOQUEE],
        target=D.SANS_OBJET,
        custom=move("C10", "cddf.cancel", "Déclarer sans objet", _LAW),
    )
    def cancel(self) -> None:
        """No longer useful."""


class InformedPartyQuerySet(models.QuerySet["CddfInformedParty"]):
    def visible_to(self, actor: Actor, now: datetime) -> InformedPartyQuerySet:
        """Of the referrals that the agent sees."""
        return self.filter(referral__in=CddfReferral.objects.visible_to(actor, now))

    def for_system(self, reason: str) -> InformedPartyQuerySet:
        """Every line, for work that no agent reads: counts."""
        return self.all()


class CddfInformedParty(models.Model):
    """One organisation told of recommendations, as was examined with the family (I43)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(CddfReferral, models.CASCADE, related_name="informed_parties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    recommendations = models.JSONField("recommandations concernées", default=list)
    informed_on = models.DateField("informé le")
    informed_by = models.ForeignKey(Designation, models.PROTECT, related_name="+")

    objects = InformedPartyQuerySet.as_manager()

    class Meta:
        verbose_name = "tiers informé par le CDDF"
        default_permissions = ()
        ordering: ClassVar = ["informed_on"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["referral", "organisation"],
                name="cddf_party_informed_once",
                violation_error_message="Cet organisme est déjà informé.",
            )
        ]

    def __str__(self) -> str:
        return f"tiers informé {str(self.pk)[:8]}"

    @property
    def case(self) -> Case:
        """The case of its referral."""
        return self.referral.case

    @property
    def trace_reference(self) -> str:
        """Reference of the case, for the journal."""
        return self.case.reference
