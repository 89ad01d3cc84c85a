"""The séance under way: one situation, one decision, then the next one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework.choices.lists import DecisionCode
from casework.choices.states import CaseState
from casework.forms.seances import Choice, DecisionForm
from casework.models import AgendaItem, Case, Decision
from casework.presenters import seances as shown
from casework.presenters.cases import Row, age_words, display_name, present_case
from casework.presenters.labels import labels
from casework.services import cases
from casework.sight import read_case
from casework.views.attempts import attempt
from casework.views.seances import crumbs_of, visible_seance
from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.choices import FieldGroup
from confidentiality.errors import AlreadyDone, Conflict, NotVisible, Refusal, Refused
from veille.access import authorize
from veille.act_form import ActForm
from veille.choices import SeanceState
from veille.french import day_month_year, spaced
from veille.http import AgentRequest
from veille.models import Seance
from veille.views.changed import last_change

# Steps at which the cellule still has something to say about a point.
_TO_SAY = (CaseState.INSCRIT, CaseState.EN_EXAMEN, CaseState.BILAN_PRESENTE)
_DECIDABLE = (CaseState.EN_EXAMEN, CaseState.BILAN_PRESENTE)


@dataclass(frozen=True, slots=True)
class LivePoint:
    """One line of the agenda on the left: a reference and where it stands."""

    reference: str
    url: str
    current: bool
    waiting: bool
    code: str
    label: str
    tone: str


@require_safe
def seance_live(request: AgentRequest, seance_id: UUID) -> HttpResponse:
    """Resume where the séance was left: the first situation still to be decided."""
    authorize(request.actor, "seance.manage")
    seance = visible_seance(request.actor, seance_id)
    if seance.state != SeanceState.OUVERTE:
        return _not_open(request, seance)
    return redirect(_next_url(seance, after=0))


@require_http_methods(["GET", "POST"])
def seance_live_case(request: AgentRequest, seance_id: UUID, reference: str) -> HttpResponse:
    """One situation before the cellule; its decision leads to the next one."""
    authorize(request.actor, "seance.manage")
    seance = visible_seance(request.actor, seance_id)
    if seance.state != SeanceState.OUVERTE:
        return _not_open(request, seance)
    item = _item(seance, reference)
    case, decision = read_case(request.actor, reference)
    page = _LivePage(request, seance, item, case, decision.fields)
    if request.method != "POST":
        return page.render(DecisionForm(row=case) if case.state in _DECIDABLE else None)
    form = DecisionForm(request.POST, row=case)
    if not form.is_valid():
        return page.render(form)
    if "apercu" in request.POST:
        return page.render(form, preview=form.sentence)
    return _decide(page, form)


@require_POST
def seance_live_open(request: AgentRequest, seance_id: UUID, reference: str) -> HttpResponse:
    """The open séance takes up the situation (P2)."""
    authorize(request.actor, "seance.manage")
    seance = visible_seance(request.actor, seance_id)
    item = _item(seance, reference)
    case, decision = read_case(request.actor, reference)
    form = ActForm(request.POST, row=case)
    here = _url(seance, reference)
    if not form.is_valid():
        return redirect(here)
    answer = attempt(
        request,
        lambda: cases.open_examination(case_id=case.pk, actor=request.actor, sent=form.sent),
        next_url=f"{here}#situation",
        success=f"{reference} : l’examen est ouvert.",
    )
    if isinstance(answer, HttpResponse):
        return answer
    refusals = shown.on_case_pages(answer, reference)
    return _LivePage(request, seance, item, case, decision.fields).render(None, refusals=refusals)


def _item(seance: Seance, reference: str) -> AgendaItem:
    item = seance.items.filter(case__reference=reference).first()
    if item is None:
        raise NotVisible
    return item


def _not_open(request: AgentRequest, seance: Seance) -> HttpResponse:
    if seance.state in shown.OVER:
        return redirect("casework:seance_releve", seance.pk)
    messages.warning(request, "La séance n’est pas ouverte : notez les présents, puis ouvrez-la.")
    return redirect("casework:seance_attendance", seance.pk)


def _url(seance: Seance, reference: str) -> str:
    return reverse("casework:seance_live_case", args=[seance.pk, reference])


def _next_url(seance: Seance, after: int) -> str:
    """The next situation to decide, coming back to those left behind; then the séance itself."""
    waiting = list(
        seance.items.filter(case__state__in=_TO_SAY, case__freeze_code="", decisions=None)
        .order_by("position")
        .values_list("position", "case__reference")
    )
    following = [reference for position, reference in waiting if position > after]
    reference = next(iter(following or [reference for _, reference in waiting]), "")
    if reference:
        # The heading of the situation takes the focus: the keyboard is ready for the next one.
        return f"{_url(seance, reference)}#situation"
    return reverse("casework:seance_detail", args=[seance.pk])


def _decide(page: _LivePage, form: DecisionForm) -> HttpResponse:
    """Record the decision. What is refused or stale keeps what was typed."""
    seance, case = page.seance, page.case
    try:
        _perform(page.request.actor, case, form)
    except Refused as error:
        return page.render(form, refusals=shown.on_case_pages(error.refusals, case.reference))
    except Conflict as conflict:
        return _stale(page, form, conflict)
    except AlreadyDone:
        return redirect(_next_url(seance, page.item.position))
    messages.success(page.request, spaced(f"Écrit au relevé : « {form.sentence} »"))
    if form.cleaned_data["decision"] == Choice.PRESENT:
        return redirect(f"{_url(seance, case.reference)}#situation")
    return redirect(_next_url(seance, page.item.position))


def _perform(actor: Actor, case: Case, form: DecisionForm) -> Case:
    """Call the act that the chosen decision names."""
    given: dict[str, Any] = {"case_id": case.pk, "actor": actor, "sent": form.sent}
    match form.cleaned_data["decision"]:
        case Choice.PRESENT:
            return cases.present_bilan(**given)
        case Choice.CARRY_ON:
            return cases.carry_on(**given)
        case Choice.ORIENT:
            return cases.orient(**given, orientation=form.orientation)
        case Choice.REORIENT:
            return cases.reorient(**given, orientation=form.orientation)
        case Choice.ADJOURN:
            return cases.adjourn(**given, code=form.cleaned_data["adjourn_code"])
        case Choice.DISMISS:
            return cases.dismiss(**given, code=form.cleaned_data["dismiss_code"])
        case _:
            return cases.close(**given, code=form.cleaned_data["closing_code"])


def _stale(page: _LivePage, form: DecisionForm, conflict: Conflict) -> HttpResponse:
    """Both versions on one page; what was typed can be sent again over the new version."""
    current = Case.objects.visible_to(page.request.actor, timezone.now()).get(pk=page.case.pk)
    theirs = current.get_state_display()
    decided = labels(DecisionCode, current.decision_codes)
    hidden = [
        {"name": name, "value": value}
        for name, values in page.request.POST.lists()
        if name not in ("csrfmiddlewaretoken", "version")
        for value in values
    ]
    hidden.append({"name": "version", "value": str(current.version)})
    context = {
        **last_change(conflict, page.request.actor),
        "rows": [
            {
                "label": "Décision",
                "mine": form.sentence,
                "theirs": ", ".join([theirs, *decided]),
                "differs": True,
            }
        ],
        "hidden": hidden,
        "retry_url": _url(page.seance, page.case.reference),
        "current_url": _url(page.seance, page.case.reference),
    }
    return render(page.request, "409.html", context, status=409)


@dataclass(frozen=True, slots=True)
class _LivePage:
    """One situation as the screen of the séance shows it: the name stays hidden unless asked."""

    request: AgentRequest
    seance: Seance
    item: AgendaItem
    case: Case
    fields: frozenset[FieldGroup]

    def render(
        self,
        form: DecisionForm | None,
        *,
        refusals: tuple[Refusal, ...] = (),
        preview: str = "",
    ) -> HttpResponse:
        """Write the trace of a name shown, then the page."""
        today = timezone.localdate()
        view = present_case(self.case, self.fields, today)
        since = self._since()
        points = self._points()
        context = {
            "seance": self.seance,
            "title": shown.seance_title(self.seance),
            "heading": f"{self.case.reference}, {age_words(self.case, today)}",
            "position": self.item.position,
            "view": view,
            "facts": self._facts(points),
            "since": day_month_year(since),
            "entries": [entry for entry in view.entries if entry.day >= since],
            "points": points,
            "form": form,
            "post_url": _url(self.seance, self.case.reference),
            "open_url": reverse(
                "casework:seance_live_open", args=[self.seance.pk, self.case.reference]
            ),
            "open_form": ActForm(row=self.case, auto_id=False)
            if self.case.state == CaseState.INSCRIT
            else None,
            "next_url": _next_url(self.seance, self.item.position),
            "recorded": self._recorded(),
            "refusals": refusals,
            "preview": preview,
            "crumbs": crumbs_of(self.seance, self.case.reference),
        }
        return render(self.request, "casework/seance_live.html", context)

    def _facts(self, points: list[LivePoint]) -> list[Row]:
        done = sum(not point.waiting for point in points)
        here = _url(self.seance, self.case.reference)
        rows = [
            Row("Cellule", self.seance.cellule.name),
            Row("Commune", self.case.young_person.commune.name),
            Row("Avancement", f"{done} sur {len(points)}"),
        ]
        if self.request.GET.get("nom") == "1" and FieldGroup.IDENTITY in self.fields:
            self._note_name()
            rows.append(Row("Nom", display_name(self.case)))
            return [*rows, Row("Affichage", "Masquer le nom", here)]
        return [*rows, Row("Affichage", "Afficher le nom", f"{here}?nom=1")]

    def _note_name(self) -> None:
        with transaction.atomic():
            journal.record(
                actor=self.request.actor,
                action="case.show_name",
                chain_id=self.case.cellule_id,
                target=self.case,
                outcome="read",
                fields=[FieldGroup.IDENTITY.value],
            )

    def _since(self) -> Any:
        """The last examination before this séance; else the day the situation was opened."""
        earlier = self.case.agenda_items.exclude(pk=self.item.pk).filter(examined_at__isnull=False)
        last = earlier.order_by("-examined_at").first()
        if last is None or last.examined_at is None:
            return self.case.opened_on
        return timezone.localdate(last.examined_at)

    def _points(self) -> list[LivePoint]:
        items = self.seance.items.select_related("case").prefetch_related("decisions")
        return [self._point(item) for item in items.order_by("position")]

    def _point(self, item: AgendaItem) -> LivePoint:
        open_to_decision = item.case.state in _TO_SAY and not item.case.freeze_code
        waiting = open_to_decision and not item.decisions.all()
        code, label, tone = _standing(item, list(item.decisions.all()))
        return LivePoint(
            reference=item.case.reference,
            url=_url(self.seance, item.case.reference),
            current=item.pk == self.item.pk,
            waiting=waiting,
            code=code,
            label=label,
            tone=tone,
        )

    def _recorded(self) -> list[str]:
        decided = self.item.decisions.select_related("pilot")
        return [_words(each) for each in decided]


def _standing(item: AgendaItem, decisions: list[Decision]) -> tuple[str, str, str]:
    """Code, label and tone of a point: to examine, under way, or what became of it."""
    if decisions:
        last = decisions[-1].codes
        if DecisionCode.AJOURNEMENT in last:
            return "ajourne", "ajourné", "warn"
        if DecisionCode.NON_RETENU in last:
            return "non_retenu", "non retenu", ""
        return "decide", "décidé", "ok"
    if item.case.freeze_code:
        return "gele", "gelé", "warn"
    if item.case.state == CaseState.INSCRIT:
        return "inscrit", "à examiner", ""
    if item.case.state in _DECIDABLE:
        return "en_cours", "en cours", "info"
    return "sans_decision", "sans décision", ""


def _words(decision: Decision) -> str:
    """« Proposer un rappel à l’ordre. Pilote : Mission locale. Pour le 8 décembre 2026. »"""
    words = [", ".join(labels(DecisionCode, decision.codes))]
    if decision.pilot:
        words.append(f"Pilote : {decision.pilot.name}")
    if decision.due_on:
        words.append(f"Pour le {day_month_year(decision.due_on)}")
    return spaced(". ".join(words) + ".")
