"""Who may read what, asked of the policy itself: the page of the access matrix.

Nothing is written twice: each cell is an answer of ``confidentiality.policy.decide``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from confidentiality.choices import FieldGroup, Relation, Role
from confidentiality.policy import ActorFacts, CaseFacts, Period, decide
from veille.choices import OrganisationKind

_NOW = datetime(2014, 6, 26, tzinfo=UTC)
_ALWAYS = Period(_NOW)


@dataclass(frozen=True, slots=True)
class Reader:
    """A kind of agent before one case: the function, what binds it, since when and until when.

    Without ``relation``, nothing binds this function to a case; ``alone``: it opens one to itself,
    by a motivated reading.
    """

    name: str
    role: Role
    relation: Relation | None
    while_: str
    organisation: OrganisationKind = OrganisationKind.MAIRIE
    public_service: bool = True
    alone: bool = False

    @property
    def groups(self) -> frozenset[FieldGroup]:
        """What this agent reads once the charte is signed and the designation in force."""
        grants = ((self.relation, _ALWAYS),) if self.relation else ()
        actor = ActorFacts(
            role=self.role,
            active=True,
            designation=_ALWAYS,
            organisation=self.organisation,
            public_service=self.public_service,
        )
        readings = (_ALWAYS,) if self.alone else ()
        case = CaseFacts(grants=grants, signatures=(_ALWAYS,), readings=readings)
        return decide(actor, "case.view", case, _NOW).fields


_WINDOW = "de sept jours avant la séance à quinze jours après"
_NEVER = "jamais : aucune situation ne s’ouvre à cette fonction"

READERS: tuple[Reader, ...] = (
    Reader(
        "Coordonnateur",
        Role.COORDONNATEUR,
        Relation.COORDINATION,
        "toute situation de la cellule, le temps de la désignation",
    ),
    Reader(
        "Maire ou élu délégué",
        Role.MAIRE,
        Relation.DECISION,
        "toute situation de la collectivité, le temps du mandat ou de l’arrêté",
    ),
    Reader(
        "Référent de parcours",
        Role.REFERENT,
        Relation.MISSION,
        "de l’acceptation de la mission à sa fin",
        OrganisationKind.MISSION_LOCALE,
    ),
    Reader(
        "Membre : école, mission locale, CCAS, département",
        Role.MEMBRE,
        Relation.WINDOW,
        _WINDOW,
        OrganisationKind.ETABLISSEMENT_SCOLAIRE,
    ),
    Reader(
        "Membre chargé d’une action",
        Role.MEMBRE,
        Relation.TASK,
        "le temps de l’action confiée par la cellule",
        OrganisationKind.MISSION_LOCALE,
    ),
    Reader(
        "Membre : police, gendarmerie, police municipale",
        Role.MEMBRE,
        Relation.WINDOW,
        _WINDOW,
        OrganisationKind.POLICE_NATIONALE,
    ),
    Reader("Membre : PJJ, SPIP", Role.MEMBRE, Relation.WINDOW, _WINDOW, OrganisationKind.PJJ),
    Reader(
        "Membre : organisme sans mission de service public",
        Role.MEMBRE,
        Relation.WINDOW,
        _WINDOW,
        OrganisationKind.TRANSPORTEUR,
        public_service=False,
    ),
    Reader(
        "Correspondant du parquet",
        Role.PARQUET,
        Relation.CONSULTATION,
        "le temps de la consultation sur un rappel à l’ordre",
        OrganisationKind.PARQUET,
    ),
    Reader(
        "Membre du CDDF",
        Role.CDDF,
        Relation.SITTING,
        "le temps de la séance où la famille est entendue",
        OrganisationKind.CCAS,
    ),
    Reader("Préfecture (indicateurs)", Role.PREFECTURE, None, _NEVER, OrganisationKind.PREFECTURE),
    Reader("Service pilote du plan", Role.PILOTE, None, _NEVER, OrganisationKind.DSDEN),
    Reader(
        "Délégué à la protection des données",
        Role.DPO,
        None,
        "une heure, pour un motif écrit, relu ensuite par une autre personne",
        alone=True,
    ),
    Reader("Administrateur technique", Role.TECHNIQUE, None, _NEVER, OrganisationKind.AUTRE),
)
