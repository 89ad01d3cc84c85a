"""The accounts of the demonstration: one for each function, shown on the sign-in page."""

from __future__ import annotations

from dataclasses import dataclass

from confidentiality.choices import Role

DOMAIN = "demo.jalon.test"
# Printed by the command, on the sign-in page, in the documentation: it protects nothing.
DEMO_PASSWORD = "Jalon-demo-2026"  # noqa: S105


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One account of the sign-in page."""

    local: str
    role: Role
    first_name: str
    last_name: str
    position: str
    what: str

    @property
    def email(self) -> str:
        return f"{self.local}@{DOMAIN}"

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def role_label(self) -> str:
        return str(self.role.label)


DEMO_ACCOUNTS = (
    DemoAccount(
        "coordonnateur",
        Role.COORDONNATEUR,
        "Karim",
        "Benmithal",
        "Coordonnateur du CLSPD",
        "Qualifie les saisines, prépare les séances, suit chaque situation jusqu’au bilan.",
    ),
    DemoAccount(
        "maire",
        Role.MAIRE,
        "Édouard",
        "de La Fable",
        "Maire",
        "Décide des rappels à l’ordre et des convocations du CDDF.",
    ),
    DemoAccount(
        "elue",
        Role.MAIRE,
        "Agnieszka",
        "Wzorkowska",
        "Adjointe déléguée à la prévention",
        "Fait ce que le maire lui a délégué par arrêté.",
    ),
    DemoAccount(
        "principal",
        Role.MEMBRE,
        "Hélène",
        "Lexemple",
        "Principale de collège",
        "Doit d’abord signer la charte, puis peut saisir la cellule.",
    ),
    DemoAccount(
        "police-municipale",
        Role.MEMBRE,
        "Loïc",
        "Vanverzonnen",
        "Chef de la police municipale",
        "Saisit la cellule et lit les situations des séances où il est convoqué.",
    ),
    DemoAccount(
        "referent",
        Role.REFERENT,
        "Noémie",
        "Van den Voorbeelde",
        "Conseillère de mission locale",
        "Accompagne les jeunes qui lui sont confiés, rédige les bilans.",
    ),
    DemoAccount(
        "deux-casquettes",
        Role.MEMBRE,
        "Inès",
        "Aït Tajriba",
        "Éducatrice de prévention spécialisée",
        "Choisit à l’entrée entre deux fonctions : membre de la cellule ou référente.",
    ),
    DemoAccount(
        "parquet",
        Role.PARQUET,
        "Solène",
        "d’Hypothèse",
        "Substitute du procureur",
        "Répond aux consultations avant un rappel à l’ordre.",
    ),
    DemoAccount(
        "cddf",
        Role.CDDF,
        "Giulia",
        "Di Prova",
        "Membre du CDDF",
        "Entend les familles convoquées, formule des recommandations.",
    ),
    DemoAccount(
        "prefecture",
        Role.PREFECTURE,
        "François",
        "Le Factice",
        "Chargé de mission prévention",
        "Lit les indicateurs du département, et aucune situation.",
    ),
    DemoAccount(
        "prefecture-pilote",
        Role.PILOTE,
        "Clémence",
        "de L’Épreuve",
        "Secrétaire du CDPD",
        "Saisit les valeurs annuelles que la préfecture déclare, et aucune situation.",
    ),
    DemoAccount(
        "dasen",
        Role.PILOTE,
        "Yann",
        "Kerspécimen",
        "Conseiller vie scolaire du DASEN",
        "Saisit les valeurs annuelles de l’Éducation nationale.",
    ),
    DemoAccount(
        "spip",
        Role.PILOTE,
        "Assia",
        "Ben Modèle",
        "Directrice du SPIP",
        "Saisit les comptes du SPIP, que son service lit seul.",
    ),
    DemoAccount(
        "dpo",
        Role.DPO,
        "Maëlle",
        "Delessai",
        "Déléguée à la protection des données",
        "Contrôle les accès ; ne lit une situation que pour un motif écrit, pendant une heure.",
    ),
    DemoAccount(
        "technique",
        Role.TECHNIQUE,
        "Rémi",
        "Próbniak",
        "Administrateur technique",
        "Vérifie l’état de l’installation, et ne lit aucune situation.",
    ),
)
