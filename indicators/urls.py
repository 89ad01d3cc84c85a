"""Addresses of the figures. A code is a line of the plan: « 2-1.a », « 10-1 »."""

from django.urls import path

from indicators.views import (
    bulletins,
    completeness,
    corrections,
    declarations,
    definitions,
    figures,
    plan,
    reports,
)

app_name = "indicators"
urlpatterns = [
    path("", figures.overview, name="overview"),
    path("couverture/", figures.coverage, name="coverage"),
    path("plan/", plan.whole, name="plan"),
    path("saisies/", declarations.to_declare, name="declarations"),
    path("saisies/<int:year>/<str:code>/", declarations.declare, name="declare"),
    path("completude/", completeness.completeness, name="completeness"),
    path("bulletins/", bulletins.bulletin_list, name="bulletin_list"),
    path("bulletins/preparer/", bulletins.bulletin_prepare, name="bulletin_prepare"),
    path("bulletins/<str:number>/", bulletins.bulletin, name="bulletin"),
    path("bulletins/<str:number>/verifier/", bulletins.bulletin_verify, name="bulletin_verify"),
    path("bulletins/<str:number>/audit/", bulletins.bulletin_audit, name="bulletin_audit"),
    path("bulletins/<str:number>/attaquer/", bulletins.bulletin_attack, name="bulletin_attack"),
    path(
        "bulletins/<str:number>/fichiers/<str:slug>/", bulletins.bulletin_file, name="bulletin_file"
    ),
    path("bulletins/<str:number>/valider/", bulletins.bulletin_validate, name="bulletin_validate"),
    path("bulletins/<str:number>/corriger/", corrections.bulletin_correct, name="bulletin_correct"),
    path("bulletins/<str:number>/publier/", bulletins.bulletin_publish, name="bulletin_publish"),
    path("rapports/", reports.report_list, name="report_list"),
    path("rapports/demander/", reports.report_ask, name="report_ask"),
    path("rapports/<uuid:pk>/", reports.report, name="report"),
    path("rapports/<uuid:pk>/lire/", reports.report_read, name="report_read"),
    path("rapports/<uuid:pk>/fichiers/<str:slug>/", reports.report_file, name="report_file"),
    path("<str:code>/", definitions.definition, name="definition"),
]
