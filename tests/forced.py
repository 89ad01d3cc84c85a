"""Put a row in a state as a hand in the database would: with the event that the triggers want."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from confidentiality.models import Event


def force(row: models.Model, **values: Any) -> None:
    """Write columns of a row, its state among them, behind the back of its machine."""
    rows: Any = type(row)._default_manager.filter(pk=row.pk)
    present = rows.values("state", "version").get()
    state = values.get("state", present["state"])
    if state != present["state"]:
        values["version"] = present["version"] + 1
        Event.objects.create(
            object_type=row._meta.label_lower,
            object_id=row.pk,
            version=values["version"],
            act="test.force",
            before=present["state"],
            after=state,
            at=timezone.now(),
        )
    rows.update(**values)
