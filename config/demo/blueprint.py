"""What the demonstration is made of: collectivités, cellules, organisations, designated agents.

The communes are real, as territory. Everything else is invented and says so: « (exercice) ».
"""

from __future__ import annotations

from dataclasses import dataclass

from confidentiality.choices import Role
from veille.choices import CelluleKind, CollectiviteKind
from veille.choices import OrganisationKind as O

JOURNEY = "lens"
# A séance is open there, its cases in examination.
UNDER_WAY = "arras"
# Its collectivité keeps its archives three months: one is sealed.
SEALING = "sallaumines"


@dataclass(frozen=True, slots=True)
class OrganisationPlan:
    name: str
    kind: O
    mission_service_public: bool = True


@dataclass(frozen=True, slots=True)
class AgentPlan:
    """A designation to make. ``account``: the local part of the e-mail of an agent.

    Without ``account``, the address is made of ``slug`` and of the cellule. ``signs``: whether
    this agent has signed the charte. ``weeks``: how long ago the designation was made; 0 for the
    start of the demonstration.
    """

    slug: str
    role: Role
    position: str
    organisation: str
    account: str = ""
    signs: bool = True
    is_substitute: bool = False
    weeks: int = 0
    # Designated under the mandate before: to renew.
    former_mandate: bool = False


@dataclass(frozen=True, slots=True)
class CellulePlan:
    key: str
    name: str
    kind: CelluleKind
    agents: tuple[AgentPlan, ...]
    in_zsp: bool = False
    informs_before_examination: bool = True
    has_charte: bool = True


@dataclass(frozen=True, slots=True)
class DelegationPlan:
    """An adjoint delegated by arrêté. ``until_days``: days from the reference date."""

    account: str
    arrete: str
    until_days: int


@dataclass(frozen=True, slots=True)
class CollectivitePlan:
    name: str
    kind: CollectiviteKind
    seat: str
    communes: tuple[str, ...]
    cellules: tuple[CellulePlan, ...]
    maires: tuple[tuple[str, str], ...]
    """(commune, local part of the e-mail) of each mayor."""
    delegation: DelegationPlan | None = None
    protocol_communes: tuple[str, ...] = ()
    parquet: str = ""
    cddf_commune: str = ""
    cddf_account: str = ""
    archive_months: int = 24
    transactions_open: bool = False


# Organisations of the whole département.
SHARED = {
    "prefecture": OrganisationPlan("Préfecture du Pas-de-Calais (exercice)", O.PREFECTURE),
    "departement": OrganisationPlan(
        "Conseil départemental du Pas-de-Calais (exercice)", O.CONSEIL_DEPARTEMENTAL
    ),
    "pjj": OrganisationPlan("Unité de milieu ouvert Jean-Exemple (exercice)", O.PJJ),
    "dsden": OrganisationPlan("Services départementaux de l’Éducation (exercice)", O.DSDEN),
    "spip": OrganisationPlan("Insertion et probation du Pas-de-Calais (exercice)", O.SPIP),
    "technique": OrganisationPlan("Syndicat informatique de l’Artois (exercice)", O.AUTRE),
    "parquet-arras": OrganisationPlan("Parquet d’Arras (exercice)", O.PARQUET),
    "parquet-bethune": OrganisationPlan("Parquet de Béthune (exercice)", O.PARQUET),
    "parquet-saint-omer": OrganisationPlan("Parquet de Saint-Omer (exercice)", O.PARQUET),
}

