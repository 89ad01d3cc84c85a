"""Territory, institutions, cellules, séances."""

from veille.models.cellules import (
    CELLULE_RELATIONS,
    Cellule,
    CelluleGrant,
    Delegation,
    Designation,
    Grant,
)
from veille.models.institutions import (
    Cddf,
    Collectivite,
    Instance,
    Organisation,
    ParquetProtocol,
)
from veille.models.seances import Attendance, Seance
from veille.models.territory import Arrondissement, Commune

__all__ = [
    "CELLULE_RELATIONS",
    "Arrondissement",
    "Attendance",
    "Cddf",
    "Cellule",
    "CelluleGrant",
    "Collectivite",
    "Commune",
    "Delegation",
    "Designation",
    "Grant",
    "Instance",
    "Organisation",
    "ParquetProtocol",
    "Seance",
]
