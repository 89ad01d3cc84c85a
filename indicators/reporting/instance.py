"""The annual report of a CLSPD or CISPD (D36), for the FIPD and the préfet: CSI art. D. 132-9.

Meetings, cellules, conventions: the registers of its collectivité. Of young people, only what the
published bulletins say of its cellules.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from indicators.choices import TerritoryKind
from indicators.figures import day, number
from indicators.releasing.ground import code_of
from indicators.reporting import released
from veille.choices import SeanceKind, SeanceState
from veille.models import Cddf, Cellule, Collectivite, ParquetProtocol, Seance
from veille.papers.blocks import Block, Heading, Listing, Paper, Paragraph, Table

_HELD = (SeanceState.CLOSE, SeanceState.RELEVE_VALIDE)


def compose(holder: Collectivite, year: int, today: date) -> Paper:
    """The report of the instance of a collectivité, as it can be told today."""
    first, last = date(year, 1, 1), min(date(year, 12, 31), today)
    cellules = list(_cellules(holder, last))
    bulletins = released.bulletins_of(year)
    codes = {code_of(each) for each in cellules}
    figures = [
        each
        for each in released.published(bulletins)
        if each.key.territory == TerritoryKind.CELLULE and each.key.code in codes
    ]
    blocks: list[Block] = [
        Heading("Réunions"),
        _meetings(cellules, first, last),
        Heading("Cellules de veille"),
        _groups(cellules, last),
        Heading("Actions et conventions"),
        *_actions(holder, first, last),
        Heading("Jeunes et familles : chiffres publiés"),
        *(released.by_measure(figures) if figures else [Paragraph(_NOTHING)]),
        Heading("Méthode et protection des personnes"),
        released.method(bulletins),
        released.sources(bulletins),
    ]
    instances = [str(each.get_kind_display()) for each in holder.instances.all()]
    return Paper(
        f"{' et '.join(instances) or 'Conseil local'} : rapport annuel {year}",
        f"{holder.name}, à l’attention du préfet et du fonds interministériel de prévention de la "
        "délinquance (FIPD)",
        (
            ("Collectivité", holder.name),
            *(_founded(each.created_on, each.arrete_reference) for each in holder.instances.all()),
            ("Période", f"du 1er janvier au {day(last)}"),
            ("Fait le", day(today)),
            ("Textes", "CSI, art. D. 132-7 à D. 132-12, R. 132-10-1 et R. 132-12-1"),
        ),
        tuple(blocks),
    )


_NOTHING = (
    "Aucun bulletin annuel publié ne donne de chiffre pour les cellules de cette collectivité."
)


def _founded(created_on: date, reference: str) -> tuple[str, str]:
    return "Créé", f"le {day(created_on)}, arrêté {reference}"


def _cellules(holder: Collectivite, last: date) -> Iterator[Cellule]:
    """Those that are open at the end of the period."""
    rows = Cellule.objects.filter(collectivite=holder, created_on__lte=last)
    yield from rows.filter(Q(closed_on=None) | Q(closed_on__gt=last)).order_by("name")


def _meetings(cellules: list[Cellule], first: date, last: date) -> Block:
    """Held, by formation: the day of each is in the minutes, not here."""
    if not cellules:
        return Paragraph("Aucune cellule n’est ouverte.")
    start, end = _midnight(first), _midnight(last + timedelta(days=1))
    held = Seance.objects.filter(state__in=_HELD, held_at__gte=start, held_at__lt=end)
    rows = tuple(
        (each.name, *(number(held.filter(cellule=each, kind=kind).count()) for kind in SeanceKind))
        for each in cellules
    )
    headings = ("Cellule", *(str(kind.label) for kind in SeanceKind))
    return Table("Réunions tenues, par formation", headings, rows)


def _groups(cellules: list[Cellule], last: date) -> Block:
    if not cellules:
        return Paragraph("Aucune cellule n’est ouverte.")
    end = _midnight(last + timedelta(days=1))
    rows = []
    for each in cellules:
        charte = each.circle.chartes.filter(in_force_since__lt=end)
        since = charte.filter(Q(replaced_at=None) | Q(replaced_at__gte=end)).first()
        told = f"depuis le {day(timezone.localdate(since.in_force_since))}" if since else "aucune"
        zone = "oui" if each.in_zsp else "non"
        rows.append((each.name, day(each.created_on), str(each.get_kind_display()), told, zone))
    headings = ("Cellule", "Créée le", "Type", "Charte en vigueur", "ZSP")
    return Table("Cellules ouvertes", headings, tuple(rows), numeric=False)


def _actions(holder: Collectivite, first: date, last: date) -> Iterator[Block]:
    """What the collectivité set up: conventions with the parquet, councils for families."""
    protocols = ParquetProtocol.objects.in_force(last).filter(collectivite=holder)
    cddfs = Cddf.objects.filter(collectivite=holder, deliberated_on__lte=last)
    yield Listing(
        (
            f"Protocoles en vigueur avec le parquet : {number(protocols.count())}, dont signés "
            f"dans l’année : {number(protocols.filter(signed_on__gte=first).count())}.",
            f"Conseils pour les droits et devoirs des familles (CDDF) : {number(cddfs.count())}, "
            f"dont créés dans l’année : {number(cddfs.filter(deliberated_on__gte=first).count())}.",
        )
    )


def _midnight(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time.min))
