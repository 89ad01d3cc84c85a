"""The cellule as its coordination sees it: members, versions of the charte, their publication."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from confidentiality.choices import CharteState, Role
from confidentiality.door import Sent
from confidentiality.errors import NotVisible
from confidentiality.models import Charte
from veille.access import authorize
from veille.act_form import ActForm
from veille.choices import AdhesionState
from veille.forms import AdoptCharteForm, DraftCharteForm, RepealCharteForm
from veille.french import day_month_year
from veille.hats import circles_of
from veille.http import AgentRequest, charte_not_required
from veille.models import Cellule
from veille.services.charte_model import charte_text
from veille.services.chartes import (
    adopt_charte,
    draft_charte,
    publish_charte,
    repeal_charte,
)
from veille.services.circle_members import Member, bound_to, cellule_of, members_of
from veille.views.act_page import act_page


@charte_not_required
@require_safe
def cellule_list(request: AgentRequest) -> HttpResponse:
    """The cellules of the hat; straight to the page when there is only one."""
    authorize(request.actor, "cellule.view")
    cellules = list(circles_of(request.actor))
    if len(cellules) == 1:
        return redirect("veille:cellule", cellules[0].pk)
    return render(request, "veille/cellule_list.html", {"cellules": cellules})


@charte_not_required
@require_safe
def cellule(request: AgentRequest, cellule_id: UUID) -> HttpResponse:
    """Members, with what each has signed, and the versions of the charte."""
    authorize(request.actor, "cellule.view")
    place = cellule_of(request.actor, cellule_id)
    members = members_of(place.pk, timezone.now())
    versions = list(Charte.objects.filter(circle=place.pk).order_by("-number"))
    context = {
        "cellule": place,
        "members": [_member_view(place, member) for member in members],
        "excludes": request.actor.role == Role.MAIRE,
        "unsigned": sum(member.signed_until is None for member in members),
        "versions": [_version_view(place, version) for version in versions],
        "in_force": any(version.state == CharteState.EN_VIGUEUR for version in versions),
        "manages": request.actor.role == Role.COORDONNATEUR,
        "may_draft": not any(
            version.state in (CharteState.PROJET, CharteState.ADOPTEE) for version in versions
        ),
    }
    return render(request, "veille/cellule.html", context)


@charte_not_required
@require_http_methods(["GET", "POST"])
def charte_draft(request: AgentRequest, cellule_id: UUID) -> HttpResponse:
    """Write the next version, from the text in force or from the model."""
    authorize(request.actor, "charte.manage")
    place = cellule_of(request.actor, cellule_id)
    last = Charte.objects.filter(circle=place.pk).order_by("-number").first()
    initial = {"text": last.text if last else charte_text(place)}
    form = DraftCharteForm(request.POST or None, initial=initial)

    def act(sent: Sent) -> None:
        text = form.cleaned_data["text"]
        draft_charte(actor=request.actor, cellule_id=place.pk, text=text, sent=sent)

    context = {
        "heading": "Préparer une version de la charte",
        "intro": "La version préparée ne change rien tant qu’elle n’est pas adoptée, puis publiée.",
        "action_label": "Enregistrer la version",
    }
    return _act_page(request, place, form, context, act, "Version enregistrée.")


@charte_not_required
@require_http_methods(["GET", "POST"])
def charte_adopt(request: AgentRequest, cellule_id: UUID, charte_id: UUID) -> HttpResponse:
    """Record the adoption of a version by the CLSPD."""
    authorize(request.actor, "charte.manage")
    place = cellule_of(request.actor, cellule_id)
    version = _version(place, charte_id)
    form = AdoptCharteForm(request.POST or None, initial={"version": version.version})

    def act(sent: Sent) -> None:
        adopt_charte(
            actor=request.actor,
            charte_id=version.pk,
            on=form.cleaned_data["on"],
            reference=form.cleaned_data["reference"],
            sent=sent,
        )

    context = {
        "heading": "Enregistrer l’adoption de la charte",
        "subject_rows": _subject(place, version),
        "action_label": "Enregistrer l’adoption",
    }
    return _act_page(request, place, form, context, act, "Adoption enregistrée.")


@charte_not_required
@require_http_methods(["GET", "POST"])
def charte_publish(request: AgentRequest, cellule_id: UUID, charte_id: UUID) -> HttpResponse:
    """Publish a version. The page says first whom it stops, and until when."""
    authorize(request.actor, "charte.manage")
    place = cellule_of(request.actor, cellule_id)
    version = _version(place, charte_id)
    form = ActForm(request.POST or None, row=version)

    def act(sent: Sent) -> None:
        publish_charte(actor=request.actor, charte_id=version.pk, sent=sent)

    count = bound_to(place.pk, timezone.now()).values("user").distinct().count()
    members = f"les {count} membres" if count > 1 else "le seul membre"
    until = "leur signature" if count > 1 else "sa signature"
    context = {
        "heading": "Publier une version de la charte",
        "intro": f"Publier cette version ferme l’accès aux situations pour {members}, "
        f"jusqu’à {until}.",
        "subject_rows": _subject(place, version),
        "effects": [
            "La version en vigueur est remplacée.",
            "Toutes les signatures de l’ancienne version cessent de valoir, la vôtre comprise.",
            "Chaque membre reçoit un message qui l’invite à signer.",
            "Une publication ne s’annule pas.",
        ],
        "action_label": f"Publier la version {version.number}",
        "danger": True,
    }
    return _act_page(request, place, form, context, act, f"Version {version.number} publiée.")


@charte_not_required
@require_http_methods(["GET", "POST"])
def charte_repeal(request: AgentRequest, cellule_id: UUID, charte_id: UUID) -> HttpResponse:
    """Record the repeal of a version by the CLSPD, without a successor."""
    authorize(request.actor, "charte.manage")
    place = cellule_of(request.actor, cellule_id)
    version = _version(place, charte_id)
    form = RepealCharteForm(request.POST or None, initial={"version": version.version})

    def act(sent: Sent) -> None:
        repeal_charte(
            actor=request.actor,
            charte_id=version.pk,
            on=form.cleaned_data["on"],
            reference=form.cleaned_data["reference"],
            sent=sent,
        )

    context = {
        "heading": "Abroger une version de la charte",
        "subject_rows": _subject(place, version),
        "effects": [
            "L’accès aux situations se ferme aussitôt pour tous les membres, vous compris.",
            "Plus aucune saisine ne commence tant qu’une autre version n’est pas publiée.",
            "Une abrogation ne s’annule pas.",
        ],
        "action_label": f"Abroger la version {version.number}",
        "danger": True,
    }
    return _act_page(request, place, form, context, act, f"Version {version.number} abrogée.")


def _act_page(
    request: AgentRequest,
    place: Cellule,
    form: ActForm,
    context: Mapping[str, object],
    act: Callable[[Sent], Any],
    done: str,
) -> HttpResponse:
    """An act on the charte, from the page of the cellule and back to it."""
    back = reverse("veille:cellule", args=[place.pk])
    page = {**context, "crumbs": [{"label": place.name, "url": back}]}
    return act_page(request, form, page, act, done=done, back=back)


def _version(place: Cellule, charte_id: UUID) -> Charte:
    version = Charte.objects.filter(circle=place.pk, pk=charte_id).first()
    if version is None:
        raise NotVisible
    return version


def _subject(place: Cellule, version: Charte) -> list[dict[str, str]]:
    return [
        {"label": "Cellule", "value": place.name},
        {"label": "Version", "value": str(version.number)},
        {"label": "Empreinte du texte", "value": version.text_hash[:16]},
    ]


def _day(moment: datetime | None) -> str:
    return day_month_year(timezone.localdate(moment)) if moment else "-"


_ADHESION_TONES = {
    AdhesionState.SIGNEE: "ok",
    AdhesionState.EXCLU: "err",
    AdhesionState.A_SIGNER: "warn",
    AdhesionState.EXPIREE: "warn",
    AdhesionState.REVOQUEE: "warn",
}


def _member_view(place: Cellule, member: Member) -> dict[str, object]:
    """One line of the table of members, with what the maire may decide about it."""
    exclusion = member.adhesion.exclusion
    if exclusion is None:
        label = "Exclure du groupe"
        url = reverse("veille:exclude", args=[place.pk, member.designation_id])
    else:
        label = "Lever l’exclusion"
        url = reverse("veille:lift_exclusion", args=[place.pk, exclusion.pk])
    return {
        "member": member,
        "state": member.adhesion.state,
        "tone": _ADHESION_TONES[member.adhesion.state],
        "words": member.adhesion.words,
        "reason": exclusion.get_reason_display() if exclusion else "",
        "act_label": label,
        "act_url": url,
    }


_TONES = {CharteState.EN_VIGUEUR: "ok", CharteState.ADOPTEE: "info", CharteState.PROJET: "info"}


def _version_view(place: Cellule, version: Charte) -> dict[str, object]:
    """One line of the table of versions, with the next act it allows."""
    acts = {
        CharteState.PROJET: ("Enregistrer l’adoption", "veille:charte_adopt"),
        CharteState.ADOPTEE: ("Publier", "veille:charte_publish"),
    }
    label, name = acts.get(CharteState(version.state), ("", ""))
    repealable = version.state in (CharteState.ADOPTEE, CharteState.EN_VIGUEUR)
    return {
        "number": version.number,
        "paper_url": reverse("casework:plain_paper", args=["charte", version.pk]),
        "state": version.state,
        "state_label": version.get_state_display(),
        "tone": _TONES.get(CharteState(version.state), ""),
        "adoption": f"{day_month_year(version.adopted_on)}, {version.adoption_reference}"
        if version.adopted_on
        else "-",
        "since": day_month_year(timezone.localdate(version.in_force_since))
        if version.in_force_since
        else "-",
        "act_label": label,
        "act_url": reverse(name, args=[place.pk, version.pk]) if name else "",
        "repeal": f"{day_month_year(version.repealed_on)}, {version.repeal_reference}"
        if version.repealed_on
        else "",
        "repeal_url": reverse("veille:charte_repeal", args=[place.pk, version.pk])
        if repealable
        else "",
    }
