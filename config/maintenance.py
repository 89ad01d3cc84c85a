"""The banner of an interruption to come: announced by whoever runs the installation, on each page.

One small file beside the data and not a table: no page asks the database one question more, and
the banner is there while the database is not. Nobody is sent a mail for an hour without Jalon.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from veille.french import at_time, long_date, spaced

# Said three days before, then on the day itself in other words.
SHOWN_BEFORE = timedelta(days=3)
_NAME = "maintenance.json"


@dataclass(frozen=True, slots=True)
class Maintenance:
    """From one moment to another, both aware."""

    since: datetime
    until: datetime

    def sentence(self, now: datetime) -> str:
        """What the banner says at a moment; nothing long before, nor once it is over."""
        if not self.since - SHOWN_BEFORE <= now < self.until:
            return ""
        first, last = timezone.localdate(self.since), timezone.localdate(self.until)
        day = "aujourd’hui" if first == timezone.localdate(now) else f"le {long_date(first)}"
        hours = f"de {at_time(self.since)} à {at_time(self.until)}"
        if first != last:
            hours = f"à {at_time(self.since)}, jusqu’au {long_date(last)} à {at_time(self.until)}"
        rest = "Enregistrez avant ce que vous écrivez." if day == "aujourd’hui" else ""
        return spaced(f"Maintenance {day}, {hours} : Jalon ne répondra pas. {rest}").strip()


def announced() -> Maintenance | None:
    """What is announced. None as well for a file that cannot be read: a banner stops no page."""
    try:
        found = json.loads(_file().read_text(encoding="utf-8"))
        return Maintenance(*(datetime.fromisoformat(found[name]) for name in ("since", "until")))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def announce(maintenance: Maintenance) -> None:
    """Replace what was announced, whole: a page never reads half of it."""
    written = _file().with_suffix(".new")
    moments = {name: getattr(maintenance, name).isoformat() for name in ("since", "until")}
    written.write_text(json.dumps(moments), encoding="utf-8")
    written.replace(_file())


def withdraw() -> None:
    """Announce nothing any more."""
    _file().unlink(missing_ok=True)


def banner(request: HttpRequest) -> dict[str, str]:
    """Context processor: the sentence of the moment, most often none."""
    maintenance = announced()
    return {"maintenance": maintenance.sentence(timezone.now()) if maintenance else ""}


def _file() -> Path:
    return Path(settings.JALON_VAR) / _NAME
