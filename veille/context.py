"""What every page shows around its content: the hat, the navigation, the banner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from confidentiality.access_matrix import PAGE_ACTS
from confidentiality.actors import Actor

# Act of the policy, label, name of the page. The order is that of the work.
# « Cellule » opens a second line: see ``_UNDER_CELLULE``.
_CELLULE = "Cellule"
NAVIGATION = (
    ("home.view", "Accueil", "home"),
    ("parapheur.view", "Parapheur", "casework:parapheur"),
    ("follow_up.list", "Mes suivis", "casework:follow_up_list"),
    ("parquet.list", "Consultations", "casework:parquet_list"),
    ("saisine.list", "Saisines", "casework:saisine_list"),
    ("case.list", "Situations", "casework:case_list"),
    ("person.search", "Rechercher", "casework:search"),
    ("seance.list", "Séances", "casework:seance_list"),
    ("calendar.view", "Calendrier", "casework:calendar"),
    ("suppleance.list", "Absences", "veille:suppleance_list"),
    ("rappel.list", "Rappels à l’ordre", "casework:rappel_list"),
    ("cddf.list", "CDDF", "casework:cddf_list"),
    ("cellule.view", _CELLULE, "veille:cellule_list"),
    ("rights.list", "Demandes de droits", "casework:rights_list"),
    ("indicator.view", "Indicateurs", "indicators:overview"),
    ("declaration.list", "Saisies", "indicators:declarations"),
    ("completeness.view", "Complétude", "indicators:completeness"),
    ("report.view", "Rapports", "indicators:report_list"),
    ("violation.view", "Violations", "veille:violation_list"),
    ("alert.list", "Contrôle", "casework:alert_list"),
    ("reading.list", "Lectures motivées", "casework:reading_list"),
    ("journal.view", "Traces", "veille:journal"),
    ("export.list", "Exports", "casework:export_list"),
    ("health.view", "État du service", "health"),
    ("outbox.view", "Envois", "outbox"),
)
# What the coordination and the maire do now and then. A hat without « Cellule » keeps its own
# entries on the first line.
_UNDER_CELLULE = (
    ("cellule.view", "Charte et membres", "veille:cellule_list"),
    ("preparation.view", "Avant de commencer", "veille:preparation"),
    ("suppleance.list", "Absences", "veille:suppleance_list"),
    ("mandate.manage", "Mandat", "veille:mandate"),
    ("delay.set", "Délais", "casework:delay_list"),
    ("archive.list", "Archives", "casework:archive_list"),
    ("export.list", "Exports", "casework:export_list"),
    ("reading.list", "Lectures motivées", "casework:reading_list"),
    ("rights.list", "Demandes de droits", "casework:rights_list"),
    ("violation.view", "Violations", "veille:violation_list"),
    ("report.view", "Rapports", "indicators:report_list"),
)

# The keys that lead to these pages; « g » comes before a letter (ux.md, 5.2).
KEYS = {
    "home": "g a",
    "casework:parapheur": "g p",
    "casework:follow_up_list": "g m",
    "casework:parquet_list": "g q",
    "casework:saisine_list": "g n",
    "casework:case_list": "g t",
    "casework:search": "/",
    "casework:seance_list": "g s",
    "casework:calendar": "g l",
    "casework:rappel_list": "g r",
    "casework:cddf_list": "g c",
    "veille:cellule_list": "g e",
    "casework:rights_list": "g d",
    "indicators:overview": "g i",
    "veille:journal": "g j",
}
# Whoever uses a voice or keys that stick turns the keys off in this browser; it says nothing else.
KEYS_COOKIE = "touches"
KEYS_OFF = "non"


@dataclass(frozen=True, slots=True)
class NavItem:
    label: str
    url: str
    current: bool
    key: str = ""
    count: int = 0


def around(request: HttpRequest) -> dict[str, Any]:
    """Context processor: never touches a nominative row."""
    actor: Actor | None = getattr(request, "actor", None)
    items, below = ([], []) if actor is None else _navigation(request.path, actor)
    return {
        "actor": actor,
        "nav_items": items,
        "nav_below": below,
        "demo": settings.JALON_DEMO,
        "keys_on": request.COOKIES.get(KEYS_COOKIE) != KEYS_OFF,
    }


def _navigation(path: str, actor: Actor) -> tuple[list[NavItem], list[NavItem]]:
    """The first line, and the second one on the pages under « Cellule »."""
    items = _items(path, actor, NAVIGATION)
    if actor.role not in PAGE_ACTS["cellule.view"]:
        return items, []
    below = _items(path, actor, _UNDER_CELLULE)
    under = [item.url for item in below]
    first = [item for item in items if item.label == _CELLULE or item.url not in under]
    if not any(item.current for item in below):
        return first, []
    shown = [replace(item, current=True) if item.label == _CELLULE else item for item in first]
    return shown, below


def _items(path: str, actor: Actor, entries: Sequence[tuple[str, str, str]]) -> list[NavItem]:
    """The entries open to this hat; the one whose address is nearest to the page is current."""
    open_ones = [
        (label, reverse(name), KEYS.get(name, ""))
        for act, label, name in entries
        if actor.role in PAGE_ACTS[act]
    ]
    here = [url for _, url, _ in open_ones if path == url or _is_under(path, url)]
    nearest = max(here, key=len, default="")
    return [NavItem(label, url, url == nearest, key) for label, url, key in open_ones]


def _is_under(path: str, url: str) -> bool:
    return url != "/accueil/" and path.startswith(url)
