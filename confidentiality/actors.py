"""Who acts: an agent wearing one hat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from confidentiality.choices import Role

if TYPE_CHECKING:
    from confidentiality.models import User


@dataclass(frozen=True, slots=True)
class Actor:
    """An agent under the designation chosen at sign-in. Rights are read from it, never from User.

    ``circle_id``: the cellule of the designation; ``tenant_id``: the collectivité whose file it
    opens; ``commune_code``: INSEE code of the commune, for a maire. Empty when the role has none.
    """

    user: User
    role: Role
    hat_id: UUID
    label: str
    place_label: str
    organisation_id: UUID
    organisation_kind: str
    circle_id: UUID | None = None
    tenant_id: UUID | None = None
    commune_code: str = ""

    @property
    def role_label(self) -> str:
        return str(self.role.label)
