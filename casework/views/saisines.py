"""Saisines: the list, one saisine, its qualification by the coordonnateur, its withdrawal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.choices.states import SaisineState
from casework.forms.saisines import ComplementForm, IrrecevableForm, RecevableForm, WithdrawForm
from casework.models import Saisine
from casework.presenters.merges import side_by_side
from casework.presenters.saisines import (
    held_back,
    likely,
    reading,
    saisine_line,
    tone_of,
)
from casework.saisine_sight import (
    NAMED,
    WRITABLE,
    in_order_of_work,
    read_saisine,
    readable_saisines,
)
from casework.search import Resemblance, duplicates
from casework.services import saisines
from casework.sight import note_list_read
from casework.views.conflict import conflict_page
from casework.views.papers import paper_links
from confidentiality.access_matrix import PAGE_ACTS
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.errors import AlreadyDone, Conflict, NotVisible, Refusal, Refused
from veille.access import authorize
from veille.act_form import ActForm
from veille.french import long_date, spaced
from veille.http import AgentRequest

PAGE_SIZE = 50


@require_GET
def saisine_list(request: AgentRequest) -> HttpResponse:
    """The inbox of the coordonnateur, to qualify first; one’s own saisines for the others."""
    actor = request.actor
    authorize(actor, "saisine.list")
    rows = in_order_of_work(readable_saisines(actor))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    found = list(page.object_list)
    scope = actor.circle_id or actor.tenant_id or actor.hat_id
    note_list_read(actor, "saisine.list", scope, [saisine.pk for saisine in found])
    today = timezone.localdate()
    context = {
        "page": page,
        "lines": [saisine_line(saisine, actor, today) for saisine in found],
        "coordinates": actor.role == Role.COORDONNATEUR,
        "may_create": actor.role in PAGE_ACTS["saisine.create"],
        "next": next((each for each in found if each.state == SaisineState.SOUMISE), None),
    }
    return render(request, "casework/saisine_list.html", context)


@require_GET
def saisine_detail(request: AgentRequest, saisine_id: UUID) -> HttpResponse:
    """One saisine in words; for the coordonnateur, what qualifies it."""
    saisine = read_saisine(request.actor, saisine_id)
    return _detail(request, saisine)


@require_http_methods(["GET", "POST"])
def saisine_withdraw(request: AgentRequest, saisine_id: UUID) -> HttpResponse:
    """S5: abandon a draft, or withdraw what was sent, before its answer."""
    saisine = read_saisine(request.actor, saisine_id)
    if saisine.state not in NAMED or not _may_withdraw(saisine, request.actor):
        return redirect("casework:saisine_detail", saisine.pk)
    draft = saisine.state == SaisineState.BROUILLON
    form = WithdrawForm(request.POST or None, row=saisine)
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            saisines.withdraw(saisine_id=saisine.pk, actor=request.actor, sent=form.sent)
        except AlreadyDone:
            return redirect("casework:saisine_list")
        except Conflict as conflict:
            return _conflict(request, form, WithdrawForm(row=conflict.current), conflict)
        except Refused as refused:
            refusals = refused.refusals
        else:
            messages.success(request, "Brouillon abandonné." if draft else "Saisine retirée.")
            return redirect("casework:saisine_list")
    label = "Abandonner le brouillon" if draft else "Retirer la saisine"
    context = {
        "heading": label,
        "action_label": label,
        "form": form,
        "refusals": refusals,
        "danger": True,
        "effects": ["Elle ne sera plus traitée.", "Cela ne s’annule pas."],
        "cancel_url": reverse("casework:saisine_detail", args=[saisine.pk]),
        "crumbs": _crumbs(saisine),
    }
    return render(request, "act.html", context)


@require_POST
def saisine_qualify(request: AgentRequest, saisine_id: UUID, slug: str) -> HttpResponse:
    """S2, S3 or S4: one of the three answers of the coordonnateur."""
    authorize(request.actor, "saisine.qualify")
    saisine = read_saisine(request.actor, saisine_id)
    answer = _ANSWERS.get(slug)
    if answer is None:
        raise NotVisible
    found = duplicates(request.actor, saisine.young_person, saisine.cellule_id)
    form = _form(slug, saisine, found, request.POST)
    back = reverse("casework:saisine_detail", args=[saisine.pk])
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        try:
            done = answer.perform(request.actor, saisine.pk, form)
        except AlreadyDone:
            return redirect(_after(readable_saisines(request.actor).get(pk=saisine.pk)))
        except Conflict as conflict:
            current = conflict.current
            assert isinstance(current, Saisine)  # noqa: S101 (narrows the type)
            return _conflict(request, form, _form(slug, current, found), conflict)
        except Refused as refused:
            refusals = tuple(_way_out(each, back) for each in refused.refusals)
        else:
            messages.success(request, answer.done)
            return redirect(_after(done))
    return _detail(request, saisine, found, typed=(slug, form), refusals=refusals)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the coordonnateur: its form, its button, the service that gives it."""

    form: type[ActForm]
    button: str
    done: str
    perform: Callable[[Actor, UUID, Any], Saisine]


