"""Institutions counted in the database, exact and live, by arrondissement. Nobody is counted here.

Figures about persons are read from bulletins only (``indicators.released``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from confidentiality.models import Charte
from indicators.figures import Share
from veille.choices import InstanceKind, SeanceKind, SeanceState
from veille.models import (
    Arrondissement,
    Cellule,
    Collectivite,
    Commune,
    Instance,
    ParquetProtocol,
    Seance,
)
from veille.territory import french_sort_key

_Rows = Iterable[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Institutions:
    """Exact counts of institutions in one arrondissement, or in several added up."""

    communes: int = 0
    inhabitants: int = 0
    clspds: int = 0
    cispds: int = 0
    active_instances: int = 0
    new_instances: int = 0
    meetings: int = 0
    cellules: int = 0
    cellules_with_charte: int = 0
    covered_communes: int = 0
    covered_inhabitants: int = 0
    cddfs: int = 0
    cddf_inhabitants: int = 0
    protocol_communes: int = 0

    def __add__(self, other: Institutions) -> Institutions:
        """A commune belongs to one arrondissement: nothing is counted twice."""
        names = [each.name for each in fields(self)]
        return Institutions(**{name: getattr(self, name) + getattr(other, name) for name in names})

    @property
    def instances(self) -> int:
        return self.clspds + self.cispds

    @property
    def active_share(self) -> Share:
        """CLSPD and CISPD that met in plenary within twelve months (CSI art. D. 132-9)."""
        return Share(self.active_instances, self.instances)

    @property
    def charte_share(self) -> Share:
        """Invariant I71: cellules with a charte in force over active cellules, the same day."""
        return Share(self.cellules_with_charte, self.cellules)

    @property
    def commune_coverage(self) -> Share:
        """Communes of a collectivité that has a CLSPD or a CISPD."""
        return Share(self.covered_communes, self.communes)

    @property
    def inhabitant_coverage(self) -> Share:
        """Inhabitants of those communes."""
        return Share(self.covered_inhabitants, self.inhabitants)

    @property
    def cddf_coverage(self) -> Share:
        """Inhabitants of the communes that have a CDDF."""
        return Share(self.cddf_inhabitants, self.inhabitants)

    @property
    def protocol_coverage(self) -> Share:
        """Communes named by a protocol in force with the parquet: signed, whatever came of it."""
        return Share(self.protocol_communes, self.communes)


@dataclass(frozen=True, slots=True)
class Place:
    """An arrondissement and its institutions."""

    code: str
    name: str
    departement: str
    institutions: Institutions


@dataclass(frozen=True, slots=True)
class Territory:
    """The territory of the installation: one département, or several."""

    places: tuple[Place, ...]

    @property
    def total(self) -> Institutions:
        return sum((place.institutions for place in self.places), Institutions())

    @property
    def name(self) -> str:
        """« Département 62 », « Départements 59, 62 »."""
        codes = sorted({place.departement for place in self.places})
        if not codes:
            return "Territoire non chargé"
        return f"Département{'s' if len(codes) > 1 else ''} {', '.join(codes)}"


def territory(on: date, since: date | None = None) -> Territory:
    """Institutions at the end of a day, what they created and held ``since`` (1 January).

    What an EPCI holds counts where its seat is; each commune that it covers counts in its own
    arrondissement.
    """
    first = since or date(on.year, 1, 1)
    counted: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for rows in (_communes(on), _instances(on, first), _cellules(on), _meetings(on, first)):
        for row in rows:
            figures = {name: value or 0 for name, value in row.items() if name != "where"}
            counted[row["where"]].update(figures)
    return Territory(
        tuple(
            Place(each.code, each.name, each.departement, Institutions(**counted[each.code]))
            for each in sorted(Arrondissement.objects.all(), key=_in_french_order)
        )
    )


def _in_french_order(arrondissement: Arrondissement) -> str:
    """The same on both databases, which do not sort accents alike."""
    return french_sort_key(arrondissement.name)


class Covering(Enum):
    """What a commune may have."""

    INSTANCE = "instance"
    CELLULE = "cellule"
    PROTOCOLE = "protocole"


def covered_communes(on: date, by: Covering) -> dict[str, list[str]]:
    """Codes of the communes that have it on a day, by arrondissement. Exact, in one query."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    rows = Commune.objects.filter(_covering(on)[by]).order_by("code")
    for where, code in rows.values_list("arrondissement", "code"):
        found[where].append(code)
    return dict(found)


