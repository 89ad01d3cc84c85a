"""Addresses of the séances. A reference may appear in them, a name never."""

from __future__ import annotations

from django.urls import path

from casework.views import batches, seance_changes, seance_live, seances

urlpatterns = [
    path("seances/", seances.seance_list, name="seance_list"),
    path("seances/nouvelle/", seances.seance_plan, name="seance_plan"),
    path("seances/<uuid:seance_id>/", seances.seance_detail, name="seance_detail"),
    path("seances/<uuid:seance_id>/papiers/", batches.seance_papers, name="seance_papers"),
    path("seances/<uuid:seance_id>/inscrire/", seances.seance_inscribe, name="seance_inscribe"),
    path("seances/<uuid:seance_id>/reporter/", seance_changes.seance_move, name="seance_move"),
    path("seances/<uuid:seance_id>/annuler/", seance_changes.seance_cancel, name="seance_cancel"),
    path(
        "seances/<uuid:seance_id>/emargement/",
        seances.seance_attendance,
        name="seance_attendance",
    ),
    path("seances/<uuid:seance_id>/releve/", seances.seance_releve, name="seance_releve"),
    path("seances/<uuid:seance_id>/direct/", seance_live.seance_live, name="seance_live"),
    path(
        "seances/<uuid:seance_id>/direct/<slug:reference>/",
        seance_live.seance_live_case,
        name="seance_live_case",
    ),
    path(
        "seances/<uuid:seance_id>/direct/<slug:reference>/examiner/",
        seance_live.seance_live_open,
        name="seance_live_open",
    ),
    path("seances/<uuid:seance_id>/<slug:slug>/", seances.seance_act, name="seance_act"),
]