# Organisations of one collectivité; {of} is « de Lens » or « d’Arras ».
LOCAL = {
    "mairie": OrganisationPlan("Mairie {of} (exercice)", O.MAIRIE),
    "college": OrganisationPlan("Collège Jean-Exemple {of} (exercice)", O.ETABLISSEMENT_SCOLAIRE),
    "lycee": OrganisationPlan("Lycée Marie-Modèle {of} (exercice)", O.ETABLISSEMENT_SCOLAIRE),
    "police": OrganisationPlan("Commissariat {of} (exercice)", O.POLICE_NATIONALE),
    "police-municipale": OrganisationPlan("Police municipale {of} (exercice)", O.POLICE_MUNICIPALE),
    "bailleur": OrganisationPlan("Habitat d’exercice {of}", O.BAILLEUR),
    "mission-locale": OrganisationPlan("Mission locale {of} (exercice)", O.MISSION_LOCALE),
    "prevention": OrganisationPlan("Club de prévention {of} (exercice)", O.PREVENTION_SPECIALISEE),
    "ccas": OrganisationPlan("CCAS {of} (exercice)", O.CCAS),
    "transporteur": OrganisationPlan(
        "Bus d’exercice {of}", O.TRANSPORTEUR, mission_service_public=False
    ),
}


def _roster(parquet: str, *extra: AgentPlan) -> tuple[AgentPlan, ...]:
    """The agents of an ordinary cellule."""
    return (
        AgentPlan("coordonnateur", Role.COORDONNATEUR, "Coordination du CLSPD", "mairie"),
        AgentPlan("college", Role.MEMBRE, "Vie scolaire", "college"),
        AgentPlan("police", Role.MEMBRE, "Mission prévention", "police"),
        AgentPlan("bailleur", Role.MEMBRE, "Tranquillité résidentielle", "bailleur"),
        AgentPlan("departement", Role.MEMBRE, "Action sociale territoriale", "departement"),
        AgentPlan("pjj", Role.MEMBRE, "Milieu ouvert", "pjj", is_substitute=True),
        AgentPlan("referent", Role.REFERENT, "Accompagnement des jeunes", "mission-locale"),
        AgentPlan("educateur", Role.REFERENT, "Éducation spécialisée", "prevention"),
        AgentPlan("parquet", Role.PARQUET, "Section des mineurs", parquet),
        *extra,
    )


_JOURNEY_AGENTS = (
    AgentPlan("", Role.COORDONNATEUR, "", "mairie", account="coordonnateur"),
    # Arrived at the start of the term: the charte is still to be signed.
    AgentPlan("", Role.MEMBRE, "", "college", account="principal", signs=False, weeks=3),
    AgentPlan("cpe", Role.MEMBRE, "Vie scolaire", "college"),
    AgentPlan("lycee", Role.MEMBRE, "Direction du lycée", "lycee"),
    AgentPlan("police", Role.MEMBRE, "Mission prévention", "police"),
    AgentPlan("", Role.MEMBRE, "", "police-municipale", account="police-municipale"),
    AgentPlan(
        "bailleur", Role.MEMBRE, "Tranquillité résidentielle", "bailleur", former_mandate=True
    ),
    AgentPlan("pjj", Role.MEMBRE, "Milieu ouvert", "pjj"),
    AgentPlan(
        "departement",
        Role.MEMBRE,
        "Action sociale territoriale",
        "departement",
        former_mandate=True,
    ),
    AgentPlan("mission-locale", Role.MEMBRE, "Coordination de secteur", "mission-locale"),
    # Present one day, this one holds up the opening of the séance (invariant I09).
    AgentPlan(
        "ccas", Role.MEMBRE, "Direction du CCAS", "ccas", is_substitute=True, signs=False, weeks=6
    ),
    AgentPlan("", Role.MEMBRE, "", "prevention", account="deux-casquettes"),
    AgentPlan("", Role.REFERENT, "", "prevention", account="deux-casquettes"),
    AgentPlan("", Role.REFERENT, "", "mission-locale", account="referent"),
    AgentPlan("", Role.PARQUET, "", "parquet-bethune", account="parquet"),
)

