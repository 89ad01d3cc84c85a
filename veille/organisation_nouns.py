"""How an organisation is named inside a sentence: « par la Mission locale », « au collège »."""

from __future__ import annotations

from veille.choices import OrganisationKind as O
from veille.grammar import F, M, Noun

ORGANISATION_NOUNS: dict[str, Noun] = {
    O.MAIRIE: Noun("mairie", F),
    O.EPCI: Noun("intercommunalité", F),
    O.PREFECTURE: Noun("préfecture", F),
    O.SOUS_PREFECTURE: Noun("sous-préfecture", F),
    O.DELEGUE_PREFET: Noun("délégué du préfet", M),
    O.PARQUET: Noun("parquet", M),
    O.POLICE_NATIONALE: Noun("police nationale", F),
    O.GENDARMERIE: Noun("gendarmerie nationale", F),
    O.POLICE_MUNICIPALE: Noun("police municipale", F),
    O.DSDEN: Noun("Éducation nationale", F),
    O.ETABLISSEMENT_SCOLAIRE: Noun("établissement scolaire", M),
    O.CONSEIL_DEPARTEMENTAL: Noun("conseil départemental", M),
    O.PREVENTION_SPECIALISEE: Noun("prévention spécialisée", F),
    O.PJJ: Noun("protection judiciaire de la jeunesse", F),
    O.SPIP: Noun("SPIP", M),
    O.MISSION_LOCALE: Noun("Mission locale", F),
    O.FRANCE_TRAVAIL: Noun("France Travail", M, bare=True),
    O.BAILLEUR: Noun("bailleur social", M),
    O.TRANSPORTEUR: Noun("transporteur", M),
    O.CCAS: Noun("CCAS", M),
    O.PRE: Noun("programme de réussite éducative", M),
    O.MEDIATION: Noun("service de médiation", M),
    O.CENTRE_SOCIAL: Noun("centre social", M),
    O.ASSOCIATION: Noun("association", F),
    O.CAF: Noun("CAF", F),
    O.DDETS: Noun("DDETS", F),
    O.AUTRE: Noun("organisme partenaire", M),
}
# First words of the names of organisations: a common noun, then what distinguishes it.
_HEADS = {
    "agence": F,
    "association": F,
    "brigade": F,
    "caisse": F,
    "ccas": M,
    "centre": M,
    "club": M,
    "collège": M,
    "commissariat": M,
    "communauté": F,
    "compagnie": F,
    "conseil": M,
    "direction": F,
    "département": M,
    "gendarmerie": F,
    "institut": M,
    "lycée": M,
    "mairie": F,
    "maison": F,
    "office": M,
    "parquet": M,
    "police": F,
    "préfecture": F,
    "protection": F,
    "régie": F,
    "service": M,
    "sous-préfecture": F,
    "unité": F,
    "école": F,
}


def organisation_noun(kind: str, name: str = "") -> Noun:
    """« le collège Pasteur », « la Mission locale de Lens », « le bailleur social Habitat »."""
    known = ORGANISATION_NOUNS[kind]
    if not name:
        return known
    if name.casefold().startswith(known.text.casefold()):
        return Noun(known.text + name[len(known.text) :], known.gender, bare=known.bare)
    head = name.split(" ", 1)[0]
    gender = _HEADS.get(head.casefold())
    if gender is not None:
        return Noun(name if head.isupper() else name[:1].lower() + name[1:], gender)
    return Noun(f"{known.text} {name}", known.gender, bare=known.bare)