def _covering(on: date) -> dict[Covering, Q]:
    instances = Instance.objects.filter(created_on__lte=on)
    holders = Collectivite.objects.filter(pk__in=instances.values("collectivite"))
    watched = Collectivite.objects.filter(pk__in=_active(on).values("collectivite"))
    protocols = ParquetProtocol.objects.in_force(on)
    return {
        Covering.INSTANCE: Q(pk__in=holders.values("communes")),
        Covering.CELLULE: Q(pk__in=watched.values("communes")),
        Covering.PROTOCOLE: Q(pk__in=protocols.values("communes")),
    }


def _active(on: date) -> QuerySet[Cellule]:
    """Cellules created and not closed on a day."""
    created = Cellule.objects.filter(created_on__lte=on).order_by()
    return created.filter(Q(closed_on=None) | Q(closed_on__gt=on))


def _communes(on: date) -> _Rows:
    covering = _covering(on)
    covered, signed = covering[Covering.INSTANCE], covering[Covering.PROTOCOLE]
    with_cddf = Q(cddf__deliberated_on__lte=on)
    places = Commune.objects.order_by().values(where=F("arrondissement"))
    return places.annotate(
        communes=Count("pk"),
        inhabitants=Sum("population"),
        covered_communes=Count("pk", filter=covered),
        covered_inhabitants=Sum("population", filter=covered),
        cddfs=Count("pk", filter=with_cddf),
        cddf_inhabitants=Sum("population", filter=with_cddf),
        protocol_communes=Count("pk", filter=signed),
    )


def _instances(on: date, first: date) -> _Rows:
    created = Instance.objects.filter(created_on__lte=on).order_by()
    met = _held(on + timedelta(days=1) - relativedelta(months=12), on)
    plenary = met.filter(kind=SeanceKind.PLENIERE, cellule__instance=OuterRef("pk"))
    return created.values(where=F("collectivite__seat__arrondissement")).annotate(
        clspds=Count("pk", filter=Q(kind=InstanceKind.CLSPD)),
        cispds=Count("pk", filter=Q(kind=InstanceKind.CISPD)),
        active_instances=Count("pk", filter=Exists(plenary)),
        new_instances=Count("pk", filter=Q(created_on__gte=first)),
    )


def _meetings(on: date, first: date) -> _Rows:
    seat = F("cellule__instance__collectivite__seat__arrondissement")
    return _held(first, on).order_by().values(where=seat).annotate(meetings=Count("pk"))


def _held(first: date, last: date) -> QuerySet[Seance]:
    """Séances that took place from one day to another, both included, whatever the formation."""
    took_place = (SeanceState.CLOSE, SeanceState.RELEVE_VALIDE)
    start, end = _midnight(first), _midnight(last + timedelta(days=1))
    return Seance.objects.filter(state__in=took_place, held_at__gte=start, held_at__lt=end)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _cellules(on: date) -> _Rows:
    end = _midnight(on + timedelta(days=1))
    # An adopted charte has no date of entry into force; a replaced one kept the day it held.
    charte = Charte.objects.filter(circle=OuterRef("pk"), in_force_since__lt=end)
    charte = charte.filter(Q(replaced_at=None) | Q(replaced_at__gte=end))
    return (
        _active(on)
        .values(where=F("collectivite__seat__arrondissement"))
        .annotate(
            cellules=Count("pk"),
            cellules_with_charte=Count("pk", filter=Exists(charte)),
        )
    )
