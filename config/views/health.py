"""State of the service, for the technical administrator: counts and delays, never a content."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config.doctor import examine
from veille.access import authorize
from veille.http import AgentRequest


@require_safe
def health(request: AgentRequest) -> HttpResponse:
    """Database, migrations, messages."""
    authorize(request.actor, "health.view")
    checks = examine()
    context = {"checks": checks, "sound": all(check.sound for check in checks)}
    return render(request, "health.html", context)
