"""What must be in place before a cellule opens anything nominative, and what only waits for it.

Domain §9.2, « readiness gate »: hard items stop every saisine, soft items stop their own feature.
The page « Avant de commencer », the guards of a saisine and the tests read the same list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.utils import timezone

from confidentiality.access_matrix import PAGE_ACTS
from confidentiality.choices import Role
from confidentiality.errors import Refusal
from confidentiality.guards import Guard
from confidentiality.models import Charte
from confidentiality.models.circles import IN_FORCE
from veille.models import (
    Cddf,
    Cellule,
    Designation,
    EliminationAgreement,
    Organisation,
    ParquetProtocol,
)

# The page that shows the list; it says how to lift each item.
PREPARATION_URL = "/cellule/preparation/"
_WAY_OUT = "Voir ce qui manque"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to have before starting.

    ``refusal`` says what is missing; ``lift`` says who lifts it, and how. ``hard``: nothing
    nominative without it; otherwise its sentence names the only feature that waits.
    """

    code: str
    label: str
    refusal: Refusal
    lift: str
    met: Callable[[Cellule], bool]
    hard: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """One item, for one cellule, now."""

    item: Item
    met: bool


def _has_instance(cellule: Cellule) -> bool:
    return bool(cellule.instance.arrete_reference)


def _created_by_instance(cellule: Cellule) -> bool:
    instance = cellule.instance
    return (
        instance.collectivite_id == cellule.collectivite_id
        and instance.created_on <= cellule.created_on
    )


def _has_charte(cellule: Cellule) -> bool:
    return Charte.objects.filter(circle=cellule.pk, state=IN_FORCE).exists()


def _has_dpo(cellule: Cellule) -> bool:
    return bool(cellule.collectivite.dpo_contact)


def _is_registered(cellule: Cellule) -> bool:
    tenant = cellule.collectivite
    return bool(tenant.register_reference and tenant.register_on)


def _has_aipd(cellule: Cellule) -> bool:
    return cellule.collectivite.aipd_on is not None


def _has_notice(cellule: Cellule) -> bool:
    return bool(cellule.collectivite.notice_version)


def _has_coordonnateur(cellule: Cellule) -> bool:
    held = Designation.objects.in_force(timezone.now())
    return held.filter(role=Role.COORDONNATEUR, cellule=cellule.pk).exists()


def _has_maire(cellule: Cellule) -> bool:
    today = timezone.localdate()
    running = Q(delegation__since__lte=today) & (
        Q(delegation__until=None) | Q(delegation__until__gt=today)
    )
    held = Designation.objects.in_force(timezone.now())
    mayors = held.filter(role=Role.MAIRE, collectivite=cellule.collectivite_id)
    return mayors.filter(Q(delegation=None) | running).exists()


def _has_protocol(cellule: Cellule) -> bool:
    protocols = ParquetProtocol.objects.in_force(timezone.localdate())
    return protocols.filter(collectivite=cellule.collectivite_id).exists()


def _has_cddf(cellule: Cellule) -> bool:
    return Cddf.objects.filter(collectivite=cellule.collectivite_id).exists()


def _has_letterhead(cellule: Cellule) -> bool:
    holder = cellule.collectivite
    return bool(holder.letter_address and holder.letter_contact)


def _has_archives(cellule: Cellule) -> bool:
    agreements = EliminationAgreement.objects.in_force(timezone.localdate())
    return agreements.filter(collectivite=cellule.collectivite_id).exists()


def _all_public(cellule: Cellule) -> bool:
    held = Designation.objects.in_force(timezone.now()).filter(cellule=cellule.pk)
    private = Organisation.objects.filter(mission_service_public=False)
    return not private.filter(designations__in=held).exists()


