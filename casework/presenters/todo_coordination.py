"""« À faire » of whoever coordinates, and what the maire shares of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from casework import waiting
from casework.choices.exports import ExportState
from casework.choices.measures import RappelLevel
from casework.choices.states import BilanState, RappelState, RelaisState, SaisineState
from casework.models import (
    AccompagnementParental,
    Bilan,
    Case,
    CddfReferral,
    Export,
    JudicialStatus,
    MotivatedReading,
    RappelALOrdre,
    Relais,
    RightsRequest,
    Saisine,
)
from casework.presenters.todo import Kind, Todo, line_of, lines, timed
from casework.services.seances import visible_seances
from casework.timers.rules import Rule
from confidentiality.actors import Actor
from confidentiality.two_persons import counterpart_of
from veille.choices import SeanceState

SOON = timedelta(days=7)
# A séance that is not convened yet is convened by then.
CONVENED_BEFORE = timedelta(days=14)


def coordination(actor: Actor, now: datetime) -> Iterable[Todo]:
    """Everything that waits for whoever coordinates."""
    for each in (_qualify, _cases, _followed, _measures, _papers, asked, _meetings):
        yield from each(actor, now)


def _qualify(actor: Actor, now: datetime) -> Iterable[Todo]:
    saisines = Saisine.objects.visible_to(actor, now).filter(state=SaisineState.SOUMISE)
    kind = Kind("saisine à qualifier", "saisines à qualifier", "Qualifier", "casework:saisine_list")
    yield from lines(kind, saisines, "answer_due_on", now)


def _cases(actor: Actor, now: datetime) -> Iterable[Todo]:
    """Deadlines of situations: late, or in the week."""
    cases, soon = Case.objects.visible_to(actor, now), timezone.localdate(now) + SOON
    untold = waiting.cases_untold(cases)
    page, see = "casework:case_list", "Voir les situations"
    yield from timed(
        Kind("jeune à informer", "jeunes à informer", see, page),
        Rule.INFORMATION,
        untold,
        soon + SOON,
        now,
    )
    yield from timed(
        Kind("situation à inscrire à une séance", "situations à inscrire à une séance", see, page),
        Rule.AGENDA,
        cases,
        soon,
        now,
    )
    for rule, one, many in (
        (Rule.SUSPENSION, "suspension à revoir", "suspensions à revoir"),
        (Rule.DUREE, "suivi à son terme", "suivis à leur terme"),
    ):
        yield from timed(Kind(one, many, see, page), rule, cases, soon, now)


def _followed(actor: Actor, now: datetime) -> Iterable[Todo]:
    today = timezone.localdate(now)
    bilans = Bilan.objects.visible_to(actor, now)
    for rows, due, one, many, link in (
        (
            bilans.filter(state=BilanState.REDIGE),
            None,
            "bilan à valider",
            "bilans à valider",
            "Valider",
        ),
        (
            bilans.filter(state=BilanState.VALIDE),
            None,
            "bilan à présenter en séance",
            "bilans à présenter en séance",
            "Ouvrir",
        ),
        (
            bilans.filter(state=BilanState.A_REDIGER, due_on__lt=today),
            "due_on",
            "bilan en retard",
            "bilans en retard",
            "Ouvrir",
        ),
    ):
        yield from lines(Kind(one, many, link, row="casework:bilan"), rows, due, now)
    tasks = waiting.tasks_of(actor, now).filter(due_on__lt=today)
    kind = Kind("action en retard", "actions en retard", "Voir", "casework:action_list")
    yield from lines(kind, tasks, "due_on", now)


def _measures(actor: Actor, now: datetime) -> Iterable[Todo]:
    """What the parquet said, what it is asked, what is judged again, hand-overs under way."""
    rappels = RappelALOrdre.objects.visible_to(actor, now)
    yield from lines(
        Kind(
            "consultation du parquet à envoyer",
            "consultations du parquet à envoyer",
            "Consulter",
            row="casework:rappel",
        ),
        rappels.filter(state=RappelState.PROPOSE, level=RappelLevel.PROTOCOLE),
        None,
        now,
    )
    yield from lines(
        Kind(
            "réponse du parquet à transmettre au maire",
            "réponses du parquet à transmettre au maire",
            "Transmettre",
            row="casework:rappel",
        ),
        rappels.filter(state=RappelState.ACCORD, forwarded_on=None),
        None,
        now,
    )
    yield from judicial(actor, now)
    relais = Relais.objects.visible_to(actor, now)
    yield from lines(
        Kind("relais à conduire", "relais à conduire", "Ouvrir", row="casework:relais"),
        relais.filter(state__in=(RelaisState.PROPOSE, RelaisState.ACCORD)),
        None,
        now,
    )


def judicial(actor: Actor, now: datetime) -> Iterable[Todo]:
    """What the parquet said, to confirm before it goes."""
    near = timezone.localdate(now) + timedelta(days=15)
    statuses = JudicialStatus.objects.visible_to(actor, now).filter(review_due_on__lte=near)
    found = statuses.order_by("review_due_on").values_list("case__reference", "review_due_on")
    kind = Kind(
        "statut judiciaire à confirmer ou à laisser s’effacer",
        "statuts judiciaires à confirmer ou à laisser s’effacer",
        "Ouvrir",
        row="casework:case_detail",
    )
    yield from line_of(kind, list(found), now)


_PAPER_PAGES: dict[Any, tuple[str, str]] = {
    Case: ("casework:case_list", ""),
    CddfReferral: ("casework:cddf_list", ""),
    RappelALOrdre: ("casework:rappel_list", ""),
    AccompagnementParental: ("", "casework:accompagnement"),
}


def _papers(actor: Actor, now: datetime) -> Iterable[Todo]:
    """Papers to send; answers to requests are with the requests."""
    for paper in waiting.PAPERS:
        if paper.model not in _PAPER_PAGES:
            continue
        page, row = _PAPER_PAGES[paper.model]
        rows = paper.waits(paper.model.objects.visible_to(actor, now))  # type: ignore[attr-defined]
        kind = Kind(f"{paper.one} à envoyer", f"{paper.many} à envoyer", "Ouvrir", page, row)
        yield from lines(kind, rows, None, now)


def asked(actor: Actor, now: datetime) -> Iterable[Todo]:
    """What somebody else asks for: persons, exports, readings."""
    requests = RightsRequest.objects.visible_to(actor, now)
    yield from lines(
        Kind(
            "demande de droits à traiter",
            "demandes de droits à traiter",
            "Traiter",
            "casework:rights_list",
        ),
        waiting.requests_for(requests, actor.role),
        "due_on",
        now,
    )
    exports = Export.objects.visible_to(actor, now).exclude(asked_by__user=actor.user.pk)
    yield from lines(
        Kind(
            "export attend votre accord",
            "exports attendent votre accord",
            "Répondre",
            "casework:export_list",
        ),
        exports.filter(state=ExportState.ATTENDUE, asked_by__role=counterpart_of(actor.role)),
        "until",
        now,
    )
    readings = MotivatedReading.objects.visible_to(actor, now)
    others = readings.exclude(asked_by__user=actor.user.pk)
    yield from lines(
        Kind(
            "lecture d’archive attend votre accord",
            "lectures d’archive attendent votre accord",
            "Répondre",
            "casework:archive_list",
        ),
        others.waiting().filter(asked_by__role=counterpart_of(actor.role)),
        None,
        now,
    )


def _meetings(actor: Actor, now: datetime) -> Iterable[Todo]:
    seances = visible_seances(actor, now)
    page = "casework:seance_detail"
    for rows, due, one, many, link in (
        (
            seances.filter(state=SeanceState.PLANIFIEE, held_at__lte=now + CONVENED_BEFORE),
            "held_at",
            "séance à convoquer",
            "séances à convoquer",
            "Convoquer",
        ),
        (
            seances.filter(state=SeanceState.CLOSE),
            None,
            "relevé de séance à valider",
            "relevés de séance à valider",
            "Valider",
        ),
    ):
        yield from lines(Kind(one, many, link, row=page), rows, due, now)
