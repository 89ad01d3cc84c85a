"""I15, I18 to I22, I40: what the parquet communicates, who reads it, and how it is forgotten."""

from __future__ import annotations

import re
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from casework.choices.justice import NEUTRAL, NO_FRAME, JudicialCode, is_j, neutral
from casework.choices.lists import Cadre, ClosingReason, ParquetMotif, Programme, SuspensionReason
from casework.choices.measures import RappelCancel
from casework.choices.states import CaseState, RappelState
from casework.models import Case, JudicialStatus, ParquetCommunication
from casework.presenters.cases import CaseView, present_case
from casework.presenters.justice import FLAG
from casework.services import cases, justice
from casework.sight import decision_on
from confidentiality.actors import Actor
from confidentiality.choices import FieldGroup as F
from confidentiality.choices import Relation, Role
from confidentiality.door import Sent
from confidentiality.errors import NotPermitted, NotVisible, Refused
from confidentiality.events import events_of
from confidentiality.models import Event
from tests.casework import factories as people
from tests.casework.path import Path
from tests.casework.tried_rights import with_status, word
from tests.forced import force
from tests.veille import factories
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


def codes_of(error: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {refusal.code for refusal in error.value.refusals}


def note(path: Path, actor: Actor, code: str = JudicialCode.SUIVI) -> JudicialStatus:
    return justice.record_status(
        case_id=path.case.pk, actor=actor, code=code, source=word(path), sent=path.sent
    )


def communicated(path: Path, *motifs: str) -> Path:
    justice.record_communication(
        case_id=path.case.pk,
        actor=path.coordinator,
        source=word(path),
        motifs=motifs,
        sent=path.sent,
    )
    return path


def reader(case: Case, role: Role, relation: Relation, kind: str = "") -> Actor:
    """Another agent of the cellule, to whom this relation opens the case."""
    body = factories.organisation(kind) if kind else None
    given: dict[str, Any] = {"organisation": body} if body else {}
    actor = factories.agent(role, case.cellule, **given)
    people.grant(case, actor, relation)
    return actor


def seen_by(actor: Actor, case: Case, path: Path) -> CaseView:
    fields = decision_on(actor, "case.view", case, timezone.now()).fields
    return present_case(case, fields, path.today)


# I18, I19


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


# I20


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


# I21, I15


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


# Values tagged J rest on a communication


def _suspend(path: Path, code: str) -> Case:
    return cases.suspend(
        case_id=path.case.pk,
        actor=path.coordinator,
        code=code,
        review_on=path.today + relativedelta(days=30),
        sent=path.sent,
    )


def _classify(path: Path, programme: str, cadre: str = "") -> Case:
    return justice.classify(
        case_id=path.case.pk,
        actor=path.coordinator,
        programme=programme,
        cadre=cadre,
        sent=path.sent,
    )


@pytest.mark.parametrize(
    "act",
    [
        lambda path: _classify(path, Programme.RECIDIVE),
        lambda path: _classify(path, Programme.EXPOSES, Cadre.RECIDIVE),
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


# I22


def test_i22_a_status_is_reviewed_every_six_months() -> None:
    path = with_status(Path())
    status = path.case.judicial_statuses.get()

    assert status.review_due_on == path.today + relativedelta(months=6)


def test_i22_what_the_parquet_confirms_lasts_six_months_more() -> None:
    path = with_status(Path()).wait(100)
    status = justice.confirm_status(
        case_id=path.case.pk,
        actor=path.coordinator,
        status_id=path.case.judicial_statuses.get().pk,
        source=word(path),
        sent=path.sent,
    )

    assert status.review_due_on == path.today + relativedelta(months=6)
    assert justice.expire_statuses(sent=Sent(at=path.wait(100).now)) == 0


def test_i22_what_the_parquet_does_not_confirm_is_deleted() -> None:
    path = with_status(Path())
    due = path.case.judicial_statuses.get().review_due_on
    days = (due - path.today).days

    assert justice.expire_statuses(sent=Sent(at=path.wait(days).now)) == 0, "still its last day"
    assert justice.expire_statuses(sent=Sent(at=path.wait(1).now)) == 1

    assert not JudicialStatus.objects.for_system("nothing is left").exists()
    last = Event.objects.filter(object_id=path.case.pk).order_by("version").last()
    assert last is not None
    assert (last.act, last.actor_id, last.former) == ("judicial.expire", None, {})


@pytest.mark.parametrize("code", [ClosingReason.PERTE, ClosingReason.DEMENAGEMENT])
def test_i22_closing_always_deletes_it(code: str) -> None:
    path = with_status(Path()).close(code)

    assert not path.case.judicial_statuses.exists()


def test_i22_no_event_keeps_a_status() -> None:
    path = with_status(Path(), JudicialCode.RETOUR)

    kept = repr([each.former for each in events_of(path.case)])

    assert JudicialCode.RETOUR.value not in kept


def test_i22_the_archive_keeps_neutral_values_only() -> None:
    path = Path().to(CaseState.EN_COURS)
    communicated(path, ParquetMotif.DETENTION)
    _classify(path, Programme.RECIDIVE, Cadre.RECIDIVE)
    _classify(path, Programme.EXPOSES, Cadre.EXPOSITION)
    _classify(path, Programme.RECIDIVE, Cadre.RECIDIVE)
    path.close(ClosingReason.JUDICIAIRE)

    justice.neutralise(path.case)

    path.again()
    case = path.case
    assert (case.programme, case.cadre) == (Programme.INDIVIDUALISE, Cadre.INDIVIDUALISE)
    assert (case.closing_code, case.parquet_motifs) == (ClosingReason.RELAIS, [])
    assert not ParquetCommunication.objects.for_system("nothing is left").exists()
    kept = repr([each.former for each in events_of(case)])
    assert [code for code in NEUTRAL if code in kept] == []


def test_i22_nothing_is_noted_once_the_case_is_closed() -> None:
    path = Path().to(CaseState.EN_COURS).close(ClosingReason.PERTE)

    with pytest.raises(Refused) as error:
        note(path, path.coordinator)

    assert codes_of(error) == {"judicial_case_ended"}


# I40


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