PLANS = (
    CollectivitePlan(
        name="Ville de Lens (exercice)",
        kind=CollectiviteKind.COMMUNE,
        seat="62498",
        communes=("62498",),
        cellules=(
            CellulePlan(
                JOURNEY,
                "Cellule de veille de Lens",
                CelluleKind.COMMUNALE,
                _JOURNEY_AGENTS,
                informs_before_examination=False,
            ),
            CellulePlan(
                "lens-modele",
                "Cellule du quartier du Modèle",
                CelluleKind.QUARTIER,
                _roster("parquet-bethune"),
            ),
        ),
        maires=(("62498", "maire"),),
        delegation=DelegationPlan("elue", "2025-EX-014", until_days=400),
        protocol_communes=("62498",),
        parquet="parquet-bethune",
        cddf_commune="62498",
        cddf_account="cddf",
        transactions_open=True,
    ),
    CollectivitePlan(
        name="Ville de Sallaumines (exercice)",
        kind=CollectiviteKind.COMMUNE,
        seat="62771",
        communes=("62771",),
        cellules=(
            CellulePlan(
                "sallaumines",
                "Cellule de veille de Sallaumines",
                CelluleKind.COMMUNALE,
                _roster("parquet-bethune"),
                in_zsp=True,
            ),
        ),
        maires=(("62771", "maire.sallaumines"),),
        parquet="parquet-bethune",
        archive_months=3,
    ),
    CollectivitePlan(
        name="Ville d’Arras (exercice)",
        kind=CollectiviteKind.COMMUNE,
        seat="62041",
        communes=("62041",),
        cellules=(
            CellulePlan(
                "arras",
                "Cellule de veille d’Arras",
                CelluleKind.COMMUNALE,
                _roster(
                    "parquet-arras",
                    AgentPlan(
                        "transporteur", Role.MEMBRE, "Prévention sur le réseau", "transporteur"
                    ),
                ),
            ),
            CellulePlan(
                "arras-scolarite",
                "Cellule thématique scolarité d’Arras",
                CelluleKind.THEMATIQUE,
                _roster(
                    "parquet-arras",
                    AgentPlan("dsden", Role.MEMBRE, "Prévention du décrochage", "dsden"),
                ),
            ),
        ),
        maires=(("62041", "maire.arras"),),
        # Expired: its holder is still an adjoint, and may no longer make a rappel à l’ordre.
        delegation=DelegationPlan("adjoint.arras", "2024-EX-031", until_days=-30),
        protocol_communes=("62041",),
        parquet="parquet-arras",
        cddf_commune="62041",
        cddf_account="cddf.arras",
    ),
    CollectivitePlan(
        name="Ville d’Auchel (exercice)",
        kind=CollectiviteKind.COMMUNE,
        seat="62048",
        communes=("62048",),
        cellules=(
            CellulePlan(
                "auchel",
                "Cellule de veille d’Auchel",
                CelluleKind.COMMUNALE,
                _roster(
                    "parquet-bethune",
                    AgentPlan("ccas", Role.MEMBRE, "Accueil social", "ccas", signs=False, weeks=6),
                ),
            ),
        ),
        maires=(("62048", "maire.auchel"),),
        protocol_communes=("62048",),
        parquet="parquet-bethune",
    ),
    CollectivitePlan(
        name="Ville de Béthune (exercice)",
        kind=CollectiviteKind.COMMUNE,
        seat="62119",
        communes=("62119",),
        cellules=(
            CellulePlan(
                "bethune",
                "Cellule de veille de Béthune",
                CelluleKind.COMMUNALE,
                _roster("parquet-bethune"),
                has_charte=False,
            ),
        ),
        maires=(("62119", "maire.bethune"),),
        parquet="parquet-bethune",
    ),
    CollectivitePlan(
        name="Agglomération du Pays de Saint-Omer (exercice)",
        kind=CollectiviteKind.EPCI,
        seat="62765",
        communes=("62765", "62525", "62040", "62014"),
        cellules=(
            CellulePlan(
                "saint-omer",
                "Cellule intercommunale de l’Audomarois",
                CelluleKind.INTERCOMMUNALE,
                _roster("parquet-saint-omer"),
            ),
        ),
        # A rappel à l’ordre is always made by the mayor of one commune (CSI art. L. 132-7).
        maires=(
            ("62765", "maire.saint-omer"),
            ("62525", "maire.longuenesse"),
            ("62040", "maire.arques"),
            ("62014", "maire.aire"),
        ),
        protocol_communes=("62765", "62525"),
        parquet="parquet-saint-omer",
        cddf_commune="62765",
        cddf_account="cddf.saint-omer",
    ),
)
