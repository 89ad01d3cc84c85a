"""Each template on a case taken as far as it asks, by the services."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from casework.choices.lists import DecisionCode
from casework.choices.measures import RappelLevel
from casework.choices.states import CaseState
from casework.models import Saisine
from casework.services import rappels
from confidentiality.actors import Actor
from tests.casework.papers.filed_file import OF_FILE
from tests.casework.papers.filed_measures import MEASURES
from tests.casework.path import Path
from veille.grammar import inside
from veille.models import Collectivite, Organisation

Step = Callable[[Path], Any]
# How a path reaches the row of each template.
FILED: dict[str, Step] = {**MEASURES, **OF_FILE}


def filed(slug: str) -> Callable[[Step], Step]:
    def note(step: Step) -> Step:
        FILED[slug] = step
        return step

    return note


def path_for(slug: str) -> Path:
    """A path whose person and collectivité are wholly filled in."""
    age = 19 if slug.endswith("-majeur") else 13 if slug.endswith("-12-14") else 15
    born = timezone.localdate() - relativedelta(years=age, months=6)
    path = Path(birth_date=born, faits=("F04", "F06"), level=RappelLevel.PROTOCOLE)
    Collectivite.objects.filter(pk=path.cellule.collectivite_id).update(
        letter_address="Hôtel de ville\n1 place de l’Essai\n62300 Lens",
        letter_contact="service prévention, 03 00 00 00 00",
    )
    agents = (path.coordinator, path.member, path.referent, path.parquet)
    for rank, agent in enumerate(agents):
        # Lists of agents are in the order of their names.
        agent.user.last_name = f"Agent{rank}"
        agent.user.save()
    return path


def reader(slug: str, path: Path) -> Actor:
    """Who makes this paper."""
    return path.dpo if slug == "notification-violation" else path.coordinator


def names(path: Path, row: Any) -> dict[str, str]:
    """What changes from one case to another, and what it stands for."""
    reported = "saisine" in path.__dict__
    person = path.saisine.young_person if reported else None
    return {
        **({person.first_name: "prénom", person.last_name: "nom"} if person else {}),
        **({path.saisine.reference: "saisine"} if reported else {}),
        **({path.case.reference: "situation"} if "case" in path.__dict__ else {}),
        **{
            agent.user.full_name: "agent"
            for agent in (path.coordinator, path.member, path.referent, path.parquet)
        },
        path.cellule.name: "cellule",
        inside(path.cellule.name): "cellule",
        path.cellule.collectivite.name: "collectivité",
        path.mayor.user.full_name: "maire",
        **dict.fromkeys(Organisation.objects.values_list("name", flat=True), "organisme"),
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


@filed("convocation-seance")
@filed("ordre-du-jour")
@filed("emargement")
def _(path: Path) -> Any:
    return path.to(CaseState.INSCRIT).seance


@filed("releve-de-decisions")
def _(path: Path) -> Any:
    path.to(CaseState.EN_COURS).again()
    return path.seance


@filed("fiche-de-saisine")
def _(path: Path) -> Any:
    return path.report().saisine


@filed("bordereau-signalement")
def _(path: Path) -> Any:
    path.report()
    Saisine.objects.for_system("as if it had been recorded").update(art40_on=path.today)
    path.again()
    return path.saisine


@filed("bordereau-information-preoccupante")
def _(path: Path) -> Any:
    path.report()
    Saisine.objects.for_system("as if it had been recorded").update(ip_on=path.today)
    path.again()
    return path.saisine


@filed("information-majeur")
@filed("information-mineur-15-17")
@filed("information-mineur-12-14")
@filed("information-representants")
def _(path: Path) -> Any:
    return path.to(CaseState.INSCRIT).case


@filed("cloture")
def _(path: Path) -> Any:
    return path.to(CaseState.CLOS).case


@filed("registre-des-rappels")
def _(path: Path) -> Any:
    _engaged(path).consult().answer().decide().wait(9).record()
    return path.cellule.collectivite
