"""What only the mayor decides: accompagnement parental, transaction, what follows a rappel."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import models
from django.utils import timezone

from casework.choices.lists import ClosingReason, DecisionCode
from casework.choices.states import AccompagnementState, CaseState, TransactionState
from casework.models import (
    AccompagnementParental,
    CddfInformedParty,
    RappelALOrdre,
    Transaction,
)
from casework.services import accompagnements, cases, cddf, rappels, transactions
from confidentiality.access_matrix import CASE_ACTS
from confidentiality.choices import Role
from confidentiality.errors import NotVisible, Refused
from confidentiality.models import Event, JournalEntry
from tests.casework import tried_mayor as steps
from tests.casework.factories import born
from tests.casework.path import Path
from tests.casework.tried import FORMAL, consulted, convoked, engaged, heard
from tests.veille import factories
from veille.models import Delegation, Designation, ParquetProtocol

pytestmark = pytest.mark.django_db


def codes_of(error: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {refusal.code for refusal in error.value.refusals}


def refusal_of(call: Any, *arguments: Any) -> set[str]:
    with pytest.raises(Refused) as error:
        call(*arguments)
    return codes_of(error)


def fresh(row: models.Model) -> Any:
    return type(row)._default_manager.get(pk=row.pk)


# --- Accompagnement parental -----------------------------------------------------------------


def test_i33_only_the_mayor_proposes_and_sets_up() -> None:
    decided = ("accompagnement.propose", "accompagnement.start", "transaction.propose")

    assert {act: CASE_ACTS[act] for act in decided} == {act: {Role.MAIRE} for act in decided}


def test_i44_from_the_first_thought_to_the_attestation() -> None:
    path = Path()
    steps.started(path)
    steps.dated(accompagnements.complete, "attested_on")(path, path.coordinator, path.sent)

    path.again()
    told = [event.after for event in Event.objects.filter(object_id=path.accompagnement.pk)]
    assert told == [
        "cddf_consulte",
        "verifie",
        "propose",
        "accepte",
        "avis_pcd_demande",
        "avis_pcd_demande",
        "en_cours",
        "termine",
    ]
    assert path.accompagnement.attested_on == path.today


def test_i44_the_cddf_may_be_skipped_where_there_is_none() -> None:
    path = engaged(Path())
    path.cddf_member.user.designations.all().delete()
    path.cellule.collectivite.cddfs.all().delete()
    steps.consider(path)

    verify = steps.on_accompagnement(accompagnements.verify, attested=True)
    assert verify(path, path.coordinator, path.sent).state == AccompagnementState.VERIFIE


def test_i44_the_cddf_of_the_commune_cannot_be_skipped() -> None:
    path = steps.considered(Path())
    verify = steps.on_accompagnement(accompagnements.verify, attested=True)

    found = refusal_of(verify, path, path.coordinator, path.sent)

    assert found == {"accompagnement_cddf_first"}


def test_i44_the_attestation_is_given_or_nothing_moves() -> None:
    path = steps.cddf_consulted(Path())
    verify = steps.on_accompagnement(accompagnements.verify, attested=False)

    found = refusal_of(verify, path, path.coordinator, path.sent)

    assert found == {"accompagnement_not_verified"}
    assert fresh(path.accompagnement).state == AccompagnementState.CDDF_CONSULTE


@pytest.mark.parametrize("missing", ["dasen", "school", "caf", "prefet"])
def test_i44_it_does_not_start_before_the_four_informations(missing: str) -> None:
    path = steps.asked(Path())
    given = {name: path.today for name in ("dasen", "school", "caf", "prefet") if name != missing}
    inform = steps.on_accompagnement(
        accompagnements.inform, given=accompagnements.Informations(**given)
    )
    inform(path, path.coordinator, path.sent)

    start = steps.on_accompagnement(accompagnements.start)
    assert refusal_of(start, path, path.mayor, path.sent) == {"accompagnement_informations"}


def test_i44_it_does_not_start_before_the_departement_is_asked() -> None:
    path = steps.accepted(Path())
    start = steps.on_accompagnement(accompagnements.start)

    assert refusal_of(start, path, path.mayor, path.sent) == {"state"}


def test_a_trigger_without_a_threat_is_refused_with_every_reason() -> None:
    path = Path(birth_date=born(18)).to(CaseState.EN_EXAMEN)
    path.orient(DecisionCode.REFERENT).close_seance().engage()
    # Engaged as a minor; come of age today.
    path.wait((timezone.localdate() - path.today).days)

    with pytest.raises(Refused) as error:
        accompagnements.consider(
            case_id=path.case.pk,
            actor=path.coordinator,
            trigger="",
            threat="",
            sent=path.sent,
        )

    assert codes_of(error) == {
        "accompagnement_adult",
        "accompagnement_trigger",
        "accompagnement_threat",
    }
    assert not AccompagnementParental.objects.for_system("test").exists()


def test_i45_a_refusal_is_a_coded_note_that_tells_nobody() -> None:
    path = steps.proposed(Path())
    answer = steps.answered(path, agreed=False, refusal="motif_legitime")

    row = answer(path, path.coordinator, path.sent)

    assert (row.state, row.refusal_code) == (AccompagnementState.REFUSE, "motif_legitime")
    assert refusal_of(steps.answered(path, agreed=False), path, path.coordinator, path.sent)


def test_i45_no_word_of_the_contrat_de_responsabilite_parentale() -> None:
    names = {field.name for field in AccompagnementParental._meta.get_fields()}
    labels = " ".join(str(label) for _, label in AccompagnementState.choices).lower()

    assert not [name for name in names if "crp" in name or "contrat" in name]
    assert "responsabilité parentale" not in labels


@pytest.mark.parametrize("months", [0, 13])
def test_its_length_is_of_a_year_at_most(months: int) -> None:
    path = steps.verified(Path())
    propose = steps.on_accompagnement(accompagnements.propose, months=months)

    assert refusal_of(propose, path, path.mayor, path.sent) == {"accompagnement_months"}


def test_the_mayor_of_another_commune_decides_nothing_here() -> None:
    path = steps.verified(Path())
    Designation.objects.filter(pk=path.mayor.hat_id).update(commune=factories.commune())
    propose = steps.on_accompagnement(accompagnements.propose, months=6)

    assert refusal_of(propose, path, path.mayor, path.sent) == {"measure_other_commune"}


def test_i34_a_delegation_that_has_ended_shows_where_to_look() -> None:
    path = steps.verified(Path())
    delegation = Delegation.objects.create(
        commune=path.cellule.collectivite.seat,
        arrete_number="2024-9",
        since=path.today - timedelta(days=90),
        until=path.today,
    )
    Designation.objects.filter(pk=path.mayor.hat_id).update(delegation=delegation)

    with pytest.raises(Refused) as error:
        steps.on_accompagnement(accompagnements.propose, months=6)(path, path.mayor, path.sent)

    [refusal] = error.value.refusals
    assert refusal.code == "delegation_expired"
    assert (refusal.way_out_label, refusal.way_out_url) == ("Voir les délégations", "/cellule/")


def test_the_attestation_follows_the_beginning() -> None:
    path = steps.started(Path())
    complete = steps.dated(
        accompagnements.complete, "attested_on", attested_on=path.today - timedelta(days=1)
    )

    found = refusal_of(complete, path, path.coordinator, path.sent)

    assert found == {"accompagnement_ends_first"}


def test_no_step_is_dated_in_the_future() -> None:
    path = steps.considered(Path())
    consult = steps.dated(accompagnements.consult_cddf, on=path.today + timedelta(days=1))

    assert refusal_of(consult, path, path.coordinator, path.sent) == {"future_date"}


def suspended(path: Path) -> Path:
    cases.suspend(
        case_id=path.case.pk,
        actor=path.coordinator,
        code="attente_entree_dispositif",
        review_on=path.today + timedelta(days=30),
        sent=path.sent,
    )
    return path


def test_an_accompagnement_stops_while_the_case_is_suspended() -> None:
    path = suspended(steps.verified(Path()))
    propose = steps.on_accompagnement(accompagnements.propose, months=6)

    assert refusal_of(propose, path, path.mayor, path.sent) == {"measure_case_stopped"}


def test_an_accompagnement_goes_on_before_the_cellule() -> None:
    path = steps.verified(Path())
    path.plan().convene().inscribe()
    assert path.case.state == CaseState.INSCRIT

    propose = steps.on_accompagnement(accompagnements.propose, months=6)
    assert propose(path, path.mayor, path.sent).state == AccompagnementState.PROPOSE


@pytest.mark.parametrize("begin", ["rappel", "cddf", "accompagnement"])
def test_no_measure_begins_while_the_cellule_examines(begin: str) -> None:
    path = engaged(Path())
    path.plan().convene().inscribe()
    doing = {
        "rappel": path.propose_rappel,
        "cddf": path.propose_cddf,
        "accompagnement": lambda: steps.consider(path),
    }

    assert refusal_of(doing[begin]) == {"measure_case_not_running"}


def test_a_case_closes_once_the_accompagnement_is_over() -> None:
    path = steps.considered(Path())
    assert refusal_of(path.close, ClosingReason.DEMENAGEMENT) == {"measures_running"}

    cancel = steps.on_accompagnement(accompagnements.cancel, code="autre_mesure")
    cancel(path, path.coordinator, path.sent)
    assert path.close(ClosingReason.DEMENAGEMENT).case.state == CaseState.CLOS


# --- Transaction ------------------------------------------------------------------------------


def on_damage() -> Path:
    return steps.opened(Path(faits=("F11",)))


def test_i52_from_the_proposal_to_the_execution() -> None:
    path = Path(faits=("F11",))
    steps.homologated(path)
    done = steps.noted(transactions.record_execution, done=True)(path, path.mayor, path.sent)

    assert done.state == TransactionState.EXECUTEE
    assert (done.homologation_reference, done.executed_on) == ("2026-44", path.today)


def test_i52_every_reason_of_a_refused_proposal_is_given_at_once() -> None:
    path = engaged(Path(faits=("F04",)))

    with pytest.raises(Refused) as error:
        steps.propose_offer(
            path,
            pv_on=path.today - timedelta(days=32),
            prejudice=Decimal(0),
            attested=False,
            hours=12,
        )

    assert codes_of(error) == {
        "transaction_closed",
        "transaction_fact",
        "transaction_commune_property",
        "transaction_pv_before_fact",
        "transaction_pv_late",
        "transaction_prejudice",
        "transaction_hours",
    }
    assert not Transaction.objects.for_system("test").exists()


def test_a_fact_of_another_case_is_out_of_sight() -> None:
    path = on_damage()

    with pytest.raises(NotVisible):
        steps.propose_offer(path, fait_id=uuid4())


def test_one_transaction_for_one_fact() -> None:
    path = steps.propose_offer(on_damage())
    steps.noted(transactions.answer, agreed=False)(path, path.coordinator, path.sent)

    assert refusal_of(steps.propose_offer, path) == {"constraint"}


def test_an_agreement_after_fifteen_days_comes_too_late() -> None:
    path = steps.offered(Path(faits=("F11",))).wait(16)
    agree = steps.noted(transactions.answer, agreed=True)

    assert refusal_of(agree, path, path.coordinator, path.sent) == {"transaction_answer_late"}


def test_the_clock_takes_silence_for_a_refusal_on_the_sixteenth_day() -> None:
    path = steps.offered(Path(faits=("F11",))).wait(15)
    assert path.offer not in transactions.unanswered(path.today)
    with pytest.raises(Refused) as error:
        transactions.lapse(offer_id=path.offer.pk, at=path.now)
    assert codes_of(error) == {"transaction_answer_awaited"}

    path.wait(1)
    assert path.offer in transactions.unanswered(path.today)
    offer = transactions.lapse(offer_id=path.offer.pk, at=path.now)

    assert (offer.state, offer.answered_on) == (TransactionState.SILENCE, path.today)
    event = Event.objects.get(object_id=offer.pk)
    assert (event.act, event.actor_id) == ("transaction.lapse", None)
    assert JournalEntry.objects.filter(action="transaction.lapse").count() == 1


def test_silence_runs_even_while_the_case_is_suspended() -> None:
    path = suspended(steps.offered(Path(faits=("F11",)))).wait(16)

    offer = transactions.lapse(offer_id=path.offer.pk, at=path.now)

    assert offer.state == TransactionState.SILENCE


def test_nothing_is_homologated_without_a_reference() -> None:
    path = steps.agreed(Path(faits=("F11",)))
    given = transactions.Homologation(granted=True, reference=" ", on=path.today)
    homologate = steps.on_offer(transactions.homologate, given=given)

    found = refusal_of(homologate, path, path.coordinator, path.sent)

    assert found == {"homologation_reference"}


def test_the_dates_of_a_transaction_follow_each_other() -> None:
    path = steps.agreed(Path(faits=("F11",)))
    given = transactions.Homologation(True, "2026-44", path.today - timedelta(days=1))
    homologate = steps.on_offer(transactions.homologate, given=given)

    assert refusal_of(homologate, path, path.mayor, path.sent) == {"transaction_order"}


def test_the_parquet_is_told_once_of_each_step() -> None:
    path = steps.agreed(Path(faits=("F11",)))
    inform = steps.noted(transactions.inform_parquet)
    assert inform(path, path.coordinator, path.sent).parquet_informed_on == path.today

    again = refusal_of(inform, path, path.coordinator, path.sent)
    assert again == {"transaction_parquet_informed"}


@pytest.mark.parametrize(
    ("code", "birth_date", "refusal"),
    [
        (DecisionCode.TRANSACTION, born(15), "transaction_closed"),
        (DecisionCode.ACCOMPAGNEMENT, born(19), "accompagnement_adult"),
    ],
)
def test_the_cellule_proposes_only_what_the_mayor_may_do(
    code: DecisionCode, birth_date: Any, refusal: str
) -> None:
    path = Path(birth_date=birth_date).to(CaseState.EN_EXAMEN)

    assert refusal_of(path.orient, code) == {refusal}


# --- What follows a rappel, and a hearing -----------------------------------------------------


def test_i36_the_mayor_who_has_no_answer_is_told_to_ask_again() -> None:
    path = consulted(Path(**FORMAL))

    with pytest.raises(Refused) as error:
        path.decide()

    [refusal] = error.value.refusals
    assert refusal.code == "rappel_no_answer"
    assert (refusal.way_out_label, refusal.way_out_url) == ("Relancer le parquet", "relancer")


def test_i36_sixty_days_of_silence_and_reminders_are_no_agreement() -> None:
    path = consulted(Path(**FORMAL))
    for _ in range(8):
        path.wait(7)
        rappels.remind(rappel_id=path.rappel.pk, actor=path.coordinator, sent=path.sent)

    path.again()
    assert path.rappel.state == "consultation_parquet"
    assert path.rappel.reminded_on == path.today


def test_the_parquet_is_not_pressed_before_a_week() -> None:
    path = consulted(Path(**FORMAL)).wait(6)

    with pytest.raises(Refused) as error:
        rappels.remind(rappel_id=path.rappel.pk, actor=path.mayor, sent=path.sent)

    assert codes_of(error) == {"rappel_reminder_early"}


def test_without_a_protocol_a_written_agreement_is_named() -> None:
    path = engaged(Path(**FORMAL)).propose_rappel()
    ParquetProtocol.objects.update(until=path.today)

    with pytest.raises(Refused) as error:
        path.consult()
    assert codes_of(error) == {"rappel_no_protocol"}

    rappel = rappels.consult(
        rappel_id=path.rappel.pk,
        actor=path.coordinator,
        attested=True,
        agreement=" 2026-3 ",
        sent=path.sent,
    )
    assert (rappel.protocol, rappel.agreement_reference) == (None, "2026-3")


def test_a_protocol_signed_since_the_proposal_counts() -> None:
    path = engaged(Path(**FORMAL))
    ParquetProtocol.objects.update(until=path.today)
    path.propose_rappel()
    assert path.rappel.protocol is None

    ParquetProtocol.objects.update(until=None)
    assert path.consult().rappel.protocol == ParquetProtocol.objects.get()


def informed(path: Path, days_ago: int = 0) -> RappelALOrdre:
    return rappels.inform_parquet(
        rappel_id=path.rappel.pk,
        actor=path.coordinator,
        on=path.today - timedelta(days=days_ago),
        sent=path.sent,
    )


def test_the_parquet_learns_an_absence_then_the_interview() -> None:
    ParquetProtocol.objects.update(wants_return=True)
    path = consulted(Path(**FORMAL)).answer().decide().wait(8)
    ParquetProtocol.objects.update(wants_return=True)
    path.wait(1)
    rappels.record_absence(rappel_id=path.rappel.pk, actor=path.coordinator, sent=path.sent)
    assert informed(path).parquet_informed_on == path.today
    with pytest.raises(Refused) as error:
        informed(path)
    assert codes_of(error) == {"rappel_parquet_informed"}

    path.wait(1)
    rappels.convene_again(
        rappel_id=path.rappel.pk,
        actor=path.mayor,
        appointment_at=path.appointment,
        sent=path.sent,
    )
    path.wait(8).record()
    with pytest.raises(Refused) as error:
        informed(path, days_ago=1)
    assert codes_of(error) == {"rappel_return_early"}
    assert informed(path).parquet_informed_on == path.today


def test_the_parquet_is_told_nothing_where_the_protocol_asks_nothing() -> None:
    path = convoked(Path()).wait(8).record()

    with pytest.raises(Refused) as error:
        informed(path)

    assert codes_of(error) == {"rappel_no_return_wanted"}


def party(path: Path, *codes: str) -> cddf.Party:
    assert path.member.organisation_id
    return cddf.Party(path.member.organisation_id, codes, path.today)


def tell(path: Path, given: cddf.Party) -> None:
    cddf.inform_party(
        referral_id=path.referral.pk, actor=path.coordinator, given=given, sent=path.sent
    )


def test_i43_no_third_party_is_told_what_the_family_did_not_examine() -> None:
    path = heard(Path()).recommend()

    assert refusal_of(tell, path, party(path, "activite_encadree")) == {
        "cddf_third_party_not_examined"
    }
    assert not CddfInformedParty.objects.for_system("test").exists()


def test_i43_a_third_party_learns_what_concerns_it_once() -> None:
    path = steps.recommended_with_family(Path())

    tell(path, party(path, "activite_encadree"))

    line = CddfInformedParty.objects.visible_to(path.mayor, path.now).get()
    assert line.recommendations == ["activite_encadree"]
    assert (line.informed_on, line.informed_by_id) == (path.today, path.coordinator.hat_id)
    assert not CddfInformedParty.objects.visible_to(path.referent, path.now).exists()
    assert refusal_of(tell, path, party(path, "activite_encadree")) == {"constraint"}


@pytest.mark.parametrize("codes", [(), ("mediation_proposee",)])
def test_i43_a_third_party_learns_recommendations_of_the_council_only(
    codes: tuple[str, ...],
) -> None:
    path = steps.recommended_with_family(Path())

    assert refusal_of(tell, path, party(path, *codes)) == {"party_recommendations"}


def test_i43_a_third_party_sits_in_the_cellule() -> None:
    path = steps.recommended_with_family(Path())
    stranger = factories.organisation("association")
    given = cddf.Party(stranger.pk, ("activite_encadree",), path.today)

    assert refusal_of(tell, path, given) == {"unknown_organisation"}


def test_the_day_of_an_absence_is_noted() -> None:
    path = convoked(Path()).wait(9)

    row = rappels.record_absence(rappel_id=path.rappel.pk, actor=path.coordinator, sent=path.sent)

    assert (row.absent_on, row.absence_count) == (path.today, 1)
    assert timezone.localdate() >= path.today
