"""Legal invariants of the domain (§12b), each by its number."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from casework.choices.lists import Answer, ClosingReason, DecisionCode
from casework.choices.states import CaseState, FollowUpState, RappelState, SaisineState
from casework.models import Case, CaseGrant, Fait, Saisine, YoungPerson
from casework.services import bilans, cases, cddf, follow_ups, rappels, saisines, seances
from casework.services.people import resembling
from casework.sight import decision_on
from confidentiality.choices import CharteState, FieldGroup, Relation, Role
from confidentiality.errors import NotPermitted, NotVisible, Refused
from confidentiality.models import Charte, CharteSignature
from notifications.models import OutboxMessage
from tests.casework import factories as people
from tests.casework.factories import born
from tests.casework.path import Path
from tests.veille import factories
from veille.choices import SeanceKind, SeanceState
from veille.models import Cddf, Seance

pytestmark = pytest.mark.django_db


def codes_of(error: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {refusal.code for refusal in error.value.refusals}


def test_i01_nothing_nominative_begins_without_a_charte_in_force() -> None:
    path = Path()
    Charte.objects.filter(circle=path.cellule.pk).update(state=CharteState.ABROGEE)

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

    found = resembling(elsewhere.coordinator, elsewhere.saisine.young_person, [here.case])

    assert found == []
    twin = people.young_person(here.cellule)
    twin.last_name, twin.first_name, twin.birth_date = (
        who.last_name,
        who.first_name,
        who.birth_date,
    )
    here.again()
    assert [each.case for each in resembling(here.coordinator, twin, [here.case])] == [here.case]


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


def test_i33_the_cellule_proposes_and_the_mayor_decides() -> None:
    path = Path().to(CaseState.EN_COURS).propose_rappel().propose_cddf()
    assert DecisionCode.RAPPEL in path.case.decision_codes
    assert path.rappel.state == RappelState.PROPOSE

    for actor in (path.coordinator, path.member, path.referent):
        with pytest.raises((NotPermitted, NotVisible)):
            rappels.decide(
                rappel_id=path.rappel.pk,
                actor=actor,
                appointment_at=path.appointment,
                sent=path.sent,
            )
        with pytest.raises((NotPermitted, NotVisible)):
            cddf.accept(
                referral_id=path.referral.pk,
                actor=actor,
                hearing_at=path.appointment,
                sent=path.sent,
            )


def test_i34_the_interview_is_recorded_by_the_mayor_on_the_day_or_after() -> None:
    path = Path().to(CaseState.EN_COURS).propose_rappel().decide().wait(7)

    with pytest.raises(Refused) as error:
        path.record()
    assert codes_of(error) == {"interview_not_held"}
    with pytest.raises(NotPermitted):
        rappels.record(
            rappel_id=path.rappel.pk,
            actor=path.coordinator,
            interview=path.interview(),
            sent=path.wait(1).sent,
        )

    assert path.record().rappel.register_number == 1


def test_i35_the_opposition_of_the_parquet_ends_the_rappel() -> None:
    path = Path(faits=("F04",), level="protocole").to(CaseState.EN_COURS)
    path.propose_rappel().consult().answer("opposition", "poursuites")
    assert path.rappel.state == RappelState.REFUSE

    with pytest.raises(Refused):
        path.decide()


def test_i36_an_answer_is_explicit_and_has_a_reference() -> None:
    path = Path(faits=("F04",), level="protocole").to(CaseState.EN_COURS)
    path.propose_rappel().consult()

    for given, code in (
        (rappels.Answer("accord", " "), "answer_reference"),
        (rappels.Answer("opposition", "2026-1"), "opposition_reason"),
    ):
        with pytest.raises(Refused) as error:
            rappels.answer(
                rappel_id=path.rappel.pk, actor=path.coordinator, given=given, sent=path.sent
            )
        assert codes_of(error) == {code}


def test_i39_the_mayor_reads_who_represents_the_minor_he_convenes() -> None:
    """The convocation is addressed to the representatives: the mayor’s relation reads them."""
    path = Path().to(CaseState.EN_COURS).propose_rappel()

    decision = decision_on(path.mayor, "rappel.decide", path.case, path.now)

    assert FieldGroup.REPRESENTATIVES in decision.fields


def test_i42_the_cddf_needs_a_deliberation_of_the_commune() -> None:
    path = Path().to(CaseState.EN_EXAMEN)
    path.orient(DecisionCode.REFERENT).close_seance().engage()
    path.cddf_member.user.designations.all().delete()
    Cddf.objects.all().delete()

    with pytest.raises(Refused) as error:
        path.propose_cddf()

    assert codes_of(error) == {"cddf_none"}


def test_i42_the_cddf_hears_about_minors_only() -> None:
    path = Path(birth_date=born(18)).to(CaseState.EN_EXAMEN)

    with pytest.raises(Refused) as error:
        path.orient(DecisionCode.CDDF)
    assert codes_of(error) == {"cddf_adult"}

    path.orient(DecisionCode.REFERENT).close_seance().engage()
    with pytest.raises(Refused) as error:
        path.propose_cddf()
    assert codes_of(error) == {"cddf_adult"}


def test_i42_no_hearing_is_dated_after_the_18th_birthday() -> None:
    path = Path(birth_date=born(18, days=2)).to(CaseState.EN_COURS).propose_cddf()

    with pytest.raises(Refused) as error:
        cddf.accept(
            referral_id=path.referral.pk,
            actor=path.mayor,
            hearing_at=timezone.now() + timedelta(days=3),
            sent=path.sent,
        )

    assert codes_of(error) == {"cddf_minor_at_hearing"}
    assert not CaseGrant.objects.filter(permission__codename=Relation.SITTING).exists()


def test_i47_a_follow_up_rests_on_the_adhesion_of_the_family_of_a_minor() -> None:
    path = Path().to(CaseState.EN_COURS).designate().accept_mission().first_contact()

    with pytest.raises(Refused) as error:
        follow_ups.record_adhesion(
            follow_up_id=path.mission.pk,
            actor=path.referent,
            given=follow_ups.AdhesionGiven(path.today),
            sent=path.sent,
        )

    assert codes_of(error) == {"family_adhesion_missing"}
    path.again()
    assert path.mission.state == FollowUpState.PREMIER_CONTACT


def test_i48_a_case_is_closed_after_a_bilan_or_for_a_reason_of_the_list() -> None:
    path = Path().to(CaseState.EN_COURS)

    with pytest.raises(Refused) as error:
        path.close(ClosingReason.OBJECTIFS)
    assert codes_of(error) == {"no_bilan_presented"}

    assert path.close(ClosingReason.DEMENAGEMENT).case.state == CaseState.CLOS


@pytest.mark.parametrize("measure", ["propose_rappel", "propose_cddf", "designate"])
def test_a_case_is_not_closed_before_its_measures_are_over(measure: str) -> None:
    path = Path().to(CaseState.EN_COURS)
    getattr(path, measure)()

    with pytest.raises(Refused) as error:
        path.close(ClosingReason.DEMENAGEMENT)

    assert codes_of(error) == {"measures_running"}


def test_i48_a_bilan_is_asked_of_a_referent_and_presented_once_valid() -> None:
    path = Path().to(CaseState.EN_COURS)
    with pytest.raises(Refused) as error:
        path.request_bilan()
    assert codes_of(error) == {"no_referent"}

    path.follow().request_bilan().write_bilan().go_before_the_cellule()
    with pytest.raises(Refused) as error:
        path.present_bilan()
    assert codes_of(error) == {"bilan_not_valid"}

    bilans.validate(bilan_id=path.bilan.pk, actor=path.coordinator, sent=path.sent)
    assert path.present_bilan().case.state == CaseState.BILAN_PRESENTE
    path.again()
    assert path.bilan.presented_on == path.today


def test_every_reason_is_given_at_once() -> None:
    """An agent who must go back twice for two reasons loses a séance."""
    path = Path().draft().describe(motifs=(), q_danger="")

    with pytest.raises(Refused) as error:
        saisines.submit(
            saisine_id=path.saisine.pk, actor=path.member, attested=False, sent=path.sent
        )

    assert codes_of(error) == {"saisine_motif", "saisine_answers", "saisine_attestation"}


def test_a_suspension_is_looked_at_again_within_three_months() -> None:
    path = Path().to(CaseState.EN_COURS)

    for days in (0, 100):
        with pytest.raises(Refused) as error:
            cases.suspend(
                case_id=path.case.pk,
                actor=path.coordinator,
                code="attente_entree_dispositif",
                review_on=path.today + timedelta(days=days),
                sent=path.sent,
            )
        assert codes_of(error) == {"review_date"}


def test_a_refused_description_keeps_the_facts_of_the_one_before() -> None:
    path = Path(faits=("F05",)).draft().describe()

    with pytest.raises(Refused):
        path.describe(faits=(path.fait("F06"),), motifs=("inconnu",))

    assert [each.code for each in Fait.objects.all()] == ["F05"]


def test_a_third_unanswered_attempt_notes_the_young_person_unreachable() -> None:
    path = Path().to(CaseState.EN_COURS).designate().accept_mission()
    states = []
    for _ in range(3):
        tried = follow_ups.record_attempt(
            follow_up_id=path.mission.pk, actor=path.referent, sent=path.sent
        )
        states.append(tried.state)

    accepted, unreachable = FollowUpState.ACCEPTE, FollowUpState.INJOIGNABLE
    assert states == [accepted, accepted, unreachable]
    assert path.first_contact().mission.state == FollowUpState.PREMIER_CONTACT
