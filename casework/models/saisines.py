"""Saisines: how a member of the cellule speaks of a young person, in codes only."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import transition

from casework.choices.facts import FAITS, STORABLE
from casework.choices.lists import (
    Answer,
    Complement,
    Origin,
    PlaceKind,
    SaisineRefusal,
    Schooling,
)
from casework.choices.rights import WithdrawalReason
from casework.choices.states import SEALED, SaisineState
from casework.guards import saisines as guards
from casework.models.people import YoungPerson
from casework.models.standing import StandingManager
from confidentiality.choices import Relation, Role
from confidentiality.moves import move
from confidentiality.state_field import StateField, StateModel
from veille.choices import OrganisationKind
from veille.models import Cellule, CelluleGrant, Commune, Designation, Organisation
from veille.sight import may_read_circle, running

if TYPE_CHECKING:
    from confidentiality.actors import Actor

S = SaisineState
# What nobody reads once the follow-up is over (retention R1).
_FORGOTTEN = Q(
    author=None,
    organisation=None,
    q_crime_delit="",
    q_plainte_enquete="",
    q_danger="",
    art40_on=None,
    ip_on=None,
)


class SaisineQuerySet(models.QuerySet["Saisine"]):
    def visible_to(self, actor: Actor, now: datetime) -> SaisineQuerySet:
        """Those of the cellule, for its coordonnateur and maire; one’s own, for the others.

        Whoever reads must hold a designation in force and have signed the charte in force. Those of
        an archived case are closed with it (invariant I55).
        """
        readable = self.filter(may_read_circle(actor, now, circle="cellule"))
        readable = readable.exclude(case__state__in=SEALED)
        if actor.role in (Role.COORDONNATEUR, Role.MAIRE):
            held = CelluleGrant.objects.filter(
                running(now),
                designation=actor.hat_id,
                content_object=models.OuterRef("cellule"),
                permission__codename__in=[Relation.COORDINATION, Relation.DECISION],
            )
            reached = Q(models.Exists(held)) & ~Q(state=S.BROUILLON)
            return readable.filter(reached | Q(author=actor.hat_id))
        if actor.role in (Role.MEMBRE, Role.REFERENT):
            return readable.filter(author=actor.hat_id)
        return self.none()

    def for_system(self, reason: str) -> SaisineQuerySet:
        """Every saisine, for work that no agent reads."""
        return self.all()


class Saisine(StateModel):
    """A coded alert about one young person (FSM-1). No free text (CNIL 2020; invariant I17)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField("numéro", null=True, blank=True)
    cellule = models.ForeignKey(Cellule, models.PROTECT, related_name="saisines")
    # Forgotten as the case is archived (R1): only the kind of the organisation remains.
    author = models.ForeignKey(Designation, models.PROTECT, null=True, related_name="saisines")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="saisines"
    )
    organisation_kind = models.CharField(
        "type d’organisme", max_length=30, choices=OrganisationKind.choices, blank=True
    )
    young_person = models.ForeignKey(YoungPerson, models.PROTECT, related_name="saisines")
    case = models.ForeignKey(
        "casework.Case", models.PROTECT, null=True, blank=True, related_name="saisines"
    )
    state = StateField("état", choices=S.choices, default=S.BROUILLON)
    origin = models.CharField("origine", max_length=30, choices=Origin.choices)
    motifs = models.JSONField("motifs", default=list)
    # Code of each motif recorded by mistake → why it was withdrawn (``WithdrawalReason``).
    withdrawn_motifs = models.JSONField("motifs retirés", default=dict, blank=True)
    schooling = models.CharField(
        "situation scolaire ou professionnelle",
        max_length=45,
        choices=Schooling.choices,
        default=Schooling.INCONNU,
    )
    strengths = models.JSONField("leviers", default=list)
    q_crime_delit = models.CharField(
        "crime ou délit", max_length=6, choices=Answer.choices, blank=True
    )
    q_plainte_enquete = models.CharField(
        "plainte ou enquête", max_length=6, choices=Answer.choices, blank=True
    )
    q_danger = models.CharField(
        "mineur en danger", max_length=6, choices=Answer.choices, blank=True
    )
    art40_on = models.DateField("signalement au procureur le", null=True, blank=True)
    ip_on = models.DateField("information préoccupante le", null=True, blank=True)
    attested_at = models.DateTimeField("attestée le", null=True, blank=True)
    created_at = models.DateTimeField("commencée le")
    submitted_at = models.DateTimeField("envoyée le", null=True, blank=True)
    answer_due_on = models.DateField("réponse avant le", null=True, blank=True)
    decided_at = models.DateTimeField("décidée le", null=True, blank=True)
    refusal_code = models.CharField(
        "motif d’irrecevabilité", max_length=30, choices=SaisineRefusal.choices, blank=True
    )
    complement_code = models.CharField(
        "complément demandé", max_length=12, choices=Complement.choices, blank=True
    )
    version = models.PositiveIntegerField(default=0)

    objects = SaisineQuerySet.as_manager()

    class Meta:
        verbose_name = "saisine"
        default_permissions = ()
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cellule", "number"],
                condition=Q(number__isnull=False),
                name="saisine_number_once",
            ),
            models.CheckConstraint(name="saisine_state_known", condition=Q(state__in=S.values)),
            models.CheckConstraint(
                name="saisine_submitted_is_complete",
                condition=Q(state__in=[S.BROUILLON, S.EXPIREE, S.RETIREE])
                | (
                    Q(submitted_at__isnull=False, attested_at__isnull=False, number__isnull=False)
                    & (
                        Q(author=None)
                        | ~(Q(q_crime_delit="") | Q(q_plainte_enquete="") | Q(q_danger=""))
                    )
                ),
                violation_error_message="Une saisine envoyée est complète et attestée.",
            ),
            models.CheckConstraint(
                name="saisine_recevable_reported",
                condition=~Q(state=S.RECEVABLE, q_crime_delit=Answer.OUI)
                | Q(art40_on__isnull=False),
                violation_error_message="Le signalement au procureur doit être daté d’abord.",
            ),
            models.CheckConstraint(
                name="saisine_author_forgotten_whole",
                condition=Q(author__isnull=False, organisation__isnull=False, organisation_kind="")
                | (_FORGOTTEN & ~Q(organisation_kind="")),
                violation_error_message="L’auteur d’une saisine s’oublie avec ses réponses.",
            ),
            models.CheckConstraint(
                name="saisine_irrecevable_has_code",
                condition=~Q(state=S.IRRECEVABLE) | ~Q(refusal_code=""),
                violation_error_message="Indiquez le motif d’irrecevabilité.",
            ),
        ]

    def __str__(self) -> str:
        return f"saisine {str(self.pk)[:8]}"

    @property
    def trace_reference(self) -> str:
        """Year and number, for the journal; empty for a draft."""
        return self.reference if self.number else ""

    @property
    def sender(self) -> str:
        """The organisation that speaks; its kind only, once the follow-up is over."""
        if self.organisation is not None:
            return self.organisation.name
        return self.get_organisation_kind_display()

    @property
    def reference(self) -> str:
        """Year and number inside the cellule, once sent; nothing about the person."""
        if self.number is None or self.submitted_at is None:
            return "brouillon"
        return f"{self.submitted_at.year}-{self.number:03d}"

    @transition(
        field=state,
        source=[S.BROUILLON, S.A_COMPLETER],
        target=S.SOUMISE,
        conditions=[
            *guards.CELLULE_IS_READY,
            guards.age_is_followed,
            guards.commune_is_in_territory,
            guards.has_motifs,
            guards.has_three_answers,
            guards.crime_is_reported,
            guards.danger_is_transmitted,
            guards.is_attested,
        ],
        custom=move(
            "S1",
            "saisine.create",
            "Envoyer la saisine",
            "AU-038, art. 3 ; CP, art. 226-13",
            data="identité, origine, un à cinq motifs, faits datés, trois réponses, attestation",
            documents=("D07",),
        ),
    )
    def submit(self, *, at: datetime, number: int, answer_due_on: date) -> None:
        """S1: the author attests and sends (AU-038 art. 3; CP art. 226-13)."""
        self.submitted_at = self.submitted_at or at
        self.number = self.number or number
        self.answer_due_on = answer_due_on
        self.complement_code = ""

    @transition(
        field=state,
        source=S.SOUMISE,
        target=S.A_COMPLETER,
        custom=move(
            "S2",
            "saisine.qualify",
            "Demander un complément",
            "AU-038, art. 3",
            data="ce qui manque, d’après la liste",
            delay="5 jours ouvrés",
        ),
    )
    def ask_complement(self, *, code: str) -> None:
        """S2: the coordonnateur asks the author for one thing, by its code."""
        self.complement_code = code

    @transition(
        field=state,
        source=S.SOUMISE,
        target=S.IRRECEVABLE,
        custom=move(
            "S3",
            "saisine.qualify",
            "Déclarer irrecevable",
            "AU-038, art. 1 et 3",
            data="motif d’irrecevabilité",
            delay="5 jours ouvrés ; effacée sous 30 jours",
        ),
    )
    def declare_irrecevable(self, *, code: str, at: datetime) -> None:
        """S3: not receivable; the author is told the code only."""
        self.refusal_code = code
        self.decided_at = at

    @transition(
        field=state,
        source=S.SOUMISE,
        target=S.RECEVABLE,
        conditions=[
            *guards.CELLULE_IS_READY,
            guards.crime_is_reported,
            guards.danger_is_transmitted,
        ],
        custom=move(
            "S4",
            "saisine.qualify",
            "Déclarer recevable",
            "AU-038, art. 1 ; CPP, art. 40 ; CASF, art. L. 226-2-1",
            data="date du signalement et de l’information préoccupante s’ils sont dus",
            documents=("D29", "D30"),
            delay="5 jours ouvrés",
        ),
    )
    def declare_recevable(self, *, at: datetime) -> None:
        """S4: receivable, once what must be reported is dated (CPP art. 40, CASF L. 226-2-1)."""
        self.decided_at = at

    @transition(
        field=state,
        source=[S.BROUILLON, S.SOUMISE, S.A_COMPLETER],
        target=S.RETIREE,
        custom=move(
            "S5",
            "saisine.create",
            "Retirer la saisine",
            "RGPD, art. 5, 1, c",
        ),
    )
    def withdraw(self) -> None:
        """S5: withdrawn by its author or the coordonnateur."""

    @transition(
        field=state,
        source=S.BROUILLON,
        target=S.EXPIREE,
        custom=move(
            "S6",
            "",
            "Laisser expirer le brouillon",
            "RGPD, art. 5, 1, e",
            delay="30 jours sans changement, puis effacé",
        ),
    )
    def expire(self) -> None:
        """S6: a draft left idle for thirty days."""


