"""The addresses of the site, with one page that asks for a signed charte and holds nothing."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import path

from config.urls import urlpatterns as site
from veille.access import authorize
from veille.http import AgentRequest


def gated(request: AgentRequest) -> HttpResponse:
    """Asks what every nominative page asks before it reads anything."""
    authorize(request.actor, "home.view")
    return HttpResponse("ouverte")


urlpatterns = [*site, path("page-nominative/", gated, name="gated")]
