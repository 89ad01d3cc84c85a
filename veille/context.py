"""What every page shows around its content: the hat, the navigation, the banner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from confidentiality.access_matrix import PAGE_ACTS
from confidentiality.actors import Actor

# Act of the policy, label, name of the page. The order is that of the work.
NAVIGATION = (
    ("home.view", "Accueil", "home"),
    ("parapheur.view", "Parapheur", "casework:parapheur"),
    ("follow_up.list", "Mes suivis", "casework:follow_up_list"),
    ("parquet.list", "Consultations", "casework:parquet_list"),
    ("saisine.list", "Saisines", "casework:saisine_list"),
    ("case.list", "Situations", "casework:case_list"),
    ("seance.list", "Séances", "casework:seance_list"),
    ("rappel.list", "Rappels à l’ordre", "casework:rappel_list"),
    ("cddf.list", "CDDF", "casework:cddf_list"),
    ("archive.list", "Archives", "casework:archive_list"),
    ("cellule.view", "Cellule", "veille:cellule_list"),
    ("rights.list", "Demandes de droits", "casework:rights_list"),
    ("indicator.view", "Indicateurs", "indicators:overview"),
    ("violation.view", "Violations", "veille:violation_list"),
    ("journal.view", "Traces", "veille:journal"),
    ("health.view", "État du service", "health"),
)


@dataclass(frozen=True, slots=True)
class NavItem:
    label: str
    url: str
    current: bool
    count: int = 0


def around(request: HttpRequest) -> dict[str, Any]:
    """Context processor: never touches a nominative row."""
    actor: Actor | None = getattr(request, "actor", None)
    items = [] if actor is None else list(_navigation(request.path, actor))
    return {"actor": actor, "nav_items": items, "demo": settings.JALON_DEMO}


def _navigation(path: str, actor: Actor) -> list[NavItem]:
    items = []
    for act, label, name in NAVIGATION:
        if actor.role not in PAGE_ACTS[act]:
            continue
        url = reverse(name)
        current = path == url or (url != "/accueil/" and path.startswith(url))
        items.append(NavItem(label, url, current))
    return items