_ANSWERS = {
    "recevable": Answer(
        RecevableForm,
        "Recevable",
        "Saisine recevable. Son auteur en est informé.",
        lambda actor, pk, form: saisines.declare_recevable(
            saisine_id=pk,
            actor=actor,
            sent=form.sent,
            link_to=form.link_to,
            reported=form.reported,
        ),
    ),
    "irrecevable": Answer(
        IrrecevableForm,
        "Irrecevable",
        "Saisine irrecevable. Son auteur connaîtra le motif, rien d’autre.",
        lambda actor, pk, form: saisines.declare_irrecevable(
            saisine_id=pk, actor=actor, code=form.cleaned_data["code"], sent=form.sent
        ),
    ),
    "complement": Answer(
        ComplementForm,
        "Demander un complément",
        "Complément demandé à l’auteur.",
        lambda actor, pk, form: saisines.ask_complement(
            saisine_id=pk, actor=actor, code=form.cleaned_data["code"], sent=form.sent
        ),
    ),
}


def _form(slug: str, saisine: Saisine, found: list[Resemblance], data: Any = None) -> ActForm:
    """The form of one answer; each has its own identifiers, all three being on one page."""
    options: dict[str, Any] = {"row": saisine, "auto_id": f"{slug}_%s"}
    if slug == "recevable":
        options["likely"] = [
            (each.case_id, f"{each.reference}, {each.words}. {each.reason}")
            for each in likely(found, timezone.localdate())
            if each.case_id
        ]
    return _ANSWERS[slug].form(data, **options)


def _after(saisine: Saisine) -> str:
    """The page of the case once there is one, else that of the saisine."""
    if saisine.case is not None:
        return reverse("casework:case_detail", args=[saisine.case.reference])
    return reverse("casework:saisine_detail", args=[saisine.pk])


def _way_out(refusal: Refusal, back: str) -> Refusal:
    if refusal.way_out_label or refusal.code not in ("saisine_art40", "saisine_danger"):
        return refusal
    field = "art40_on" if refusal.code == "saisine_art40" else "ip_on"
    return replace(
        refusal,
        way_out_label="Indiquer la date",
        way_out_url=f"{back}#recevable_{field}",
    )


def _detail(
    request: AgentRequest,
    saisine: Saisine,
    found: list[Resemblance] | None = None,
    *,
    typed: tuple[str, ActForm] | None = None,
    refusals: tuple[Refusal, ...] = (),
) -> HttpResponse:
    actor, today = request.actor, timezone.localdate()
    qualifies = actor.role == Role.COORDONNATEUR and saisine.state == SaisineState.SOUMISE
    answers: list[dict[str, Any]] = []
    missing: tuple[Refusal, ...] = ()
    if qualifies:
        if found is None:
            found = duplicates(actor, saisine.young_person, saisine.cellule_id)
        missing = held_back(saisine, "declare_recevable")
        forms = {slug: _form(slug, saisine, found) for slug in _ANSWERS} | dict(
            [typed] if typed else []
        )
        answers = [
            {"slug": slug, "button": each.button, "form": forms[slug]}
            for slug, each in _ANSWERS.items()
        ]
    context = {
        "saisine": saisine,
        "tone": tone_of(saisine.state),
        "rows": reading(saisine, today),
        "status": _status(saisine, actor),
        "answers": answers,
        "missing": () if refusals else missing,
        "duplicates": side_by_side(saisine, found or [], today),
        "refusals": refusals,
        "writable": saisine.author_id == actor.hat_id and saisine.state in WRITABLE,
        "withdrawable": saisine.state in NAMED and _may_withdraw(saisine, actor),
        "papers": paper_links(saisine, actor),
        "crumbs": _crumbs(saisine),
    }
    return render(request, "casework/saisine_detail.html", context)


def _may_withdraw(saisine: Saisine, actor: Actor) -> bool:
    return saisine.author_id == actor.hat_id or actor.role == Role.COORDONNATEUR


def _status(saisine: Saisine, actor: Actor) -> list[dict[str, str]]:
    """Where the saisine stands, in words."""
    rows = [
        {"label": "Cellule", "value": saisine.cellule.name},
        {"label": "Origine", "value": f"{saisine.get_origin_display()}, {saisine.sender}"},
    ]
    if saisine.submitted_at:
        day = timezone.localdate(saisine.submitted_at)
        rows.append({"label": "Reçue le", "value": long_date(day)})
    if saisine.state == SaisineState.SOUMISE and saisine.answer_due_on:
        rows.append({"label": "Réponse avant le", "value": long_date(saisine.answer_due_on)})
    if saisine.decided_at:
        day = timezone.localdate(saisine.decided_at)
        rows.append({"label": "Réponse donnée le", "value": long_date(day)})
    if saisine.refusal_code:
        rows.append({"label": "Motif", "value": saisine.get_refusal_code_display()})
    if saisine.complement_code:
        rows.append({"label": "À compléter", "value": saisine.get_complement_code_display()})
    if saisine.case is not None and actor.role in (Role.COORDONNATEUR, Role.MAIRE):
        rows.append(
            {
                "label": "Situation",
                "value": saisine.case.reference,
                "url": _after(saisine),
                "url_label": "Ouvrir la situation",
            }
        )
    return rows


def _conflict(
    request: AgentRequest, form: ActForm, fresh: ActForm, conflict: Conflict
) -> HttpResponse:
    current = conflict.current
    assert isinstance(current, Saisine)  # noqa: S101 (narrows the type)
    back = reverse("casework:saisine_detail", args=[current.pk])
    label = current.get_state_display()
    return conflict_page(request, form, fresh, conflict, back=back, state_label=label)


def _crumbs(saisine: Saisine) -> list[dict[str, str]]:
    label = "Brouillon" if saisine.number is None else spaced(f"Saisine {saisine.reference}")
    return [
        {"label": "Saisines", "url": reverse("casework:saisine_list")},
        {"label": label, "url": ""},
    ]
