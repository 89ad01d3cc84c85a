"""Personal data breaches: the register, a breach with its clock, the acts of the DPO."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from confidentiality.access_matrix import PAGE_ACTS
from confidentiality.actors import Actor
from confidentiality.door import Sent
from confidentiality.errors import NotVisible, Refusal
from confidentiality.guards import Guard
from veille.access import authorize
from veille.act_form import ActForm
from veille.choices import (
    ViolationData,
    ViolationMeasure,
    ViolationNature,
    ViolationRisk,
    ViolationState,
)
from veille.forms import (
    DeclareViolationForm,
    InformPersonsForm,
    NotifyCnilForm,
    QualifyViolationForm,
)
from veille.french import day_month_year, long_moment
from veille.http import AgentRequest, charte_not_required
from veille.models import Violation
from veille.services import violations
from veille.services.violations import clock
from veille.views.act_page import act_page


@dataclass(frozen=True, slots=True)
class ViolationAct:
    """One act of the DPO: the transition that it takes, its words, its form, its service."""

    transition: str
    label: str
    form: type[ActForm]
    done: str
    effects: tuple[str, ...]
    perform: Callable[[Actor, UUID, Any, Sent], Violation]


ACTS = {
    "qualifier": ViolationAct(
        "qualify",
        "Qualifier le risque",
        QualifyViolationForm,
        "Risque qualifié.",
        (
            "Un risque : la CNIL est prévenue dans les 72 heures qui suivent la détection.",
            "Un risque élevé : les personnes concernées sont prévenues aussi.",
        ),
        lambda actor, pk, given, sent: violations.qualify(
            violation_id=pk,
            actor=actor,
            risk=given["risk"],
            measures=tuple(given["measures"]),
            sent=sent,
        ),
    ),
    "notifier": ViolationAct(
        "notify_cnil",
        "Enregistrer la notification à la CNIL",
        NotifyCnilForm,
        "Notification enregistrée.",
        ("La notification elle-même se fait sur le site de la CNIL.",),
        lambda actor, pk, given, sent: violations.notify_cnil(
            violation_id=pk,
            actor=actor,
            at=given["at"],
            reference=given["reference"],
            late_code=given["late_code"],
            sent=sent,
        ),
    ),
    "informer": ViolationAct(
        "inform_persons",
        "Enregistrer l’information des personnes",
        InformPersonsForm,
        "Information des personnes enregistrée.",
        (),
        lambda actor, pk, given, sent: violations.inform_persons(
            violation_id=pk, actor=actor, on=given["on"], mode=given["mode"], sent=sent
        ),
    ),
    "clore": ViolationAct(
        "close",
        "Clore la violation",
        ActForm,
        "Violation close.",
        ("La ligne reste dans le registre des violations.", "Cela ne s’annule pas."),
        lambda actor, pk, given, sent: violations.close(violation_id=pk, actor=actor, sent=sent),
    ),
}


@charte_not_required
@require_safe
def violation_list(request: AgentRequest) -> HttpResponse:
    """The register of breaches of this collectivité (RGPD art. 33, 5), newest first."""
    authorize(request.actor, "violation.view")
    now = timezone.now()
    rows = Violation.objects.visible_to(request.actor)
    context = {"lines": [{"row": each, "clock": clock(each, now)} for each in rows]}
    return render(request, "veille/violation_list.html", context)


@charte_not_required
@require_http_methods(["GET", "POST"])
def declare(request: AgentRequest) -> HttpResponse:
    """Declare a breach: what is known, in codes."""
    authorize(request.actor, "violation.declare")
    form = DeclareViolationForm(request.POST or None)

    def act(sent: Sent) -> None:
        violations.declare(actor=request.actor, declaration=form.declaration, sent=sent)

    back = reverse("veille:violation_list")
    context = {
        "heading": "Déclarer une violation de données",
        "intro": "Déclarez ce qui est connu : le délégué complétera. N’écrivez aucun nom.",
        "effects": [
            "Le délai de 72 heures pour prévenir la CNIL part de la détection.",
            "Le délégué à la protection des données qualifie le risque.",
        ],
        "action_label": "Déclarer",
        "crumbs": [{"label": "Violations", "url": back}, {"label": "Déclarer", "url": ""}],
    }
    return act_page(request, form, context, act, done="Violation déclarée.", back=back)


@charte_not_required
@require_safe
def violation(request: AgentRequest, pk: UUID) -> HttpResponse:
    """One breach: its clock, what is known, what the DPO may do now."""
    authorize(request.actor, "violation.view")
    row = _row(request.actor, pk)
    context = {
        "violation": row,
        "clock": clock(row, timezone.now()),
        "rows": _rows(row),
        "acts": _acts(request.actor, row),
        "scope_url": _scope_url(request.actor, row),
        "notice_url": _notice_url(row),
        "crumbs": [
            {"label": "Violations", "url": reverse("veille:violation_list")},
            {"label": row.reference, "url": ""},
        ],
    }
    return render(request, "veille/violation.html", context)


@charte_not_required
@require_http_methods(["GET", "POST"])
def violation_act(request: AgentRequest, pk: UUID, slug: str) -> HttpResponse:
    """One act on a breach."""
    authorize(request.actor, "violation.manage")
    row = _row(request.actor, pk)
    spec = ACTS.get(slug)
    if spec is None:
        raise NotVisible
    form = spec.form(request.POST or None, row=row)

    def act(sent: Sent) -> None:
        spec.perform(request.actor, row.pk, form.cleaned_data, sent)

    back = reverse("veille:violation", args=[row.pk])
    context = {
        "heading": spec.label,
        "subject_rows": [
            {"label": "Violation", "value": row.reference},
            {"label": "État", "value": row.get_state_display()},
            {"label": "Délai", "value": clock(row, timezone.now()).words},
        ],
        "effects": spec.effects,
        "refusals": _reasons(row, spec) or () if request.method == "GET" else (),
        "action_label": spec.label,
        "crumbs": [{"label": row.reference, "url": back}],
    }
    return act_page(request, form, context, act, done=spec.done, back=back)


def _row(actor: Actor, pk: UUID) -> Violation:
    found = Violation.objects.visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def _reasons(row: Violation, spec: ViolationAct) -> tuple[Refusal, ...] | None:
    """Why the guards hold an act back; None when the present state does not lead to it."""
    machine: Any = getattr(Violation, spec.transition)
    found = machine._django_fsm.get_transition(row.state)
    if found is None:
        return None
    guards: tuple[Guard, ...] = tuple(found.conditions)
    return tuple(_led(row, each.refusal) for each in guards if not each(row))


def _led(row: Violation, refusal: Refusal) -> Refusal:
    """The way out of a guard names an act: here is its address."""
    if not refusal.way_out_url:
        return refusal
    url = reverse("veille:violation_act", args=[row.pk, refusal.way_out_url])
    return replace(refusal, way_out_url=url)


def _acts(actor: Actor, row: Violation) -> dict[str, object]:
    """What « Que faire maintenant ? » shows: the acts open to the DPO, those held back."""
    open_acts: list[dict[str, object]] = []
    refused: list[dict[str, object]] = []
    manages = actor.role in PAGE_ACTS["violation.manage"]
    for slug, spec in ACTS.items() if manages else ():
        reasons = _reasons(row, spec)
        if reasons is None:
            continue
        if reasons:
            refused.append({"label": spec.label, "refusals": reasons})
        else:
            url = reverse("veille:violation_act", args=[row.pk, slug])
            open_acts.append({"label": spec.label, "url": url, "primary": not open_acts})
    return {"open": open_acts, "refused": refused}


def _scope_url(actor: Actor, row: Violation) -> str:
    """Where the DPO measures whom the breach touches."""
    if actor.role not in PAGE_ACTS["violation.manage"]:
        return ""
    return reverse("casework:violation_scope", args=[row.pk])


def _notice_url(row: Violation) -> str:
    """The paper that says to the CNIL what is known, once a risk was qualified (D38)."""
    if row.state == ViolationState.DETECTEE or row.risk == ViolationRisk.AUCUN:
        return ""
    return reverse("casework:plain_paper", args=["notification-violation", row.pk])


def _rows(row: Violation) -> list[dict[str, str]]:
    """What is known, then what was done, in words."""
    rows = [
        ("Détectée", _moment(row.detected_at)),
        ("Déclarée", _moment(row.declared_at)),
        ("Ce qui est touché", _labels(ViolationNature, row.natures)),
        ("Données concernées", _labels(ViolationData, row.data_groups)),
        ("Cause probable", row.get_cause_display()),
        ("Personnes concernées, environ", str(row.persons_count or "nombre inconnu")),
        ("Risque", row.get_risk_display() if row.risk else "à qualifier"),
        ("Mesures prises", _labels(ViolationMeasure, row.measures)),
        ("Notifiée à la CNIL", _moment(row.notified_at)),
        ("Référence de la CNIL", row.cnil_reference),
        ("Motif du retard", row.get_late_code_display() if row.late_code else ""),
        ("Personnes informées", day_month_year(row.informed_on) if row.informed_on else ""),
        ("Moyen", row.get_information_mode_display() if row.information_mode else ""),
        ("Close", _moment(row.closed_at)),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def _moment(moment: datetime | None) -> str:
    return long_moment(moment) if moment else ""


def _labels(codes: Any, values: list[str]) -> str:
    return " ; ".join(str(codes(value).label) for value in values)
