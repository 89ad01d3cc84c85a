"""Who reads the pages: the agents of the matrix, by the letter of their role."""

from __future__ import annotations

from confidentiality.choices import Role

LETTERS = {
    "K": Role.COORDONNATEUR,
    "M": Role.MAIRE,
    "R": Role.REFERENT,
    "P": Role.MEMBRE,
    "Q": Role.PARQUET,
    "C": Role.CDDF,
    "F": Role.PREFECTURE,
    "S": Role.PILOTE,
    "D": Role.DPO,
    "T": Role.TECHNIQUE,
}
EVERYONE = "".join(LETTERS)
SIGNATORIES = "KMRPQC"

ROLES = {
    "coordonnateur": "K",
    "maire": "M",
    "referent": "R",
    "membre": "P",
    "parquet": "Q",
    "cddf": "C",
    "prefecture": "F",
    "pilote": "S",
    "dpo": "D",
    "technique": "T",
    "ancien_referent": "R",
    "hors_fenetre": "P",
    "double": "P",
    "sans_charte": "P",
    "coordonnateur_sans_charte": "K",
}
UNSIGNED = frozenset({"sans_charte", "coordonnateur_sans_charte"})
# Signed in, without a designation in force.
WITHOUT_HAT = frozenset({"fini", "superuser"})
ANONYMOUS = "anonyme"
AGENTS = (*ROLES, *sorted(WITHOUT_HAT), ANONYMOUS)