HARD = (
    Item(
        "instance",
        "Instance et arrêté de composition",
        Refusal(
            "not_ready_instance",
            "Le CLSPD ou le CISPD n’a pas d’arrêté de composition enregistré.",
            "CSI, art. D. 132-8 et D. 132-12",
            _WAY_OUT,
            PREPARATION_URL,
        ),
        "Le maire ou le président signe l’arrêté ; le service technique l’enregistre.",
        _has_instance,
    ),
    Item(
        "cellule",
        "Cellule créée par l’instance",
        Refusal(
            "not_ready_cellule",
            "La cellule n’a pas été créée par le CLSPD ou le CISPD de la collectivité.",
            "CSI, art. L. 132-5",
            _WAY_OUT,
            PREPARATION_URL,
        ),
        "L’instance crée la cellule en réunion ; le service technique enregistre la date.",
        _created_by_instance,
    ),
    Item(
        "charte",
        "Charte de confidentialité en vigueur",
        Refusal(
            "not_ready_charte",
            "La cellule n’a pas de charte de confidentialité en vigueur.",
            "CSI, art. L. 132-5, al. 4",
            _WAY_OUT,
            PREPARATION_URL,
        ),
        "Préparez une version, faites-la adopter par l’instance, puis publiez-la.",
        _has_charte,
    ),
    Item(
        "dpo",
        "Délégué à la protection des données",
        Refusal(
            "not_ready_dpo",
            "Le contact du délégué à la protection des données n’est pas indiqué.",
            "RGPD, art. 37 et 13, 1, b",
            _WAY_OUT,
            PREPARATION_URL,
        ),
        "Indiquez l’adresse que les familles liront sur la notice.",
        _has_dpo,
    ),
    Item(
        "register",
        "Inscription au registre des traitements",
        Refusal(
            "not_ready_register",
            "Le fichier de la cellule n’est pas inscrit au registre des traitements.",
            "RGPD, art. 30",
            _WAY_OUT,
            PREPARATION_URL,
        ),
        "Demandez l’inscription au délégué, puis enregistrez sa référence et sa date.",
        _is_registered,
    ),
    Item(
        "aipd",
        "Analyse d’impact",
        Refusal(
            "not_ready_aipd",
            "L’analyse d’impact sur la protection des données n’est pas datée.",
            "RGPD, art. 35",
            _WAY_OUT,
            PREPARATION_URL,
        ),
        "Le délégué donne son avis, le maire valide l’analyse ; enregistrez sa date.",
        _has_aipd,
    ),
    Item(
        "notice",
        "Notice d’information",
        Refusal(
            "not_ready_notice",
            "La version de la notice remise aux jeunes et aux familles n’est pas indiquée.",
            "RGPD, art. 13 et 14",
            _WAY_OUT,
            PREPARATION_URL,
        ),
        "Enregistrez la version de la notice et le jour depuis lequel elle est remise.",
        _has_notice,
    ),
    Item(
        "coordonnateur",
        "Coordonnateur désigné",
        Refusal(
            "not_ready_coordonnateur",
            "Aucun coordonnateur n’est désigné pour la cellule.",
            "CSI, art. D. 132-8",
            _WAY_OUT,
            PREPARATION_URL,
        ),
        "La collectivité désigne le coordonnateur par écrit.",
        _has_coordonnateur,
    ),
    Item(
        "maire",
        "Maire ou élu délégué",
        Refusal(
            "not_ready_maire",
            "Aucun maire ni élu délégué n’est en fonction dans la collectivité.",
            "CGCT, art. L. 2122-18 ; CSI, art. L. 132-7",
            _WAY_OUT,
            PREPARATION_URL,
        ),
        "Après une élection, enregistrez le mandat puis renouvelez les désignations.",
        _has_maire,
    ),
)
SOFT = (
    Item(
        "protocol",
        "Protocole avec le parquet",
        Refusal(
            "waiting_protocol",
            "Sans protocole en vigueur, le rappel à l’ordre avec consultation du parquet attend.",
            "CSI, art. L. 132-7",
            _WAY_OUT,
            PREPARATION_URL,
        ),
        "Le maire et le procureur signent le protocole ; le service technique l’enregistre.",
        _has_protocol,
        hard=False,
    ),
    Item(
        "cddf",
        "Délibération créant le CDDF",
        Refusal(
            "waiting_cddf",
            "Sans délibération du conseil municipal, aucune famille n’est proposée au CDDF.",
            "CASF, art. L. 141-1",
            _WAY_OUT,
            PREPARATION_URL,
        ),
        "Le conseil municipal délibère ; le service technique enregistre la délibération.",
        _has_cddf,
        hard=False,
    ),
    Item(
        "letterhead",
        "En-tête des courriers",
        Refusal(
            "waiting_letterhead",
            "Les courriers partent sans adresse ni service à appeler.",
            "CRPA, art. L. 111-2",
            _WAY_OUT,
            PREPARATION_URL,
        ),
        "Indiquez l’adresse de la collectivité et le service que les familles appellent.",
        _has_letterhead,
        hard=False,
    ),
    Item(
        "archives",
        "Accord des archives départementales",
        Refusal(
            "waiting_archives",
            "Sans accord des archives, aucune situation n’est détruite.",
            "Code du patrimoine, art. R. 212-14",
            _WAY_OUT,
            PREPARATION_URL,
        ),
        "Signez l’accord avec les archives, puis enregistrez sa référence et sa date.",
        _has_archives,
        hard=False,
    ),
    Item(
        "mission",
        "Missions de service public",
        Refusal(
            "waiting_mission",
            "Un organisme au moins n’a pas de mission de service public : ses membres ne lisent "
            "pas les faits.",
            "LIL, art. 46",
            _WAY_OUT,
            PREPARATION_URL,
        ),
        "Rien à faire si c’est exact ; sinon le service technique corrige l’organisme.",
        _all_public,
        hard=False,
    ),
)


def checklist(cellule: Cellule) -> list[Line]:
    """Every item for one cellule, the hard ones first."""
    return [Line(item, item.met(cellule)) for item in (*HARD, *SOFT)]


def readiness_gate(cellule_of: Callable[[Any], Cellule]) -> tuple[Guard, ...]:
    """The guards that refuse an act while a hard item is missing, one sentence for each.

    ``cellule_of`` leads from the row that the act changes to its cellule.
    """
    return tuple(_guard(item, cellule_of) for item in HARD)


def told_to(role: Role, refusals: Iterable[Refusal]) -> tuple[Refusal, ...]:
    """The same refusals, without the way to the page for those whom it does not answer."""
    if role in PAGE_ACTS["preparation.view"]:
        return tuple(refusals)
    return tuple(
        replace(each, way_out_label="", way_out_url="")
        if each.way_out_url == PREPARATION_URL
        else each
        for each in refusals
    )


def _guard(item: Item, cellule_of: Callable[[Any], Cellule]) -> Guard:
    return Guard(lambda row: item.met(cellule_of(row)), item.refusal)
