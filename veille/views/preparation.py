"""« Avant de commencer »: what the cellule must have, and the acts that record it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.door import Sent
from confidentiality.errors import NotVisible
from veille import readiness
from veille.access import authorize
from veille.act_form import ActForm
from veille.forms import AipdForm, ArchivesForm, DpoForm, LetterheadForm, NoticeForm, RegisterForm
from veille.french import day_month_year
from veille.hats import circles_of
from veille.http import AgentRequest, charte_not_required
from veille.models import Cellule, Collectivite
from veille.services import preparation
from veille.views.act_page import act_page


@dataclass(frozen=True, slots=True)
class Recording:
    """One act of the page: its form, what it shows of the present, the service that records."""

    heading: str
    form: type[ActForm]
    present: Callable[[Collectivite], str]
    perform: Callable[[Actor, Any, Sent], object]


RECORDINGS = {
    "register": Recording(
        "Enregistrer l’inscription au registre",
        RegisterForm,
        lambda tenant: _dated(tenant.register_reference, tenant.register_on),
        lambda actor, given, sent: preparation.record_register(
            actor=actor, reference=given["reference"], on=given["on"], sent=sent
        ),
    ),
    "aipd": Recording(
        "Enregistrer l’analyse d’impact",
        AipdForm,
        lambda tenant: _dated(tenant.aipd_reference, tenant.aipd_on),
        lambda actor, given, sent: preparation.record_aipd(
            actor=actor, reference=given["reference"], on=given["on"], sent=sent
        ),
    ),
    "notice": Recording(
        "Enregistrer la version de la notice",
        NoticeForm,
        lambda tenant: _dated(tenant.notice_version, tenant.notice_on),
        lambda actor, given, sent: preparation.record_notice(
            actor=actor, version=given["notice"], on=given["on"], sent=sent
        ),
    ),
    "dpo": Recording(
        "Indiquer le contact du délégué à la protection des données",
        DpoForm,
        lambda tenant: tenant.dpo_contact,
        lambda actor, given, sent: preparation.record_dpo(
            actor=actor, contact=given["contact"], sent=sent
        ),
    ),
    "letterhead": Recording(
        "Indiquer l’en-tête des courriers",
        LetterheadForm,
        lambda tenant: ", ".join(
            [*tenant.letter_address.splitlines(), *filter(None, [tenant.letter_contact])]
        ),
        lambda actor, given, sent: preparation.record_letterhead(
            actor=actor, address=given["address"], contact=given["contact"], sent=sent
        ),
    ),
    "archives": Recording(
        "Enregistrer l’accord des archives",
        ArchivesForm,
        lambda tenant: ", ".join(
            tenant.elimination_agreements.order_by("-since").values_list("reference", flat=True)
        ),
        lambda actor, given, sent: preparation.record_archives(
            actor=actor,
            reference=given["reference"],
            on=given["on"],
            until=given["until"],
            sent=sent,
        ),
    ),
}


@charte_not_required
@require_safe
def checklist(request: AgentRequest) -> HttpResponse:
    """What is in place and what is missing, for each cellule of the hat."""
    authorize(request.actor, "preparation.view")
    cellules = circles_of(request.actor).select_related("instance", "collectivite")
    context = {
        "places": [_place(request.actor, each) for each in cellules],
        "crumbs": [
            {"label": "Cellule", "url": reverse("veille:cellule_list")},
            {"label": "Avant de commencer", "url": ""},
        ],
    }
    return render(request, "veille/preparation.html", context)


@charte_not_required
@require_http_methods(["GET", "POST"])
def record(request: AgentRequest, slug: str) -> HttpResponse:
    """Record one thing that the list asks for."""
    authorize(request.actor, "preparation.manage")
    tenant = _tenant_of(request.actor)
    recording = RECORDINGS[slug]
    form = recording.form(request.POST or None, row=tenant)

    def act(sent: Sent) -> None:
        recording.perform(request.actor, form.cleaned_data, sent)

    back = reverse("veille:preparation")
    context = {
        "heading": recording.heading,
        "subject_rows": [
            {"label": "Collectivité", "value": tenant.name},
            {"label": "Aujourd’hui", "value": recording.present(tenant) or "rien d’enregistré"},
        ],
        "action_label": "Enregistrer",
        "crumbs": [{"label": "Avant de commencer", "url": back}],
    }
    return act_page(request, form, context, act, done="Enregistré.", back=back)


def _tenant_of(actor: Actor) -> Collectivite:
    found = Collectivite.objects.filter(pk=actor.tenant_id).first() if actor.tenant_id else None
    if found is None:
        raise NotVisible
    return found


def _dated(words: str, on: Any) -> str:
    known = [words, day_month_year(on) if on else ""]
    return ", ".join(each for each in known if each)


def _place(actor: Actor, cellule: Cellule) -> dict[str, object]:
    """One cellule: its lines, those that stop everything apart from those that stop a feature."""
    lines = readiness.checklist(cellule)
    manages = actor.role == Role.COORDONNATEUR
    hard = [_line(each, cellule.pk, manages) for each in lines if each.item.hard]
    return {
        "cellule": cellule,
        "hard": hard,
        "soft": [_line(each, cellule.pk, manages) for each in lines if not each.item.hard],
        "missing": sum(not each["met"] for each in hard),
    }


def _line(line: readiness.Line, cellule_id: UUID, manages: bool) -> dict[str, object]:
    item = line.item
    url, label = "", ""
    if manages and item.code in RECORDINGS:
        url = reverse(f"veille:record_{item.code}")
        label = "Modifier" if line.met else "Enregistrer"
    elif item.code == "charte":
        url, label = reverse("veille:cellule", args=[cellule_id]), "Voir les versions"
    elif item.code == "maire":
        url, label = reverse("veille:mandate"), "Voir le mandat"
    return {"item": item, "met": line.met, "url": url, "url_label": label}
