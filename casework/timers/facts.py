"""What the deadlines of a row depend on, read in one query with the delays of its cellule."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from casework.choices.states import BilanState, FollowUpState, RappelState, TransactionState
from casework.deadlines import Delays
from casework.models import (
    Bilan,
    Case,
    JudicialStatus,
    LegalRepresentative,
    RappelALOrdre,
    ReferentFollowUp,
    Saisine,
    Transaction,
)
from casework.models.delays import delays_beside
from casework.timers.computing import CaseFacts, SaisineFacts
from confidentiality.models import Event, PersonKey
from confidentiality.statements import Compiled
from notifications.kept import kept_beside, read_kept

_WHY = "deadlines"


def read_case(case_id: UUID) -> tuple[Case, CaseFacts, Delays] | None:
    """One case with what its deadlines depend on; None when it is gone. One query.

    The delays of the cellule and the timers already kept (``kept``) come with it.
    """
    rows: list[Any] = _cases.fetch(pk=case_id)
    if not rows:
        return None
    case = rows[0]
    case.kept = read_kept(case.pk, case.kept)
    return case, _facts_of(case), Delays.read(case.delays)


def _case_rows(pk: UUID) -> QuerySet[Case]:
    found = Case.objects.for_system(_WHY).filter(pk=pk).select_related("young_person__key")
    beside = {"delays": delays_beside("cellule"), "kept": kept_beside("pk")}
    return found.annotate(**_around(), **beside).only(*_READ)


# Facts come from these columns; the others are not fetched.
_READ = (
    "state",
    "opened_on",
    "informed_on",
    "freeze_code",
    "deferral_code",
    "deferred_until",
    "next_due_on",
    "review_on",
    "engaged_on",
    "term_on",
    "closed_on",
    "purge_due_on",
    "merged_until",
    "young_person__birth_date",
    *(f"young_person__key__{name}" for name in PersonKey.TO_OPEN),
)
_cases = Compiled(_case_rows, pk=UUID)


def _around() -> dict[str, Any]:
    """What is read beside the case: one row at most of each measure is pending."""
    mine = OuterRef("pk")
    sent = Saisine.objects.for_system(_WHY).filter(case=mine, submitted_at__isnull=False)
    bilan = Bilan.objects.for_system(_WHY).filter(case=mine, state=BilanState.A_REDIGER)
    waiting = [FollowUpState.DESIGNE, FollowUpState.ACCEPTE]
    mission = ReferentFollowUp.objects.for_system(_WHY).filter(case=mine, state__in=waiting)
    asked = RappelALOrdre.objects.for_system(_WHY).filter(case=mine, state=RappelState.CONSULTATION)
    offer = Transaction.objects.for_system(_WHY).filter(case=mine, state=TransactionState.PROPOSEE)
    status = JudicialStatus.objects.for_system(_WHY).filter(case=mine).order_by("review_due_on")
    since = Coalesce("accepted_on", "designated_on")
    return {
        "collected_at": Subquery(sent.order_by("submitted_at").values("submitted_at")[:1]),
        "bilan_due_on": Subquery(bilan.values("due_on")[:1]),
        "contact_since": Subquery(mission.annotate(day=since).values("day")[:1]),
        "parquet_since": Subquery(asked.values("consulted_on")[:1]),
        "transaction_due_on": Subquery(offer.values("answer_due_on")[:1]),
        "judicial_review_on": Subquery(status.values("review_due_on")[:1]),
        "has_representatives": Exists(
            LegalRepresentative.objects.filter(young_person=OuterRef("young_person"))
        ),
    }


def _facts_of(case: Any) -> CaseFacts:
    return CaseFacts(
        state=case.state,
        opened_on=case.opened_on,
        born_on=lambda: case.young_person.birth_date,
        collected_on=_day(case.collected_at),
        informed=case.informed_on is not None,
        frozen=bool(case.freeze_code),
        deferred=bool(case.deferral_code),
        deferred_until=case.deferred_until,
        next_due_on=case.next_due_on,
        review_on=case.review_on,
        engaged_on=case.engaged_on,
        term_on=case.term_on,
        bilan_due_on=case.bilan_due_on,
        contact_since=case.contact_since,
        parquet_since=case.parquet_since,
        transaction_due_on=case.transaction_due_on,
        judicial_review_on=case.judicial_review_on,
        has_representatives=case.has_representatives,
        closed_on=case.closed_on,
        merged_until=case.merged_until,
        purge_due_on=case.purge_due_on,
    )


def read_saisine(saisine_id: UUID) -> tuple[Saisine, SaisineFacts, Delays] | None:
    """One saisine with what its deadlines depend on; None when it is gone. One query."""
    touched = Event.objects.filter(object_id=OuterRef("pk")).order_by().values("object_id")
    found = (
        Saisine.objects.for_system(_WHY)
        .filter(pk=saisine_id)
        .annotate(
            touched_at=Coalesce(
                Subquery(touched.annotate(top=Max("at")).values("top")), "created_at"
            ),
            delays=delays_beside("cellule"),
        )
    )
    saisine: Any = found.first()
    if saisine is None:
        return None
    facts = SaisineFacts(
        state=saisine.state,
        touched_on=timezone.localdate(saisine.touched_at),
        submitted_on=_day(saisine.submitted_at),
        answer_due_on=saisine.answer_due_on,
        art40_on=saisine.art40_on,
    )
    return saisine, facts, Delays.read(saisine.delays)


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None
