"""What the plan counts is written with each act, and corrected by lines that erase nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from dateutil.relativedelta import relativedelta
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from casework.choices.counted import AgeBand, Measure, band_of
from casework.choices.lists import ClosingReason
from casework.choices.rights import RightKind
from casework.choices.states import CaseState
from casework.models import Case, CountedEvent
from casework.services import counting, erasure, rectification, rights, undo
from confidentiality import append_only
from confidentiality.door import Sent
from tests.casework import counted
from tests.casework.joined import Joined
from tests.casework.path import Path

pytestmark = pytest.mark.django_db

BORN = date(2011, 4, 2)


def measures() -> list[str]:
    return sorted(CountedEvent.objects.values_list("measure", flat=True))


@pytest.mark.parametrize(
    ("on", "band"),
    [
        (date(2023, 4, 1), None),
        (date(2023, 4, 2), AgeBand.FROM_12),
        (date(2027, 4, 1), AgeBand.FROM_12),
        (date(2027, 4, 2), AgeBand.FROM_16),
        (date(2029, 4, 1), AgeBand.FROM_16),
        (date(2029, 4, 2), AgeBand.FROM_18),
        (date(2032, 4, 1), AgeBand.FROM_18),
        (date(2032, 4, 2), AgeBand.FROM_21),
        (date(2036, 4, 1), AgeBand.FROM_21),
        (date(2036, 4, 2), None),
    ],
)
def test_a_band_changes_on_the_birthday_and_ends_on_the_twenty_fifth(
    on: date, band: AgeBand | None
) -> None:
    assert band_of(BORN, on) == band


def test_born_on_29_february_somebody_is_a_year_older_on_28_february() -> None:
    assert band_of(date(2012, 2, 29), date(2037, 2, 27)) == AgeBand.FROM_21
    assert band_of(date(2012, 2, 29), date(2037, 2, 28)) is None


def test_a_whole_path_counts_each_event_once() -> None:
    path = Path(faits=("F05",))
    path.to(CaseState.EN_COURS).propose_cddf().accept_cddf().convene_family().wait(6).hear()
    path.propose_rappel().decide().wait(9).record()
    path.follow().wait(30).request_bilan().write_bilan().validate_bilan()
    path.go_before_the_cellule().present_bilan()

    assert measures() == ["bilan", "cddf_entendue", "cddf_saisi", "rappel", "repere", "suivi"]
    assert counted.written() == counted.naive_count()


def test_an_intensive_follow_up_counts_and_its_young_person_once() -> None:
    path = Path()
    type(path.cellule).objects.filter(pk=path.cellule.pk).update(in_zsp=True)
    for _ in range(2):
        if "case" not in path.__dict__:
            path.to(CaseState.EN_COURS)
        path.mission = path.designate().mission
        type(path.mission)._base_manager.filter(pk=path.mission.pk).update(intensive=True)
        path.accept_mission().first_contact().adhere().end_mission()

    assert measures() == ["jeune_zsp", "repere", *["suivi"] * 2, *["suivi_intensif"] * 2]
    assert counted.written() == counted.naive_count()


def test_a_second_agenda_counts_nobody_again() -> None:
    path = Path().to(CaseState.EN_COURS).wait(1)

    path.plan().convene().inscribe()

    assert measures() == ["repere"]


def test_out_of_the_ages_of_the_plan_nothing_is_counted() -> None:
    path = Path()
    path.to(CaseState.REPERE).inform().plan().convene()
    person = path.case.young_person
    person.birth_date = path.today - relativedelta(years=11)
    person.save()

    path.inscribe()

    assert measures() == []


def test_an_act_taken_back_is_taken_back_by_a_line() -> None:
    path = Path().to(CaseState.INSCRIT)

    undo.undo(case_id=path.case.pk, actor=path.coordinator, sent=path.sent)

    assert [each[4:] for each in counted.lines()] == [(-1, False), (1, False)]
    assert counted.written() == counted.naive_count() == {}


def test_an_act_taken_back_across_midnight_corrects_the_month_before() -> None:
    path = Path()
    path.to(CaseState.REPERE).inform().plan().convene()
    path.now = path.now.replace(day=28, hour=23, minute=58)
    path.now += relativedelta(day=31)
    path.inscribe()
    path.now += timedelta(minutes=5)

    undo.undo(case_id=path.case.pk, actor=path.coordinator, sent=path.sent)

    first, second = counted.lines()
    assert first[0] < second[0]
    assert (first[4:], second[4:]) == ((1, False), (-1, True))


def rectified(path: Path, **given: object) -> None:
    path.request = rights.receive(
        case_id=path.case.pk,
        actor=path.coordinator,
        given=rights.Received(RightKind.RECTIFICATION, "jeune", path.today),
        sent=path.sent,
    )
    common: dict[str, Any] = {"request_id": path.request.pk, "sent": path.sent}
    rights.check_identity(actor=path.coordinator, proof="piece_presentee", **common)
    rights.advise(actor=path.dpo, advice="fondee", reason="", **common)
    rights.decide(actor=path.mayor, outcome="fondee", reason="", **common)
    rectification.rectify(
        request_id=path.request.pk,
        actor=path.coordinator,
        given=rectification.Corrected(**given),  # type: ignore[arg-type]
        sent=path.sent,
    )


def test_a_rectified_sex_moves_what_was_counted_by_lines_of_the_present_month() -> None:
    path = Path().to(CaseState.INSCRIT)
    before = counted.lines()
    path.wait(40)

    rectified(path, sex="F")

    [line] = before
    added = [each for each in counted.lines() if each not in before]
    assert [(each[3], each[4], each[5]) for each in added] == [
        ("F", 1, True),
        ("non_precise", -1, True),
    ]
    assert {each[0] for each in added} == {f"{path.now:%Y-%m}"} != {line[0]}
    assert counted.written() == counted.naive_count()


def test_a_rectified_birth_date_moves_by_the_age_of_that_day_or_out_of_the_plan() -> None:
    path = Path().to(CaseState.INSCRIT)
    path.wait(40)

    rectified(path, birth_date=path.today - relativedelta(years=9))

    assert [each[4] for each in counted.lines()] == [1, -1]
    assert counted.written() == counted.naive_count() == {}


def test_a_rectified_name_moves_nothing() -> None:
    path = Path().to(CaseState.INSCRIT).wait(40)

    rectified(path, last_name="Autrement")

    assert len(counted.lines()) == 1


def counted_case(case: Case, on: date, sex: str) -> None:
    """As if it had been inscribed that day."""
    person = case.young_person
    person.sex = sex
    person.save()
    case.inscribed_on = on
    Case.objects.for_system("test").filter(pk=case.pk).update(inscribed_on=on)
    CountedEvent.objects.create(
        cellule_id=case.cellule_id,
        month=on.replace(day=1),
        measure=Measure.REPERE,
        age_band=str(band_of(person.birth_date, on)),
        sex=sex,
    )


def test_a_merger_counts_one_young_person_and_parting_them_counts_two_again() -> None:
    scene = Joined()
    now = Sent().today
    for case, sex in ((scene.kept, "F"), (scene.other, "M")):
        counted_case(case, now - timedelta(days=40), sex)
    apart = counted.naive_count()
    assert counted.written() == apart

    scene.merge()
    assert counted.written() == counted.naive_count()
    assert sum(counted.written().values()) == 1

    scene.part()
    assert counted.written() == counted.naive_count() == apart


def test_a_case_closed_as_a_duplicate_counts_no_more() -> None:
    path = Path().to(CaseState.INSCRIT)

    path.close(ClosingReason.DOUBLON)

    assert counted.written() == counted.naive_count() == {}


def test_an_erasure_changes_no_line_and_leaves_nothing_that_leads_back() -> None:
    path = Path().to(CaseState.INSCRIT)
    path.close(ClosingReason.PERTE)
    known = {path.case.pk, path.case.young_person_id, path.case.young_person.key_id}
    before = list(CountedEvent.objects.values())

    erasure.erase_case(Case.objects.for_system("test").get(pk=path.case.pk))

    after = list(CountedEvent.objects.values())
    assert after == before
    held = {value for row in after for value in row.values() if isinstance(value, UUID)}
    assert held - {path.cellule.pk, after[0]["id"]} == set()
    assert not held & known


def test_no_line_is_ever_changed_deleted_or_replaced() -> None:
    Path().to(CaseState.INSCRIT)
    table = CountedEvent._meta.db_table
    whole = {
        "sqlite": f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",  # noqa: S608
        "postgresql": f"TRUNCATE {table}",
    }[connection.vendor]
    statements = (f"UPDATE {table} SET weight = -1", f"DELETE FROM {table}", whole)  # noqa: S608
    connection.check_constraints()

    for statement in statements:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    assert len(counted.lines()) == 1
    append_only.remove(connection)
    append_only.install(connection)
    append_only.install(connection)
    with pytest.raises(IntegrityError), transaction.atomic():
        CountedEvent.objects.all().delete()


# How a story comes to an act that the plan counts, then the act.
COUNTED: dict[str, tuple[Callable[[Path], object], Callable[[Path], object]]] = {
    "repere": (lambda path: path.to(CaseState.REPERE).inform().plan().convene(), Path.inscribe),
    "rappel": (
        lambda path: path.to(CaseState.EN_COURS).propose_rappel().decide().wait(9),
        Path.record,
    ),
    "cddf_saisi": (lambda path: path.to(CaseState.EN_COURS), Path.propose_cddf),
    "cddf_entendue": (
        lambda path: (
            path.to(CaseState.EN_COURS).propose_cddf().accept_cddf().convene_family().wait(6)
        ),
        Path.hear,
    ),
    "suivi": (
        lambda path: path.to(CaseState.EN_COURS).designate().accept_mission().first_contact(),
        Path.adhere,
    ),
    "bilan": (
        lambda path: (
            path.to(CaseState.BILAN_ATTENDU).write_bilan().validate_bilan().go_before_the_cellule()
        ),
        Path.present_bilan,
    ),
}


@pytest.mark.parametrize("measure", COUNTED)
def test_counting_costs_an_act_one_statement(measure: str, monkeypatch: pytest.MonkeyPatch) -> None:
    come, act = COUNTED[measure]
    costs = []
    for path in (Path(), Path()):
        come(path)
        with CaptureQueriesContext(connection) as captured:
            act(path)
        costs.append(len(captured))
        monkeypatch.setattr(counting, "count", lambda *args, **kwargs: None)

    # A birth date, under its key, has to be read for a bilan only: the other acts ask an age.
    assert costs[0] - costs[1] == (3 if measure == Measure.BILAN else 1)
    assert CountedEvent.objects.filter(measure=measure).count() == 1


def test_an_act_that_fails_counts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    path = Path()
    path.to(CaseState.REPERE).inform().plan().convene()

    def refuse(*args: object, **kwargs: object) -> None:
        raise LookupError

    monkeypatch.setattr("confidentiality.door.journal.record", refuse)
    with pytest.raises(LookupError):
        path.inscribe()

    assert measures() == []
