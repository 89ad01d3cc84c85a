"""Addresses of the institutions."""

from __future__ import annotations

from django.urls import path

from veille.views import cellule, chartes, journal

app_name = "veille"

urlpatterns = [
    path("chartes/", chartes.charte_list, name="charte_list"),
    path("chartes/<uuid:cellule_id>/", chartes.charte, name="charte"),
    path("chartes/<uuid:cellule_id>/signer/", chartes.charte_sign, name="charte_sign"),
    path("cellule/", cellule.cellule_list, name="cellule_list"),
    path("cellule/<uuid:cellule_id>/", cellule.cellule, name="cellule"),
    path("cellule/<uuid:cellule_id>/charte/nouvelle/", cellule.charte_draft, name="charte_draft"),
    path(
        "cellule/<uuid:cellule_id>/charte/<uuid:charte_id>/adopter/",
        cellule.charte_adopt,
        name="charte_adopt",
    ),
    path(
        "cellule/<uuid:cellule_id>/charte/<uuid:charte_id>/publier/",
        cellule.charte_publish,
        name="charte_publish",
    ),
    path("protection/acces/", journal.traces, name="journal"),
    path("protection/acces/verification/", journal.verify_chains, name="journal_verify"),
]
