"""The addresses of the site, and two pages that hold nothing.

One asks for a signed charte, the other for the password typed again besides.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import path

from config.urls import urlpatterns as site
from veille.access import authorize
from veille.fresh import needs_fresh_confirmation
from veille.http import AgentRequest


def gated(request: AgentRequest) -> HttpResponse:
    """Asks what every nominative page asks before it reads anything."""
    authorize(request.actor, "home.view")
    return HttpResponse("ouverte")


urlpatterns = [
    *site,
    path("page-nominative/", gated, name="gated"),
    path("page-qui-ouvre/", needs_fresh_confirmation(gated), name="opening"),
]
