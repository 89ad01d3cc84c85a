"""Each template on a case taken as far as it asks, by the services."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from casework.choices.lists import DecisionCode
from casework.choices.measures import RappelLevel
from casework.choices.states import CaseState
from casework.services import rappels
from tests.casework.path import Path
from veille.models import Collectivite

Step = Callable[[Path], Any]
# How a path reaches the row of each template.
FILED: dict[str, Step] = {}


def filed(slug: str) -> Callable[[Step], Step]:
    def note(step: Step) -> Step:
        FILED[slug] = step
        return step

    return note


def path_for(slug: str) -> Path:
    """A path whose person and collectivité are wholly filled in."""
    age = 19 if slug.endswith("-majeur") else 15
    born = timezone.localdate() - relativedelta(years=age, months=6)
    path = Path(birth_date=born, faits=("F04", "F06"), level=RappelLevel.PROTOCOLE)
    Collectivite.objects.filter(pk=path.cellule.collectivite_id).update(
        letter_address="Hôtel de ville\n1 place de l’Essai\n62300 Lens",
        letter_contact="service prévention, 03 00 00 00 00",
    )
    return path


def names(path: Path, row: Any) -> dict[str, str]:
    """What changes from one case to another, and what it stands for."""
    person = row.case.young_person
    return {
        person.first_name: "prénom",
        person.last_name: "nom",
        path.cellule.name: "cellule",
        path.cellule.collectivite.name: "collectivité",
        path.mayor.user.full_name: "maire",
    }


def _engaged(path: Path) -> Path:
    path.to(CaseState.EN_EXAMEN).orient(DecisionCode.RAPPEL).close_seance().engage()
    return path.propose_rappel()


@filed("fiche-navette")
def _(path: Path) -> Any:
    return _engaged(path).consult().rappel


@filed("convocation-rappel-majeur")
@filed("convocation-rappel-mineur")
def _(path: Path) -> Any:
    return _engaged(path).consult().answer().decide().rappel


@filed("compte-rendu-rappel")
@filed("avis-de-suites")
def _(path: Path) -> Any:
    return _engaged(path).consult().answer().decide().wait(9).record().rappel


@filed("constat-de-carence")
def _(path: Path) -> Any:
    _engaged(path).consult().answer().decide().wait(9)
    return rappels.record_absence(rappel_id=path.rappel.pk, actor=path.mayor, sent=path.sent)
