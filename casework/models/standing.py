"""Rows that an agent may take back within ten minutes: kept, and no longer read."""

from __future__ import annotations

from typing import TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


class StandingManager(models.Manager[Row]):
    """The rows that stand. ``even_withdrawn`` gives the others too, for their destruction."""

    def get_queryset(self) -> models.QuerySet[Row]:
        return super().get_queryset().filter(withdrawn_at=None)
