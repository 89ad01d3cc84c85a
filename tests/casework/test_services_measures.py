"""Legal invariants of the measures (§12b), each by its number."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from casework.choices.lists import ClosingReason, DecisionCode
from casework.choices.states import CaseState, FollowUpState, RappelState
from casework.models import CaseGrant, Fait
from casework.services import bilans, cases, cddf, follow_ups, rappels, saisines
from casework.sight import decision_on
from confidentiality.choices import FieldGroup, Relation
from confidentiality.errors import NotPermitted, NotVisible, Refused
from tests.casework.factories import born
from tests.casework.path import Path
from tests.refused import codes_of
from veille.models import Cddf

pytestmark = pytest.mark.django_db


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
    # Of age on the day of the act already, which the path dates in the past.
    path = Path(birth_date=born(19)).to(CaseState.EN_EXAMEN)

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
