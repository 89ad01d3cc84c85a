"""Addresses of the work on cases, in French. No name, no sequential number."""

from __future__ import annotations

from django.urls import path

from casework.urls.saisines import urlpatterns as saisine_patterns
from casework.urls.seances import urlpatterns as seance_patterns
from casework.views import cases, measures, work

app_name = "casework"

urlpatterns = [
    path("parapheur/", work.parapheur, name="parapheur"),
    path("mes-suivis/", work.follow_up_list, name="follow_up_list"),
    path("situations/", cases.case_list, name="case_list"),
    path("situations/<slug:reference>/", cases.case_detail, name="case_detail"),
    path("situations/<slug:reference>/<slug:slug>/", cases.case_act, name="case_act"),
    path("rappels/", work.rappel_list, name="rappel_list"),
    path("rappels/<uuid:pk>/", measures.rappel, name="rappel"),
    path("rappels/<uuid:pk>/<slug:slug>/", measures.rappel_act, name="rappel_act"),
    path("parquet/", work.parquet_list, name="parquet_list"),
    path("parquet/<uuid:pk>/", measures.consultation, name="consultation"),
    path("cddf/", work.cddf_list, name="cddf_list"),
    path("cddf/<uuid:pk>/", measures.cddf, name="cddf"),
    path("cddf/<uuid:pk>/<slug:slug>/", measures.cddf_act, name="cddf_act"),
    path("suivis/<uuid:pk>/", measures.follow_up, name="follow_up"),
    path("suivis/<uuid:pk>/<slug:slug>/", measures.follow_up_act, name="follow_up_act"),
    path("bilans/<uuid:pk>/", measures.bilan, name="bilan"),
    path("bilans/<uuid:pk>/<slug:slug>/", measures.bilan_act, name="bilan_act"),
    *saisine_patterns,
    *seance_patterns,
]
