"""Addresses of papers: the template and the row, never a name."""

from __future__ import annotations

from django.urls import path

from casework.views import papers

urlpatterns = [
    path("papiers/verifier/", papers.verify, name="paper_verify"),
    path("papiers/<slug:slug>/<uuid:pk>/", papers.paper, name="paper"),
]
