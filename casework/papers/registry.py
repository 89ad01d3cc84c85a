"""Every template, by its name in addresses and by the kind of row that it is about."""

from __future__ import annotations

from typing import Any, Final

from casework.papers import (
    accompagnements,
    cddf,
    chartes,
    eliminations,
    follow_ups,
    information,
    processing,
    rappels,
    registers,
    relais,
    rights,
    saisines,
    seances,
    transactions,
    violations,
)
from casework.papers.kinds import Template

TEMPLATES: Final[tuple[Template, ...]] = (
    *chartes.TEMPLATES,
    *seances.TEMPLATES,
    *saisines.TEMPLATES,
    *information.TEMPLATES,
    *rappels.TEMPLATES,
    *registers.TEMPLATES,
    *cddf.TEMPLATES,
    *accompagnements.TEMPLATES,
    *follow_ups.TEMPLATES,
    *transactions.TEMPLATES,
    *relais.TEMPLATES,
    *rights.TEMPLATES,
    *processing.TEMPLATES,
    *eliminations.TEMPLATES,
    *violations.TEMPLATES,
)
BY_SLUG: Final = {each.slug: each for each in TEMPLATES}


def offered_for(row: Any) -> tuple[Template, ...]:
    """The papers that the present state of a row calls for."""
    return tuple(each for each in TEMPLATES if isinstance(row, each.model) and each.offered(row))
