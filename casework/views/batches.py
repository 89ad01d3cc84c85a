"""The papers of a sitting in one job: chosen, followed without a script, stopped, taken away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.batches import asking, planning, shown
from casework.batches.planning import Planned
from casework.choices.batches import BatchState
from casework.forms.batches import BatchForm
from casework.forms.cases import ConfirmForm
from casework.models import CddfReferral, PaperBatch
from casework.sight import note_list_read
from casework.views.attempts import attempt
from casework.views.seances import crumbs_of, visible_seance
from confidentiality.actors import Actor
from confidentiality.door import Sent
from confidentiality.errors import AlreadyDone, NotVisible, Refusal, Refused
from confidentiality.journal import Code
from veille.access import authorize
from veille.act_form import ActForm
from veille.french import day_month_year, long_moment, of_
from veille.fresh import needs_fresh_confirmation
from veille.http import AgentRequest

# How often a browser loads the page of a job again, in seconds.
_EVERY = "3"


@require_http_methods(["GET", "POST"])
def seance_papers(request: AgentRequest, seance_id: UUID) -> HttpResponse:
    """The papers that a séance calls for, to tick."""
    actor = request.actor
    authorize(actor, "papers.prepare")
    authorize(actor, "seance.manage")
    seance = visible_seance(actor, seance_id)
    day = day_month_year(timezone.localdate(seance.held_at))

    def ask(chosen: list[str], sent: Sent) -> PaperBatch:
        return asking.ask_for_seance(seance_id=seance_id, chosen=chosen, actor=actor, sent=sent)

    return _prepared(
        request,
        planning.for_seance(seance, actor, timezone.now()),
        seance.cellule_id,
        ask,
        heading=f"Préparer les papiers de la séance du {day}",
        crumbs=crumbs_of(seance, "Papiers"),
        back=reverse("casework:seance_detail", args=[seance_id]),
        asked=_asked_already(actor, seance=seance),
    )


@require_http_methods(["GET", "POST"])
def cddf_papers(request: AgentRequest, pk: UUID) -> HttpResponse:
    """Those of the families that the CDDF hears with this one, to tick."""
    actor, now = request.actor, timezone.now()
    authorize(actor, "papers.prepare")
    rows = CddfReferral.objects.visible_to(actor, now).select_related("case", "cddf__commune")
    referral = rows.filter(pk=pk).first()
    if referral is None:
        raise NotVisible
    place = of_(referral.cddf.commune.name)
    when = f", {long_moment(referral.hearing_at)}" if referral.hearing_at else ", sans date"

    def ask(chosen: list[str], sent: Sent) -> PaperBatch:
        return asking.ask_for_sitting(referral_id=pk, chosen=chosen, actor=actor, sent=sent)

    return _prepared(
        request,
        planning.for_sitting(referral, actor, now),
        referral.case.cellule_id,
        ask,
        heading=f"Préparer les papiers du CDDF {place}{when}",
        crumbs=_of_cddf("Papiers"),
        back=reverse("casework:cddf", args=[pk]),
        asked=_asked_already(actor, cddf=referral.cddf, hearing_at=referral.hearing_at),
    )


def _prepared(
    request: AgentRequest,
    planned: list[Planned],
    cellule_id: UUID,
    ask: Callable[[list[str], Sent], PaperBatch],
    **shown_with: object,
) -> HttpResponse:
    """The form; sent, the page of the job. Reading it leaves its line: it tells of cases."""
    keys = [each.key for each in planned]
    form = BatchForm(request.POST if request.method == "POST" else None, keys=keys)
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            made = ask(form.cleaned_data["papiers"], form.sent)
        except Refused as refused:
            refusals = refused.refusals
        except AlreadyDone:
            return redirect(request.path)
        else:
            return redirect("casework:paper_batch", made.pk)
    cases: list[Code] = list({each.case.pk for each in planned if each.case})
    if cases:
        note_list_read(request.actor, "papers.prepare", cellule_id, cases)
    ticked = form["papiers"].value() if form.is_bound else _to_do(planned)
    context = {
        "form": form,
        "groups": shown.groups_of(planned),
        "ticked": set(ticked),
        "refusals": refusals,
        "most": asking.AT_MOST,
        **shown_with,
    }
    return render(request, "casework/batch_prepare.html", context)


def _to_do(planned: list[Planned]) -> list[str]:
    return [each.key for each in planned if each.done_on is None]


def _asked_already(actor: Actor, **about: Any) -> list[dict[str, str]]:
    """Jobs of this hat for the same sitting, that are still there."""
    found = PaperBatch.objects.visible_to(actor, timezone.now()).filter(**about)
    return [
        {
            "label": f"{each.reference} : {BatchState(each.state).label}",
            "url": reverse("casework:paper_batch", args=[each.pk]),
        }
        for each in found
    ]


@require_GET
def paper_batch(request: AgentRequest, pk: UUID) -> HttpResponse:
    """Where the job stands. It waits without a script: the page is loaded again."""
    actor = request.actor
    authorize(actor, "papers.view")
    return _followed(request, _mine(actor, pk))


def _followed(
    request: AgentRequest, batch: PaperBatch, refusals: tuple[Refusal, ...] = ()
) -> HttpResponse:
    cases: list[Code] = list(batch.lines.exclude(case=None).values_list("case", flat=True))
    # While it goes on, the act that asked for it has just told the same: a line every three
    # seconds would say no more.
    if cases and not shown.is_under_way(batch):
        note_list_read(request.actor, "papers.view", batch.cellule_id, sorted(set(cases), key=str))
    label, url = shown.back_of(batch)
    context = {
        "title": shown.title_of(batch),
        "rows": shown.rows_of(batch),
        "state": batch.state,
        "progress": shown.progress_of(batch),
        "lines": shown.lines_of(batch),
        "refusals": refusals,
        "form": ActForm(),
        "pk": batch.pk,
        "end": batch.get_end_code_display(),
        "without_pdf": batch.without_pdf,
        "back_label": label,
        "back_url": url,
        "crumbs": _crumbs(batch, "Papiers"),
    }
    response = render(request, "casework/batch.html", context)
    if shown.is_under_way(batch):
        response["Refresh"] = _EVERY
    return response


@require_POST
def paper_batch_stop(request: AgentRequest, pk: UUID) -> HttpResponse:
    """Write no more; what is written makes the file."""
    actor = request.actor
    authorize(actor, "papers.stop")
    batch = _mine(actor, pk)
    form = ActForm(request.POST)
    if not form.is_valid():
        return redirect("casework:paper_batch", pk)
    answer = attempt(
        request,
        lambda: asking.stop(batch_id=pk, actor=actor, sent=form.sent),
        next_url=reverse("casework:paper_batch", args=[pk]),
        success="L’écriture est arrêtée : les papiers déjà écrits gardent leur numéro.",
    )
    return answer if isinstance(answer, HttpResponse) else _followed(request, batch, answer)


@never_cache
@require_http_methods(["GET", "POST"])
@needs_fresh_confirmation
def paper_batch_take(request: AgentRequest, pk: UUID) -> HttpResponse:
    """The file, as often as wished in its day, to the hat that asked."""
    actor = request.actor
    authorize(actor, "papers.take")
    batch = _mine(actor, pk)
    if batch.state != BatchState.PRET:
        return redirect("casework:paper_batch", pk)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            taken = asking.take(batch_id=pk, actor=actor, sent=form.sent)
        except Refused as refused:
            return _followed(request, _mine(actor, pk), refused.refusals)
        response = HttpResponse(taken.content, content_type=taken.content_type)
        if taken.name:
            response["Content-Disposition"] = f'attachment; filename="{taken.name}"'
        return response
    context = {
        "heading": "Télécharger les papiers",
        "intro": "Un seul fichier, dans l’ordre du tableau : chaque papier commence sur un recto. "
        "Imprimez-le, remettez les papiers, puis détruisez le fichier.",
        "subject_rows": shown.rows_of(batch),
        "form": form,
        "action_label": "Télécharger le fichier",
        "cancel_url": reverse("casework:paper_batch", args=[pk]),
        "crumbs": _crumbs(batch, "Télécharger"),
    }
    return render(request, "act.html", context)


def _crumbs(batch: PaperBatch, here: str) -> list[dict[str, str]]:
    """The way back to the sitting."""
    return crumbs_of(batch.seance, here) if batch.seance else _of_cddf(here)


def _of_cddf(here: str) -> list[dict[str, str]]:
    return [
        {"label": "CDDF", "url": reverse("casework:cddf_list")},
        {"label": here, "url": ""},
    ]


def _mine(actor: Actor, pk: UUID) -> PaperBatch:
    rows = PaperBatch.objects.visible_to(actor, timezone.now())
    found = rows.select_related("seance", "cddf__commune").filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found
