"""Pages of motivated readings: the list, the opening by the DPO, the review of one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from casework.choices.conservation import ReadingReason
from casework.forms.archives import OpenReadingForm, ReviewReadingForm
from casework.models import MotivatedReading
from casework.presenters.motivated_readings import reading_lines, reading_rows, seen_lines
from casework.services import motivated_readings as service
from casework.services import reading_endings
from confidentiality import journal
from confidentiality.access_matrix import PAGE_ACTS
from confidentiality.actors import Actor
from confidentiality.door import Sent
from confidentiality.errors import AlreadyDone, NotVisible, Refused
from veille.access import authorize
from veille.act_form import ActForm
from veille.fresh import needs_fresh_confirmation
from veille.http import AgentRequest
from veille.views.act_page import act_page

# A year of them in a large collectivité; older ones are in the journal.
LATEST = 200


@require_GET
def reading_list(request: AgentRequest) -> HttpResponse:
    """Readings of the cellules of this hat, those that wait for somebody first."""
    actor = request.actor
    authorize(actor, "reading.list")
    now = timezone.now()
    context = {
        "lines": reading_lines(_rows(actor)[:LATEST], actor, now),
        "may_open": actor.role in PAGE_ACTS["reading.open"],
    }
    return render(request, "casework/reading_list.html", context)


@require_http_methods(["GET", "POST"])
@needs_fresh_confirmation
def open_reading(
    request: AgentRequest, reference: str = "", request_reference: str = ""
) -> HttpResponse:
    """The DPO names a case and says why. The references of the address only fill the form."""
    actor = request.actor
    authorize(actor, "reading.open")
    filled = {"situation": reference[:6]}
    if request_reference:
        filled |= {"reason": ReadingReason.DROITS, "reference": request_reference[:6]}
    form = OpenReadingForm(request.POST or None, initial=filled)

    def act(sent: Sent) -> None:
        given = form.cleaned_data
        service.open_alone(
            case_reference=given["situation"],
            actor=actor,
            reason=given["reason"],
            reference=given["reference"],
            justification=given["justification"],
            sent=sent,
        )

    back = reverse("casework:reading_list")
    context = {
        "heading": "Ouvrir une lecture motivée",
        "intro": "Une situation, un motif, une heure. Vous lisez l’identité, l’information donnée "
        "et la durée de conservation ; le reste se lit avec la coordination.",
        "effects": [
            "La lecture dure soixante minutes ; rien ne se modifie, ne s’imprime ni ne s’exporte.",
            "La coordination et le maire sont prévenus aussitôt, sans aucun nom.",
            "Une autre personne la relit dans les cinq jours ouvrés.",
        ],
        "action_label": "Ouvrir la lecture",
        "crumbs": [{"label": "Lectures motivées", "url": back}, {"label": "Ouvrir", "url": ""}],
    }
    done = "La lecture est ouverte pour soixante minutes."
    return act_page(request, form, context, act, done=done, back=back)


@require_http_methods(["GET", "POST"])
def close_reading(request: AgentRequest, pk: UUID) -> HttpResponse:
    """The reader has read enough: the file closes before its hour."""
    actor = request.actor
    authorize(actor, "reading.close")
    row = _rows(actor).filter(pk=pk, asked_by=actor.hat_id).first()
    if row is None:
        raise NotVisible
    form = ActForm(request.POST or None)

    def act(sent: Sent) -> None:
        reading_endings.close(reading_id=row.pk, actor=actor, sent=sent)

    back = reverse("casework:reading_list")
    context = {
        "heading": "Clore la lecture",
        "intro": "La situation se referme aussitôt, sans attendre la fin de l’heure.",
        "subject_rows": reading_rows(row, words=False),
        "effects": ["Une autre personne relit cette lecture, au même jour que prévu."],
        "action_label": "Clore la lecture",
        "crumbs": [{"label": "Lectures motivées", "url": back}, {"label": "Clore", "url": ""}],
    }
    return act_page(request, form, context, act, done="La lecture est close.", back=back)


@require_http_methods(["GET", "POST"])
def reading(request: AgentRequest, pk: UUID) -> HttpResponse:
    """One reading, what was looked at during it, and its review by somebody else."""
    actor = request.actor
    authorize(actor, "reading.review")
    row = _rows(actor).filter(pk=pk).first()
    if row is None:
        raise NotVisible
    form = ReviewReadingForm(request.POST or None)
    back = reverse("casework:reading_list")
    if request.method == "POST" and form.is_valid():
        try:
            service.review(
                reading_id=row.pk,
                actor=actor,
                verdict=form.cleaned_data["verdict"],
                sent=form.sent,
            )
        except Refused as error:
            form.refuse(error)
        except AlreadyDone:
            return redirect(back)
        else:
            messages.success(request, "La relecture est enregistrée.")
            return redirect(back)
    return _page(request, row, form)


def _page(request: AgentRequest, row: MotivatedReading, form: ReviewReadingForm) -> HttpResponse:
    over = row.until is not None and row.until <= timezone.now()
    waits = over and row.reviewed_at is None and service.may_review(row, request.actor)
    _note(request.actor, row)
    context = {
        "heading": f"Lecture {row.trace_reference}",
        "rows": reading_rows(row, words=waits),
        "seen": seen_lines(service.seen_under(row)),
        "form": form if waits or form.is_bound else None,
        "crumbs": [
            {"label": "Lectures motivées", "url": reverse("casework:reading_list")},
            {"label": row.trace_reference, "url": ""},
        ],
    }
    return render(request, "casework/reading.html", context)


def _rows(actor: Actor) -> QuerySet[MotivatedReading]:
    rows = MotivatedReading.objects.visible_to(actor, timezone.now())
    hats = ("asked_by__user", "approved_by__user", "reviewed_by__user")
    return rows.select_related("case__cellule", "young_person__key", *hats)


def _note(actor: Actor, row: MotivatedReading) -> None:
    """Whoever looks at a reading leaves a line as well."""
    with transaction.atomic():
        journal.record(
            actor=actor,
            action="reading.view",
            chain_id=row.case.cellule_id,
            target=row,
            outcome="read",
        )
