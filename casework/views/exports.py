"""Pages of exports: ask, wait, agree, take away once. The only pages that give a file."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from casework.choices.exports import ExportScope, ExportState
from casework.forms.cases import ConfirmForm
from casework.forms.exports import DeclineForm, ExportForm
from casework.models import AgendaItem, Case, Export
from casework.presenters import exports as shown
from casework.presenters.cases import Row
from casework.services import exports
from casework.sight import note_list_read
from casework.views.attempts import attempt
from casework.views.seances import visible_seance
from confidentiality.actors import Actor
from confidentiality.door import Sent
from confidentiality.errors import AlreadyDone, NotVisible, Refusal, Refused
from veille.access import authorize
from veille.french import plural
from veille.fresh import needs_fresh_confirmation
from veille.http import AgentRequest
from veille.views.act_page import act_page

_SHOWN = 50
_BETWEEN = "-"


@require_GET
def export_list(request: AgentRequest) -> HttpResponse:
    """My exports and those that wait for me; for a DPO, who asked for what in the collectivité."""
    actor, now = request.actor, timezone.now()
    authorize(actor, "export.list")
    rows = Export.objects.visible_to(actor, now).select_related(
        "asked_by__user",
        "asked_by__organisation",
        "approved_by__user",
        "approved_by__organisation",
    )[:_SHOWN]
    scope = actor.circle_id or actor.tenant_id or actor.hat_id
    note_list_read(actor, "export.list", scope, [export.pk for export in rows])
    context = {
        "lines": shown.export_lines(rows, actor, now),
        "controls": not exports.may_ask(actor),
        "most": _SHOWN,
    }
    return render(request, "casework/export_list.html", context)


@require_GET
def export_begin(request: AgentRequest) -> HttpResponse:
    """Where to choose what leaves; what was ticked in the list of cases goes on from here."""
    authorize(request.actor, "export.ask")
    ticked = [each for each in request.GET.getlist("situation") if each.isalnum()]
    if ticked:
        chosen = _BETWEEN.join(ticked[: exports.IN_ALL_AT_MOST + 1])
        return redirect("casework:export_ask", chosen)
    return render(request, "casework/export_begin.html", {"most": exports.ALONE_AT_MOST})


@require_http_methods(["GET", "POST"])
@needs_fresh_confirmation
def export_ask(request: AgentRequest, chosen: str) -> HttpResponse:
    """Cases named by their references. One out of sight, and the page does not exist."""
    references = set(chosen.split(_BETWEEN))
    scope = ExportScope.PERSONNE if len(references) == 1 else ExportScope.LISTE
    return _asked(request, references, scope)


@require_http_methods(["GET", "POST"])
@needs_fresh_confirmation
def export_ask_seance(request: AgentRequest, seance_id: UUID) -> HttpResponse:
    """Every case on the agenda of a séance."""
    authorize(request.actor, "export.ask")
    seance = visible_seance(request.actor, seance_id)
    items = AgendaItem.objects.filter(seance=seance)
    references = set(items.values_list("case__reference", flat=True))
    return _asked(request, references, ExportScope.SEANCE)


def _asked(request: AgentRequest, references: set[str], scope: ExportScope) -> HttpResponse:
    actor = request.actor
    authorize(actor, "export.ask")
    cases = list(_visible(actor, references))
    if len(cases) != len(references) and scope != ExportScope.SEANCE:
        raise NotVisible
    form = ExportForm(request.POST or None)
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST" and form.is_valid():
        wanted = exports.Wanted(
            [case.pk for case in cases],
            scope,
            form.cleaned_data["reason"],
            form.cleaned_data["format"],
        )
        try:
            export = exports.ask(actor=actor, wanted=wanted, sent=form.sent)
        except Refused as refused:
            refusals = refused.refusals
        except AlreadyDone:
            return redirect("casework:export_list")
        else:
            return redirect("casework:export", export.pk)
    if cases:
        note_list_read(actor, "export.ask", cases[0].cellule_id, [case.pk for case in cases])
    return render(request, "casework/act.html", _form_page(cases, scope, form, refusals))


def _visible(actor: Actor, references: set[str]) -> list[Case]:
    rows = Case.objects.visible_to(actor, timezone.now()).filter(reference__in=references)
    return list(rows.order_by("reference"))


def _form_page(
    cases: list[Case], scope: ExportScope, form: ExportForm, refusals: tuple[Refusal, ...]
) -> dict[str, object]:
    many = plural(len(cases), "situation", "situations")
    return {
        "heading": "Exporter des situations",
        "intro": "Un fichier de noms ne se rattrape pas. N’exportez que ce que rien d’autre ne "
        "permet.",
        "subject_rows": [
            Row("Étendue", f"{scope.label}, {many}"),
            Row("Références", ", ".join(case.reference for case in cases)),
        ],
        "effects": (
            "Le fichier porte sur chaque page votre nom, la cellule, l’heure et son numéro.",
            "Il attend 24 heures ici, chiffré, et se télécharge une seule fois.",
            f"Au-delà de {exports.ALONE_AT_MOST} personnes en un jour, une seconde personne doit "
            "donner son accord : le maire pour le coordonnateur, et l’inverse.",
            "Le délégué à la protection des données lit qui a exporté, quand, combien et pourquoi.",
        ),
        "form": form,
        "refusals": refusals,
        "action_label": "Demander l’export",
        "cancel_url": reverse("casework:export_list"),
        "crumbs": _crumbs("Demander"),
    }


@require_GET
def export(request: AgentRequest, pk: UUID) -> HttpResponse:
    """Where one request stands. It waits without a script: the page is loaded again."""
    now = timezone.now()
    authorize(request.actor, "export.view")
    row = _mine(request.actor, pk)
    state = shown.standing(row, now)
    context = {
        "reference": row.reference,
        "rows": shown.export_rows(row, now),
        "state": state.value,
        "ready": state == ExportState.PRETE,
        "waiting": state == ExportState.PREPAREE,
        "second": state == ExportState.ATTENDUE,
        "refusal": exports.gone(row, now),
        "take_url": reverse("casework:export_take", args=[row.pk]),
        "crumbs": _crumbs(row.reference),
    }
    response = render(request, "casework/export.html", context)
    if state == ExportState.PREPAREE:
        response["Refresh"] = "5"
    return response


@require_http_methods(["GET", "POST"])
@needs_fresh_confirmation
def export_approve(request: AgentRequest, pk: UUID) -> HttpResponse:
    """The second person reads what is asked, without a name, and agrees."""
    actor, now = request.actor, timezone.now()
    authorize(actor, "export.approve")
    row = _to_answer(actor, pk)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST" and form.is_valid():
        answer = attempt(
            request,
            lambda: exports.approve(export_id=pk, actor=actor, sent=form.sent),
            next_url=reverse("casework:export_list"),
            success="Votre accord est donné : le fichier se prépare pour la personne qui l’a "
            "demandé.",
        )
        if isinstance(answer, HttpResponse):
            return answer
        refusals = answer
    context = {
        "heading": "Donner votre accord à un export",
        "intro": "Le fichier sera remis à la personne qui l’a demandé, et à elle seule. Sans "
        "accord avant l’heure dite, la demande s’éteint.",
        "subject_rows": shown.export_rows(row, now),
        "effects": ("Vos deux noms restent dans la trace.",),
        "form": form,
        "refusals": refusals,
        "action_label": "Donner mon accord",
        "other_url": reverse("casework:export_decline", args=[pk]),
        "other_label": "Refuser",
        "cancel_url": reverse("casework:export_list"),
        "crumbs": _crumbs(row.reference),
    }
    return render(request, "act.html", context)


@require_http_methods(["GET", "POST"])
def export_decline(request: AgentRequest, pk: UUID) -> HttpResponse:
    """The second person does not agree. Nothing opens: the password is not asked again."""
    actor = request.actor
    authorize(actor, "export.decline")
    row = _to_answer(actor, pk)
    form = DeclineForm(request.POST or None)

    def act(sent: Sent) -> None:
        exports.decline(export_id=pk, actor=actor, reason=form.cleaned_data["reason"], sent=sent)

    context = {
        "heading": "Refuser un export",
        "intro": "Aucun fichier ne sera fait. La personne qui l’a demandé est prévenue, et lit "
        "le motif.",
        "subject_rows": shown.export_rows(row, timezone.now()),
        "action_label": "Refuser l’export",
        "crumbs": _crumbs(row.reference),
    }
    back = reverse("casework:export_list")
    return act_page(request, form, context, act, done="L’export est refusé.", back=back)


def _to_answer(actor: Actor, pk: UUID) -> Export:
    """The request of another, while this agent may still answer it."""
    rows = Export.objects.visible_to(actor, timezone.now()).exclude(asked_by=actor.hat_id)
    row = rows.select_related("asked_by__user", "asked_by__organisation").filter(pk=pk).first()
    if row is None:
        raise NotVisible
    return row


@require_http_methods(["GET", "POST"])
@needs_fresh_confirmation
def export_take(request: AgentRequest, pk: UUID) -> HttpResponse:
    """The file, once. What is no longer there says so (410), with a way out."""
    actor = request.actor
    authorize(actor, "export.download")
    row = _mine(actor, pk)
    over = exports.gone(row, timezone.now())
    if over is not None:
        return _gone(request, row, over)
    if row.state != ExportState.PRETE:
        return redirect("casework:export", pk)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            taken = exports.take(export_id=pk, actor=actor, sent=form.sent)
        except Refused as refused:
            return _gone(request, row, refused.refusals[0])
        return _file(taken)
    context = {
        "heading": "Télécharger l’export",
        "intro": "Le fichier se prend une fois : gardez-le en lieu sûr, et détruisez-le après "
        "usage.",
        "subject_rows": shown.export_rows(row, timezone.now()),
        "form": form,
        "action_label": "Télécharger le fichier",
        "cancel_url": reverse("casework:export", args=[pk]),
        "crumbs": _crumbs(row.reference),
    }
    return render(request, "act.html", context)


def _file(taken: exports.TakenFile) -> HttpResponse:
    response = HttpResponse(taken.content, content_type=taken.content_type)
    response["Content-Disposition"] = f'attachment; filename="{taken.name}"'
    return response


def _gone(request: AgentRequest, row: Export, refusal: Refusal) -> HttpResponse:
    context = {
        "reference": row.reference,
        "refusal": refusal,
        "crumbs": _crumbs(row.reference),
    }
    return render(request, "casework/export_gone.html", context, status=410)


def _mine(actor: Actor, pk: UUID) -> Export:
    rows = exports.mine(actor, timezone.now()).select_related(
        "asked_by__user",
        "asked_by__organisation",
        "approved_by__user",
        "approved_by__organisation",
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def _crumbs(here: str) -> list[dict[str, str]]:
    return [
        {"label": "Exports", "url": reverse("casework:export_list")},
        {"label": here, "url": ""},
    ]
