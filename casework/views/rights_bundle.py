"""The copy of the data of a person, on the screen and on paper (D32)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from casework.acts.registry import linked
from casework.acts.rights import RIGHTS_ACTS
from casework.disclosure.reading import open_bundle
from casework.views.acts import act_named
from confidentiality import policy
from confidentiality.door import NOT_A_FORM
from confidentiality.errors import NotPermitted, NotVisible, Refused
from veille.fresh import needs_fresh_confirmation
from veille.http import AgentRequest


@never_cache
@require_GET
@needs_fresh_confirmation
def rights_bundle(request: AgentRequest, pk: UUID) -> HttpResponse:
    """Everything held about one person. Each opening leaves its line; nothing is sent anywhere.

    The address and the title bear the reference of the request, never a name.
    """
    policy.note_asked()
    try:
        opened = open_bundle(request_id=pk, actor=request.actor, sent=NOT_A_FORM)
    except Refused as refused:
        refusal = linked(refused.refusals[0], lambda slug: _act_url(pk, slug))
        raise NotPermitted(refusal) from refused
    row = opened.request
    context = {
        "bundle": opened.bundle,
        "draft": opened.draft,
        "twins": opened.twins,
        "closed": opened.closed,
        "tenant": row.cellule.collectivite.name,
        "made_on": timezone.localdate(),
        "back": reverse("casework:rights", args=[row.pk]),
        "archives": reverse("casework:archive_list"),
        "crumbs": [
            {"label": "Demandes de droits", "url": reverse("casework:rights_list")},
            {"label": row.reference, "url": reverse("casework:rights", args=[row.pk])},
            {"label": "Copie", "url": ""},
        ],
    }
    return render(request, "casework/rights_bundle.html", context)


def _act_url(pk: UUID, slug: str) -> str:
    """The page of an act of the request; empty for what is none."""
    try:
        act = act_named(RIGHTS_ACTS, slug)
    except NotVisible:
        return ""
    return reverse("casework:rights_act", args=[pk, act.slug])
