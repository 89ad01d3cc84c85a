"""Rows read beside a row, in its own statement: one JSON text that both databases write."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from django.db import models
from django.db.models.functions import JSONArray


class Gathered(models.Subquery):
    """Values of the rows beside a row, as one JSON text: a list of lists, or nothing (``read``).

    A join would repeat the row for each of them.
    """

    def __init__(self, rows: models.QuerySet[Any], by: str, *names: str) -> None:
        found = rows.order_by().values(by).annotate(gathered=_AsJson(JSONArray(*names)))
        super().__init__(found.values("gathered"), output_field=models.TextField())

    @staticmethod
    def read(text: str | None) -> list[list[Any]]:
        """The values: texts, numbers and keys as JSON writes them."""
        return json.loads(text) if text else []


class _AsJson(models.Aggregate):
    function = "JSONB_AGG"
    output_field = models.TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **context)


def moment_in(text: str) -> datetime:
    """A moment as a database writes it in JSON: SQLite leaves out that it is in UTC."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
