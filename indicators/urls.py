"""Addresses of the figures. A code is a line of the plan: « 2-1.a », « 10-1 »."""

from django.urls import path

from indicators.views import completeness, declarations, definitions, figures, plan

app_name = "indicators"
urlpatterns = [
    path("", figures.overview, name="overview"),
    path("couverture/", figures.coverage, name="coverage"),
    path("plan/", plan.whole, name="plan"),
    path("saisies/", declarations.to_declare, name="declarations"),
    path("saisies/<int:year>/<str:code>/", declarations.declare, name="declare"),
    path("completude/", completeness.completeness, name="completeness"),
    path("<str:code>/", definitions.definition, name="definition"),
]
