"""What the cellule decided, told: list L-H."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from casework.choices.lists import DecisionCode
from veille.grammar import Noun, listed, on_day, sentence, the

_D = DecisionCode

# The subject is « la cellule ». It proposes the measures of the mayor and never decides them
# (invariant I33): the verb says so.
DECISION_VERBS: dict[str, str] = {
    _D.AJOURNEMENT: "ajourne l’examen",
    _D.NON_RETENU: "ne retient pas la situation",
    _D.DROIT_COMMUN: "oriente vers le droit commun",
    _D.RAPPEL: "propose au maire un rappel à l’ordre",
    _D.CDDF: "propose au maire de réunir le CDDF",
    _D.ACCOMPAGNEMENT: "propose au maire un accompagnement parental",
    _D.TRANSACTION: "propose au maire une transaction",
    _D.REFERENT: "désigne un référent de parcours",
    _D.REMOBILISATION: "engage une action de remobilisation",
    _D.PROTECTION: "transmet à la protection de l’enfance",
    _D.PARQUET: "transmet au parquet",
    _D.POURSUITE: "poursuit le suivi",
    _D.REORIENTATION: "réoriente le suivi",
    _D.PROLONGATION: "prolonge le suivi",
    _D.CLOTURE: "clôt le suivi",
}


def decision_sentence(
    codes: Iterable[str],
    on: date | None = None,
    *,
    pilot: Noun | None = None,
    due_on: date | None = None,
) -> str:
    """« Le 24 novembre 2026, la cellule propose au maire un rappel à l’ordre. Pilote : … »

    Codes come in the order of the list, whatever the order in which they were chosen.
    """
    chosen = set(codes)
    verbs = [verb for code, verb in DECISION_VERBS.items() if code in chosen]
    when = f"{on_day(on)}, " if on else ""
    told = [sentence(f"{when}la cellule {listed(verbs) if verbs else 'n’a rien décidé'}")]
    if pilot is not None:
        told.append(sentence(f"pilote : {the(pilot)}"))
    if due_on is not None:
        told.append(sentence(f"échéance : {on_day(due_on)}"))
    return " ".join(told)
