"""Legal invariants of the domain (§12b), each by its number."""

from __future__ import annotations

import pytest
from django.utils import timezone

from casework.choices.lists import Answer, ClosingReason
from casework.choices.states import CaseState, SaisineState
from casework.models import Case, CaseGrant, Merge, Saisine, YoungPerson
from casework.search import duplicates
from casework.services import merges, saisines, seances
from confidentiality.choices import CharteState, Role
from confidentiality.errors import NotVisible, Refused
from confidentiality.models import Charte, CharteSignature
from notifications.models import OutboxMessage
from tests.casework import factories as people
from tests.casework.factories import born
from tests.casework.path import Path
from tests.forced import force
from tests.refused import codes_of
from tests.veille import factories
from veille.choices import SeanceKind, SeanceState
from veille.models import Seance

pytestmark = pytest.mark.django_db


def test_i01_nothing_nominative_begins_without_a_charte_in_force() -> None:
    path = Path()
    charte = Charte.objects.get(circle=path.cellule.pk)
    force(
        charte,
        state=CharteState.ABROGEE,
        repealed_on=path.today,
        repeal_reference="CLSPD 2026-1",
    )

    with pytest.raises(NotVisible):
        path.draft()

    assert not YoungPerson.objects.for_system("nothing is left").exists()


def test_i08_a_plenary_formation_carries_no_nominative_point() -> None:
    path = Path().to(CaseState.REPERE).inform().plan()

    for kind in (SeanceKind.PLENIERE, SeanceKind.RESTREINTE):
        Seance.objects.filter(pk=path.seance.pk).update(kind=kind)
        with pytest.raises(Refused) as error:
            path.inscribe()
        assert codes_of(error) == {"seance_not_groupe"}

    path.again()
    assert path.case.state == CaseState.REPERE
    assert not path.seance.items.exists()


def test_i08_a_case_is_never_on_the_agenda_of_another_cellule() -> None:
    path, other = Path().to(CaseState.REPERE).inform(), Path().plan()
    path.seance = other.seance

    with pytest.raises(NotVisible):
        path.inscribe()


def test_i09_a_seance_does_not_open_before_everybody_has_signed() -> None:
    path = Path().to(CaseState.INSCRIT).wait(7).attend()
    CharteSignature.objects.filter(user=path.member.user).update(revoked_at=timezone.now())

    with pytest.raises(Refused) as error:
        path.open_seance()
    assert codes_of(error) == {"present_unsigned"}

    CharteSignature.objects.filter(user=path.member.user).update(revoked_at=None)
    assert path.open_seance().seance.state == SeanceState.OUVERTE


def test_i09_nobody_unsigned_is_noted_present_once_the_seance_is_open() -> None:
    path = Path().to(CaseState.INSCRIT).wait(7).attend().open_seance()
    latecomer = factories.agent(Role.MEMBRE, path.cellule, signed=False, days=(-200, 100))

    with pytest.raises(Refused) as error:
        seances.record_attendance(
            seance_id=path.seance.pk,
            actor=path.coordinator,
            present={path.member.hat_id, latecomer.hat_id},
            sent=path.sent,
        )

    assert codes_of(error) == {"present_unsigned"}


def test_i09_a_case_is_examined_in_an_open_seance_only() -> None:
    path = Path().to(CaseState.INSCRIT)

    with pytest.raises(Refused) as error:
        path.examine()

    assert codes_of(error) == {"seance_not_open"}


def test_i10_a_message_names_nobody() -> None:
    path = Path().to(CaseState.CLOS)
    person = path.case.young_person
    secrets = (person.last_name, person.first_name, path.case.reference, str(path.case.pk))

    for values in OutboxMessage.objects.values():
        told = " ".join(map(str, values.values()))
        assert not any(secret in told for secret in secrets)


def test_i13_the_same_young_person_is_never_compared_across_tenants() -> None:
    here, elsewhere = Path().to(CaseState.REPERE), Path()
    who = people.identity(here.cellule)
    for path in (here, elsewhere):
        if path is elsewhere:
            path.draft()
        person = path.saisine.young_person
        person.last_name, person.first_name = who.last_name, who.first_name
        person.birth_date = who.birth_date
        person.save()

    asked = elsewhere.saisine.young_person

    assert duplicates(elsewhere.coordinator, asked, elsewhere.cellule.pk) == []
    assert duplicates(elsewhere.coordinator, asked, here.cellule.pk) == []
    twin = people.young_person(here.cellule)
    twin.last_name, twin.first_name = who.last_name, who.first_name
    twin.birth_date = who.birth_date
    found = duplicates(here.coordinator, twin, here.cellule.pk)
    assert [each.about for each in found] == [here.case]


def test_i13_a_saisine_never_joins_a_case_of_another_cellule() -> None:
    here, elsewhere = Path().report(), Path().to(CaseState.EN_COURS)

    with pytest.raises(NotVisible):
        saisines.declare_recevable(
            saisine_id=here.saisine.pk,
            actor=here.coordinator,
            link_to=elsewhere.case.pk,
            sent=here.sent,
        )

    here.again()
    assert here.saisine.state == SaisineState.SOUMISE


