"""Cases: the path of one young person in one cellule (FSM-2), and the grants on it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django_fsm import transition

from casework.choices.lists import (
    AdjournReason,
    ClosingReason,
    DeferralReason,
    DismissReason,
    FreezeReason,
    InformationMode,
    Programme,
    ProlongationReason,
    SuspensionReason,
)
from casework.choices.states import ENDED, SEALED, CaseState
from casework.guards import cases as guards
from casework.models.people import YoungPerson
from confidentiality.access_matrix import RELATIONS
from confidentiality.choices import Relation
from confidentiality.state_field import StateField, StateModel
from veille.models import Cellule, CelluleGrant, Grant
from veille.sight import may_read_circle, running

if TYPE_CHECKING:
    from confidentiality.actors import Actor

C = CaseState
CASE_RELATIONS = tuple(
    each for each in Relation if each not in (Relation.COORDINATION, Relation.DECISION)
)


class CaseQuerySet(models.QuerySet["Case"]):
    """Every read of a case starts with one of the first two methods."""

    def visible_to(self, actor: Actor, now: datetime) -> CaseQuerySet:
        """The only statement of who sees which case; the same rule as ``policy.decide``.

        Account active, designation in force, charte in force signed, and a grant in force of this
        hat on the case or on its cellule. Being staff or superuser opens nothing.
        """
        readable = self.filter(may_read_circle(actor, now, circle="cellule"))
        relations = RELATIONS[actor.role]
        if not relations:
            return self.none()
        on_case = CaseGrant.objects.filter(
            running(now),
            designation=actor.hat_id,
            content_object=OuterRef("pk"),
            permission__codename__in=relations,
        )
        on_cellule = CelluleGrant.objects.filter(
            running(now),
            designation=actor.hat_id,
            content_object=OuterRef("cellule"),
            permission__codename__in=relations,
        )
        granted = readable.filter(Q(Exists(on_case)) | Q(Exists(on_cellule)))
        return granted.exclude(state__in=SEALED)

    def for_system(self, reason: str) -> CaseQuerySet:
        """Every case, for work that no agent reads: counts, reminders, demonstration data.

        The reason is for the reader of the code; searching for this name lists every exception.
        """
        return self.all()

    def open(self) -> CaseQuerySet:
        """Cases whose follow-up is not over."""
        return self.exclude(state__in=ENDED)


class Case(StateModel):
    """The path of one young person in one cellule de veille. The backbone of Jalon."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField("référence", max_length=6, unique=True, editable=False)
    cellule = models.ForeignKey(Cellule, models.PROTECT, related_name="cases")
    young_person = models.ForeignKey(YoungPerson, models.PROTECT, related_name="cases")
    state = StateField("étape", choices=C.choices, default=C.REPERE)
    programme = models.CharField(
        "programme", max_length=30, choices=Programme.choices, default=Programme.EXPOSES
    )
    opened_on = models.DateField("repéré le")
    inscribed_on = models.DateField("première inscription le", null=True, blank=True)
    adjourn_code = models.CharField(
        "motif d’ajournement", max_length=30, choices=AdjournReason.choices, blank=True
    )
    dismiss_code = models.CharField(
        "motif de non-retenue", max_length=40, choices=DismissReason.choices, blank=True
    )
    decision_codes = models.JSONField("dernières décisions", default=list)
    needs = models.JSONField("besoins", default=list)
    informed_on = models.DateField("jeune informé le", null=True, blank=True)
    informed_by_mode = models.CharField(
        "mode d’information", max_length=20, choices=InformationMode.choices, blank=True
    )
    representatives_informed_on = models.DateField("parents informés le", null=True, blank=True)
    representatives_not_informed = models.BooleanField(
        "intérêt contraire de l’enfant", default=False
    )
    deferral_code = models.CharField(
        "motif du report d’information", max_length=40, choices=DeferralReason.choices, blank=True
    )
    deferred_on = models.DateField("report signé le", null=True, blank=True)
    deferred_until = models.DateField("information reportée jusqu’au", null=True, blank=True)
    freeze_code = models.CharField(
        "motif du gel", max_length=30, choices=FreezeReason.choices, blank=True
    )
    frozen_on = models.DateField("gelée le", null=True, blank=True)
    engaged_on = models.DateField("suivi engagé le", null=True, blank=True)
    term_on = models.DateField("terme du suivi", null=True, blank=True)
    prolongation_code = models.CharField(
        "motif de prolongation", max_length=30, choices=ProlongationReason.choices, blank=True
    )
    reiterated_on = models.DateField("réitération signalée le", null=True, blank=True)
    suspension_code = models.CharField(
        "motif de suspension", max_length=40, choices=SuspensionReason.choices, blank=True
    )
    review_on = models.DateField("à revoir le", null=True, blank=True)
    next_due_on = models.DateField("prochaine échéance", null=True, blank=True, db_index=True)
    closed_on = models.DateField("clos le", null=True, blank=True)
    closing_code = models.CharField(
        "motif de clôture", max_length=30, choices=ClosingReason.choices, blank=True
    )
    archived_on = models.DateField("archivée le", null=True, blank=True)
    purge_due_on = models.DateField("à éliminer le", null=True, blank=True, db_index=True)
    sealed_on = models.DateField("scellée le", null=True, blank=True)
    resumes = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="resumed_by"
    )
    version = models.PositiveIntegerField(default=0)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "situation"
        default_permissions = ()
        permissions: ClassVar = [(each.value, each.label) for each in CASE_RELATIONS]
        indexes: ClassVar = [models.Index(fields=["cellule", "next_due_on", "id"])]
        constraints: ClassVar = [
            models.CheckConstraint(name="case_state_known", condition=Q(state__in=C.values)),
            models.UniqueConstraint(
                fields=["young_person", "cellule"],
                condition=~Q(state__in=sorted(ENDED)),
                name="case_one_open_per_person",
                violation_error_message="Ce jeune a déjà une situation ouverte dans la cellule.",
            ),
            models.CheckConstraint(
                name="case_engaged_is_informed",
                condition=Q(engaged_on=None) | Q(informed_on__isnull=False),
                violation_error_message="Aucune mesure ne commence avant l’information du jeune.",
            ),
            models.CheckConstraint(
                name="case_followed_is_engaged",
                condition=~Q(state__in=[C.EN_COURS, C.SUSPENDU, C.BILAN_ATTENDU, C.BILAN_PRESENTE])
                | Q(engaged_on__isnull=False),
                violation_error_message="Un suivi en cours porte la date de son engagement.",
            ),
            models.CheckConstraint(
                name="case_closed_is_dated",
                condition=~Q(state__in=[C.CLOS, C.ARCHIVE])
                | (Q(closed_on__isnull=False) & ~Q(closing_code="")),
                violation_error_message="Une situation close porte sa date et son motif.",
            ),
            models.CheckConstraint(
                name="case_suspended_has_code",
                condition=~Q(state=C.SUSPENDU)
                | (~Q(suspension_code="") & Q(review_on__isnull=False)),
                violation_error_message="Une suspension porte son motif et sa date de revue.",
            ),
        ]

    def __str__(self) -> str:
        return f"situation {self.reference}"

    @property
    def trace_reference(self) -> str:
        """The reference, for the journal."""
        return self.reference

    # Transitions P1 to P19 of the domain. Each changes this row only; who may take them, the
    # journal and the messages are the business of casework.services.

    @transition(
        field=state,
        source=[C.REPERE, C.AJOURNE, C.EN_COURS, C.BILAN_ATTENDU],
        target=C.INSCRIT,
        conditions=[guards.under_age_limit, guards.informed_when_policy_says_so],
    )
    def inscribe(self, *, on: date) -> None:
        """P1: on the agenda of a séance of the « groupe » formation."""
        self.inscribed_on = self.inscribed_on or on

    @transition(field=state, source=C.INSCRIT, target=C.EN_EXAMEN)
    def open_examination(self) -> None:
        """P2: the open séance takes up the case."""

    @transition(field=state, source=C.EN_EXAMEN, target=C.AJOURNE)
    def adjourn(self, *, code: str) -> None:
        """P3: postponed to another séance."""
        self.adjourn_code = code

    @transition(field=state, source=C.EN_EXAMEN, target=C.NON_RETENU)
    def dismiss(self, *, code: str) -> None:
        """P4: the cellule does not follow this young person."""
        self.dismiss_code = code
        self.next_due_on = None

    @transition(field=state, source=C.EN_EXAMEN, target=C.ORIENTE)
    def orient(self, *, codes: Iterable[str], needs: Iterable[str]) -> None:
        """P5: the cellule proposes; the mayor decides the measures that are his."""
        self.decision_codes = list(codes)
        self.needs = list(needs)

    @transition(
        field=state,
        source=C.ORIENTE,
        target=C.EN_COURS,
        conditions=[
            guards.under_age_limit,
            guards.person_is_informed,
            guards.representatives_are_informed,
        ],
    )
    def engage(self, *, on: date, bilan_due_on: date) -> None:
        """P6: the follow-up starts, once the persons are informed (RGPD art. 13 and 14)."""
        self.engaged_on = self.engaged_on or on
        self.next_due_on = bilan_due_on

    @transition(field=state, source=[C.EN_COURS, C.SUSPENDU], target=C.EN_COURS)
    def report_reiteration(self, *, on: date) -> None:
        """P7: a new receivable saisine on an open path brings it back to the next séance."""
        self.reiterated_on = on

    @transition(field=state, source=C.EN_COURS, target=C.SUSPENDU)
    def suspend(self, *, code: str, review_on: date) -> None:
        """P8: paused, with a date of review."""
        self.suspension_code = code
        self.review_on = review_on

    @transition(field=state, source=C.SUSPENDU, target=C.EN_COURS)
    def resume(self) -> None:
        """P9: the cause has ended."""
        self.suspension_code = ""
        self.review_on = None

    @transition(field=state, source=C.EN_COURS, target=C.BILAN_ATTENDU)
    def request_bilan(self, *, due_on: date) -> None:
        """P10: the référent is asked for the bilan de parcours."""
        self.next_due_on = due_on

    @transition(
        field=state,
        source=C.EN_EXAMEN,
        target=C.BILAN_PRESENTE,
        conditions=[guards.bilan_is_valid],
    )
    def present_bilan(self) -> None:
        """P11: the bilan comes back to the cellule (departmental plan, measure 2)."""

    @transition(
        field=state,
        source=[C.BILAN_PRESENTE, C.EN_EXAMEN],
        target=C.EN_COURS,
        conditions=[guards.under_age_limit, guards.already_engaged],
    )
    def carry_on(self, *, bilan_due_on: date) -> None:
        """P12: the follow-up goes on."""
        self.next_due_on = bilan_due_on

    @transition(field=state, source=C.BILAN_PRESENTE, target=C.ORIENTE)
    def reorient(self, *, codes: Iterable[str], needs: Iterable[str]) -> None:
        """P13: another orientation."""
        self.decision_codes = list(codes)
        self.needs = list(needs)

    @transition(
        field=state,
        source=[
            C.BILAN_PRESENTE,
            C.EN_COURS,
            C.SUSPENDU,
            C.ORIENTE,
            C.REPERE,
            C.AJOURNE,
            C.INSCRIT,
        ],
        target=C.CLOS,
        conditions=[guards.measures_are_final],
    )
    def close(self, *, on: date, code: str) -> None:
        """P14: end of the path, with its reason."""
        self.closed_on = on
        self.closing_code = code
        self.next_due_on = None

    @transition(
        field=state, source=C.CLOS, target=C.ARCHIVE, conditions=[guards.conservation_is_open]
    )
    def archive(self) -> None:
        """P15: intermediate archive, the night of the closing."""

    @transition(
        field=state,
        source=C.ARCHIVE,
        target=C.ARCHIVE,
        conditions=[guards.conservation_is_open],
    )
    def read_archive(self) -> None:
        """P16: motivated reading by two persons, sixty minutes."""

    @transition(
        field=state, source=C.ARCHIVE, target=C.ARCHIVE, conditions=[guards.reopening_is_open]
    )
    def reopen(self) -> None:
        """P17: a new case linked to the archived one; the archive stays closed."""

    @transition(
        field=state,
        source=C.ARCHIVE,
        target=C.A_ELIMINER,
        conditions=[guards.conservation_is_open],
    )
    def seal(self) -> None:
        """P18: sealed at the end of the term, at the latest on the 25th birthday."""

    @transition(
        field=state,
        source=[C.A_ELIMINER, C.NON_RETENU],
        target=C.PURGE,
        conditions=[guards.conservation_is_open],
    )
    def eliminate(self) -> None:
        """P19: destruction under the visa of the archives (code du patrimoine R. 212-14)."""


class CaseGrant(Grant):
    """Mission, convocation window, task, consultation or sitting: opens one case, for a time."""

    content_object = models.ForeignKey(Case, models.CASCADE, related_name="grants")

    class Meta:
        verbose_name = "droit sur une situation"
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["designation", "content_object"])]

    def __str__(self) -> str:
        return f"droit {self.pk}"
