"""« Imprimer »: asked for a reason, then one page that goes on paper. Any other page does not."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from casework.forms.exports import PrintForm
from casework.models import Case
from casework.presenters.cases import present_case
from casework.services.prints import ACT, Printed, print_case
from casework.sight import decision_on_visible, read_case
from confidentiality.errors import AlreadyDone, NotPermitted, NotVisible, Refusal, Refused
from veille.fresh import needs_fresh_confirmation
from veille.http import AgentRequest


@require_http_methods(["GET", "POST"])
@needs_fresh_confirmation
def case_print(request: AgentRequest, reference: str) -> HttpResponse:
    """The reason, then the page to print; sent again, the form asks again."""
    case, _ = read_case(request.actor, reference)
    decision = decision_on_visible(request.actor, ACT, case)
    if decision.rule == "role":
        # Not offered to the other functions: for them there is no such page.
        raise NotVisible
    if not decision.allowed:
        raise NotPermitted(decision.refusal)
    form = PrintForm(request.POST or None)
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            printed = print_case(
                reference=reference,
                actor=request.actor,
                reason=form.cleaned_data["reason"],
                sent=form.sent,
            )
        except Refused as refused:
            refusals = refused.refusals
        except AlreadyDone:
            return redirect("casework:case_print", reference)
        else:
            return _page(request, printed)
    return render(request, "casework/act.html", _asked(case, form, refusals))


def _asked(case: Case, form: PrintForm, refusals: tuple[Refusal, ...]) -> dict[str, object]:
    return {
        "heading": "Imprimer la situation",
        "intro": "Une feuille se perd et ne s’efface pas. N’imprimez que ce qu’il faut, et "
        "détruisez-la après usage.",
        "effects": (
            "Une page prête à imprimer s’ouvre, une fois.",
            "Votre nom, l’heure et le numéro de l’impression sont au bas de chaque feuille.",
            "Le motif est inscrit au journal ; le coordonnateur et le maire lisent qui a imprimé.",
        ),
        "form": form,
        "refusals": refusals,
        "action_label": "Ouvrir la page à imprimer",
        "cancel_url": reverse("casework:case_detail", args=[case.reference]),
        "crumbs": _crumbs(case),
    }


def _page(request: AgentRequest, printed: Printed) -> HttpResponse:
    context = {
        "view": present_case(printed.case, printed.fields, timezone.localdate()),
        "number": printed.number,
        "mark": printed.mark,
        "back": reverse("casework:case_detail", args=[printed.case.reference]),
        "crumbs": _crumbs(printed.case),
    }
    return render(request, "casework/case_print.html", context)


def _crumbs(case: Case) -> list[dict[str, str]]:
    page = reverse("casework:case_detail", args=[case.reference])
    return [
        {"label": "Situations", "url": reverse("casework:case_list")},
        {"label": case.reference, "url": page},
        {"label": "Imprimer", "url": ""},
    ]