def test_i49_a_second_saisine_joins_the_open_case_and_its_identity_is_erased() -> None:
    path = Path().to(CaseState.EN_COURS)
    followed = path.case
    second = path.report().saisine

    joined = saisines.declare_recevable(
        saisine_id=second.pk, actor=path.coordinator, link_to=followed.pk, sent=path.sent
    )

    assert joined.case == followed
    path.again()
    assert path.case.reiterated_on == path.today
    [set_aside] = Merge.objects.filter(kept_case=followed)
    merges.finish(merge_id=set_aside.pk, at=set_aside.until)
    known = YoungPerson.objects.for_system("one person, known once")
    assert list(known) == [followed.young_person]


def test_i50_a_saisine_does_not_join_a_case_that_is_over() -> None:
    path = Path().to(CaseState.REPERE).close(ClosingReason.PERTE)
    over = path.case
    path.report()

    with pytest.raises(Refused) as error:
        saisines.declare_recevable(
            saisine_id=path.saisine.pk, actor=path.coordinator, link_to=over.pk, sent=path.sent
        )

    assert codes_of(error) == {"case_over"}
    again = path.receive().case
    assert again != over
    assert again.state == CaseState.REPERE


@pytest.mark.parametrize("birth_date", [born(12, days=200), born(26)])
def test_i24_nobody_outside_12_to_25_is_named(birth_date: object) -> None:
    """The draft itself is refused, and the identity that was typed is not kept."""
    path = Path(birth_date=birth_date)  # type: ignore[arg-type]  # a date, by parametrize

    with pytest.raises(Refused) as error:
        path.draft()

    assert codes_of(error) == {"saisine_age"}
    assert not YoungPerson.objects.for_system("nothing is left").exists()


@pytest.mark.parametrize(
    ("missing", "code"),
    [
        ({"q_crime_delit": ""}, "saisine_answers"),
        ({"q_danger": ""}, "saisine_answers"),
        ({"motifs": ()}, "saisine_motif"),
    ],
)
def test_i25_a_saisine_is_complete_before_it_is_sent(missing: dict[str, object], code: str) -> None:
    path = Path().draft().describe(**missing)

    with pytest.raises(Refused) as error:
        path.submit()

    assert codes_of(error) == {code}


def test_i25_a_saisine_is_attested_before_it_is_sent() -> None:
    path = Path().draft().describe()

    with pytest.raises(Refused) as error:
        saisines.submit(
            saisine_id=path.saisine.pk, actor=path.member, attested=False, sent=path.sent
        )

    assert codes_of(error) == {"saisine_attestation"}


def test_i30_no_follow_up_is_engaged_before_the_information() -> None:
    path = Path().to(CaseState.ORIENTE)
    Case.objects.for_system("as if nobody had been told").update(
        informed_on=None, representatives_informed_on=None
    )

    with pytest.raises(Refused) as error:
        path.engage()

    assert codes_of(error) == {"person_not_informed", "representatives_not_informed"}


def test_i30_no_case_goes_before_the_cellule_before_the_information() -> None:
    path = Path().to(CaseState.REPERE).plan()

    with pytest.raises(Refused) as error:
        path.inscribe()

    assert codes_of(error) == {"information_before_examination"}
    assert not CaseGrant.objects.exists(), "no member reads the case either"


@pytest.mark.parametrize("measure", ["propose_rappel", "propose_cddf", "designate"])
def test_i30_no_measure_begins_before_the_engagement(measure: str) -> None:
    path = Path().to(CaseState.ORIENTE)

    with pytest.raises(Refused) as error:
        getattr(path, measure)()

    assert "measure_case_stopped" in codes_of(error)


@pytest.mark.parametrize(
    ("answer", "code", "reported"),
    [
        ("q_crime_delit", "saisine_art40", "art40_on"),
        ("q_danger", "saisine_danger", "ip_on"),
    ],
    ids=["I31", "I32"],
)
def test_i31_i32_what_must_be_reported_is_dated_before_the_saisine_is_receivable(
    answer: str, code: str, reported: str
) -> None:
    path = Path().draft()
    path.describe(**{answer: Answer.OUI, reported: path.today}).submit()
    Saisine.objects.for_system("as if the date was missing").update(**{reported: None})

    with pytest.raises(Refused) as error:
        path.receive()
    assert codes_of(error) == {code}

    dated = saisines.declare_recevable(
        saisine_id=path.saisine.pk,
        actor=path.coordinator,
        reported=saisines.Reported(**{reported: path.today}),
        sent=path.sent,
    )
    assert dated.state == SaisineState.RECEVABLE


@pytest.mark.parametrize("answer", ["q_crime_delit", "q_danger"])
def test_i31_i32_the_author_cannot_send_before_reporting(answer: str) -> None:
    path = Path().draft().describe(**{answer: Answer.OUI})

    with pytest.raises(Refused) as error:
        path.submit()

    assert codes_of(error) <= {"saisine_art40", "saisine_danger"}
