"""Cases: the path of one young person in one cellule (FSM-2), and the grants on it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django_fsm import transition

from casework.choices.lists import (
    AdjournReason,
    Cadre,
    ClosingReason,
    DeferralReason,
    DismissReason,
    FreezeReason,
    InformationMode,
    Programme,
    ProlongationReason,
    SuspensionReason,
)
from casework.choices.states import ENDED, OPEN, CaseState
from casework.guards import cases as guards
from casework.models import path_moves as moves
from casework.models.case_rows import CaseQuerySet
from casework.models.grants import CASE_RELATIONS
from casework.models.people import YoungPerson
from confidentiality.state_field import StateField, StateModel
from veille.models import Cellule

if TYPE_CHECKING:
    from casework.models.counted import CountedEvent

C = CaseState
_CLOSED_BY_THE_CELLULE = [
    C.BILAN_PRESENTE,
    C.EN_COURS,
    C.SUSPENDU,
    C.ORIENTE,
    C.REPERE,
    C.AJOURNE,
    C.INSCRIT,
]
_KEPT = [C.ARCHIVE, C.NON_RETENU]
_ENDED = [C.CLOS, *_KEPT]


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
    cadre = models.CharField("cadre", max_length=30, choices=Cadre.choices, blank=True)
    # Codes of ``ParquetMotif``: read by the maire and the coordonnateur only.
    parquet_motifs = models.JSONField("motifs communiqués par le parquet", default=list)
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
    # Of the collectivité, in force on the day of the information: which text was handed over.
    notice_version = models.CharField("version de la notice remise", max_length=40, blank=True)
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
    merged_until = models.DateField("réunie, annulable jusqu’au", null=True, blank=True)
    archived_on = models.DateField("archivée le", null=True, blank=True)
    purge_due_on = models.DateField("à éliminer le", null=True, blank=True, db_index=True)
    sealed_on = models.DateField("scellée le", null=True, blank=True)
    resumes = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="resumed_by"
    )
    version = models.PositiveIntegerField(default=0)
    # What the act under way has counted for the plan, not written yet.
    uncounted: tuple[CountedEvent, ...] = ()

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
                name="case_kept_has_an_end",
                condition=~Q(state__in=[C.ARCHIVE, C.A_ELIMINER]) | Q(purge_due_on__isnull=False),
                violation_error_message="Une archive porte la date de son élimination.",
            ),
            models.CheckConstraint(
                name="case_frozen_is_dated",
                condition=Q(freeze_code="", frozen_on=None)
                | (~Q(freeze_code="") & Q(frozen_on__isnull=False)),
                violation_error_message="Un gel porte son motif et sa date.",
            ),
            models.CheckConstraint(
                name="case_deferral_is_whole",
                condition=Q(deferral_code="", deferred_on=None, deferred_until=None)
                | (
                    ~Q(deferral_code="")
                    & Q(deferred_on__isnull=False, deferred_until__gt=F("deferred_on"))
                ),
                violation_error_message="Un report porte son motif, sa date et son terme.",
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
        custom=moves.INSCRIBE,
    )
    def inscribe(self, *, on: date) -> None:
        """P1: on the agenda of a séance of the « groupe » formation."""
        self.inscribed_on = self.inscribed_on or on

    @transition(
        field=state,
        source=C.INSCRIT,
        target=C.EN_EXAMEN,
        conditions=[guards.a_seance_is_open],
        custom=moves.EXAMINE,
    )
    def open_examination(self) -> None:
        """P2: the open séance takes up the case."""

    @transition(field=state, source=C.EN_EXAMEN, target=C.AJOURNE, custom=moves.ADJOURN)
    def adjourn(self, *, code: str) -> None:
        """P3: postponed to another séance."""
        self.adjourn_code = code

    @transition(field=state, source=C.INSCRIT, target=C.AJOURNE, custom=moves.LEAVE_AGENDA)
    def leave_agenda(self, *, code: str) -> None:
        """P3: taken off the agenda before the séance takes it up."""
        self.adjourn_code = code

    @transition(field=state, source=C.EN_EXAMEN, target=C.NON_RETENU, custom=moves.DISMISS)
    def dismiss(self, *, code: str, purge_due_on: date) -> None:
        """P4: the cellule does not follow this young person."""
        self.dismiss_code = code
        self.purge_due_on = purge_due_on
        self.next_due_on = None

    @transition(field=state, source=C.EN_EXAMEN, target=C.ORIENTE, custom=moves.ORIENT)
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
        custom=moves.ENGAGE,
    )
    def engage(self, *, on: date, bilan_due_on: date, term_on: date) -> None:
        """P6: the follow-up starts, once the persons are informed (RGPD art. 13 and 14)."""
        self.engaged_on = self.engaged_on or on
        self.term_on = self.term_on or term_on
        self.next_due_on = bilan_due_on

    @transition(
        field=state,
        source=[C.EN_COURS, C.SUSPENDU],
        target=C.EN_COURS,
        custom=moves.REITERATE,
    )
    def report_reiteration(self, *, on: date) -> None:
        """P7: a new receivable saisine on an open path brings it back to the next séance."""
        self.reiterated_on = on
        self.suspension_code = ""
        self.review_on = None

    @transition(field=state, source=C.EN_COURS, target=C.SUSPENDU, custom=moves.SUSPEND)
    def suspend(self, *, code: str, review_on: date) -> None:
        """P8: paused, with a date of review."""
        self.suspension_code = code
        self.review_on = review_on

    @transition(field=state, source=C.SUSPENDU, target=C.EN_COURS, custom=moves.RESUME)
    def resume(self) -> None:
        """P9: the cause has ended."""
        self.suspension_code = ""
        self.review_on = None

    @transition(field=state, source=C.EN_COURS, target=C.BILAN_ATTENDU, custom=moves.REQUEST_BILAN)
    def request_bilan(self, *, due_on: date) -> None:
        """P10: the référent is asked for the bilan de parcours."""
        self.next_due_on = due_on

    @transition(
        field=state,
        source=C.EN_EXAMEN,
        target=C.BILAN_PRESENTE,
        conditions=[guards.bilan_is_valid],
        custom=moves.PRESENT_BILAN,
    )
    def present_bilan(self) -> None:
        """P11: the bilan comes back to the cellule (departmental plan, measure 2)."""

    @transition(
        field=state,
        source=[C.BILAN_PRESENTE, C.EN_EXAMEN],
        target=C.EN_COURS,
        conditions=[guards.under_age_limit, guards.already_engaged],
        custom=moves.CARRY_ON,
    )
    def carry_on(self, *, bilan_due_on: date) -> None:
        """P12: the follow-up goes on."""
        self.next_due_on = bilan_due_on

    @transition(field=state, source=C.BILAN_PRESENTE, target=C.ORIENTE, custom=moves.REORIENT)
    def reorient(self, *, codes: Iterable[str], needs: Iterable[str]) -> None:
        """P13: another orientation."""
        self.decision_codes = list(codes)
        self.needs = list(needs)

    @transition(
        field=state,
        source=_CLOSED_BY_THE_CELLULE,
        target=C.CLOS,
        conditions=[guards.measures_are_final],
        custom=moves.CLOSE,
    )
    def close(self, *, on: date, code: str) -> None:
        """P14: end of the path, with its reason."""
        self._end(on, code)

    @transition(
        field=state,
        source=sorted(OPEN),
        target=C.CLOS,
        conditions=[guards.age_limit_is_reached],
        custom=moves.CLOSE_FOR_AGE,
    )
    def close_for_age(self, *, on: date) -> None:
        """P14: on the twenty-fifth birthday, whatever the step (invariant I54).

        The law does not wait for a measure: those that run stop with the case.
        """
        self._end(on, ClosingReason.LIMITE_AGE)

    @transition(
        field=state,
        source=sorted(OPEN),
        target=C.CLOS,
        custom=moves.CLOSE_FOR_OPPOSITION,
    )
    def close_for_opposition(self, *, on: date) -> None:
        """P14: an opposition found justified ends the processing at once (RGPD art. 21)."""
        self._end(on, ClosingReason.OPPOSITION)

    def _end(self, on: date, code: str) -> None:
        self.closed_on = on
        self.closing_code = code
        self.next_due_on = None
        self.freeze_code, self.frozen_on = "", None

    @transition(
        field=state,
        source=C.CLOS,
        target=C.ARCHIVE,
        conditions=[guards.closing_keeps_an_archive],
        custom=moves.ARCHIVE,
    )
    def archive(self, *, on: date, purge_due_on: date) -> None:
        """P15: intermediate archive, the night of the closing."""
        self.archived_on = on
        self.purge_due_on = purge_due_on

    @transition(
        field=state,
        source=C.CLOS,
        target=C.A_ELIMINER,
        conditions=[guards.closing_keeps_no_archive],
        custom=moves.DISCARD,
    )
    def discard(self, *, on: date) -> None:
        """P15: a founded opposition or an error leaves nothing to archive."""
        self.sealed_on = self.purge_due_on = on

    @transition(field=state, source=C.ARCHIVE, target=C.ARCHIVE, custom=moves.READ_ARCHIVE)
    def read_archive(self) -> None:
        """P16: motivated reading by two persons, sixty minutes."""

    @transition(field=state, source=C.ARCHIVE, target=C.ARCHIVE, custom=moves.REOPEN)
    def reopen(self) -> None:
        """P17: a new case resumes this one; the archive stays closed (invariant I50)."""

    @transition(field=state, source=_KEPT, target=C.A_ELIMINER, custom=moves.SEAL)
    def seal(self, *, on: date) -> None:
        """P18: unreadable from its day on, whether or not the archives have agreed (I56)."""
        self.sealed_on = on

    @transition(field=state, source=_ENDED, target=C.A_ELIMINER, custom=moves.ERASE_ON_REQUEST)
    def erase_on_request(self, *, on: date) -> None:
        """P18 before its day: the person was granted the end of it (RGPD art. 17 and 21)."""
        self.sealed_on = self.purge_due_on = on

    @transition(
        field=state,
        source=[C.A_ELIMINER, C.NON_RETENU],
        target=C.PURGE,
        conditions=[guards.archives_have_agreed],
        custom=moves.ELIMINATE,
    )
    def eliminate(self) -> None:
        """P19: destruction under the visa of the archives (code du patrimoine R. 212-14)."""
