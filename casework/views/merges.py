"""« Doublon possible »: two situations side by side, and the decision to join them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from casework.forms.merges import MergeForm
from casework.models import Case
from casework.presenters.merges import side_by_side
from casework.search import Resemblance, duplicates
from casework.services import merges
from casework.sight import decision_on_visible, read_case
from casework.views.conflict import conflict_page
from confidentiality.errors import AlreadyDone, Conflict, NotVisible, Refusal, Refused
from veille.http import AgentRequest


@require_http_methods(["GET", "POST"])
def case_duplicates(request: AgentRequest, reference: str) -> HttpResponse:
    """What resembles this situation, with the reasons; for the coordonnateur alone."""
    case, _ = read_case(request.actor, reference)
    if not decision_on_visible(request.actor, "case.merge", case).allowed:
        # Nobody else learns that duplicates are looked for, nor whether there is one.
        raise NotVisible
    form = MergeForm(request.POST or None, row=case)
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            return _merged(request, case, form)
        except Refused as refused:
            refusals = refused.refusals
    found = duplicates(request.actor, case.young_person, case.cellule_id)
    compared = side_by_side(case, found, timezone.localdate())
    context = {
        "reference": case.reference,
        "found": list(zip(compared, _forms(case, found, form), strict=True)),
        "refusals": refusals,
        "crumbs": [
            {"label": "Situations", "url": reverse("casework:case_list")},
            {"label": case.reference, "url": _page(case)},
            {"label": "Doublons possibles", "url": ""},
        ],
    }
    return render(request, "casework/case_duplicates.html", context)


def _page(case: Case) -> str:
    return reverse("casework:case_detail", args=[case.reference])


def _merged(request: AgentRequest, case: Case, form: MergeForm) -> HttpResponse:
    """The decision, once; a stale form shows both versions. Raises Refused."""
    try:
        _merge(request, case, form)
    except AlreadyDone:
        return redirect(_page(case))
    except Conflict as conflict:
        label = conflict.current.get_state_display()
        fresh = MergeForm(row=conflict.current)
        back = _page(case)
        return conflict_page(request, form, fresh, conflict, back=back, state_label=label)
    messages.success(request, "Les deux situations sont réunies. Vous pouvez les séparer 30 jours.")
    return redirect(_page(case))


def _merge(request: AgentRequest, case: Case, form: MergeForm) -> None:
    merges.merge(
        case_id=case.pk,
        other_id=form.cleaned_data["other"],
        other_version=form.cleaned_data["other_version"],
        reason=form.cleaned_data["reason"],
        actor=request.actor,
        sent=form.sent,
    )


def _forms(case: Case, found: list[Resemblance], typed: MergeForm) -> list[MergeForm | None]:
    """One form for each situation; what was typed comes back in its own. None for a saisine."""
    abouts = [each.about for each in found]
    return [_form(case, row, typed) if isinstance(row, Case) else None for row in abouts]


def _form(case: Case, other: Case, typed: MergeForm) -> MergeForm:
    if typed.is_bound and typed.data.get("other") == str(other.pk):
        return typed
    return MergeForm(row=case, other=other, auto_id=f"{other.reference}_%s")
