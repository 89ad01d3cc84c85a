"""The accompagnement parental, which only the mayor proposes and sets up (I33, I44, I45)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import models
from django.utils import timezone

from casework.choices.lists import ClosingReason, DecisionCode
from casework.choices.states import AccompagnementState, CaseState
from casework.models import AccompagnementParental
from casework.services import accompagnements
from confidentiality.access_matrix import CASE_ACTS
from confidentiality.choices import Role
from confidentiality.errors import Refused
from confidentiality.models import Event
from tests.casework import tried_accompagnements as steps
from tests.casework.factories import born
from tests.casework.path import Path
from tests.casework.tried import engaged, on_accompagnement, suspended
from tests.refused import codes_of, refusal_of
from tests.veille import factories
from veille.models import Delegation, Designation

pytestmark = pytest.mark.django_db


def fresh(row: models.Model) -> Any:
    return type(row)._default_manager.get(pk=row.pk)


def test_i33_only_the_mayor_proposes_and_sets_up() -> None:
    decided = ("accompagnement.propose", "accompagnement.start", "transaction.propose")

    assert {act: CASE_ACTS[act] for act in decided} == {act: {Role.MAIRE} for act in decided}


def test_i44_from_the_first_thought_to_the_attestation() -> None:
    path = Path()
    steps.started(path)
    steps.complete(path, path.coordinator, path.sent)

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

    assert steps.verify(path, path.coordinator, path.sent).state == AccompagnementState.VERIFIE


def test_i44_the_cddf_of_the_commune_cannot_be_skipped() -> None:
    path = steps.considered(Path())

    found = refusal_of(steps.verify, path, path.coordinator, path.sent)

    assert found == {"accompagnement_cddf_first"}


def test_i44_the_attestation_is_given_or_nothing_moves() -> None:
    path = steps.cddf_consulted(Path())
    verify = on_accompagnement(accompagnements.verify, attested=False)

    found = refusal_of(verify, path, path.coordinator, path.sent)

    assert found == {"accompagnement_not_verified"}
    assert fresh(path.accompagnement).state == AccompagnementState.CDDF_CONSULTE


@pytest.mark.parametrize("missing", ["dasen", "school", "caf", "prefet"])
def test_i44_it_does_not_start_before_the_four_informations(missing: str) -> None:
    path = steps.asked(Path())
    given = {name: path.today for name in ("dasen", "school", "caf", "prefet") if name != missing}
    inform = on_accompagnement(accompagnements.inform, given=accompagnements.Informations(**given))
    inform(path, path.coordinator, path.sent)

    assert refusal_of(steps.start, path, path.mayor, path.sent) == {"accompagnement_informations"}


def test_i44_it_does_not_start_before_the_departement_is_asked() -> None:
    path = steps.accepted(Path())

    assert refusal_of(steps.start, path, path.mayor, path.sent) == {"state"}


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
    answer = steps.answer(agreed=False, refusal="motif_legitime")

    row = answer(path, path.coordinator, path.sent)

    assert (row.state, row.refusal_code) == (AccompagnementState.REFUSE, "motif_legitime")
    assert refusal_of(steps.answer(agreed=False), path, path.coordinator, path.sent)


def test_i45_no_word_of_the_contrat_de_responsabilite_parentale() -> None:
    names = {field.name for field in AccompagnementParental._meta.get_fields()}
    labels = " ".join(str(label) for _, label in AccompagnementState.choices).lower()

    assert not [name for name in names if "crp" in name or "contrat" in name]
    assert "responsabilité parentale" not in labels


@pytest.mark.parametrize("months", [0, 13])
def test_its_length_is_of_a_year_at_most(months: int) -> None:
    path = steps.verified(Path())
    propose = on_accompagnement(accompagnements.propose, months=months)

    assert refusal_of(propose, path, path.mayor, path.sent) == {"accompagnement_months"}


def test_the_mayor_of_another_commune_decides_nothing_here() -> None:
    path = steps.verified(Path())
    Designation.objects.filter(pk=path.mayor.hat_id).update(commune=factories.commune())

    assert refusal_of(steps.propose, path, path.mayor, path.sent) == {"measure_other_commune"}


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
        steps.propose(path, path.mayor, path.sent)

    [refusal] = error.value.refusals
    assert refusal.code == "delegation_expired"
    assert (refusal.way_out_label, refusal.way_out_url) == ("Voir les délégations", "/cellule/")


def test_the_attestation_follows_the_beginning() -> None:
    path = steps.started(Path())
    complete = on_accompagnement(
        accompagnements.complete, attested_on=path.today - timedelta(days=1)
    )

    found = refusal_of(complete, path, path.coordinator, path.sent)

    assert found == {"accompagnement_ends_first"}


def test_no_step_is_dated_in_the_future() -> None:
    path = steps.considered(Path())
    consult = on_accompagnement(accompagnements.consult_cddf, on=path.today + timedelta(days=1))

    assert refusal_of(consult, path, path.coordinator, path.sent) == {"future_date"}


def test_an_accompagnement_stops_while_the_case_is_suspended() -> None:
    path = suspended(steps.verified(Path()))

    assert refusal_of(steps.propose, path, path.mayor, path.sent) == {"measure_case_stopped"}


def test_an_accompagnement_goes_on_before_the_cellule() -> None:
    path = steps.verified(Path())
    path.plan().convene().inscribe()
    assert path.case.state == CaseState.INSCRIT

    assert steps.propose(path, path.mayor, path.sent).state == AccompagnementState.PROPOSE


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

    cancel = on_accompagnement(accompagnements.cancel, code="autre_mesure")
    cancel(path, path.coordinator, path.sent)
    assert path.close(ClosingReason.DEMENAGEMENT).case.state == CaseState.CLOS
