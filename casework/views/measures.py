"""Pages of measures: rappel à l’ordre, CDDF, follow-up, bilan; the answer of the parquet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from casework.acts.follow_ups import BILAN_ACTS, FOLLOW_UP_ACTS
from casework.acts.mayor import ACCOMPAGNEMENT_ACTS, TRANSACTION_ACTS
from casework.acts.measures import CDDF_ACTS, RAPPEL_ACTS
from casework.acts.registry import Act, NextActs, next_acts, way_out
from casework.choices.states import FollowUpState
from casework.models import (
    AccompagnementParental,
    Bilan,
    CddfReferral,
    RappelALOrdre,
    ReferentFollowUp,
    Transaction,
)
from casework.presenters import mayor
from casework.presenters import measures as present
from casework.presenters.cases import Row, age_words
from casework.presenters.motivated_readings import reading_words
from casework.sight import open_reading, traced
from casework.views.acts import Asked, act_named, act_page, decider
from casework.views.papers import paper_links
from confidentiality import journal, policy
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.door import was_done
from confidentiality.errors import NotVisible
from confidentiality.policy import Decision
from veille.http import AgentRequest


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of measure: its rows, its acts, the names of its pages."""

    model: Any
    acts: Sequence[Act]
    page: str
    trace: str

    def read(self, actor: Actor, pk: UUID) -> Any:
        """The row, in sight of this agent, with its trace; else NotVisible."""
        policy.note_asked()
        with transaction.atomic():
            row = (
                self.model.objects.visible_to(actor, timezone.now())
                .select_related(
                    "case__young_person__key", "case__young_person__commune", "case__cellule"
                )
                .filter(pk=pk)
                .first()
            )
            if row is None:
                raise NotVisible
            journal.record(
                actor=actor,
                action=self.trace,
                chain_id=row.case.cellule_id,
                target=row,
                outcome="read",
                **traced(open_reading(actor, row.case, timezone.now())),
            )
        return row

    def url(self, act: Act, row: Any) -> str:
        return reverse(f"{self.page}_act", args=[row.pk, act.slug])

    def way(self, row: Any) -> Callable[[str], str]:
        """Where a refusal of these acts leads."""
        return way_out(self.acts, row, lambda act: self.url(act, row))


RAPPEL = Kind(RappelALOrdre, RAPPEL_ACTS, "casework:rappel", "rappel.view")
CDDF = Kind(CddfReferral, CDDF_ACTS, "casework:cddf", "cddf.view")
ACCOMPAGNEMENT = Kind(
    AccompagnementParental, ACCOMPAGNEMENT_ACTS, "casework:accompagnement", "accompagnement.view"
)
TRANSACTION = Kind(Transaction, TRANSACTION_ACTS, "casework:transaction", "transaction.view")
FOLLOW_UP = Kind(ReferentFollowUp, FOLLOW_UP_ACTS, "casework:follow_up", "follow_up.view")
BILAN = Kind(Bilan, BILAN_ACTS, "casework:bilan", "bilan.view")


@require_GET
def rappel(request: AgentRequest, pk: UUID) -> HttpResponse:
    """One rappel à l’ordre, its checks and its acts."""
    row = RAPPEL.read(request.actor, pk)
    return _page(request, RAPPEL, row, present.rappel_view(row, timezone.localdate()))


@require_http_methods(["GET", "POST"])
def rappel_act(request: AgentRequest, pk: UUID, slug: str) -> HttpResponse:
    return _act(request, RAPPEL, pk, slug)


@require_http_methods(["GET", "POST"])
def consultation(request: AgentRequest, pk: UUID) -> HttpResponse:
    """The parquet reads one page and answers on it (R3, R4)."""
    if request.actor.role != Role.PARQUET:
        raise NotVisible
    row = RAPPEL.read(request.actor, pk)
    act = act_named(RAPPEL_ACTS, "repondre")
    view = present.rappel_view(row, timezone.localdate())
    asked = Asked(
        row=row,
        act=act,
        decision=_decider(request.actor, row)(act.code),
        back=reverse("casework:parquet_list"),
        subject=[Row("Jeune", view.name), *view.rows, *present.fait_rows(row)],
        way=RAPPEL.way(row),
    )
    return act_page(request, asked)


@require_GET
def cddf(request: AgentRequest, pk: UUID) -> HttpResponse:
    """One family before the CDDF."""
    row = CDDF.read(request.actor, pk)
    return _page(request, CDDF, row, present.cddf_view(row, timezone.localdate()))


@require_http_methods(["GET", "POST"])
def cddf_act(request: AgentRequest, pk: UUID, slug: str) -> HttpResponse:
    return _act(request, CDDF, pk, slug)


@require_GET
def accompagnement(request: AgentRequest, pk: UUID) -> HttpResponse:
    """One accompagnement parental."""
    row = ACCOMPAGNEMENT.read(request.actor, pk)
    view = mayor.accompagnement_view(row, timezone.localdate())
    return _page(request, ACCOMPAGNEMENT, row, view)


