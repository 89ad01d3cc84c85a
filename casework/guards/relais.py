"""Conditions of a hand-over to another commune (FSM-10). CSI art. L. 132-5, al. 3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.choices.states import ENDED, RelaisState
from confidentiality.guards import guard

if TYPE_CHECKING:
    from casework.models import Case, Relais


@guard(
    "relais_case_ended",
    "La situation est close : les coordonnées sont effacées, il n’y a plus rien à remettre.",
    "AU-038, art. 5",
)
def case_is_open(relais: Relais) -> bool:
    return relais.case.state not in ENDED


@guard(
    "relais_no_agreement",
    "On ne transfère pas un dossier à une autre commune. Il faut l’accord écrit et daté du jeune.",
    "CSI, art. L. 132-5, al. 3",
)
def young_person_agrees(relais: Relais) -> bool:
    return relais.young_agreed_on is not None


@guard(
    "relais_no_agreement_of_representatives",
    "Le jeune est mineur : il faut aussi l’accord écrit et daté de ses représentants légaux.",
    "CSI, art. L. 132-5, al. 3 ; code civil, art. 371-1",
)
def representatives_agree(relais: Relais) -> bool:
    if not relais.case.young_person.is_minor(relais.today):
        return True
    return relais.representatives_agreed_on is not None


@guard(
    "relais_not_agreed",
    "La fiche de relais s’ouvre avec l’accord recueilli ; elle se ferme avec le relais.",
    "CSI, art. L. 132-5, al. 3",
)
def is_agreed(relais: Relais) -> bool:
    return relais.state in (RelaisState.ACCORD, RelaisState.REMIS)


@guard(
    "relais_inside",
    "Cette commune appartient à la collectivité : le suivi continue ici, sans relais.",
    "CSI, art. L. 132-5",
)
def leaves_the_collectivite(relais: Relais) -> bool:
    return not relais.case.cellule.collectivite.communes.filter(pk=relais.commune_id).exists()


@guard(
    "relais_refused",
    "La personne n’a pas donné son accord à un relais. Il reste à clore pour déménagement.",
    "CSI, art. L. 132-5, al. 3",
    label="Clore la situation",
    url="clore",
)
def was_not_refused(case: Case) -> bool:
    return not case.relais.filter(state=RelaisState.REFUSE).exists()
