"""Rows that an agent may take back within ten minutes: kept, and no longer read."""

from __future__ import annotations

from typing import Any

from django.db import models


class StandingManager(models.Manager[Any]):
    """The rows that stand. ``even_withdrawn`` gives the others too, for their destruction."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(withdrawn_at=None)
