"""Pages of cases: the list, one case, the acts on it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from casework.acts.cases import CASE_PAGE_ACTS, UNDO, UNDO_STEP
from casework.acts.registry import Act, next_acts, way_out
from casework.choices.states import SEALED, CaseState
from casework.models import Case
from casework.presenters.cases import Row, age_words, present_case
from casework.presenters.delays import next_deadlines
from casework.presenters.lists import case_lines
from casework.presenters.motivated_readings import reading_words
from casework.services import exports
from casework.services.follow_ups import step_to_withdraw
from casework.services.undo import undoable
from casework.sight import note_list_read, open_reading, read_case
from casework.views.acts import Asked, act_named, act_page, decider
from casework.views.papers import paper_links
from confidentiality.choices import FieldGroup
from confidentiality.policy import Decision
from veille.access import authorize
from veille.http import AgentRequest

PAGE_SIZE = 50


@require_GET
def case_list(request: AgentRequest) -> HttpResponse:
    """Cases that the agent sees, by next due date. Filters are codes only."""
    authorize(request.actor, "case.list")
    state = request.GET.get("etape", "")
    # An archive that is being read is read by its own page.
    visible = Case.objects.visible_to(request.actor, timezone.now()).exclude(state__in=SEALED)
    if state in CaseState.values:
        visible = visible.filter(state=state)
    rows = visible.select_related("young_person__key", "young_person__commune", "cellule").order_by(
        "next_due_on", "reference"
    )
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    lines = case_lines(list(page.object_list), request.actor, timezone.localdate())
    scope = request.actor.circle_id or request.actor.tenant_id or request.actor.hat_id
    note_list_read(request.actor, "case.list", scope, [line.case_id for line in lines])
    context = {
        "page": page,
        "lines": lines,
        "states": [(value, label, value == state) for value, label in CaseState.choices],
        "query": f"etape={state}&" if state else "",
        "filtered": bool(state),
        "may_export": exports.may_ask(request.actor),
    }
    return render(request, "casework/case_list.html", context)


@require_GET
def case_detail(request: AgentRequest, reference: str) -> HttpResponse:
    """One case, masked for this agent, with what can be done and what cannot."""
    case, decision = read_case(request.actor, reference)
    reading = open_reading(request.actor, case, timezone.now())
    context = {
        "view": present_case(case, decision.fields, timezone.localdate()),
        "reading": reading_words(reading),
        "reading_close_url": reverse("casework:reading_close", args=[reading.pk])
        if reading
        else "",
        "papers": [] if reading else paper_links(case, request.actor),
        "readings_url": _readings_url(case, decision),
        "deadlines": next_deadlines(case.pk, decision.fields, timezone.localdate()),
        "next": next_acts(
            # Under a motivated reading nothing is done, hence nothing is offered.
            [] if reading else _acts_for(request, case),
            case,
            decider(request.actor, case),
            lambda act: _url(act, case),
        ),
        "crumbs": [
            {"label": "Lectures motivées", "url": reverse("casework:reading_list")}
            if reading
            else {"label": "Situations", "url": reverse("casework:case_list")},
            {"label": case.reference, "url": ""},
        ],
    }
    return render(request, "casework/case_detail.html", context)


def _readings_url(case: Case, decision: Decision) -> str:
    """« Qui a consulté cette situation », for those who may read it."""
    if FieldGroup.READINGS not in decision.fields:
        return ""
    return reverse("casework:case_readings", args=[case.reference])


def _acts_for(request: AgentRequest, case: Case) -> list[Act]:
    """« Annuler » is offered to whoever did the last act, for ten minutes, and to nobody else."""
    now, closed = timezone.now(), set()
    if undoable(case, request.actor, now) is None:
        closed.add(UNDO)
    if step_to_withdraw(case, request.actor, now) is None:
        closed.add(UNDO_STEP)
    return [act for act in CASE_PAGE_ACTS if act.slug not in closed]


@require_http_methods(["GET", "POST"])
def case_act(request: AgentRequest, reference: str, slug: str) -> HttpResponse:
    """The page of one act on a case."""
    case, _ = read_case(request.actor, reference)
    chosen = next((act for act in CASE_PAGE_ACTS if act.slug == slug), None)
    if chosen is not None and chosen.elsewhere is not None:
        return redirect(chosen.elsewhere(case))
    act = act_named(CASE_PAGE_ACTS, slug)
    today = timezone.localdate()
    asked = Asked(
        row=case,
        act=act,
        decision=decider(request.actor, case)(act.code),
        back=reverse("casework:case_detail", args=[case.reference]),
        subject=[
            Row("Situation", case.reference),
            Row("Âge", age_words(case, today)),
            Row("Étape", case.get_state_display()),
        ],
        way=way_out(CASE_PAGE_ACTS, case, lambda each: _url(each, case)),
    )
    return act_page(request, asked)


def _url(act: Act, case: Case) -> str:
    if act.elsewhere is not None:
        return act.elsewhere(case)
    return reverse("casework:case_act", args=[case.reference, act.slug])