class Fait(models.Model):
    """A dated fact of a saisine, from list L-D. Its nature and article come from the list."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    saisine = models.ForeignKey(Saisine, models.CASCADE, related_name="faits")
    code = models.CharField(
        "fait", max_length=3, choices=[(code, fait.label) for code, fait in STORABLE.items()]
    )
    happened_on = models.DateField("jour")
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+")
    place_kind = models.CharField("lieu", max_length=30, choices=PlaceKind.choices)
    withdrawn_at = models.DateTimeField("retiré le", null=True, blank=True)
    withdrawn_code = models.CharField(
        "motif du retrait", max_length=14, choices=WithdrawalReason.choices, blank=True
    )

    objects = StandingManager["Fait"]()
    even_withdrawn = models.Manager["Fait"]()

    class Meta:
        verbose_name = "fait"
        default_permissions = ()
        ordering: ClassVar = ["happened_on", "code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="fait_never_a_delit",
                condition=Q(code__in=list(STORABLE)),
                violation_error_message="Un crime ou un délit ne s’enregistre pas ici.",
            ),
            models.CheckConstraint(
                name="fait_withdrawn_is_reasoned",
                condition=Q(withdrawn_at=None, withdrawn_code="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_code="")),
                violation_error_message="Un fait retiré porte son motif.",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def nature(self) -> str:
        return FAITS[self.code].nature
