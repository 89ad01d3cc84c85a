"""I15 and I21: who reads what the parquet communicates, and the neutral values the others read."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.choices.justice import NEUTRAL, NO_FRAME, is_j, neutral
from casework.choices.lists import Cadre, ClosingReason, ParquetMotif, Programme, SuspensionReason
from casework.choices.states import CaseState
from casework.models import Case, JudicialStatus
from casework.presenters.cases import CaseView, present_case
from casework.presenters.justice import FLAG
from casework.sight import decision_on
from confidentiality.actors import Actor
from confidentiality.choices import FieldGroup as F
from confidentiality.choices import Relation, Role
from tests.casework.judicial import communicated, reader
from tests.casework.path import Path
from tests.casework.tried_rights import with_status
from tests.forced import force
from tests.veille.factories import signed_in
from veille.models import Organisation

pytestmark = pytest.mark.django_db

NOT_THEIRS = [
    (Role.MEMBRE, Relation.WINDOW),
    (Role.MEMBRE, Relation.TASK),
    (Role.REFERENT, Relation.MISSION),
    (Role.PARQUET, Relation.CONSULTATION),
    (Role.CDDF, Relation.SITTING),
]


def seen_by(actor: Actor, case: Case, path: Path) -> CaseView:
    fields = decision_on(actor, "case.view", case, timezone.now()).fields
    return present_case(case, fields, path.today)


def tagged(path: Path) -> Case:
    """A case that bears every value tagged J at once."""
    communicated(path, *ParquetMotif.values)
    force(
        path.case,
        programme=Programme.RECIDIVE,
        cadre=Cadre.RECIDIVE,
        suspension_code=SuspensionReason.PROCEDURE,
        closing_code=ClosingReason.JUDICIAIRE,
        decision_codes=[],
    )
    path.again()
    return path.case


J_LABELS = [
    "Prévention de la récidive",
    "Récidive (12 à 25 ans)",
    "Procédure judiciaire communiquée",
    "Relais judiciaire",
    "Premier fait porté à connaissance",
    "PQ-2026-114",
]


def test_i21_the_maire_and_the_coordonnateur_read_the_code() -> None:
    path = with_status(Path())
    for actor in (path.coordinator, path.mayor):
        view = seen_by(actor, path.case, path)

        assert [row.label for row in view.judicial] == ["Suivi par la justice en cours"]
        assert view.judicial_flag == ""
        assert JudicialStatus.objects.visible_to(actor, path.now).exists()


@pytest.mark.parametrize(("role", "relation"), NOT_THEIRS)
def test_i21_others_read_a_boolean_at_most(role: Role, relation: Relation) -> None:
    path = with_status(Path())
    actor = reader(path.case, role, relation)

    view = seen_by(actor, path.case, path)

    flagged = relation in (Relation.WINDOW, Relation.TASK, Relation.MISSION)
    assert view.judicial == []
    assert view.judicial_flag == (FLAG if flagged else "")
    assert not JudicialStatus.objects.visible_to(actor, timezone.now()).exists()


@pytest.mark.parametrize("code", sorted(NO_FRAME))
def test_i21_nothing_under_way_raises_no_flag(code: str) -> None:
    path = with_status(Path(), code)
    actor = reader(path.case, Role.MEMBRE, Relation.WINDOW)

    assert seen_by(actor, path.case, path).judicial_flag == ""


@pytest.mark.parametrize("kind", ["police_nationale", "gendarmerie", "police_municipale"])
def test_i21_the_police_reads_no_flag(kind: str) -> None:
    path = with_status(Path())
    actor = reader(path.case, Role.MEMBRE, Relation.WINDOW, kind)

    assert seen_by(actor, path.case, path).judicial_flag == ""


@pytest.mark.parametrize(
    ("role", "relation"), [(Role.MEMBRE, Relation.WINDOW), (Role.REFERENT, Relation.MISSION)]
)
def test_i15_without_a_public_service_mission_neither_offences_nor_the_flag(
    role: Role, relation: Relation
) -> None:
    path = with_status(Path())
    actor = reader(path.case, role, relation, "transporteur")
    Organisation.objects.filter(pk=actor.organisation_id).update(mission_service_public=False)

    decision = decision_on(actor, "case.view", path.case, timezone.now())

    assert not decision.fields & {F.FAITS, F.FAIT_NATURES, F.JUDICIAL, F.JUDICIAL_FLAG}
    view = present_case(path.case, decision.fields, path.today)
    assert (view.faits, view.judicial, view.judicial_flag) == ([], [], "")


def test_i21_the_values_tagged_j_are_told_to_the_maire_and_the_coordonnateur() -> None:
    path = Path().to(CaseState.EN_COURS)
    case = tagged(path)

    for actor in (path.coordinator, path.mayor):
        said = repr(seen_by(actor, case, path))
        assert [each for each in J_LABELS if each not in said] == []


@pytest.mark.parametrize(("role", "relation"), NOT_THEIRS)
def test_i21_others_read_the_neutral_value(role: Role, relation: Relation) -> None:
    path = Path().to(CaseState.EN_COURS)
    case = tagged(path)

    said = repr(seen_by(reader(case, role, relation), case, path))

    assert [each for each in J_LABELS if each in said] == []
    if relation == Relation.MISSION:
        assert "Suivi individualisé" in said
        assert "Suspendu" in said


def test_i21_a_neutral_value_is_an_ordinary_choice() -> None:
    """Read on a page, it must not tell that it stands for something else."""
    for code, other in NEUTRAL.items():
        assert is_j(code)
        assert not is_j(other)
        assert neutral(other) == other
        assert other in ("", *Programme.values, *Cadre.values, *SuspensionReason.values) or (
            other in ClosingReason.values
        )


@pytest.mark.parametrize("who", ["member", "referent", "cddf_member"])
def test_i21_the_page_of_a_case_offers_others_no_judicial_act(who: str) -> None:
    path = with_status(Path())
    role, relation = {
        "member": (Role.MEMBRE, Relation.WINDOW),
        "referent": (Role.REFERENT, Relation.MISSION),
        "cddf_member": (Role.CDDF, Relation.SITTING),
    }[who]
    client = signed_in(reader(path.case, role, relation))

    page = client.get(reverse("casework:case_detail", args=[path.case.reference]))

    assert page.status_code == 200
    assert "statut judiciaire" not in page.content.decode().casefold()
    assert "communication du parquet" not in page.content.decode().casefold()
