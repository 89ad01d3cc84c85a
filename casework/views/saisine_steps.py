"""The three steps of a saisine: check first, say why now, read again and attest."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from casework.choices.states import SaisineState
from casework.forms.saisines import AttestForm, DescribeForm, StartForm
from casework.models import Saisine
from casework.presenters.saisines import (
    coordination_of,
    effects_of_sending,
    likely,
    missing_to_submit,
    reading,
    who,
)
from casework.saisine_sight import WRITABLE, read_own_saisine, readable_saisines
from casework.search import duplicates
from casework.services import saisines
from casework.views.conflict import conflict_page
from confidentiality.choices import Role
from confidentiality.errors import AlreadyDone, Conflict, Refused
from veille.access import authorize
from veille.french import long_date, spaced
from veille.grammar import inside
from veille.hats import signed_circles
from veille.http import AgentRequest
from veille.models import Cellule
from veille.readiness import told_to

_STEPS = ("Vérifier d’abord", "Pourquoi maintenant", "Relire et attester")


@require_http_methods(["GET", "POST"])
def saisine_start(request: AgentRequest) -> HttpResponse:
    """Step 1: who. Opens the draft, then compares; nothing is compared before."""
    authorize(request.actor, "saisine.create")
    cellules = _cellules(request)
    if not cellules:
        return redirect("veille:charte_list")
    form = StartForm(request.POST or None, cellules=cellules)
    context = {**_step(1), "form": form, "cancel_url": reverse("casework:saisine_list")}
    if request.method == "POST" and form.is_valid():
        try:
            saisine = saisines.start_draft(
                actor=request.actor,
                identity=form.identity,
                commune=form.commune,
                cellule=form.cellule,
                sent=form.sent,
            )
        except AlreadyDone:
            return redirect(_last_draft(request))
        except Refused as refused:
            context["refusals"] = told_to(request.actor.role, refused.refusals)
        else:
            return redirect("casework:saisine_check", saisine.pk)
    return render(request, "casework/saisine_start.html", context)


@require_http_methods(["GET", "POST"])
def saisine_identify(request: AgentRequest, saisine_id: UUID) -> HttpResponse:
    """Step 1 again: the author corrects who the saisine is about."""
    saisine = read_own_saisine(request.actor, saisine_id)
    if saisine.state not in WRITABLE:
        return redirect("casework:saisine_detail", saisine.pk)
    form = StartForm(request.POST or None, cellules=[saisine.cellule], row=saisine)
    check = reverse("casework:saisine_check", args=[saisine.pk])
    context = {**_step(1), "form": form, "cancel_url": check}
    if request.method == "POST" and form.is_valid():
        try:
            saisines.identify(
                saisine_id=saisine.pk,
                actor=request.actor,
                identity=form.identity,
                commune=form.commune,
                sent=form.sent,
            )
        except AlreadyDone:
            return redirect(check)
        except Conflict as conflict:
            fresh = StartForm(cellules=[saisine.cellule], row=conflict.current)
            return conflict_page(request, form, fresh, conflict, back=check)
        except Refused as refused:
            context["refusals"] = refused.refusals
        else:
            return redirect(check)
    return render(request, "casework/saisine_start.html", context)


@require_GET
def saisine_check(request: AgentRequest, saisine_id: UUID) -> HttpResponse:
    """Whether the young person is already followed: told to the coordonnateur only.

    Any other agent reads the same words whatever the cellule knows.
    """
    saisine = read_own_saisine(request.actor, saisine_id)
    if saisine.state not in WRITABLE:
        return redirect("casework:saisine_detail", saisine.pk)
    today = timezone.localdate()
    found = duplicates(request.actor, saisine.young_person, saisine.cellule_id)
    context = {
        **_step(1),
        "saisine": saisine,
        "who": who(saisine, today),
        "coordinates": request.actor.role == Role.COORDONNATEUR,
        "likely": likely(found, today),
    }
    return render(request, "casework/saisine_check.html", context)


@require_http_methods(["GET", "POST"])
def saisine_describe(request: AgentRequest, saisine_id: UUID) -> HttpResponse:
    """Step 2: motifs, facts, situation, three questions. The draft keeps what is typed."""
    saisine = read_own_saisine(request.actor, saisine_id)
    if saisine.state not in WRITABLE:
        return redirect("casework:saisine_detail", saisine.pk)
    form = DescribeForm(request.POST or None, row=saisine)
    context = {
        **_step(2),
        "saisine": saisine,
        "who": who(saisine, timezone.localdate()),
        "form": form,
        "complement": _complement(saisine),
    }
    if request.method == "POST" and form.is_valid():
        try:
            saisines.describe(
                saisine_id=saisine.pk,
                actor=request.actor,
                description=form.description,
                sent=form.sent,
            )
        except AlreadyDone:
            return redirect("casework:saisine_submit", saisine.pk)
        except Conflict as conflict:
            return _conflict(request, form, conflict)
        except Refused as refused:
            context["refusals"] = refused.refusals
        else:
            if form.names_a_crime:
                messages.warning(request, _NOT_STORED)
            return redirect("casework:saisine_submit", saisine.pk)
    return render(request, "casework/saisine_describe.html", context)


_NOT_STORED = spaced(
    "Un crime ou un délit ne s’enregistre pas ici : signalez-le au procureur (CPP, art. 40). "
    "Seule la réponse « oui » est gardée."
)


@require_http_methods(["GET", "POST"])
def saisine_submit(request: AgentRequest, saisine_id: UUID) -> HttpResponse:
    """Step 3: every code in words, who will read it, three attestations, and it is sent."""
    saisine = read_own_saisine(request.actor, saisine_id)
    if saisine.state not in WRITABLE:
        return redirect("casework:saisine_detail", saisine.pk)
    today = timezone.localdate()
    form = AttestForm(request.POST or None, row=saisine)
    missing = missing_to_submit(saisine)
    if request.method == "POST" and form.is_valid():
        try:
            sent = saisines.submit(
                saisine_id=saisine.pk, actor=request.actor, attested=True, sent=form.sent
            )
        except AlreadyDone:
            return redirect("casework:saisine_detail", saisine.pk)
        except Conflict as conflict:
            return _conflict(request, form, conflict)
        except Refused as refused:
            missing = missing or refused.refusals
        else:
            messages.success(request, _received(sent))
            return redirect("casework:saisine_detail", saisine.pk)
    context = {
        **_step(3),
        "saisine": saisine,
        "form": form,
        "refusals": told_to(request.actor.role, missing),
        "rows": reading(saisine, today),
        "effects": effects_of_sending(saisine, coordination_of(saisine.cellule), today),
    }
    return render(request, "casework/saisine_submit.html", context)


def _received(saisine: Saisine) -> str:
    due = saisine.answer_due_on
    until = f" Réponse avant le {long_date(due)}." if due else ""
    return f"Reçue. Numéro {saisine.reference}.{until}"


def _complement(saisine: Saisine) -> str:
    if saisine.state != SaisineState.A_COMPLETER:
        return ""
    return spaced(f"La coordination demande : {inside(saisine.get_complement_code_display())}.")


def _cellules(request: AgentRequest) -> list[Cellule]:
    """Cellules that may receive a saisine from this hat: its charte is signed there."""
    return list(signed_circles(request.actor, timezone.now()).order_by("name"))


def _last_draft(request: AgentRequest) -> str:
    """Where the first of two identical forms led."""
    drafts = readable_saisines(request.actor).filter(
        author=request.actor.hat_id, state=SaisineState.BROUILLON
    )
    last = drafts.order_by("-created_at").first()
    if last is None:
        return reverse("casework:saisine_list")
    return reverse("casework:saisine_check", args=[last.pk])


def _conflict(
    request: AgentRequest, form: DescribeForm | AttestForm, conflict: Conflict
) -> HttpResponse:
    current = conflict.current
    assert isinstance(current, Saisine)  # noqa: S101 (narrows the type)
    return conflict_page(
        request,
        form,
        type(form)(row=current),
        conflict,
        back=reverse("casework:saisine_detail", args=[current.pk]),
        state_label=current.get_state_display(),
    )


def _step(number: int) -> dict[str, object]:
    """Title and progress of a step, with the breadcrumb."""
    states = ["done" if index < number else "now" if index == number else "" for index in (1, 2, 3)]
    return {
        "heading": _STEPS[number - 1],
        "progress": f"{number} sur {len(_STEPS)}",
        "steps": [
            {"label": label, "state": state, "detail": ""}
            for label, state in zip(_STEPS, states, strict=True)
        ],
        "crumbs": [
            {"label": "Saisines", "url": reverse("casework:saisine_list")},
            {"label": "Nouvelle saisine", "url": ""},
        ],
        "refusals": (),
    }
