"""Addresses of the work on cases, in French. No name, no sequential number."""

from __future__ import annotations

from django.urls import path

from casework.urls.exports import urlpatterns as export_patterns
from casework.urls.papers import urlpatterns as paper_patterns
from casework.urls.saisines import urlpatterns as saisine_patterns
from casework.urls.seances import urlpatterns as seance_patterns
from casework.views import (
    actions,
    alerts,
    archives,
    batches,
    calendar,
    cases,
    delays,
    incidents,
    mandates,
    measures,
    merges,
    motivated_readings,
    prints,
    readings,
    relais,
    rights,
    rights_bundle,
    search,
    work,
)

app_name = "casework"

urlpatterns = [
    path("recherche/", search.ask, name="search"),
    path("recherche/<uuid:pk>/", search.result, name="search_result"),
    path("calendrier/", calendar.calendar, name="calendar"),
    path("calendrier/abonnement/", calendar.subscribe, name="calendar_subscribe"),
    path("calendrier/abonnement/fermer/", calendar.unsubscribe, name="calendar_unsubscribe"),
    path("calendrier/<str:secret>.ics", calendar.feed, name="calendar_feed"),
    path("parapheur/", work.parapheur, name="parapheur"),
    path("actions/", actions.action_list, name="action_list"),
    path("mes-suivis/", work.follow_up_list, name="follow_up_list"),
    path("situations/", cases.case_list, name="case_list"),
    path("situations/<slug:reference>/", cases.case_detail, name="case_detail"),
    # Before the acts: these have pages of their own.
    path(
        "situations/<slug:reference>/doublons-possibles/",
        merges.case_duplicates,
        name="case_duplicates",
    ),
    path(
        "situations/<slug:reference>/consultations/",
        readings.case_readings,
        name="case_readings",
    ),
    path("situations/<slug:reference>/impression/", prints.case_print, name="case_print"),
    path("situations/<slug:reference>/<slug:slug>/", cases.case_act, name="case_act"),
    path("archives/", archives.archive_list, name="archive_list"),
    path("archives/<slug:reference>/demander/", archives.ask_reading, name="archive_ask"),
    path(
        "archives/<slug:reference>/demande-de-droits/",
        archives.receive_request,
        name="archive_request",
    ),
    path(
        "archives/lectures/<uuid:pk>/approuver/", archives.approve_reading, name="archive_approve"
    ),
    path("archives/lectures/<uuid:pk>/refuser/", archives.refuse_reading, name="archive_refuse"),
    path(
        "archives/lectures/<uuid:pk>/retirer/", archives.withdraw_reading, name="archive_withdraw"
    ),
    path("lectures/", motivated_readings.reading_list, name="reading_list"),
    path("lectures/ouvrir/", motivated_readings.open_reading, name="reading_open"),
    path("lectures/ouvrir/<slug:reference>/", motivated_readings.open_reading, name="reading_open"),
    path(
        "lectures/ouvrir/<slug:reference>/<slug:request_reference>/",
        motivated_readings.open_reading,
        name="reading_open",
    ),
    path("lectures/<uuid:pk>/clore/", motivated_readings.close_reading, name="reading_close"),
    path("lectures/<uuid:pk>/", motivated_readings.reading, name="reading"),
    path("rappels/", work.rappel_list, name="rappel_list"),
    path("rappels/<uuid:pk>/", measures.rappel, name="rappel"),
    path("rappels/<uuid:pk>/<slug:slug>/", measures.rappel_act, name="rappel_act"),
    path("parquet/", work.parquet_list, name="parquet_list"),
    path("parquet/<uuid:pk>/", measures.consultation, name="consultation"),
    path("cddf/", work.cddf_list, name="cddf_list"),
    path("cddf/<uuid:pk>/", measures.cddf, name="cddf"),
    path("cddf/<uuid:pk>/papiers/", batches.cddf_papers, name="cddf_papers"),
    path("cddf/<uuid:pk>/<slug:slug>/", measures.cddf_act, name="cddf_act"),
    path("accompagnements/<uuid:pk>/", measures.accompagnement, name="accompagnement"),
    path(
        "accompagnements/<uuid:pk>/<slug:slug>/",
        measures.accompagnement_act,
        name="accompagnement_act",
    ),
    path("transactions/<uuid:pk>/", measures.offer, name="transaction"),
    path("transactions/<uuid:pk>/<slug:slug>/", measures.offer_act, name="transaction_act"),
    path("suivis/<uuid:pk>/", measures.follow_up, name="follow_up"),
    path("suivis/<uuid:pk>/<slug:slug>/", measures.follow_up_act, name="follow_up_act"),
    path("bilans/<uuid:pk>/", measures.bilan, name="bilan"),
    path("bilans/<uuid:pk>/<slug:slug>/", measures.bilan_act, name="bilan_act"),
    path(
        "cellule/mandat/designations/",
        mandates.designations_renew,
        name="designations_renew",
    ),
    path("relais/<uuid:pk>/", relais.relais, name="relais"),
    # Before the acts: « fiche » is none of them.
    path("relais/<uuid:pk>/<slug:slug>/", relais.relais_act, name="relais_act"),
    path(
        "protection/etendue/<uuid:pk>/",
        incidents.violation_scope,
        name="violation_scope",
    ),
    path("protection/controle/", alerts.alert_list, name="alert_list"),
    path("protection/controle/<uuid:pk>/", alerts.alert, name="alert"),
    path("protection/demandes/", rights.rights_list, name="rights_list"),
    path("protection/demandes/<uuid:pk>/", rights.rights, name="rights"),
    path("protection/demandes/<uuid:pk>/copie/", rights_bundle.rights_bundle, name="rights_bundle"),
    path("protection/demandes/<uuid:pk>/<slug:slug>/", rights.rights_act, name="rights_act"),
    path("cellule/parametres/", delays.delay_list, name="delay_list"),
    path("cellule/parametres/<slug:code>/", delays.delay_set, name="delay_set"),
    *export_patterns,
    *paper_patterns,
    *saisine_patterns,
    *seance_patterns,
]
