"""What holds the publication of a bulletin back."""

from __future__ import annotations

from typing import Any

from confidentiality.guards import guard

_RULES = "Règles de diffusion, R9"


@guard(
    "bulletin_not_validated",
    "Un bulletin se publie après l’accord de deux personnes : la préfecture et le délégué à la "
    "protection des données. Demandez l’accord qui manque.",
    _RULES,
)
def is_validated(bulletin: Any) -> bool:
    """Whether two agents have agreed to it, under the two functions."""
    return bulletin.prefecture_by_id is not None and bulletin.dpo_by_id is not None
