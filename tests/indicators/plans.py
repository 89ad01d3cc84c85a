"""Small plans for the tests, and the pilot services that fill them."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.utils import timezone

from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.door import Sent
from indicators import plans
from indicators.declared import Value
from indicators.models import Declaration, Plan
from indicators.plan_files import PACKAGED
from indicators.services import declarations
from tests.veille import factories
from veille.choices import OrganisationKind

# Two services, one measure, one indicator of each kind.
SMALL: dict[str, Any] = {
    "code": "PLAN-99",
    "title": "Plan d’essai",
    "departement": "62",
    "starts": "2020-01-01",
    "ends": "2025-12-31",
    "evaluated": "Chaque année",
    "services": [
        {"code": "DASEN", "name": "Éducation nationale", "kinds": ["dsden"]},
        {"code": "SPIP", "name": "Insertion et probation", "kinds": ["spip"]},
        {"code": "AMF", "name": "Association des maires"},
    ],
    "priorities": [{"code": "1", "title": "Jeunes"}],
    "measures": [{"code": "1", "priority": "1", "title": "Prévenir", "ages": [12, 25]}],
    "actions": [
        {
            "code": "1-1",
            "measure": "1",
            "title": "Former",
            "pilots": ["DASEN"],
            "partners": ["AMF"],
            "due": "2024-12-31",
            "baseline": {"on": "2020-01-01", "value": 7, "what": "séances", "indicator": "1-1.a"},
            "indicators": [
                {
                    "code": "1-1.a",
                    "label": "Séances",
                    "unit": "count",
                    "source": "declared",
                    "about": "institutions",
                    "by": ["typology"],
                },
                {
                    "code": "1-1.b",
                    "label": "Couverture",
                    "unit": "percent",
                    "source": "declared",
                    "about": "institutions",
                    "numerator": "collèges couverts",
                    "denominator": "collèges",
                    "whole": 192,
                },
                {
                    "code": "1-1.c",
                    "label": "État des besoins",
                    "unit": "text",
                    "source": "declared",
                    "about": "institutions",
                },
            ],
        },
        {
            "code": "1-2",
            "measure": "1",
            "title": "Réparer",
            "pilots": ["SPIP"],
            "partners": [],
            "indicators": [
                {
                    "code": "1-2.a",
                    "label": "Mesures",
                    "unit": "count",
                    "source": "declared",
                    "about": "persons",
                }
            ],
        },
    ],
}


def small(**changes: Any) -> dict[str, Any]:
    """A copy of the small plan, to spoil."""
    return deepcopy(SMALL) | changes


def written(content: object, folder: Path) -> Path:
    """A plan file in a folder."""
    path = folder / f"{uuid4().hex}.json"
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def loaded(folder: Path, **changes: Any) -> Plan:
    """The small plan in the database."""
    return plans.load(written(small(**changes), folder))[0]


def packaged() -> Plan:
    """The plan of the Pas-de-Calais in the database."""
    return plans.load(PACKAGED)[0]


def pilot(kind: str = OrganisationKind.DSDEN, **fields: Any) -> Actor:
    """An agent who speaks for the service of this kind of organisation."""
    return factories.agent(Role.PILOTE, organisation=factories.organisation(kind), **fields)


def moment(year: int, month: int, day: int) -> datetime:
    """Nine in the morning of a day."""
    return datetime(year, month, day, 9, tzinfo=timezone.get_default_timezone())


def declare(
    actor: Actor,
    code: str,
    value: Value,
    *,
    year: int,
    at: datetime | None = None,
    version: int | None = None,
) -> Declaration:
    """Declare a value, while its year is open unless another moment is given."""
    return declarations.declare(
        actor=actor,
        year=year,
        code=code,
        value=value,
        justification="Relevé du service.",
        sent=Sent(version=version, key=uuid4(), at=at or moment(year + 1, 2, 10)),
    )
