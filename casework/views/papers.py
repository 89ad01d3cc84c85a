"""Papers: the preview, the numbered PDF, and the page that recognises a paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from casework.choices.documents import DOCUMENT_TITLES
from casework.forms.papers import PaperForm, VerifyForm
from casework.models import (
    AccompagnementParental,
    Bilan,
    Case,
    CddfInformedParty,
    CddfReferral,
    RappelALOrdre,
    ReferentFollowUp,
    Relais,
    RightsRequest,
    Saisine,
    Transaction,
)
from casework.papers.issuing import Numbered, is_genuine, issue_paper, read_paper
from casework.papers.kinds import OF_FILE, Template
from casework.papers.places import place_of
from casework.papers.registry import BY_SLUG, offered_for
from casework.views.acts import decider
from confidentiality import policy
from confidentiality.access_matrix import PAGE_ACTS
from confidentiality.actors import Actor
from confidentiality.door import NOT_A_FORM
from confidentiality.errors import AlreadyDone, NotPermitted, NotVisible, Refused
from confidentiality.models import Charte, CharteSignature
from veille.french import day_month_year, spaced
from veille.http import AgentRequest, charte_not_required
from veille.models import Collectivite, Seance, Violation
from veille.papers.pages import Way, preview, to_html
from veille.papers.pdf import PdfUnavailable, to_pdf

# The page of a row that papers are about, and what leads back to it.
_PAGES: dict[Any, tuple[str, str]] = {
    Case: ("casework:case_detail", "Revenir à la situation"),
    Saisine: ("casework:saisine_detail", "Revenir à la saisine"),
    Seance: ("casework:seance_detail", "Revenir à la séance"),
    Collectivite: ("casework:rappel_list", "Revenir aux rappels à l’ordre"),
    RappelALOrdre: ("casework:rappel", "Revenir au rappel à l’ordre"),
    CddfReferral: ("casework:cddf", "Revenir au dossier du CDDF"),
    CddfInformedParty: ("casework:cddf", "Revenir au dossier du CDDF"),
    AccompagnementParental: ("casework:accompagnement", "Revenir à l’accompagnement"),
    ReferentFollowUp: ("casework:follow_up", "Revenir au suivi"),
    Bilan: ("casework:bilan", "Revenir au bilan"),
    Transaction: ("casework:transaction", "Revenir à la transaction"),
    Relais: ("casework:relais", "Revenir au relais"),
    RightsRequest: ("casework:rights", "Revenir à la demande"),
    Charte: ("veille:charte", "Revenir à la charte"),
    CharteSignature: ("veille:charte_receipt", "Revenir au récépissé"),
    Violation: ("veille:violation", "Revenir à la violation"),
}
_FILE_PAGE = ("casework:file_papers", "Revenir aux papiers du fichier")


@never_cache
@require_http_methods(["GET", "POST"])
def paper(request: AgentRequest, slug: str, pk: UUID) -> HttpResponse:
    """The paper as it would be made today; sent, its numbered PDF."""
    return _page(request, slug, pk, plain=False)


@never_cache
@charte_not_required
@require_http_methods(["GET", "POST"])
def plain_paper(request: AgentRequest, slug: str, pk: UUID) -> HttpResponse:
    """The same, of what names no young person: chartes, the file as a whole, its breaches."""
    return _page(request, slug, pk, plain=True)


def _page(request: AgentRequest, slug: str, pk: UUID, *, plain: bool) -> HttpResponse:
    policy.note_asked()
    template = BY_SLUG.get(slug)
    if template is None or template.plain is not plain:
        raise NotVisible
    form = PaperForm(request.POST or None)
    try:
        if request.method == "POST" and form.is_valid():
            made = issue_paper(template=template, row_id=pk, actor=request.actor, sent=form.sent)
            return _file(made, template)
        seen = read_paper(template=template, row_id=pk, actor=request.actor, sent=NOT_A_FORM)
    except AlreadyDone:
        return redirect(_url(template, pk))
    except Refused as refused:
        raise NotPermitted(refused.refusals[0]) from refused
    return preview(request, seen.paper, PaperForm(), _way(template, seen.row))


def paper_links(row: Any, actor: Actor, act: str = "") -> list[dict[str, str]]:
    """The papers that the state of a row calls for, for whoever may have them.

    ``act``: those of one act only, for a row that several pages are about.
    """
    case = place_of(row).case
    decide = decider(actor, case) if case is not None else None
    return [
        {"label": _label(each, about), "url": _url(each, about.pk)}
        for about in (row, *_parts(row))
        for each in offered_for(about)
        if (decide(each.act).allowed if decide else actor.role in PAGE_ACTS[each.act])
        and act in ("", each.act)
    ]


def _url(template: Template, pk: UUID) -> str:
    page = "casework:plain_paper" if template.plain else "casework:paper"
    return reverse(page, args=[template.slug, pk])


def _parts(row: Any) -> Iterable[Any]:
    """What has papers of its own on the page of this row: the organisations told by a CDDF."""
    if not isinstance(row, CddfReferral):
        return ()
    return row.informed_parties.select_related("organisation", "referral__case")


def _label(template: Template, about: Any) -> str:
    """The title, and which organisation it is for where there may be several."""
    if isinstance(about, CddfInformedParty):
        return spaced(f"{template.title} : {about.organisation.name}")
    return template.title


@never_cache
@login_not_required
@require_GET
def verify(request: HttpRequest) -> HttpResponse:
    """Whether a printed number and seal go together. Nothing of the paper is told."""
    form = VerifyForm(request.GET or None)
    answer: dict[str, object] = {}
    if form.is_valid():
        found = is_genuine(form.cleaned_data["numero"], form.cleaned_data["empreinte"])
        answer = {"asked": True}
        if found is not None:
            answer |= {
                "number": found.number,
                "title": DOCUMENT_TITLES[found.code],
                "made_on": day_month_year(found.made_on),
                "version": found.template_version,
            }
    return render(request, "casework/paper_verify.html", {"form": form, **answer})


def _way(template: Template, row: Any) -> Way:
    if template.act == OF_FILE:
        page, label = _FILE_PAGE
        return Way(label, reverse(page))
    page, label = _PAGES[template.model]
    return Way(label, reverse(page, args=_ADDRESSES.get(template.model, _by_key)(row)))


def _by_key(row: Any) -> list[object]:
    return [row.pk]


# How the page of a row is addressed, otherwise than by its key.
_ADDRESSES: dict[Any, Callable[[Any], list[object]]] = {
    Case: lambda case: [case.reference],
    Collectivite: lambda holder: [],
    CddfInformedParty: lambda party: [party.referral_id],
    Charte: lambda charte: [charte.circle_id],
    CharteSignature: lambda signature: [signature.charte.circle_id, signature.pk],
}


def _file(made: Numbered, template: Template) -> HttpResponse:
    """The PDF; where the machine makes none, the page itself, numbered, to print."""
    made_on = timezone.localdate().isoformat()
    try:
        content = to_pdf(to_html(made.paper, mark=made.mark, made_on=made_on))
    except PdfUnavailable:
        way = _way(template, made.row)
        return HttpResponse(to_html(made.paper, way=way, mark=made.mark))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{made.number}.pdf"'
    return response
