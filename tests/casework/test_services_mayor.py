"""What follows a rappel and a hearing: the parquet asked and told, the third parties informed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from casework.models import CddfInformedParty, RappelALOrdre
from casework.services import cddf, rappels
from confidentiality.errors import Refused
from tests.casework import tried_mayor as steps
from tests.casework.path import Path
from tests.casework.tried import FORMAL, consulted, convoked, engaged, heard
from tests.refused import codes_of, refusal_of
from tests.veille import factories
from veille.models import ParquetProtocol

pytestmark = pytest.mark.django_db


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
