"""Work lists by role: parapheur, consultations, rappels, CDDF, « mes suivis »."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from casework.choices.measures import RappelLevel
from casework.choices.states import RappelState
from casework.models import (
    AccompagnementParental,
    CddfReferral,
    RappelALOrdre,
    ReferentFollowUp,
)
from casework.papers.kinds import OF_REGISTER
from casework.papers.registers import held_by
from casework.presenters.lists import (
    MeasureLine,
    accompagnement_line,
    cddf_line,
    follow_up_line,
    rappel_line,
)
from casework.sight import note_list_read
from casework.views.papers import paper_links
from casework.waiting import accompagnements_to_decide, referrals_to_decide
from confidentiality.actors import Actor
from confidentiality.journal import Code
from veille.access import authorize
from veille.http import AgentRequest

_WITH_PERSON = ("case__young_person__key", "case__young_person__commune")
# What only the mayor can move forward.
_MAYOR_RAPPELS = (RappelState.PROPOSE, RappelState.ACCORD, RappelState.CONVOQUE)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for the mayor, by kind."""

    rappels: list[RappelALOrdre]
    referrals: list[CddfReferral]
    accompagnements: list[AccompagnementParental]

    def __len__(self) -> int:
        return len(self.rappels) + len(self.referrals) + len(self.accompagnements)


def waiting_for_mayor(actor: Actor, now: datetime) -> Waiting:
    """Rappels to decide or to hold, CDDF proposals to answer, accompagnements to propose or to
    set up: those of the mayor’s commune."""
    rappels = (
        RappelALOrdre.objects.visible_to(actor, now)
        .filter(state__in=_MAYOR_RAPPELS, commune=actor.commune_code)
        .exclude(state=RappelState.PROPOSE, level=RappelLevel.PROTOCOLE)
        .select_related(*_WITH_PERSON)
    )
    seen = CddfReferral.objects.visible_to(actor, now)
    referrals = referrals_to_decide(seen).select_related(*_WITH_PERSON)
    accompagnements = (
        accompagnements_to_decide(AccompagnementParental.objects.visible_to(actor, now))
        .filter(case__young_person__commune=actor.commune_code)
        .select_related(*_WITH_PERSON)
    )
    return Waiting(list(rappels), list(referrals), list(accompagnements))


@require_GET
def parapheur(request: AgentRequest) -> HttpResponse:
    """All that waits for the mayor, and nothing else."""
    authorize(request.actor, "parapheur.view")
    today = timezone.localdate()
    waiting = waiting_for_mayor(request.actor, timezone.now())
    lines = [rappel_line(row, today) for row in waiting.rappels]
    lines += [cddf_line(row, today) for row in waiting.referrals]
    lines += [accompagnement_line(row, today) for row in waiting.accompagnements]
    # What is decided and only waits for its day comes last; the oldest first.
    lines.sort(key=lambda line: (bool(line.appointment), line.since or today, line.title))
    ids: list[Code] = [row.case_id for row in waiting.rappels]
    ids += [row.case_id for row in waiting.referrals]
    ids += [row.case_id for row in waiting.accompagnements]
    return _list(request, "parapheur.view", lines, ids, PARAPHEUR, waiting=True)


@require_GET
def rappel_list(request: AgentRequest) -> HttpResponse:
    """Rappels à l’ordre of the cases that the agent sees."""
    authorize(request.actor, "rappel.list")
    rows = list(
        RappelALOrdre.objects.visible_to(request.actor, timezone.now()).select_related(
            *_WITH_PERSON
        )
    )
    lines = [rappel_line(row, timezone.localdate()) for row in rows]
    holder = held_by(request.actor, timezone.now()).first()
    papers = paper_links(holder, request.actor, OF_REGISTER) if holder else []
    ids: list[Code] = [row.case_id for row in rows]
    return _list(request, "rappel.list", lines, ids, RAPPELS, papers=papers)


@require_GET
def parquet_list(request: AgentRequest) -> HttpResponse:
    """Consultations of the parquet: those to answer, those answered lately."""
    authorize(request.actor, "parquet.list")
    rows = list(
        RappelALOrdre.objects.visible_to(request.actor, timezone.now()).select_related(
            *_WITH_PERSON
        )
    )
    today = timezone.localdate()
    lines = [rappel_line(row, today, "casework:consultation") for row in rows]
    return _list(request, "parquet.list", lines, [row.case_id for row in rows], CONSULTATIONS)


@require_GET
def cddf_list(request: AgentRequest) -> HttpResponse:
    """Families before the CDDF."""
    authorize(request.actor, "cddf.list")
    rows = list(
        CddfReferral.objects.visible_to(request.actor, timezone.now()).select_related(*_WITH_PERSON)
    )
    lines = [cddf_line(row, timezone.localdate()) for row in rows]
    return _list(request, "cddf.list", lines, [row.case_id for row in rows], CDDF)


@require_GET
def follow_up_list(request: AgentRequest) -> HttpResponse:
    """« Mes suivis »: missions proposed and running, the most urgent first."""
    authorize(request.actor, "follow_up.list")
    rows = list(
        ReferentFollowUp.objects.visible_to(request.actor, timezone.now())
        .select_related(*_WITH_PERSON)
        .order_by("case__next_due_on")
    )
    lines = [follow_up_line(row, timezone.localdate()) for row in rows]
    return _list(request, "follow_up.list", lines, [row.case_id for row in rows], MISSIONS)


# Title, caption, empty sentence of each list.
PARAPHEUR = ("Parapheur", "Ce qui attend votre décision", "Rien n’attend votre décision.")
RAPPELS = ("Rappels à l’ordre", "Rappels à l’ordre", "Aucun rappel à l’ordre.")
CONSULTATIONS = ("Consultations", "Consultations du maire", "Aucune consultation ne vous attend.")
CDDF = ("CDDF", "Familles devant le CDDF", "Aucune famille n’est inscrite.")
MISSIONS = ("Mes suivis", "Missions de référent", "Aucun suivi ne vous est confié.")


def _list(
    request: AgentRequest,
    action: str,
    lines: list[MeasureLine],
    ids: list[Code],
    words: tuple[str, str, str],
    *,
    waiting: bool = False,
    papers: Sequence[dict[str, str]] = (),
) -> HttpResponse:
    """One template for the five lists; the trace is written before the page.

    ``waiting``: since when each line waits is told apart from its appointment.
    """
    scope = request.actor.circle_id or request.actor.tenant_id or request.actor.hat_id
    note_list_read(request.actor, action, scope, ids)
    title, caption, empty = words
    context = {
        "lines": lines,
        "heading": title,
        "caption": caption,
        "empty_title": empty,
        "waiting": waiting,
        "papers": papers,
    }
    return render(request, "casework/measure_list.html", context)
