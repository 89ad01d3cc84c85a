"""Annual reports: asked for by a function, made step by step by the workers, kept for a day."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.door import Sent, claim
from confidentiality.errors import NotPermitted, refused
from indicators.choices import PaperFormat, ReportKind, ReportStep
from indicators.models import Report, ReportFile
from indicators.reporting import adhesions, cdpd, instance
from notifications import work
from notifications.choices import WorkKind
from veille.access import authorize
from veille.papers.blocks import Paper
from veille.papers.opendocument import to_odt
from veille.papers.pages import to_html
from veille.papers.pdf import PdfUnavailable, to_pdf

# What each function reports on: nobody asks for the paper of another.
_LOCAL = (ReportKind.INSTANCE, ReportKind.CHARTE)
KINDS: dict[Role, tuple[ReportKind, ...]] = {
    Role.PREFECTURE: (ReportKind.CDPD,),
    Role.COORDONNATEUR: _LOCAL,
    Role.MAIRE: _LOCAL,
}
# The year under way and those before.
YEARS = 5
_AT_ONCE = 100
# What is done at each step, and the one that follows.
WORKS = {
    ReportStep.CHIFFRES: WorkKind.REPORT_FIGURES,
    ReportStep.PDF: WorkKind.REPORT_PDF,
    ReportStep.ODT: WorkKind.REPORT_ODT,
}
_NEXT = {
    ReportStep.CHIFFRES: ReportStep.PDF,
    ReportStep.PDF: ReportStep.ODT,
    ReportStep.ODT: ReportStep.PRET,
}


def years(now: datetime) -> list[int]:
    """The years that a report may be about, newest first."""
    last = timezone.localdate(now).year
    return list(range(last, last - YEARS, -1))


def ask(*, actor: Actor, kind: ReportKind, year: int, sent: Sent) -> Report:
    """Ask for a report; the one being made when this function has asked for it already.

    Raises NotPermitted for a report of another function, AlreadyDone, Refused for a year out of
    those offered.
    """
    authorize(actor, "report.ask")
    if kind not in KINDS.get(actor.role, ()):
        raise NotPermitted
    if year not in years(sent.now):
        raise refused(
            "report_year",
            "Un rapport porte sur l’année en cours ou l’une des quatre précédentes.",
            "CSI, art. D. 132-6",
        )
    with transaction.atomic():
        claim(sent.key, actor, "report.ask")
        Report.objects.one_at_a_time(actor)
        under_way = Report.objects.of(actor, sent.now).filter(kind=kind, year=year, step__in=WORKS)
        found = under_way.first()
        return found or _asked(actor, kind, year, sent)


def _asked(actor: Actor, kind: ReportKind, year: int, sent: Sent) -> Report:
    report: Report = Report.objects.create(
        kind=kind,
        year=year,
        collectivite_id=actor.tenant_id,
        hat_id=actor.hat_id,
        asked_at=sent.now,
        until=sent.now + work.KEPT,
    )
    work.leave(WORKS[ReportStep.CHIFFRES], report.pk)
    journal.record(
        actor=actor,
        action="report.ask",
        chain_id=actor.tenant_id or journal.HOUSE,
        target=report,
        kind=kind.value,
        year=year,
    )
    return report


def gather(report_id: UUID) -> None:
    """First step: the figures, as they are published at this moment."""
    with transaction.atomic():
        report = _at(report_id, ReportStep.CHIFFRES)
        if report is not None:
            report.content = _composed(report, timezone.now()).to_json()
            _go_on(report)


def lay_out(report_id: UUID) -> None:
    """Second step: the PDF. A machine that can make none says so, and the report goes on."""
    with transaction.atomic():
        report = _at(report_id, ReportStep.PDF)
        if report is None:
            return
        made_on = timezone.localdate(report.asked_at).isoformat()
        try:
            content = to_pdf(to_html(Paper.from_json(report.content), made_on=made_on))
        except PdfUnavailable:
            report.without_pdf = True
        else:
            ReportFile.objects.create(report=report, format=PaperFormat.PDF, content=content)
        _go_on(report)


def write(report_id: UUID) -> None:
    """Last step: the ODT. The day that the report lasts begins when it is ready."""
    with transaction.atomic():
        report = _at(report_id, ReportStep.ODT)
        if report is None:
            return
        content = to_odt(Paper.from_json(report.content))
        ReportFile.objects.create(report=report, format=PaperFormat.ODT, content=content)
        report.built_at = timezone.now()
        report.until = report.built_at + work.KEPT
        _go_on(report)


def give_up(report_id: UUID) -> None:
    """A step could not be done, several times: said to whoever waits for it."""
    with transaction.atomic():
        rows = Report.objects.select_for_update(of=("self",))
        report = rows.filter(pk=report_id, step__in=WORKS).first()
        if report is not None:
            report.failed_at, report.step = report.step, ReportStep.ECHOUE
            report.save(update_fields=["failed_at", "step"])


def forget(now: datetime) -> None:
    """Erase the reports whose day is over, with their files: published figures remain elsewhere."""
    over = Report.objects.filter(until__lte=now).order_by("until").values_list("pk", flat=True)
    Report.objects.filter(pk__in=list(over[:_AT_ONCE])).delete()


def _at(report_id: UUID, step: ReportStep) -> Report | None:
    """The report, locked, if this step is the one to do: a work may be called twice."""
    rows = Report.objects.select_for_update(of=("self",))
    return rows.filter(pk=report_id, step=step).first()


def _go_on(report: Report) -> None:
    report.step = _NEXT[ReportStep(report.step)]
    report.save()
    if report.step in WORKS:
        work.leave(WORKS[ReportStep(report.step)], report.pk)


def _composed(report: Report, now: datetime) -> Paper:
    today, holder = timezone.localdate(now), report.collectivite
    if holder is None:
        return cdpd.compose(report.year, today)
    if report.kind == ReportKind.INSTANCE:
        return instance.compose(holder, report.year, today)
    return adhesions.compose(holder, report.year, now)
