"""Addresses of the figures. A code is a line of the plan: « 2-1.a », « 10-1 »."""

from django.urls import path

from indicators import views

app_name = "indicators"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("couverture/", views.coverage, name="coverage"),
    path("<str:code>/", views.definition, name="definition"),
]
