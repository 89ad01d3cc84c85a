"""The delays of a cellule: what the law fixes, what its coordonnateur sets."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from casework.choices.delays import RULES
from casework.deadlines import delays_of
from casework.forms.delays import DelayForm
from casework.presenters.delays import delay_lines
from casework.services.delays import cellule_to_set, set_delay
from confidentiality.door import Sent
from veille.http import AgentRequest
from veille.views.act_page import act_page


@require_safe
def delay_list(request: AgentRequest) -> HttpResponse:
    """Every delay, with its article, its bounds and its value in the cellule."""
    cellule = cellule_to_set(request.actor)
    context = {
        "cellule": cellule,
        "lines": delay_lines(cellule),
        "crumbs": _crumbs(("Délais", "")),
    }
    return render(request, "casework/delay_list.html", context)


@require_http_methods(["GET", "POST"])
def delay_set(request: AgentRequest, code: str) -> HttpResponse:
    """Set one delay."""
    cellule = cellule_to_set(request.actor)
    rule = RULES.get(code)
    if rule is None or rule.is_fixed:
        raise Http404
    present = delays_of(cellule).value(code)
    form = DelayForm(request.POST or None, rule=rule, present=present)

    def act(sent: Sent) -> None:
        set_delay(actor=request.actor, rule=code, value=form.cleaned_data["value"], sent=sent)

    back = reverse("casework:delay_list")
    context = {
        "heading": "Régler un délai",
        "intro": f"{rule.label} : {rule.article}.",
        "subject_rows": [
            {"label": "Cellule", "value": cellule.name},
            {"label": "Aujourd’hui", "value": rule.words(present)},
            {"label": "Par défaut", "value": rule.words(rule.default)},
        ],
        "effects": ["Chaque situation suit le nouveau délai dès son prochain acte."],
        "action_label": "Enregistrer le délai",
        "crumbs": _crumbs(("Délais", back), (rule.label, "")),
    }
    return act_page(request, form, context, act, done="Délai enregistré.", back=back)


def _crumbs(*following: tuple[str, str]) -> list[dict[str, str]]:
    first = {"label": "Cellule", "url": reverse("veille:cellule_list")}
    return [first, *({"label": label, "url": url} for label, url in following)]
