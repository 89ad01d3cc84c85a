"""I22: how long what the parquet communicates is kept, and how it is forgotten."""

from __future__ import annotations

import pytest
from dateutil.relativedelta import relativedelta

from casework.choices.justice import NEUTRAL, JudicialCode
from casework.choices.lists import Cadre, ClosingReason, ParquetMotif, Programme
from casework.choices.states import CaseState
from casework.models import JudicialStatus, ParquetCommunication
from casework.services import justice
from confidentiality.door import Sent
from confidentiality.errors import Refused
from confidentiality.events import events_of
from confidentiality.models import Event
from tests.casework.judicial import classify, communicated, note
from tests.casework.path import Path
from tests.casework.tried_rights import with_status, word
from tests.refused import codes_of

pytestmark = pytest.mark.django_db


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
    classify(path, Programme.RECIDIVE, Cadre.RECIDIVE)
    classify(path, Programme.EXPOSES, Cadre.EXPOSITION)
    classify(path, Programme.RECIDIVE, Cadre.RECIDIVE)
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
