"""Addresses of papers: the template and the row, never a name."""

from __future__ import annotations

from django.urls import path

from casework.views import file_papers, papers

urlpatterns = [
    path("papiers/verifier/", papers.verify, name="paper_verify"),
    path("papiers/fichier/", file_papers.file_papers, name="file_papers"),
    path("papiers/sans-nom/<slug:slug>/<uuid:pk>/", papers.plain_paper, name="plain_paper"),
    path("papiers/<slug:slug>/<uuid:pk>/", papers.paper, name="paper"),
]
