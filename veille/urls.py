"""Addresses of the institutions."""

from __future__ import annotations

from django.urls import path

from veille.views import (
    cellule,
    chartes,
    exclusions,
    journal,
    mandates,
    messages,
    preparation,
    suppleances,
    violations,
)

app_name = "veille"

urlpatterns = [
    path("chartes/", chartes.charte_list, name="charte_list"),
    path("chartes/<uuid:cellule_id>/", chartes.charte, name="charte"),
    path("chartes/<uuid:cellule_id>/signer/", chartes.charte_sign, name="charte_sign"),
    path(
        "chartes/<uuid:cellule_id>/recepisse/<uuid:signature_id>/",
        chartes.charte_receipt,
        name="charte_receipt",
    ),
    path("chartes/<uuid:cellule_id>/retirer/", chartes.charte_withdraw, name="charte_withdraw"),
    path("mes-messages/", messages.choose, name="messages"),
    path("n/<str:token>/", messages.message, name="message"),
    path("suppleances/", suppleances.suppleance_list, name="suppleance_list"),
    path(
        "suppleances/<uuid:designation_id>/declarer/",
        suppleances.suppleance_declare,
        name="suppleance_declare",
    ),
    path(
        "suppleances/<uuid:suppleance_id>/terminer/",
        suppleances.suppleance_end,
        name="suppleance_end",
    ),
    path("cellule/", cellule.cellule_list, name="cellule_list"),
    path("cellule/preparation/", preparation.checklist, name="preparation"),
    *(
        path(
            f"cellule/preparation/{address}/",
            preparation.record,
            {"slug": slug},
            name=f"record_{slug}",
        )
        for slug, address in (
            ("register", "registre"),
            ("aipd", "analyse-d-impact"),
            ("notice", "notice"),
            ("dpo", "delegue"),
            ("letterhead", "en-tete"),
            ("archives", "archives"),
        )
    ),
    path("cellule/mandat/", mandates.mandate, name="mandate"),
    path("cellule/mandat/nouveau/", mandates.mandate_open, name="mandate_open"),
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
    path(
        "cellule/<uuid:cellule_id>/charte/<uuid:charte_id>/abroger/",
        cellule.charte_repeal,
        name="charte_repeal",
    ),
    path(
        "cellule/<uuid:cellule_id>/membres/<uuid:designation_id>/exclure/",
        exclusions.exclude,
        name="exclude",
    ),
    path(
        "cellule/<uuid:cellule_id>/exclusions/<uuid:exclusion_id>/lever/",
        exclusions.lift,
        name="lift_exclusion",
    ),
    path("protection/violations/", violations.violation_list, name="violation_list"),
    path("protection/violations/declarer/", violations.declare, name="violation_declare"),
    path("protection/violations/<uuid:pk>/", violations.violation, name="violation"),
    path(
        "protection/violations/<uuid:pk>/<slug:slug>/",
        violations.violation_act,
        name="violation_act",
    ),
    path("protection/acces/", journal.traces, name="journal"),
    path("protection/acces/verification/", journal.verify_chains, name="journal_verify"),
]
