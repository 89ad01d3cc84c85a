"""The vectors of the domain on the rappel à l’ordre (§9.2, §9.3), through the services."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework.choices.lists import Answer
from casework.choices.measures import RappelLevel
from casework.choices.states import CaseState, RappelState
from casework.models import Fait, RappelALOrdre
from casework.services import rappels, saisines
from confidentiality.errors import NotPermitted, Refused
from tests.casework import factories as people
from tests.casework.factories import born
from tests.casework.path import Path
from tests.refused import codes_of
from tests.veille import factories
from veille.models import Delegation, Designation, ParquetProtocol

INFORMEL, PROTOCOLE = RappelLevel.INFORMEL, RappelLevel.PROTOCOLE


def engaged(*faits: str, level: str = INFORMEL, birth_date: date | None = None) -> Path:
    return Path(faits=faits, level=level, birth_date=birth_date).to(CaseState.EN_COURS)


def delegate(path: Path, *, until: timedelta | None, commune: str = "") -> None:
    """The mayor’s hat becomes that of an élu, whose arrêté ends in this time."""
    place = path.cellule.collectivite.seat
    arrete = Delegation.objects.create(
        commune=place,
        arrete_number="2026-12",
        since=path.today - timedelta(days=300),
        until=None if until is None else path.today + until,
    )
    Designation.objects.filter(pk=path.mayor.hat_id).update(delegation=arrete)


@pytest.mark.django_db
def test_i37_an_informal_rappel_for_a_noise_is_refused() -> None:
    """{F04} informel: a contravention."""
    path = engaged("F04")

    with pytest.raises(Refused) as error:
        path.propose_rappel()

    assert codes_of(error) == {"rappel_informal_needs_no_qualification"}
    assert not RappelALOrdre.objects.for_system("nothing is left").exists()


@pytest.mark.django_db
def test_i34_an_informal_rappel_is_decided_by_a_delegate_in_force() -> None:
    """{F05} informel, délégué en vigueur."""
    path = engaged("F05").propose_rappel()
    delegate(path, until=timedelta(days=1))

    path.decide()

    assert path.rappel.state == RappelState.CONVOQUE
    assert path.rappel.delegation is not None


@pytest.mark.django_db
def test_a_rappel_agreed_by_the_parquet_is_decided() -> None:
    """{F04, F11} protocole, accord."""
    path = engaged("F04", "F11", level=PROTOCOLE).propose_rappel().consult().answer()

    assert path.decide().rappel.state == RappelState.CONVOQUE


@pytest.mark.django_db
def test_i23_i35_a_delit_is_never_stored_and_excludes_the_rappel() -> None:
    """{F04, N01}: the flag stays, the fact does not; the report is dated first (I31)."""
    path = Path(faits=("F04", "N01"), level=PROTOCOLE).draft()
    path.describe(q_crime_delit=Answer.NON)
    path.saisine.refresh_from_db()
    assert path.saisine.q_crime_delit == Answer.OUI
    assert [each.code for each in Fait.objects.all()] == ["F04"]

    with pytest.raises(Refused) as error:
        path.submit()
    assert codes_of(error) == {"saisine_art40"}

    path.describe(art40_on=path.today)
    path.submit().receive().inform().go_before_the_cellule().orient().engage()
    with pytest.raises(Refused) as error:
        path.propose_rappel()
    assert "rappel_crime_declared" in codes_of(error)


@pytest.mark.django_db
def test_a_violence_is_not_recorded() -> None:
    """V-facts need the parquet’s agreement: refused by the service and by the database."""
    path = Path(faits=("V01",)).draft()

    with pytest.raises(Refused) as error:
        path.describe()

    assert codes_of(error) == {"fait_against_person"}


@pytest.mark.django_db
def test_i38_a_minor_of_fourteen_nobody_came_with_is_not_recorded() -> None:
    """{F13}, representatives « aucun » without an impossibility."""
    path = engaged("F13", birth_date=born(14)).propose_rappel().decide().wait(8)
    alone = path.interview(presence_representatives="aucun")

    with pytest.raises(Refused) as error:
        rappels.record(rappel_id=path.rappel.pk, actor=path.mayor, interview=alone, sent=path.sent)

    assert codes_of(error) == {"rappel_presence"}
    path.again()
    assert path.rappel.state == RappelState.CONVOQUE
    assert path.rappel.register_number is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("until", "allowed"),
    [(timedelta(days=1), True), (timedelta(0), False), (timedelta(days=-1), False)],
    ids=["its last day", "the day after", "two days after"],
)
def test_i34_an_expired_arrete_decides_nothing(until: timedelta, allowed: bool) -> None:
    path = engaged("F05").propose_rappel()
    delegate(path, until=until)

    if allowed:
        assert path.decide().rappel.state == RappelState.CONVOQUE
        return
    with pytest.raises(Refused) as error:
        path.decide()
    assert codes_of(error) == {"delegation_expired"}


@pytest.mark.django_db
def test_i34_the_arrete_is_looked_at_again_on_the_day_of_the_interview() -> None:
    path = engaged("F05").propose_rappel()
    delegate(path, until=timedelta(days=3))
    path.decide().wait(8)

    with pytest.raises(Refused) as error:
        path.record()

    assert codes_of(error) == {"delegation_expired"}


@pytest.mark.django_db
def test_i36_sixty_days_of_silence_are_not_an_agreement() -> None:
    path = engaged("F04", level=PROTOCOLE).propose_rappel().consult().wait(60)

    with pytest.raises(Refused):
        path.decide()

    path.again()
    assert path.rappel.state == RappelState.CONSULTATION


@pytest.mark.django_db
def test_i34_the_mayor_of_another_commune_decides_nothing() -> None:
    """As the president of an intercommunalité, who is the mayor of one commune only."""
    path = engaged("F05").propose_rappel()
    Designation.objects.filter(pk=path.mayor.hat_id).update(commune=factories.commune())

    with pytest.raises(Refused) as error:
        path.decide()

    assert codes_of(error) == {"rappel_other_commune"}


@pytest.mark.django_db
def test_i34_no_agent_decides_in_the_place_of_the_mayor() -> None:
    path = engaged("F05").propose_rappel()

    with pytest.raises(NotPermitted) as error:
        rappels.decide(
            rappel_id=path.rappel.pk,
            actor=path.coordinator,
            appointment_at=path.appointment,
            sent=path.sent,
        )

    assert error.value.refusal is not None
    assert error.value.refusal.code == "rappel_not_maire"


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "allowed"), [(7, False), (8, True)])
def test_the_family_has_eight_days(days: int, allowed: bool) -> None:
    path = engaged("F05").propose_rappel()
    given = {"rappel_id": path.rappel.pk, "actor": path.mayor, "sent": path.sent}
    appointment_at = path.now + timedelta(days=days)

    if allowed:
        rappels.decide(**given, appointment_at=appointment_at)  # type: ignore[arg-type]
        return
    with pytest.raises(Refused) as error:
        rappels.decide(**given, appointment_at=appointment_at)  # type: ignore[arg-type]
    assert codes_of(error) == {"convocation_too_soon"}


@pytest.mark.django_db
def test_i40_a_complaint_learnt_later_stops_the_rappel_and_lets_it_be_cancelled() -> None:
    path = engaged("F05").propose_rappel().decide().wait(8)
    people.received(path.member, path.case, q_plainte_enquete=Answer.OUI)

    with pytest.raises(Refused) as error:
        path.record()
    assert codes_of(error) == {"rappel_complaint"}

    cancelled = rappels.cancel(
        rappel_id=path.rappel.pk, actor=path.coordinator, code="plainte", sent=path.sent
    )
    assert cancelled.state == RappelState.SANS_OBJET


@pytest.mark.django_db
def test_i41_an_absence_gives_a_second_convocation_and_nothing_else() -> None:
    path = engaged("F05").propose_rappel().decide()
    before = {field: getattr(path.case, field) for field in ("state", "closing_code")}
    given = {"rappel_id": path.rappel.pk, "actor": path.mayor}

    for _ in range(2):
        path.wait(8)
        rappels.record_absence(**given, sent=path.wait(1).sent)  # type: ignore[arg-type]
        again = {"appointment_at": path.appointment, "sent": path.sent}
        if path.rappel.absence_count == 0:
            rappels.convene_again(**given, **again)  # type: ignore[arg-type]
        path.again()
    with pytest.raises(Refused) as error:
        rappels.convene_again(**given, **again)  # type: ignore[arg-type]

    assert codes_of(error) == {"rappel_no_second_chance"}
    assert before == {field: getattr(path.case, field) for field in before}


@pytest.mark.django_db
def test_a_fact_of_another_young_person_is_not_recalled() -> None:
    path = engaged("F05")
    other = people.received(path.member, people.case(path.cellule))

    with pytest.raises(Refused) as error:
        rappels.propose(
            case_id=path.case.pk,
            actor=path.coordinator,
            level=INFORMEL,
            commune=path.cellule.collectivite.seat,
            fait_ids=[people.fait(other).pk],
            sent=path.sent,
        )

    assert codes_of(error) == {"rappel_no_fact"}


@pytest.mark.django_db
def test_a_rappel_without_a_protocol_never_reaches_the_parquet() -> None:
    path = engaged("F04", level=PROTOCOLE)
    ParquetProtocol.objects.update(until=path.today)

    with pytest.raises(Refused) as error:
        path.propose_rappel().consult()

    assert codes_of(error) == {"rappel_no_protocol"}


@pytest.mark.django_db
def test_a_cellule_attests_before_consulting() -> None:
    path = engaged("F04", level=PROTOCOLE).propose_rappel()

    with pytest.raises(Refused) as error:
        rappels.consult(
            rappel_id=path.rappel.pk, actor=path.coordinator, attested=False, sent=path.sent
        )

    assert codes_of(error) == {"rappel_attestations"}


@pytest.mark.django_db
def test_a_saisine_says_nothing_of_a_fact_to_come() -> None:
    path = Path().draft()
    later = saisines.FaitInput(
        "F05", path.today + timedelta(days=1), path.cellule.collectivite.seat, "voie_publique"
    )

    with pytest.raises(Refused) as error:
        path.describe(faits=(later,))

    assert codes_of(error) == {"future_date"}
