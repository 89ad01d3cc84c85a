"""Séances: planned, prepared, opened once all present have signed, reported."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework.acts.seances import SEANCE_ACTS
from casework.deadlines import WINDOW_AFTER
from casework.forms.seances import AttendanceForm, InscribeForm, PlanSeanceForm
from casework.models import Case
from casework.presenters import readiness
from casework.presenters import seances as shown
from casework.services import cases, exports, seances
from casework.sight import note_list_read
from casework.views.attempts import attempt
from casework.views.papers import paper_links
from confidentiality.access_matrix import PAGE_ACTS
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.errors import NotPermitted, NotVisible, Refusal
from veille.access import authorize
from veille.act_form import ActForm
from veille.choices import SeanceKind, SeanceState
from veille.french import day_month_year, long_moment
from veille.http import AgentRequest
from veille.models import Cellule, Seance

_PAST_ON_A_PAGE = 20

_TOO_EARLY = Refusal(
    "releve_early", "La séance n’a pas encore été ouverte.", "Charte de la cellule"
)
# Where an act leads once done, when that is not the page of the séance.
_NEXT_PAGES = {"ouvrir": "casework:seance_live", "clore": "casework:seance_releve"}


def manages(actor: Actor) -> bool:
    """Whether this hat prepares and holds séances."""
    return actor.role in PAGE_ACTS["seance.manage"]


def visible_seance(actor: Actor, seance_id: UUID) -> Seance:
    """One séance of one’s cellule. Raises NotVisible, whether it is elsewhere or nowhere."""
    found = seances.visible_seances(actor, timezone.now()).select_related("cellule")
    seance = found.filter(pk=seance_id).first()
    if seance is None:
        raise NotVisible
    return seance


def crumbs_of(seance: Seance | None = None, here: str = "") -> list[dict[str, str]]:
    """The way back: the list, the séance, this page."""
    crumbs = [{"label": "Séances", "url": reverse("casework:seance_list")}]
    if seance is not None:
        day = day_month_year(timezone.localdate(seance.held_at))
        url = reverse("casework:seance_detail", args=[seance.pk])
        crumbs.append({"label": day, "url": url})
    return [*crumbs, {"label": here, "url": ""}] if here else crumbs


@require_safe
def seance_list(request: AgentRequest) -> HttpResponse:
    """Séances to come, the nearest first, then the past ones."""
    authorize(request.actor, "seance.list")
    visible = seances.visible_seances(request.actor, timezone.now())
    counted = visible.select_related("cellule").annotate(points=Count("items"))
    coming = counted.exclude(state__in=shown.OVER).order_by("held_at", "pk")
    past = counted.filter(state__in=shown.OVER).order_by("-held_at", "pk")
    page = Paginator(past, _PAST_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "upcoming": [_line(each) for each in coming],
        "past": [_line(each) for each in page],
        "page": page,
        "manages": manages(request.actor),
    }
    return render(request, "casework/seance_list.html", context)


def _line(seance: Any) -> dict[str, object]:
    """One line of a table; ``points`` was counted by the query."""
    return {
        "url": reverse("casework:seance_detail", args=[seance.pk]),
        "moment": long_moment(seance.held_at),
        "place": seance.place,
        "cellule": seance.cellule.name,
        "kind": seance.get_kind_display(),
        "points": seance.points,
        "state": seance.state,
        "state_label": seance.get_state_display(),
        "tone": shown.seance_tone(seance),
    }


@require_http_methods(["GET", "POST"])
def seance_plan(request: AgentRequest) -> HttpResponse:
    """A date and a place; the agenda is made afterwards."""
    authorize(request.actor, "seance.manage")
    form = PlanSeanceForm(request.POST if request.method == "POST" else None)
    refusals: tuple[Refusal, ...] = ()
    back = reverse("casework:seance_list")
    if request.method == "POST" and form.is_valid():
        cellule = _cellule_of(request.actor)
        answer = attempt(
            request,
            lambda: seances.plan_seance(
                actor=request.actor,
                cellule=cellule,
                held_at=form.cleaned_data["held_at"],
                place=form.cleaned_data["place"],
                sent=form.sent,
            ),
            next_url=back,
            success="La séance est planifiée. Composez son ordre du jour, puis convoquez.",
        )
        if isinstance(answer, HttpResponse):
            return answer
        refusals = answer
    context = {
        "heading": "Planifier une séance",
        "intro": "La cellule se réunit en groupe de travail : la seule formation qui examine des "
        "situations (AU-038, art. 1).",
        "form": form,
        "refusals": refusals,
        "action_label": "Planifier la séance",
        "cancel_url": back,
        "crumbs": crumbs_of(here="Nouvelle séance"),
    }
    return render(request, "act.html", context)


def _cellule_of(actor: Actor) -> Cellule:
    if actor.circle_id is None:
        raise NotVisible
    return Cellule.objects.get(pk=actor.circle_id)


@require_safe
def seance_detail(request: AgentRequest, seance_id: UUID) -> HttpResponse:
    """The agenda; for who prepares it, the candidates, what is ready and what comes next."""
    authorize(request.actor, "seance.view")
    return _detail(request, visible_seance(request.actor, seance_id))


@require_POST
def seance_act(request: AgentRequest, seance_id: UUID, slug: str) -> HttpResponse:
    """Convene, open, close or validate: one button, one transition."""
    authorize(request.actor, "seance.manage")
    seance = visible_seance(request.actor, seance_id)
    act, form = SEANCE_ACTS.get(slug), ActForm(request.POST, row=seance)
    if act is None:
        raise NotVisible
    if not form.is_valid():
        return redirect("casework:seance_detail", seance.pk)
    answer = attempt(
        request,
        lambda: act.perform(request.actor, seance, form),
        next_url=reverse(_NEXT_PAGES.get(slug, "casework:seance_detail"), args=[seance.pk]),
        success=act.success,
    )
    if isinstance(answer, HttpResponse):
        return answer
    seance.refresh_from_db()
    told = readiness.with_absent_signatures(seance, answer)
    if slug == "ouvrir":
        return _sheet(request, seance, _attendance_form(seance), told)
    return _detail(request, seance, told)


@require_POST
def seance_inscribe(request: AgentRequest, seance_id: UUID) -> HttpResponse:
    """Put one situation on the agenda (P1)."""
    authorize(request.actor, "seance.manage")
    seance = visible_seance(request.actor, seance_id)
    form = InscribeForm(request.POST)
    if not form.is_valid():
        return redirect("casework:seance_detail", seance.pk)
    reference = form.cleaned_data["situation"]
    case = Case.objects.visible_to(request.actor, timezone.now()).filter(reference=reference)
    found = case.first()
    if found is None:
        raise NotVisible
    answer = attempt(
        request,
        lambda: cases.inscribe(
            case_id=found.pk, actor=request.actor, seance_id=seance.pk, sent=form.sent
        ),
        next_url=reverse("casework:seance_detail", args=[seance.pk]),
        success=f"{found.reference} est à l’ordre du jour.",
    )
    if isinstance(answer, HttpResponse):
        return answer
    return _detail(request, seance, shown.on_case_pages(answer, found.reference))


def _detail(
    request: AgentRequest, seance: Seance, refusals: tuple[Refusal, ...] = ()
) -> HttpResponse:
    """Write the trace of what is nominative, then render."""
    now, actor = timezone.now(), request.actor
    preparing = manages(actor) and seance.state not in shown.OVER
    points = shown.points_of(seance, actor, now)
    takes_cases = seance.kind == SeanceKind.GROUPE
    candidates = shown.candidates_for(seance, actor, now) if preparing and takes_cases else []
    seen = [point.case_id for point in points if point.seen]
    seen += [candidate.case_id for candidate in candidates]
    if seen:
        note_list_read(actor, "seance.view", seance.cellule_id, list(seen))
    buttons = readiness.buttons_of(seance).values() if manages(actor) else ()
    context = {
        "seance": seance,
        "title": shown.seance_title(seance),
        "state_label": seance.get_state_display(),
        "tone": shown.seance_tone(seance),
        "facts": shown.seance_facts(seance),
        "points": points,
        "candidates": candidates,
        "takes_cases": takes_cases,
        "preparing": preparing,
        "checks": readiness.checks(seance) if preparing else [],
        "possible": [each for each in buttons if not each.refusals],
        "held_back": [each for each in buttons if each.refusals],
        "refusals": refusals,
        "manages": manages(actor),
        "papers": paper_links(seance, actor),
        "batch_url": _batch_url(seance, actor),
        "may_export": exports.may_ask(actor),
        "is_open": seance.state == SeanceState.OUVERTE,
        "is_ahead": seance.state in (SeanceState.PLANIFIEE, SeanceState.CONVOQUEE),
        "releve_is_readable": _against_reading(actor, seance) is None,
        "crumbs": crumbs_of(seance),
    }
    return render(request, "casework/seance_detail.html", context)


def _batch_url(seance: Seance, actor: Actor) -> str:
    """Where its papers are prepared all together, once it is convened."""
    unready = (SeanceState.PLANIFIEE, SeanceState.ANNULEE)
    if not manages(actor) or seance.state in unready:
        return ""
    return reverse("casework:seance_papers", args=[seance.pk])


@require_http_methods(["GET", "POST"])
def seance_attendance(request: AgentRequest, seance_id: UUID) -> HttpResponse:
    """The attendance sheet: agents only, with what each has signed (D05)."""
    authorize(request.actor, "seance.manage")
    seance = visible_seance(request.actor, seance_id)
    form = _attendance_form(seance, request.POST if request.method == "POST" else None)
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST" and form.is_valid():
        answer = attempt(
            request,
            lambda: seances.record_attendance(
                seance_id=seance.pk,
                actor=request.actor,
                present=set(form.cleaned_data["present"]),
                sent=form.sent,
            ),
            next_url=reverse("casework:seance_attendance", args=[seance.pk]),
            success="Les présents sont enregistrés.",
        )
        if isinstance(answer, HttpResponse):
            return answer
        refusals = answer
    return _sheet(request, seance, form, refusals)


def _attendance_form(seance: Seance, data: Any = None) -> AttendanceForm:
    expected = list(seances.expected_at(seance))
    return AttendanceForm(data, row=seance, expected=expected)


def _sheet(
    request: AgentRequest,
    seance: Seance,
    form: AttendanceForm,
    refusals: tuple[Refusal, ...] = (),
) -> HttpResponse:
    context = {
        "seance": seance,
        "title": shown.seance_title(seance),
        "form": form,
        "lines": list(zip(form["present"], readiness.sheet_of(seance), strict=True)),
        "correctable": readiness.may_be_corrected(seance),
        "open_button": readiness.buttons_of(seance).get("ouvrir"),
        "refusals": refusals,
        "crumbs": crumbs_of(seance, "Émargement"),
    }
    return render(request, "casework/seance_attendance.html", context)


@require_safe
def seance_releve(request: AgentRequest, seance_id: UUID) -> HttpResponse:
    """The relevé de décisions: references, codes, pilots, dates, the agents present (D06)."""
    authorize(request.actor, "seance.view")
    seance = visible_seance(request.actor, seance_id)
    refusal = _against_reading(request.actor, seance)
    if refusal is not None:
        raise NotPermitted(refusal)
    ids = list(seance.items.values_list("case", flat=True))
    note_list_read(request.actor, "seance.read_releve", seance.cellule_id, list(ids))
    validation = readiness.buttons_of(seance).get("valider") if manages(request.actor) else None
    context = {
        "seance": seance,
        "title": shown.seance_title(seance),
        "state_label": seance.get_state_display(),
        "tone": shown.seance_tone(seance),
        "facts": shown.seance_facts(seance),
        "lines": shown.releve_lines(seance),
        "present": shown.present_at(seance),
        "validation": validation,
        "crumbs": crumbs_of(seance, "Relevé de décisions"),
    }
    return render(request, "casework/seance_releve.html", context)


def _against_reading(actor: Actor, seance: Seance) -> Refusal | None:
    """Why this agent does not read the relevé, or nothing.

    Who holds the séance reads it from its opening; the maire once it is validated; the others
    too if they were present, until their reading window closes (invariant I11).
    """
    if manages(actor):
        return _TOO_EARLY if seance.opened_at is None else None
    if seance.state != SeanceState.RELEVE_VALIDE:
        return Refusal(
            "releve_not_valid", "Le relevé n’est pas encore validé.", "Charte de la cellule"
        )
    if actor.role == Role.MAIRE:
        return None
    if not seance.attendances.filter(designation=actor.hat_id, present=True).exists():
        return Refusal(
            "releve_absent",
            "Le relevé est lu par les membres présents à la séance.",
            "Charte de la cellule",
        )
    if timezone.now() >= (seance.closed_at or seance.held_at) + WINDOW_AFTER:
        return Refusal(
            "releve_window",
            "Le relevé se lit pendant les quinze jours qui suivent la séance.",
            "AU-038, art. 3 ; charte, clause C4",
        )
    return None
