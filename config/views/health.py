"""State of the service, for the technical administrator: counts and delays, never a content."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from notifications.models import DeliveryState, OutboxMessage
from veille.access import authorize
from veille.french import plural
from veille.http import AgentRequest

# A message that waits longer than this after its hour means that nobody sends.
LATE_MINUTES = 15


@dataclass(frozen=True, slots=True)
class Check:
    label: str
    value: str
    sound: bool


@require_safe
def health(request: AgentRequest) -> HttpResponse:
    """Database, migrations, messages."""
    authorize(request.actor, "health.view")
    checks = [_database(), _migrations(), _outbox(), _abandoned()]
    context = {"checks": checks, "sound": all(check.sound for check in checks)}
    return render(request, "health.html", context)


def _database() -> Check:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        answered = cursor.fetchone() == (1,)
    return Check("Base de données", f"{connection.display_name}, elle répond", answered)


def _migrations() -> Check:
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    words = plural(missing, "migration à appliquer", "migrations à appliquer")
    return Check("Schéma", words if missing else "à jour", not missing)


def _outbox() -> Check:
    now = timezone.now()
    due = OutboxMessage.objects.filter(state=DeliveryState.WAITING, not_before__lte=now)
    oldest = due.order_by("not_before").values_list("not_before", flat=True).first()
    if oldest is None:
        return Check("Messages à envoyer", "aucun en retard", True)
    minutes = int((now - oldest).total_seconds() // 60)
    count = plural(due.count(), "message dû", "messages dus")
    words = f"{count}, le plus ancien depuis {plural(minutes, 'minute', 'minutes')}"
    return Check("Messages à envoyer", words, minutes < LATE_MINUTES)


def _abandoned() -> Check:
    count = OutboxMessage.objects.filter(state=DeliveryState.DEAD).count()
    return Check("Messages abandonnés", plural(count, "message", "messages"), count == 0)
