"""How a path reaches the rows of the papers about the charte, rights, the file and its breaches."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from casework.choices.states import CaseState
from casework.models import EliminationCertificate, Tombstone
from confidentiality.choices import CharteState
from confidentiality.models import CharteSignature
from tests.casework import factories as people
from tests.casework.papers.filed_measures import with_mother
from tests.casework.path import Path
from tests.casework.tried_rights import agreed, decided
from tests.forced import force
from tests.veille import factories
from veille.services.charte_model import charte_text

Step = Callable[[Path], Any]
OF_FILE: dict[str, Step] = {}
VISA = "AD62-2026-14"


def filed(*slugs: str) -> Callable[[Step], Step]:
    def note(step: Step) -> Step:
        OF_FILE.update(dict.fromkeys(slugs, step))
        return step

    return note


@filed("charte")
def _(path: Path) -> Any:
    text = charte_text(path.cellule, 2)
    return factories.charte_of(path.cellule, number=2, state=CharteState.ADOPTEE, text=text)


@filed("acte-adhesion")
def _(path: Path) -> Any:
    return CharteSignature.objects.get(
        user=path.coordinator.user.pk, charte__circle=path.cellule.pk
    )


@filed("fiche-de-relais")
def _(path: Path) -> Any:
    return with_mother(agreed(path)).relais


@filed("reponse-demande")
def _(path: Path) -> Any:
    return decided(path, "acces", "partielle").request


@filed("fiche-de-registre", "trame-analyse-impact")
def _(path: Path) -> Any:
    return path.cellule.collectivite


@filed("bordereau-elimination")
def _(path: Path) -> Any:
    day = path.today - timedelta(days=90)
    sealed = people.case(path.cellule, opened_on=path.today - timedelta(days=500))
    ended = {"closed_on": day, "closing_code": "terme", "sealed_on": day, "purge_due_on": day}
    force(sealed, state=CaseState.A_ELIMINER, **ended)
    return path.cellule.collectivite


@filed("certificat-destruction")
def _(path: Path) -> Any:
    """Two files of one day, under one visa."""
    for rank in range(2):
        Tombstone.objects.create(
            pk=uuid4(),
            collectivite=path.cellule.collectivite,
            opened_on=path.today - timedelta(days=900 + rank),
            ended_on=path.today - timedelta(days=500),
            eliminated_at=path.now,
            agreement_reference=VISA,
        )
    return EliminationCertificate.objects.create(
        collectivite=path.cellule.collectivite,
        day=path.today,
        agreement_reference=VISA,
        cases=2,
        people=2,
    )


@filed("notification-violation")
def _(path: Path) -> Any:
    return factories.violation(
        path.cellule, state="qualifiee", measures=["acces_fermes", "rappel_regles"]
    )
