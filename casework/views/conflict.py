"""409: what was typed beside what is recorded, field by field, and two ways out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from confidentiality.errors import Conflict
from veille.act_form import ActForm
from veille.http import AgentRequest
from veille.views.changed import last_change

_OWN = ("version", "cle")
_EMPTY = "Rien"


def conflict_page(
    request: AgentRequest,
    form: ActForm,
    fresh: ActForm,
    conflict: Conflict,
    *,
    back: str,
    state_label: str = "",
) -> HttpResponse:
    """Answer a stale form. ``fresh`` is the same form, not bound, over the row as recorded.

    « Reprendre ma saisie » sends the typed values again under the recorded version and a new key;
    ``back`` is the page of the row as recorded.
    """
    rows = []
    for bound in form.visible_fields():
        mine = _words(bound)
        theirs = _words(fresh[bound.name])
        rows.append(
            {"label": bound.label, "mine": mine, "theirs": theirs, "differs": mine != theirs}
        )
    if state_label:
        rows.append(
            {
                "label": "Étape",
                "mine": "celle que vous lisiez",
                "theirs": state_label,
                "differs": True,
            }
        )
    context = {
        **last_change(conflict, request.actor),
        "rows": rows,
        "hidden": [*_typed(request, form), *({"name": n, "value": fresh[n].value()} for n in _OWN)],
        "retry_url": request.path,
        "current_url": back,
    }
    return render(request, "409.html", context, status=409)


def _typed(request: AgentRequest, form: ActForm) -> list[dict[str, Any]]:
    """Every value sent for the fields of the form, as it was typed."""
    names = [form.add_prefix(name) for name in form.fields if name not in _OWN]
    return [
        {"name": name, "value": value} for name in names for value in request.POST.getlist(name)
    ]


def _words(bound: forms.BoundField) -> str:
    """A value as its label, not as its code."""
    value = bound.value()
    if isinstance(bound.field, forms.BooleanField):
        return "Oui" if value else "Non"
    values = value if isinstance(value, list | tuple) else [value]
    known = _labels(bound.field)
    said = [known.get(str(each), str(each)) for each in values if each not in (None, "")]
    return ", ".join(said) or _EMPTY


def _labels(field: forms.Field) -> dict[str, str]:
    labels: dict[str, str] = {}
    for key, value in getattr(field, "choices", ()):
        options = value if isinstance(value, list | tuple) else [(key, value)]
        labels |= {str(code): str(label) for code, label in options}
    return labels
