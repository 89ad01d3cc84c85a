"""A dated step, told: list L-M (what it is) by list L-N (what came of it)."""

from __future__ import annotations

from datetime import date

from casework.choices.measures import StepKind, StepResult
from casework.sentences.clauses import Clause, told
from veille.grammar import F, M, Noun, agreed
from veille.organisation_nouns import organisation_noun

_K, _R = StepKind, StepResult

STEP_NOUNS: dict[str, Noun] = {
    _K.ENTRETIEN: Noun("entretien", M),
    _K.ENTRETIEN_FAMILLE: Noun("entretien avec la famille", M),
    _K.ALLER_VERS: Noun("visite ou démarche d’aller-vers", F),
    _K.PARTENAIRE: Noun("contact avec un partenaire", M),
    _K.INSCRIPTION: Noun("inscription dans un dispositif", F),
    _K.ACCOMPAGNEMENT: Noun("accompagnement physique", M),
    _K.POINT: Noun("point d’étape", M),
    _K.PACEA: Noun("parcours PACEA en mission locale", M),
    _K.CEJ: Noun("contrat d’engagement jeune", M),
    _K.E2C: Noun("parcours à l’École de la deuxième chance", M),
    _K.EPIDE: Noun("parcours à l’EPIDE", M),
    _K.CHANTIER_INSERTION: Noun("chantier d’insertion", M),
    _K.SERVICE_CIVIQUE: Noun("service civique", M),
    _K.RETOUR_SCOLAIRE: Noun("retour à l’école", M),
    _K.APPRENTISSAGE: Noun("apprentissage", M),
    _K.VVV: Noun("action Ville Vie Vacances", F),
    _K.CHANTIER_EDUCATIF: Noun("chantier éducatif", M),
    _K.SPORT: Noun("activité sportive ou culturelle", F),
    _K.PARENTALITE: Noun("soutien à la parentalité", M),
    _K.MEDIATION: Noun("médiation", F),
    _K.PREVENTION: Noun("accompagnement en prévention spécialisée", M),
    _K.PRE: Noun("parcours de réussite éducative", M),
    _K.DROITS: Noun("démarche d’accès aux droits", F),
    _K.STAGE: Noun("stage de citoyenneté volontaire", M),
    _K.AUTRE: Noun("autre étape", F),
}
# The participle before the date, and what ends the sentence; the second agrees like the first.
_RESULTS: dict[str, tuple[str, str]] = {
    _R.REALISE: ("réalisé", ""),
    _R.PARTIEL: ("réalisé en partie", ""),
    _R.REFUS: ("proposé", "puis refusé"),
    _R.INDISPONIBLE: ("prévu", "non réalisé : indisponibilité"),
    _R.ABANDON: ("engagé", "puis abandonné"),
    _R.EN_COURS: ("engagé", "en cours"),
}
_INVARIABLE = ("en cours", "")


def step_sentence(
    kind: str, result: str, on: date, organisation_kind: str, organisation: str = ""
) -> str:
    """« Point d’étape réalisé le 19 novembre 2026 par la Mission locale. »

    ``organisation``: its name; its kind alone is told without it.
    """
    noun = STEP_NOUNS[kind]
    participle, after = _RESULTS[result]
    who = organisation_noun(organisation_kind, organisation)
    return told(Clause(noun, participle), on, who, _agreeing(after, noun))


def _agreeing(words: str, noun: Noun) -> str:
    """« puis refusé », « non réalisé : … »: the second word is the participle."""
    if words in _INVARIABLE:
        return words
    adverb, participle, *rest = words.split(" ")
    return " ".join((adverb, agreed(participle, noun), *rest))
