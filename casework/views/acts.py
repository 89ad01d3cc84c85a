"""The page of one act: shown with its effects, refused with its reasons, done once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from casework.acts.registry import Act, by_slug, linked
from casework.models import Case
from casework.presenters.cases import Row
from casework.sight import case_facts
from casework.views.conflict import conflict_page
from confidentiality import policy
from confidentiality.actors import Actor
from confidentiality.errors import AlreadyDone, Conflict, NotPermitted, NotVisible, Refusal, Refused
from confidentiality.policy import Decision
from veille.act_form import ActForm
from veille.hats import facts_of
from veille.http import AgentRequest


def act_named(acts: Sequence[Act], slug: str) -> Act:
    """The act of this address; raises NotVisible for an unknown one."""
    act = by_slug(acts, slug)
    if act is None or act.elsewhere is not None:
        raise NotVisible
    return act


def decider(actor: Actor, case: Case) -> Callable[[str], Decision]:
    """The policy’s answers about one case, the facts being read once for the page."""
    actor_facts, facts, now = facts_of(actor), case_facts(actor, case), timezone.now()
    policy.note_asked()
    return lambda code: policy.decide(actor_facts, code, facts, now)


@dataclass(frozen=True, slots=True)
class Asked:
    """One act on one row: what the page says of the row, where it leads after."""

    row: Any
    act: Act
    decision: Decision
    back: str
    subject: list[Row]
    # The page of a way out that a refusal names by its slug.
    way: Callable[[str], str]
    # The page of the contrary answer and its label, where there is one.
    other: tuple[str, str] = ("", "")


def act_page(request: AgentRequest, asked: Asked) -> HttpResponse:
    """Ask, then act. Refused with its reasons; a stale form shows both versions (409)."""
    act = asked.act
    if request.method == "POST" and not asked.decision.allowed:
        # Told before the fields are even read: a form half filled is no way to try.
        refusal = asked.decision.refusal
        raise NotPermitted(linked(refusal, asked.way) if refusal else None)
    form = act.form(request.POST or None, row=asked.row)
    reasons = act.reasons(asked.row, asked.decision)
    if request.method == "POST" and form.is_valid():
        try:
            act.perform(request.actor, asked.row, form)
        except Refused as refused:
            reasons = refused.refusals
        except Conflict as conflict:
            fresh = act.form(row=conflict.current)
            label = conflict.current.get_state_display()
            return conflict_page(request, form, fresh, conflict, back=asked.back, state_label=label)
        except AlreadyDone:
            return _done(request, asked)
        else:
            return _done(request, asked)
    reasons = tuple(linked(each, asked.way) for each in reasons)
    closed = bool(reasons) and request.method == "GET"
    template = "casework/act_refused.html" if closed else "casework/act.html"
    return render(request, template, _context(asked, form, reasons))


def _done(request: AgentRequest, asked: Asked) -> HttpResponse:
    messages.success(request, asked.act.success)
    return redirect(asked.back)


def _context(asked: Asked, form: ActForm, reasons: tuple[Refusal, ...]) -> dict[str, Any]:
    return {
        "heading": asked.act.label,
        "intro": asked.act.intro,
        "effects": asked.act.effects,
        "subject_rows": asked.subject,
        "action_label": asked.act.label,
        "cancel_url": asked.back,
        "other_url": asked.other[0],
        "other_label": asked.other[1],
        "danger": asked.act.danger,
        "form": form,
        "refusals": reasons,
    }
