"""Requests about data: the list of the DPO and of the coordonnateur, one page, its acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from casework.acts.registry import Act, next_acts, way_out
from casework.acts.rights import RIGHTS_ACTS
from casework.choices.rights import RightKind
from casework.choices.states import RightsState
from casework.guards.rights import COPY_OF_REQUEST
from casework.models import Case, RightsRequest
from casework.presenters.cases import Row
from casework.presenters.rights import (
    clock_words,
    outside_recipients,
    rights_line,
    rights_view,
)
from casework.services.archives import archived_for
from casework.services.readings import Consultation, consultations_of
from casework.sight import note_list_read
from casework.views.acts import Asked, act_named, act_page
from casework.views.papers import paper_links
from confidentiality import journal, policy
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.errors import NotVisible
from confidentiality.policy import Decision
from veille.access import authorize
from veille.french import day_month_year, plural
from veille.hats import facts_of
from veille.http import AgentRequest


class Way(NamedTuple):
    """A link to a page; no address when there is none for this agent."""

    label: str
    url: str


@require_GET
def rights_list(request: AgentRequest) -> HttpResponse:
    """Requests that the agent follows, the nearest answer first; those answered, last."""
    authorize(request.actor, "rights.list")
    rows = list(
        RightsRequest.objects.visible_to(request.actor, timezone.now()).select_related(
            "case", "cellule"
        )
    )
    answered = (RightsState.REPONDUE, RightsState.CLOSE)
    rows.sort(key=lambda row: (row.state in answered, row.due_on))
    today = timezone.localdate()
    scope = request.actor.circle_id or request.actor.tenant_id or request.actor.hat_id
    note_list_read(request.actor, "rights.list", scope, [row.pk for row in rows])
    context = {
        "lines": [rights_line(row, today) for row in rows],
        "waiting": sum(row.state not in answered for row in rows),
    }
    return render(request, "casework/rights_list.html", context)


@require_GET
def rights(request: AgentRequest, pk: UUID) -> HttpResponse:
    """One request: its clock, what was asked and answered. Never a name."""
    row = _read(request.actor, pk)
    context = {
        "view": rights_view(row, timezone.localdate()),
        "next": next_acts(RIGHTS_ACTS, row, _decider(request.actor), lambda act: _url(act, row)),
        "case": _way_to_case(request.actor, row),
        "consultations": _consultations(row),
        "copy_url": _copy_url(request.actor, row),
        "papers": paper_links(row, request.actor),
        "to_tell": _to_tell(request.actor, row),
        "crumbs": [
            {"label": "Demandes de droits", "url": reverse("casework:rights_list")},
            {"label": row.reference, "url": ""},
        ],
    }
    return render(request, "casework/rights_detail.html", context)


@require_http_methods(["GET", "POST"])
def rights_act(request: AgentRequest, pk: UUID, slug: str) -> HttpResponse:
    """The page of one act on a request."""
    row = _read(request.actor, pk)
    act = act_named(RIGHTS_ACTS, slug)
    asked = Asked(
        row=row,
        act=act,
        decision=_decider(request.actor)(act.code),
        back=reverse("casework:rights", args=[row.pk]),
        subject=[
            Row("Demande", row.reference),
            Row("Droit", row.get_kind_display()),
            Row("Délai", clock_words(row, timezone.localdate())),
        ],
        way=way_out(RIGHTS_ACTS, row, lambda each: _url(each, row)),
    )
    return act_page(request, asked)


def _read(actor: Actor, pk: UUID) -> RightsRequest:
    """The request, in sight of this agent, with its trace; else NotVisible."""
    policy.note_asked()
    with transaction.atomic():
        rows = RightsRequest.objects.visible_to(actor, timezone.now())
        row = rows.select_related("case", "cellule").filter(pk=pk).first()
        if row is None:
            raise NotVisible
        journal.record(
            actor=actor,
            action="rights.view",
            chain_id=row.cellule_id,
            target=row,
            outcome="read",
        )
    return row


def _decider(actor: Actor) -> Callable[[str], Decision]:
    """The policy’s answers: a function is asked for, no grant (docs/decisions/0017)."""
    facts, now = facts_of(actor), timezone.now()
    policy.note_asked()
    return lambda code: policy.decide(facts, code, None, now)


def _consultations(row: RightsRequest) -> list[Row]:
    """What a person who asks for access is told of those who read the file: no agent’s name."""
    if row.kind != RightKind.ACCES or row.case is None:
        return []
    return [
        Row(f"{each.organisation}, {each.role.lower()}", _often(each))
        for each in consultations_of(row.case)
    ]


def _copy_url(actor: Actor, row: RightsRequest) -> str:
    """The copy of the data, once it may be opened: for those who answer, never for the DPO."""
    allowed = _decider(actor)("rights.bundle").allowed
    open_to_all = all(each(row) for each in COPY_OF_REQUEST)
    return reverse("casework:rights_bundle", args=[row.pk]) if allowed and open_to_all else ""


def _to_tell(actor: Actor, row: RightsRequest) -> list[str]:
    """Outside the cellule, who received what was corrected (RGPD art. 19): not for the DPO."""
    if actor.role == Role.DPO or row.rectified_on is None or row.case is None:
        return []
    return outside_recipients(row.case)


def _often(each: Consultation) -> str:
    times = plural(each.count, "lecture", "lectures")
    if each.first_on == each.last_on:
        return f"{times}, le {day_month_year(each.last_on)}"
    return f"{times}, du {day_month_year(each.first_on)} au {day_month_year(each.last_on)}"


def _url(act: Act, row: RightsRequest) -> str:
    return reverse("casework:rights_act", args=[row.pk, act.slug])


def _way_to_case(actor: Actor, row: RightsRequest) -> Way:
    """The page of the case, for those who open it; where to ask for a reading, for the others."""
    case = row.case
    if case is None:
        return Way("", "")
    if actor.role == Role.DPO:
        url = reverse("casework:reading_open", args=[case.reference, row.reference])
        return Way("Ouvrir une lecture motivée", url)
    now = timezone.now()
    if Case.objects.visible_to(actor, now).filter(pk=case.pk).exists():
        return Way("Ouvrir la situation", reverse("casework:case_detail", args=[case.reference]))
    if archived_for(actor, now).filter(pk=case.pk).exists():
        return Way(
            "Demander à lire l’archive", reverse("casework:archive_ask", args=[case.reference])
        )
    return Way("", "")
