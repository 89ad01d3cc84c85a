"""Pages of the annual reports: ask, follow the steps, read, take a file. The asker’s own, a day."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from confidentiality.errors import AlreadyDone, NotVisible, Refused
from indicators.choices import PaperFormat, ReportKind, ReportStep
from indicators.forms import ReportForm
from indicators.models import Report, ReportFile
from indicators.services import reports
from indicators.views.crumbs import crumbs
from veille.access import authorize
from veille.french import long_moment
from veille.http import AgentRequest, charte_not_required
from veille.papers.blocks import Paper
from veille.papers.opendocument import ODT_TYPE
from veille.papers.pages import Way, to_html

# Seconds. Each step takes a few of them.
_RELOADED = "4"
_TYPES = {PaperFormat.PDF: "application/pdf", PaperFormat.ODT: ODT_TYPE}
_STEPS = tuple(reports.WORKS)
_TONES = {ReportStep.PRET: "ok", ReportStep.ECHOUE: "err"}
_LIST = "/indicateurs/rapports/"


@require_safe
@charte_not_required
def report_list(request: AgentRequest) -> HttpResponse:
    """The reports that this function asked for, while they last."""
    authorize(request.actor, "report.view")
    rows = Report.objects.of(request.actor, timezone.now()).defer("content")
    context = {"lines": [_line(each) for each in rows], "crumbs": crumbs(("Rapports", ""))}
    return render(request, "indicators/report_list.html", context)


@require_http_methods(["GET", "POST"])
@charte_not_required
def report_ask(request: AgentRequest) -> HttpResponse:
    """Ask for a report: one click when this function has only one."""
    actor = request.actor
    authorize(actor, "report.ask")
    offered = reports.KINDS[actor.role]
    form = ReportForm(request.POST or None, kinds=offered, years=reports.years(timezone.now()))
    if request.method == "POST" and form.is_valid():
        kind = ReportKind(form.cleaned_data["kind"])
        try:
            made = reports.ask(
                actor=actor, kind=kind, year=form.cleaned_data["year"], sent=form.sent
            )
        except Refused as error:
            form.refuse(error)
        except AlreadyDone:
            return redirect("indicators:report_list")
        else:
            return redirect("indicators:report", made.pk)
    context = {
        "form": form,
        "heading": "Demander un rapport annuel",
        "intro": "Il est fait de chiffres déjà publiés, de valeurs déclarées et des registres des "
        "institutions. Aucun jeune n’y est compté à nouveau.",
        "effects": ("Il est prêt en moins d’une minute, et gardé 24 heures pour vous.",),
        "action_label": "Faire le rapport",
        "cancel_url": _LIST,
        "crumbs": crumbs(("Rapports", _LIST), ("Demander", "")),
    }
    return render(request, "veille/act.html", context)


@require_safe
@charte_not_required
def report(request: AgentRequest, pk: UUID) -> HttpResponse:
    """Where one report stands. It waits without a script: the page is loaded again."""
    authorize(request.actor, "report.view")
    row = _mine(request, pk)
    waiting = row.step in _STEPS
    context = {
        "title": _title(row),
        "waiting": waiting,
        "failed": ReportStep(row.failed_at).label if row.failed_at else "",
        "ready": row.step == ReportStep.PRET,
        "without_pdf": row.without_pdf,
        "steps": _steps(row),
        "until": long_moment(row.until),
        "read_url": reverse("indicators:report_read", args=[pk]) if row.content else "",
        "files": _files(row),
        "crumbs": crumbs(("Rapports", _LIST), (_title(row), "")),
    }
    response = render(request, "indicators/report.html", context)
    if waiting:
        response["Refresh"] = _RELOADED
    return response


@require_safe
@charte_not_required
def report_read(request: AgentRequest, pk: UUID) -> HttpResponse:
    """The paper on the screen, and on paper: the page that the PDF is made from."""
    authorize(request.actor, "report.view")
    row = _mine(request, pk)
    if not row.content:
        return redirect("indicators:report", pk)
    back = reverse("indicators:report", args=[pk])
    return HttpResponse(to_html(Paper.from_json(row.content), way=Way("Revenir au rapport", back)))


@require_safe
@charte_not_required
def report_file(request: AgentRequest, pk: UUID, slug: str) -> HttpResponse:
    """One file of a report. 404 for one that is not there."""
    authorize(request.actor, "report.view")
    row = _mine(request, pk)
    file = ReportFile.objects.filter(report=row, format=slug).first()
    if file is None:
        raise NotVisible
    response = HttpResponse(bytes(file.content), content_type=_TYPES[PaperFormat(slug)])
    name = f"rapport-{row.kind}-{row.year}.{slug}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _mine(request: AgentRequest, pk: UUID) -> Report:
    found = Report.objects.of(request.actor, timezone.now()).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def _title(row: Report) -> str:
    return f"{ReportKind(row.kind).label}, {row.year}"


def _line(row: Report) -> dict[str, str]:
    return {
        "title": _title(row),
        "url": reverse("indicators:report", args=[row.pk]),
        "asked": long_moment(row.asked_at),
        "step": row.step,
        "label": row.get_step_display(),
        "tone": _TONES.get(ReportStep(row.step), "brand"),
    }


def _steps(row: Report) -> list[dict[str, str]]:
    """Each step with what became of it; a step that failed stops those behind it."""
    here = row.failed_at or row.step
    reached = _STEPS.index(ReportStep(here)) if here in _STEPS else len(_STEPS)
    told = []
    for rank, each in enumerate(_STEPS):
        state = "fait" if rank < reached else "à venir"
        if rank == reached:
            state = "impossible" if row.failed_at else "en cours"
        told.append({"label": str(each.label), "state": state})
    if row.without_pdf:
        told[_STEPS.index(ReportStep.PDF)]["state"] = "impossible sur cette machine"
    return told


def _files(row: Report) -> list[dict[str, str]]:
    there = row.files.values_list("format", flat=True) if row.step == ReportStep.PRET else ()
    return [
        {"label": str(each.label), "url": reverse("indicators:report_file", args=[row.pk, each])}
        for each in PaperFormat
        if each in set(there)
    ]
