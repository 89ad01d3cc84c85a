"""Territory, institutions, cellules, séances."""

from veille.models.archives import EliminationAgreement
from veille.models.calendars import CalendarFeed
from veille.models.cellules import (
    CELLULE_RELATIONS,
    Cellule,
    CelluleGrant,
    Delegation,
    Designation,
    Grant,
)
from veille.models.exclusions import Exclusion
from veille.models.institutions import (
    Cddf,
    Collectivite,
    Instance,
    Organisation,
    ParquetProtocol,
)
from veille.models.mandates import Mandate
from veille.models.seances import Attendance, Seance
from veille.models.suppleances import Suppleance
from veille.models.territory import Arrondissement, Commune
from veille.models.violations import Violation

__all__ = [
    "CELLULE_RELATIONS",
    "Arrondissement",
    "Attendance",
    "CalendarFeed",
    "Cddf",
    "Cellule",
    "CelluleGrant",
    "Collectivite",
    "Commune",
    "Delegation",
    "Designation",
    "EliminationAgreement",
    "Exclusion",
    "Grant",
    "Instance",
    "Mandate",
    "Organisation",
    "ParquetProtocol",
    "Seance",
    "Suppleance",
    "Violation",
]
