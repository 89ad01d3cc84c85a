"""The addresses of the site, with one page that somebody wrote without asking the policy."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from casework.models import Case
from config.urls import urlpatterns as site


def planted(request: HttpRequest) -> HttpResponse:
    """The mistake that the site must forgive: every name, to whoever asks."""
    cases = Case.objects.for_system("a mistake").select_related("young_person__key")
    return HttpResponse(", ".join(each.young_person.last_name for each in cases))


urlpatterns = [*site, path("page-oubliee/", planted, name="planted")]
