"""Pages of the archive: references of closed cases, motivated readings by two persons."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from casework.acts.archives import ASK, approval_of, refusal_of, withdrawal_of
from casework.acts.registry import Act
from casework.acts.rights import RECEIVE_ON_ARCHIVE
from casework.models import Case, MotivatedReading
from casework.presenters.archives import archive_lines
from casework.presenters.cases import Row
from casework.services.archives import archived_for, requests_of
from casework.sight import note_list_read
from casework.views.acts import Asked, act_page
from confidentiality.errors import NotVisible
from veille.access import authorize
from veille.french import day_month_year
from veille.fresh import needs_fresh_confirmation
from veille.http import AgentRequest


@require_GET
def archive_list(request: AgentRequest) -> HttpResponse:
    """Archived cases by reference: no name, no content."""
    authorize(request.actor, "archive.list")
    now = timezone.now()
    cases = list(archived_for(request.actor, now).order_by("purge_due_on", "reference"))
    scope = request.actor.circle_id or request.actor.tenant_id or request.actor.hat_id
    note_list_read(request.actor, "archive.list", scope, [case.pk for case in cases])
    context = {"lines": archive_lines(cases, request.actor, now)}
    return render(request, "casework/archive_list.html", context)


@require_http_methods(["GET", "POST"])
@needs_fresh_confirmation
def ask_reading(request: AgentRequest, reference: str) -> HttpResponse:
    """Ask to read one archived case."""
    case = archived_for(request.actor, timezone.now()).filter(reference=reference).first()
    if case is None:
        raise NotVisible
    asked = requests_of(case, request.actor, timezone.now())
    named = [f"{each.reference} ({each.get_kind_display()})" for each in asked]
    extra = [Row("Demandes de droits", ", ".join(named) or "aucune n’est enregistrée")]
    return _page(request, case, ASK, extra)


@require_http_methods(["GET", "POST"])
def receive_request(request: AgentRequest, reference: str) -> HttpResponse:
    """Record what a person asks about data that are archived. The archive stays closed."""
    authorize(request.actor, RECEIVE_ON_ARCHIVE.code)
    case = archived_for(request.actor, timezone.now()).filter(reference=reference).first()
    if case is None:
        raise NotVisible
    return _page(request, case, RECEIVE_ON_ARCHIVE)


@require_http_methods(["GET", "POST"])
@needs_fresh_confirmation
def approve_reading(request: AgentRequest, pk: UUID) -> HttpResponse:
    """Open an archive to the agent who asked."""
    return _answer(request, pk, approval_of(pk), refuse=True)


@require_http_methods(["GET", "POST"])
def refuse_reading(request: AgentRequest, pk: UUID) -> HttpResponse:
    """Leave it closed, with a reason. Nothing opens: the password is not asked again."""
    return _answer(request, pk, refusal_of(pk))


@require_http_methods(["GET", "POST"])
def withdraw_reading(request: AgentRequest, pk: UUID) -> HttpResponse:
    """Whoever asked does not ask any more."""
    reading = MotivatedReading.objects.filter(pk=pk, asked_by=request.actor.hat_id).first()
    if reading is None:
        raise NotVisible
    return _answer(request, pk, withdrawal_of(pk))


def _answer(request: AgentRequest, pk: UUID, act: Act, *, refuse: bool = False) -> HttpResponse:
    """The page of one act on one request to read, told with its motive."""
    reading = MotivatedReading.objects.filter(pk=pk).first()
    archived = archived_for(request.actor, timezone.now())
    case = archived.filter(pk=reading.case_id).first() if reading else None
    if reading is None or case is None:
        raise NotVisible
    extra = [
        Row("Motif", reading.get_reason_display()),
        Row("Référence de la demande", reading.reference),
    ]
    if reading.waits:
        extra.append(Row("Attend jusqu’au", day_month_year(reading.waits_through)))
    other = (reverse("casework:archive_refuse", args=[pk]), "Refuser") if refuse else ("", "")
    return _page(request, case, act, extra, other)


def _page(
    request: AgentRequest,
    case: Case,
    act: Act,
    extra: Sequence[Row] = (),
    other: tuple[str, str] = ("", ""),
) -> HttpResponse:
    asked = Asked(
        row=case,
        act=act,
        decision=authorize(request.actor, act.code),
        back=reverse("casework:archive_list"),
        subject=[
            Row("Situation", case.reference),
            Row("Close le", day_month_year(case.closed_on) if case.closed_on else ""),
            *extra,
        ],
        way=lambda slug: slug,
        other=other,
    )
    return act_page(request, asked)
