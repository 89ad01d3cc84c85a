"""« Actions décidées »: what each organisation was given, until when, across the situations."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from casework.presenters.actions import action_line
from casework.sight import note_list_read
from casework.waiting import tasks_of
from veille.access import authorize
from veille.http import AgentRequest

PAGE_SIZE = 50


@require_GET
def action_list(request: AgentRequest) -> HttpResponse:
    """Open actions that this hat answers for, the oldest deadline first; references only."""
    authorize(request.actor, "decision.list")
    now = timezone.now()
    rows = tasks_of(request.actor, now).select_related("pilot", "item__case")
    page = Paginator(rows.order_by("due_on", "recorded_at", "pk"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    lines = [action_line(row, timezone.localdate(now)) for row in page.object_list]
    scope = request.actor.circle_id or request.actor.tenant_id or request.actor.hat_id
    note_list_read(request.actor, "decision.list", scope, [line.case_id for line in lines])
    return render(request, "casework/action_list.html", {"page": page, "lines": lines})
