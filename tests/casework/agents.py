"""The agents of one cellule, around one young person, and the clock of what they do."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Self

from django.utils import timezone

from casework.choices.measures import RappelLevel
from casework.models import (
    AccompagnementParental,
    Bilan,
    Case,
    CddfReferral,
    RappelALOrdre,
    ReferentFollowUp,
    Relais,
    RightsRequest,
    Saisine,
    Transaction,
)
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.door import Sent
from confidentiality.models import Charte
from tests.casework import factories as people
from tests.veille import factories
from veille.models import Cellule, Seance, Violation

# Attributes that hold a row.
_ROWS = (
    "saisine",
    "case",
    "seance",
    "rappel",
    "referral",
    "accompagnement",
    "offer",
    "mission",
    "bilan",
    "relais",
    "request",
)


class Agents:
    """The agents of one cellule, bound by its charte, and a clock that only goes forward."""

    saisine: Saisine
    case: Case
    seance: Seance
    rappel: RappelALOrdre
    referral: CddfReferral
    accompagnement: AccompagnementParental
    offer: Transaction
    mission: ReferentFollowUp
    bilan: Bilan
    relais: Relais
    request: RightsRequest
    charte: Charte
    violation: Violation

    def __init__(
        self,
        *,
        birth_date: date | None = None,
        faits: tuple[str, ...] = ("F05",),
        level: str = RappelLevel.INFORMEL,
    ) -> None:
        self.birth_date = birth_date
        self.faits = faits
        self.level = level
        self.started = timezone.localtime().replace(hour=10, minute=0) - timedelta(days=120)
        self.now = self.started
        self.cellule = factories.cellule(tenant=factories.collectivite())
        self.member = self.agent(Role.MEMBRE)
        self.coordinator = self.agent(Role.COORDONNATEUR)
        self.mayor = self.agent(Role.MAIRE)
        self.referent = self.agent(Role.REFERENT)
        self.parquet = self.agent(Role.PARQUET)
        self.cddf_member = self.agent(Role.CDDF)
        self.dpo = self.agent(Role.DPO)
        people.protocol(self.cellule)

    def agent(self, role: Role, place: Cellule | None = None) -> Actor:
        """An agent designated and bound by the charte before the path begins."""
        place = place or self.cellule
        actor = factories.agent(role, place, signed=False, days=(-400, 365))
        factories.sign(actor.user, place, at=self.started - timedelta(days=60))
        return actor

    def wait(self, days: int) -> Self:
        """Days go by."""
        self.now += timedelta(days=days)
        return self

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @property
    def sent(self) -> Sent:
        """An act of this moment, that no form sent."""
        return Sent(at=self.now)

    def again(self) -> None:
        """Read again what the acts have changed."""
        for name in _ROWS:
            if name in self.__dict__:
                fresh = getattr(self, name)
                self.__dict__[name] = type(fresh)._default_manager.get(pk=fresh.pk)
