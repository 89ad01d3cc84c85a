"""The weekly control of readings, as the DPO reads it: agents, references, counts."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from casework.choices.alerts import AlertPattern
from casework.models import AccessAlert, AccessReview
from casework.presenters.cases import Row
from confidentiality.models import User
from veille.french import day_month_year, plural
from veille.models import Cellule


@dataclass(frozen=True, slots=True)
class AlertLine:
    """One alert in the list."""

    url: str
    reference: str
    week: str
    pattern: str
    agent: str
    count: str
    outcome: str
    tone: str


def alert_lines(alerts: list[AccessAlert]) -> list[AlertLine]:
    """Alerts with the names of their agents: those of young people are nowhere."""
    agents = User.objects.in_bulk({each.agent_id for each in alerts})
    return [
        AlertLine(
            url=reverse("casework:alert", args=[each.pk]),
            reference=each.reference,
            week=day_month_year(each.review.week_on),
            pattern=each.get_pattern_display(),
            agent=_agent(each.agent_id, agents),
            count=plural(each.count, "lecture", "lectures"),
            outcome=each.get_outcome_display() if each.outcome else "À vérifier",
            tone="" if each.outcome else "warn",
        )
        for each in alerts
    ]


def alert_rows(alert: AccessAlert) -> list[Row]:
    """One alert, line by line."""
    rows = [
        Row("Semaine du", day_month_year(alert.review.week_on)),
        Row("Ce qui a été vu", alert.get_pattern_display()),
        Row("Agent", _agent(alert.agent_id, User.objects.in_bulk([alert.agent_id]))),
        Row("Lectures", str(alert.count)),
    ]
    if alert.usual is not None:
        rows.append(
            Row("D’habitude", f"{plural(alert.usual, 'dossier', 'dossiers')} par jour au plus")
        )
    rows.append(Row(_subjects_label(alert), _subjects(alert)))
    if alert.closed_at is not None:
        rows.append(Row("Suite", alert.get_outcome_display()))
    return rows


def review_words(review: AccessReview | None) -> str:
    """« Semaine du 16 novembre 2026 : 412 lectures par 9 agents. »"""
    if review is None:
        return "Aucune semaine n’a encore été contrôlée."
    readings = plural(review.readings, "lecture", "lectures")
    agents = plural(review.agents, "agent", "agents")
    week = day_month_year(review.week_on)
    return f"Dernière semaine contrôlée, du {week} : {readings} par {agents}."


def _agent(agent_id: UUID, agents: dict[UUID, User]) -> str:
    """The journal outlives accounts, and so does an alert."""
    agent = agents.get(agent_id)
    return agent.full_name if agent else f"Compte supprimé {str(agent_id)[:8]}"


def _subjects_label(alert: AccessAlert) -> str:
    return "Cellule" if alert.pattern == AlertPattern.ANCIENNE else "Situations"


def _subjects(alert: AccessAlert) -> str:
    if alert.pattern != AlertPattern.ANCIENNE:
        return ", ".join(alert.subjects)
    names = Cellule.objects.filter(pk__in=alert.subjects).values_list("name", flat=True)
    return ", ".join(sorted(names))
