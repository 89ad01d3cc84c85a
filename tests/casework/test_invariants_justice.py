"""I18 to I21, I40: what the parquet communicates, who enters it, and what rests on it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.db import IntegrityError, transaction
from django.urls import reverse

from casework.choices.justice import JudicialCode
from casework.choices.lists import Cadre, ClosingReason, ParquetMotif, Programme, SuspensionReason
from casework.choices.measures import RappelCancel
from casework.choices.states import CaseState, RappelState
from casework.models import Case
from casework.services import cases, justice
from casework.sight import decision_on
from confidentiality.choices import Relation, Role
from confidentiality.door import Sent
from confidentiality.errors import NotPermitted, NotVisible, Refused
from tests.casework import factories as people
from tests.casework.judicial import classify, communicated, note, reader
from tests.casework.path import Path
from tests.casework.tried_rights import with_status
from tests.refused import codes_of
from tests.veille import factories
from tests.veille.factories import signed_in

pytestmark = pytest.mark.django_db


def test_i18_no_code_means_a_judgment_a_conviction_or_a_sentence() -> None:
    words = re.compile(r"condamn|jugement|peine|prison|sursis|casier|coupab|récidiviste|amende")
    labels = [
        *map(str, JudicialCode.labels),
        *map(str, ParquetMotif.labels),
        *map(str, SuspensionReason.labels),
        *map(str, ClosingReason.labels),
        *JudicialCode.values,
    ]

    assert [label for label in labels if words.search(label.casefold())] == []


@pytest.mark.parametrize("values", [{"source": "pjj"}, {"reference": ""}])
def test_i19_the_database_wants_the_parquet_and_its_reference(values: dict[str, str]) -> None:
    path = with_status(Path())

    with pytest.raises(IntegrityError), transaction.atomic():
        path.case.judicial_statuses.update(**values)


def test_i19_a_status_without_reference_is_refused() -> None:
    path = Path().to(CaseState.EN_COURS)

    with pytest.raises(Refused) as error:
        justice.record_status(
            case_id=path.case.pk,
            actor=path.coordinator,
            code=JudicialCode.SUIVI,
            source=justice.Communicated("  ", path.today),
            sent=path.sent,
        )

    assert codes_of(error) == {"judicial_reference"}


def test_i19_the_parquet_itself_enters_it_on_a_case_it_sees() -> None:
    path = Path(level="protocole", faits=("F04",)).to(CaseState.EN_COURS)
    with pytest.raises(NotVisible):
        note(path, path.parquet)

    path.propose_rappel().consult()
    status = note(path, path.parquet, JudicialCode.ALTERNATIVE)

    assert status.entered_by_id == path.parquet.hat_id


@pytest.mark.parametrize("kind", ["pjj", "spip"])
@pytest.mark.parametrize("role", [Role.MEMBRE, Role.REFERENT, Role.COORDONNATEUR])
@pytest.mark.parametrize("act", ["record", "communicate", "confirm", "end"])
def test_i20_agents_of_the_pjj_and_of_the_spip_enter_nothing(
    kind: str, role: Role, act: str
) -> None:
    case = people.case(state=CaseState.EN_COURS)
    actor = factories.agent(role, case.cellule, organisation=factories.organisation(kind))
    if role == Role.MEMBRE:
        people.grant(case, actor, Relation.WINDOW)
    elif role == Role.REFERENT:
        people.grant(case, actor, Relation.MISSION)

    decision = decision_on(actor, f"judicial.{act}", case, Sent().now)

    assert not decision.allowed
    assert decision.refusal is not None
    assert decision.refusal.code == "judicial_secret"
    assert "votre mission est couverte par le secret" in decision.refusal.sentence


def test_i20_the_page_says_why() -> None:
    case = people.case(state=CaseState.EN_COURS)
    actor = reader(case, Role.MEMBRE, Relation.WINDOW, "pjj")
    address = reverse("casework:case_act", args=[case.reference, "statut-judiciaire"])

    page = signed_in(actor).get(address)

    assert "Seul le parquet peut la communiquer" in page.content.decode()
    assert not case.judicial_statuses.exists()


def _suspend(path: Path, code: str) -> Case:
    return cases.suspend(
        case_id=path.case.pk,
        actor=path.coordinator,
        code=code,
        review_on=path.today + relativedelta(days=30),
        sent=path.sent,
    )


@pytest.mark.parametrize(
    "act",
    [
        lambda path: classify(path, Programme.RECIDIVE),
        lambda path: classify(path, Programme.EXPOSES, Cadre.RECIDIVE),
        lambda path: _suspend(path, SuspensionReason.PROCEDURE),
        lambda path: _suspend(path, SuspensionReason.INDISPONIBLE),
        lambda path: path.close(ClosingReason.JUDICIAIRE),
    ],
    ids=["programme", "cadre", "procedure", "indisponibilite", "closing"],
)
def test_i21_a_value_tagged_j_needs_a_reference_of_the_parquet(act: Any) -> None:
    path = Path().to(CaseState.EN_COURS)

    with pytest.raises(Refused) as error:
        act(path)
    assert codes_of(error) == {"j_value_without_reference"}
    [refusal] = error.value.refusals
    assert refusal.way_out_url == "communication-du-parquet"

    assert act(communicated(path))


@pytest.mark.parametrize("step", ["propose", "consult", "decide"])
def test_i40_proceedings_on_the_same_facts_annul_the_open_rappel(step: str) -> None:
    path = Path(level="protocole", faits=("F04",)).to(CaseState.EN_COURS).propose_rappel()
    if step != "propose":
        path.consult()
    if step == "decide":
        path.answer().decide()

    note(path, path.coordinator, JudicialCode.PROCEDURE)

    path.again()
    assert path.rappel.state == RappelState.SANS_OBJET
    assert path.rappel.cancel_code == RappelCancel.POURSUITES
    assert not Case.objects.visible_to(path.parquet, path.now + relativedelta(days=8)).exists()


def test_i40_another_status_leaves_the_rappel_alone() -> None:
    path = Path().to(CaseState.EN_COURS).propose_rappel()

    note(path, path.coordinator, JudicialCode.ASSISTANCE)

    path.again()
    assert path.rappel.state == RappelState.PROPOSE


def test_i40_no_rappel_begins_while_proceedings_are_known() -> None:
    path = Path().to(CaseState.EN_COURS)
    note(path, path.coordinator, JudicialCode.PROCEDURE)

    with pytest.raises(Refused) as error:
        path.propose_rappel()

    assert "rappel_proceedings" in codes_of(error)


def test_i40_the_same_status_is_not_noted_twice() -> None:
    path = with_status(Path())

    with pytest.raises(Refused) as error:
        note(path, path.coordinator)

    assert codes_of(error) == {"constraint"}


def test_only_the_coordonnateur_ends_a_status() -> None:
    path = with_status(Path())

    with pytest.raises(NotPermitted):
        justice.end_status(
            case_id=path.case.pk,
            actor=path.mayor,
            status_id=path.case.judicial_statuses.get().pk,
            sent=path.sent,
        )