@require_http_methods(["GET", "POST"])
def accompagnement_act(request: AgentRequest, pk: UUID, slug: str) -> HttpResponse:
    return _act(request, ACCOMPAGNEMENT, pk, slug)


@require_GET
def offer(request: AgentRequest, pk: UUID) -> HttpResponse:
    """One transaction of the mayor."""
    row = TRANSACTION.read(request.actor, pk)
    return _page(request, TRANSACTION, row, mayor.transaction_view(row, timezone.localdate()))


@require_http_methods(["GET", "POST"])
def offer_act(request: AgentRequest, pk: UUID, slug: str) -> HttpResponse:
    return _act(request, TRANSACTION, pk, slug)


@require_GET
def follow_up(request: AgentRequest, pk: UUID) -> HttpResponse:
    """One mission; before acceptance, its reference and age only."""
    row = FOLLOW_UP.read(request.actor, pk)
    return _page(request, FOLLOW_UP, row, present.follow_up_view(row, timezone.localdate()))


@require_http_methods(["GET", "POST"])
def follow_up_act(request: AgentRequest, pk: UUID, slug: str) -> HttpResponse:
    return _act(request, FOLLOW_UP, pk, slug)


@require_GET
def bilan(request: AgentRequest, pk: UUID) -> HttpResponse:
    """One bilan de parcours."""
    row = BILAN.read(request.actor, pk)
    return _page(request, BILAN, row, present.bilan_view(row, timezone.localdate()))


@require_http_methods(["GET", "POST"])
def bilan_act(request: AgentRequest, pk: UUID, slug: str) -> HttpResponse:
    return _act(request, BILAN, pk, slug)


def _page(request: AgentRequest, kind: Kind, row: Any, view: present.MeasureView) -> HttpResponse:
    reading = open_reading(request.actor, row.case, timezone.now())
    context = {
        "view": view,
        "reading": reading_words(reading),
        "next": _next([] if reading else kind.acts, request, kind, row),
        "papers": [] if reading else paper_links(row, request.actor),
        "batch_url": _batch_url(row),
        "case_url": _case_url(request.actor, row),
    }
    return render(request, "casework/measure_detail.html", context)


def _batch_url(row: Any) -> str:
    """Where the papers of a whole sitting are prepared: the template shows it beside papers."""
    at_cddf = isinstance(row, CddfReferral)
    return reverse("casework:cddf_papers", args=[row.pk]) if at_cddf else ""


def _next(acts: Sequence[Act], request: AgentRequest, kind: Kind, row: Any) -> NextActs:
    decide = _decider(request.actor, row)
    return next_acts(acts, row, decide, lambda act: kind.url(act, row))


def _decider(actor: Actor, row: Any) -> Callable[[str], Decision]:
    """The answer to this agent for each act on this row."""
    of_case = decider(actor, row.case)
    own_proposal = _is_own_proposal(actor, row)

    def decide(code: str) -> Decision:
        if own_proposal and code == "follow_up.accept":
            return Decision(True, "designation")
        return of_case(code)

    return decide


def _is_own_proposal(actor: Actor, row: Any) -> bool:
    """A mission proposed to this very hat: the right to accept it comes before any grant."""
    return (
        isinstance(row, ReferentFollowUp)
        and row.state == FollowUpState.DESIGNE
        and row.referent_id == actor.hat_id
    )


def _case_url(actor: Actor, row: Any) -> str:
    """The page of the case, for those who may open it."""
    if actor.role in (Role.PARQUET, Role.CDDF) or _is_own_proposal(actor, row):
        return ""
    return reverse("casework:case_detail", args=[row.case.reference])


def _convened(row: Any, act: Act) -> list[Row]:
    """Whom the convocation will be addressed to, read before the mayor decides (I39)."""
    if act.code != "rappel.decide":
        return []
    return [present.addressee_row(row.addressee_on(timezone.localdate()))]


def _back(actor: Actor, kind: Kind, row: Any, act: Act) -> str:
    """The page of the measure; the list, when the act ends the consultation of the parquet."""
    if actor.role == Role.PARQUET and act.code == "rappel.cancel":
        return reverse("casework:parquet_list")
    return reverse(kind.page, args=[row.pk])


def _act(request: AgentRequest, kind: Kind, pk: UUID, slug: str) -> HttpResponse:
    act = act_named(kind.acts, slug)
    try:
        row = kind.read(request.actor, pk)
    except NotVisible:
        # The act itself may close the file to whoever did it: a double click is still one act.
        if request.method == "POST" and was_done(request.POST.get("cle"), request.actor):
            messages.success(request, act.success)
            parquet = request.actor.role == Role.PARQUET
            return redirect("casework:parquet_list" if parquet else "home")
        raise
    asked = Asked(
        row=row,
        act=act,
        decision=_decider(request.actor, row)(act.code),
        back=_back(request.actor, kind, row, act),
        subject=[
            Row("Situation", row.case.reference),
            Row("Âge", age_words(row.case, timezone.localdate())),
            Row("Étape", row.get_state_display()),
            *_convened(row, act),
        ],
        way=kind.way(row),
    )
    return act_page(request, asked)
