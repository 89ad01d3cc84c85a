"""Addresses of saisines. « nouvelle » comes before the identifiers."""

from __future__ import annotations

from django.urls import path

from casework.views import saisine_steps, saisines

urlpatterns = [
    path("saisines/", saisines.saisine_list, name="saisine_list"),
    path("saisines/nouvelle/", saisine_steps.saisine_start, name="saisine_start"),
    path("saisines/<uuid:saisine_id>/", saisines.saisine_detail, name="saisine_detail"),
    path(
        "saisines/<uuid:saisine_id>/identite/",
        saisine_steps.saisine_identify,
        name="saisine_identify",
    ),
    path("saisines/<uuid:saisine_id>/verifier/", saisine_steps.saisine_check, name="saisine_check"),
    path(
        "saisines/<uuid:saisine_id>/motifs/",
        saisine_steps.saisine_describe,
        name="saisine_describe",
    ),
    path("saisines/<uuid:saisine_id>/relire/", saisine_steps.saisine_submit, name="saisine_submit"),
    path("saisines/<uuid:saisine_id>/retirer/", saisines.saisine_withdraw, name="saisine_withdraw"),
    path(
        "saisines/<uuid:saisine_id>/qualifier/<slug:slug>/",
        saisines.saisine_qualify,
        name="saisine_qualify",
    ),
]
