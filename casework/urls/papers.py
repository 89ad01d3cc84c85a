"""Addresses of papers: the template and the row, never a name."""

from __future__ import annotations

from django.urls import path

from casework.views import batches, file_papers, papers

urlpatterns = [
    path("papiers/verifier/", papers.verify, name="paper_verify"),
    path("papiers/fichier/", file_papers.file_papers, name="file_papers"),
    path("papiers/sans-nom/<slug:slug>/<uuid:pk>/", papers.plain_paper, name="plain_paper"),
    path("papiers/lots/<uuid:pk>/", batches.paper_batch, name="paper_batch"),
    path("papiers/lots/<uuid:pk>/arreter/", batches.paper_batch_stop, name="paper_batch_stop"),
    path("papiers/lots/<uuid:pk>/telecharger/", batches.paper_batch_take, name="paper_batch_take"),
    path("papiers/<slug:slug>/<uuid:pk>/", papers.paper, name="paper"),
]
