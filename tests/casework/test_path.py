"""The whole path, from the saisine to the closing, act by act."""

import pytest

from casework.choices.measures import RappelLevel
from casework.choices.states import BilanState, CaseState, CddfState, FollowUpState, RappelState
from confidentiality.models import JournalEntry
from tests.casework.path import Path

pytestmark = pytest.mark.django_db


def test_a_young_person_goes_from_the_saisine_to_the_closing() -> None:
    path = Path().to(CaseState.CLOS)

    path.again()
    assert path.case.state == CaseState.CLOS
    assert path.bilan.state == BilanState.PRESENTE
    assert path.mission.state == FollowUpState.TERMINE
    assert JournalEntry.objects.filter(object_id=path.case.pk, outcome="done").count() == (
        path.case.version + 1
    ), "each act on the case, and its opening"


def test_every_measure_of_the_path_reaches_its_end() -> None:
    path = Path(faits=("F04", "F11"), level=RappelLevel.PROTOCOLE).to(CaseState.EN_COURS)

    path.propose_rappel().consult().wait(3).answer().decide().wait(8).record()
    path.propose_cddf().accept_cddf().convene_family().wait(5).hear().recommend().close_cddf()

    path.again()
    assert path.rappel.state == RappelState.REALISE
    assert path.rappel.register_number == 1
    assert path.referral.state == CddfState.CLOSE
