"""Asking the policy about pages and acts that bear on no case."""

from __future__ import annotations

from django.utils import timezone

from confidentiality import policy
from confidentiality.actors import Actor
from confidentiality.errors import NotPermitted, NotVisible
from confidentiality.policy import Decision
from veille.hats import facts_of


def authorize(actor: Actor, act: str) -> Decision:
    """Let this page or act proceed, or raise NotPermitted (403) with its reason.

    Every page begins with it, or with a read through ``visible_to``; the middleware refuses those
    that forget.
    """
    policy.note_asked()
    decision = policy.decide(facts_of(actor), act, None, timezone.now())
    if decision.allowed:
        return decision
    raise NotPermitted(decision.refusal) if decision.visible else NotVisible
