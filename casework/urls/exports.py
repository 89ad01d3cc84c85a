"""Addresses of what leaves the site: opaque numbers and references, never a name."""

from __future__ import annotations

from django.urls import path

from casework.views import exports

urlpatterns = [
    path("exports/", exports.export_list, name="export_list"),
    path("exports/demander/", exports.export_begin, name="export_begin"),
    path(
        "exports/demander/seance/<uuid:seance_id>/",
        exports.export_ask_seance,
        name="export_ask_seance",
    ),
    path("exports/demander/<slug:chosen>/", exports.export_ask, name="export_ask"),
    path("exports/<uuid:pk>/", exports.export, name="export"),
    path("exports/<uuid:pk>/accord/", exports.export_approve, name="export_approve"),
    path("exports/<uuid:pk>/refuser/", exports.export_decline, name="export_decline"),
    path("exports/<uuid:pk>/telecharger/", exports.export_take, name="export_take"),
]
