"""Pages of the bulletins: the list, one bulletin, its files, its verification, its audit, the acts.

Whoever sees figures sees what is published; drafts are for the préfecture and the DPO, who answer
for them. No page counts anything: each reads published figures, or a document as it was audited.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.forms import CharField
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.door import Sent
from confidentiality.errors import NotVisible
from indicators.choices import BulletinState
from indicators.diffusion import diffusion_plan, sex_labels
from indicators.models import AuditRecord, Bulletin
from indicators.periods import AccountPeriod, UnreadablePeriod, last_closed_month
from indicators.released import rates_of
from indicators.releasing.calendar import read_period
from indicators.releasing.figures import figures_of
from indicators.releasing.files import FILES, name_of
from indicators.services import attacks, bulletins
from indicators.verify import Tampered, read, report
from indicators.views.bulletin_parts import (
    TONES,
    corrected_of,
    crumbs_to,
    head_of,
    line_of,
    may,
    readable,
    row_of,
    tables_of,
    version_of,
)
from veille.access import authorize
from veille.act_form import ActForm
from veille.french import long_moment
from veille.http import AgentRequest, charte_not_required, runs_as_the_application
from veille.views.act_page import act_page

_SHOWN = 12


class PrepareForm(ActForm):
    """Which period."""

    period = CharField(
        label="Période",
        max_length=10,
        help_text="Un mois (2026-03), un trimestre (2026-T1) ou une année (2026).",
    )

    def clean_period(self) -> AccountPeriod:
        try:
            return read_period(self.cleaned_data["period"])
        except UnreadablePeriod:
            raise ValidationError("Écrivez un mois, un trimestre ou une année.") from None


@require_safe
@charte_not_required
def bulletin_list(request: AgentRequest) -> HttpResponse:
    """Every bulletin that this agent may read, newest first."""
    authorize(request.actor, "bulletin.view")
    rows = readable(request.actor).select_related("publication", "corrects")
    rows = rows.prefetch_related("corrections")
    context = {
        "lines": [line_of(each) for each in rows],
        "prepares": may(request.actor, "bulletin.prepare"),
        "crumbs": crumbs_to("Bulletins"),
    }
    return render(request, "indicators/bulletin_list.html", context)


@require_safe
@charte_not_required
def bulletin(request: AgentRequest, number: str) -> HttpResponse:
    """One bulletin: its figures with their margins, its files, what remains to be done."""
    authorize(request.actor, "bulletin.view")
    row = row_of(request.actor, number)
    figures = figures_of(row.content)
    published = row.state == BulletinState.PUBLIE
    context = {
        "bulletin": row,
        "tone": TONES[BulletinState(row.state)],
        "head": head_of(row),
        "version": version_of(row, drafts=may(request.actor, "bulletin.review")),
        "corrected": corrected_of(row, figures),
        "tables": tables_of(figures),
        "sexes": sex_labels(diffusion_plan()),
        "rates": [
            {"label": label, "span": span, "value": value}
            for label, span, value in rates_of(figures)
        ],
        "acts": _acts(request.actor, row),
        "files": [
            {"label": kind.label, "url": reverse("indicators:bulletin_file", args=[number, slug])}
            for slug, kind in FILES.items()
        ]
        if published
        else [],
        "verify_url": reverse("indicators:bulletin_verify", args=[number]),
        "correct_url": reverse("indicators:bulletin_correct", args=[number])
        if may(request.actor, "bulletin.correct") and row.in_force
        else "",
        "audit_url": reverse("indicators:bulletin_audit", args=[number])
        if may(request.actor, "bulletin.review")
        else "",
        "crumbs": crumbs_to("Bulletins", f"Bulletin {row.number}"),
    }
    return render(request, "indicators/bulletin.html", context)


@require_safe
@charte_not_required
def bulletin_file(request: AgentRequest, number: str, slug: str) -> HttpResponse:
    """One file of a published bulletin. 404 for a draft: nothing leaves before it is published."""
    authorize(request.actor, "bulletin.view")
    row = row_of(request.actor, number)
    kind = FILES.get(slug)
    if kind is None or row.state != BulletinState.PUBLIE:
        raise NotVisible
    publication = row.publication
    response = HttpResponse(kind.make(publication), content_type=kind.content_type)
    response["Content-Disposition"] = f'attachment; filename="{name_of(publication, kind)}"'
    return response


@require_safe
@charte_not_required
def bulletin_verify(request: AgentRequest, number: str) -> HttpResponse:
    """The public verifier, run on the document that is downloaded: published figures alone."""
    authorize(request.actor, "bulletin.view")
    row = row_of(request.actor, number)
    try:
        told, verified = report(read(row.content.document.encode())), True
    except Tampered as error:
        told, verified = f"Bulletin altéré : {error}.", False
    context = {
        "bulletin": row,
        "told": told,
        "verified": verified,
        "sha256": row.content.sha256,
        "crumbs": crumbs_to("Bulletins", f"Vérifier le bulletin {row.number}"),
    }
    return render(request, "indicators/bulletin_verify.html", context)


@require_safe
@charte_not_required
def bulletin_audit(request: AgentRequest, number: str) -> HttpResponse:
    """Adversary by adversary, the smallest number of values left; what was found, if anything."""
    authorize(request.actor, "bulletin.review")
    row = row_of(request.actor, number)
    audit = row.audits.order_by("at").last()
    context = {
        "bulletin": row,
        **(_told(audit) if audit else {}),
        "attack_url": reverse("indicators:bulletin_attack", args=[number])
        if may(request.actor, "bulletin.attack")
        else "",
        "crumbs": crumbs_to("Bulletins", f"Audit du bulletin {row.number}"),
    }
    return render(request, "indicators/bulletin_audit.html", context)


def _told(audit: AuditRecord) -> dict[str, object]:
    found = audit.report["findings"]
    return {
        "verdict": audit.report["verdict"],
        "matrix": audit.report["matrix"],
        "findings": [each for each in found if each["refuses"]][:_SHOWN],
        "more": max(0, sum(each["refuses"] for each in found) - _SHOWN),
        "at": long_moment(audit.at),
    }


@require_http_methods(["GET", "POST"])
@charte_not_required
def bulletin_attack(request: AgentRequest, number: str) -> HttpResponse:
    """Attack a bulletin again, with all those published before it; its audit then tells."""
    authorize(request.actor, "bulletin.attack")
    row = row_of(request.actor, number)
    form = ActForm(request.POST or None, row=row)

    def act(sent: Sent) -> None:
        attacks.attack(bulletin_id=row.pk, actor=request.actor, sent=sent)

    back = reverse("indicators:bulletin_audit", args=[number])
    context = {
        "heading": "Attaquer ce bulletin",
        "subject_rows": head_of(row),
        "effects": [
            "Tous les chiffres publiés de l’année, jusqu’à ce bulletin, sont attaqués de nouveau.",
            "Le résultat remplace celui de l’audit, qui reste conservé.",
        ],
        "action_label": "Attaquer ce bulletin",
        "crumbs": [{"label": f"Audit du bulletin {row.number}", "url": back}],
    }
    return act_page(request, form, context, act, done="Bulletin attaqué.", back=back)


@require_http_methods(["GET", "POST"])
@charte_not_required
@runs_as_the_application
def bulletin_prepare(request: AgentRequest) -> HttpResponse:
    """Ask for the bulletin of a closed period."""
    authorize(request.actor, "bulletin.prepare")
    due = bulletins.next_due() or last_closed_month(timezone.now())
    form = PrepareForm(request.POST or None, initial={"period": str(due)})

    def act(sent: Sent) -> None:
        bulletins.prepare(period=form.cleaned_data["period"], actor=request.actor, sent=sent)

    context = {
        "heading": "Préparer un bulletin",
        "intro": "Les comptes clos de la période sont arrondis, puis attaqués comme le ferait un "
        "lecteur. Le calcul d’un mois prend quelques secondes.",
        "effects": [
            "Le bulletin est prêt à valider, ou reste en brouillon avec le rapport de l’attaque.",
            "Après un rapport défavorable, une nouvelle préparation couvre les chiffres retrouvés.",
        ],
        "action_label": "Préparer",
        "crumbs": crumbs_to("Bulletins", "Préparer"),
    }
    back = reverse("indicators:bulletin_list")
    return act_page(request, form, context, act, done="Bulletin préparé.", back=back)


@dataclass(frozen=True, slots=True)
class BulletinAct:
    """One act on a bulletin: its line of the policy, its page, its words, its service."""

    act: str
    address: str
    label: str
    done: str
    effects: tuple[str, ...]
    perform: Callable[..., Bulletin]


ACTS = {
    "valider": BulletinAct(
        "bulletin.validate",
        "indicators:bulletin_validate",
        "Donner mon accord",
        "Accord enregistré.",
        (
            "Deux accords sont nécessaires : la préfecture et le délégué à la protection des "
            "données, deux personnes différentes.",
        ),
        bulletins.validate,
    ),
    "publier": BulletinAct(
        "bulletin.publish",
        "indicators:bulletin_publish",
        "Publier le bulletin",
        "Bulletin publié.",
        ("Ses chiffres ne changent plus jamais.", "Cela ne s’annule pas."),
        bulletins.publish,
    ),
}


@require_http_methods(["GET", "POST"])
@charte_not_required
def bulletin_validate(request: AgentRequest, number: str) -> HttpResponse:
    """Agree to a bulletin, under one’s function."""
    return _act(request, number, ACTS["valider"])


@require_http_methods(["GET", "POST"])
@charte_not_required
def bulletin_publish(request: AgentRequest, number: str) -> HttpResponse:
    """Publish a bulletin that two agents agreed to."""
    return _act(request, number, ACTS["publier"])


def _act(request: AgentRequest, number: str, spec: BulletinAct) -> HttpResponse:
    authorize(request.actor, spec.act)
    row = row_of(request.actor, number)
    form = ActForm(request.POST or None, row=row)

    def act(sent: Sent) -> None:
        spec.perform(bulletin_id=row.pk, actor=request.actor, sent=sent)

    back = reverse("indicators:bulletin", args=[number])
    context = {
        "heading": spec.label,
        "subject_rows": head_of(row),
        "effects": spec.effects,
        "action_label": spec.label,
        "crumbs": [{"label": f"Bulletin {row.number}", "url": back}],
    }
    return act_page(request, form, context, act, done=spec.done, back=back)


def _acts(actor: Actor, row: Bulletin) -> dict[str, list[dict[str, object]]]:
    """What this agent may do now."""
    offered: list[dict[str, object]] = []
    if row.state == BulletinState.AUDITE:
        waits = {
            "valider": (row.prefecture_by_id if actor.role == Role.PREFECTURE else row.dpo_by_id)
            is None,
            "publier": row.prefecture_by_id is not None and row.dpo_by_id is not None,
        }
        for slug, spec in ACTS.items():
            if waits[slug] and may(actor, spec.act):
                url = reverse(spec.address, args=[row.number])
                offered.append({"label": spec.label, "url": url, "primary": not offered})
    return {"open": offered, "refused": []}
