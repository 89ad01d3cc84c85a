"""AC-19, AC-30: who asks for which persons, alone or with a second person."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from casework.choices.exports import ExportEnd, ExportRefusal, ExportState
from casework.choices.lists import FreezeReason
from casework.choices.states import CaseState
from casework.models import Export
from casework.services import archives, exports
from confidentiality.choices import Role
from confidentiality.door import Sent
from confidentiality.errors import AlreadyDone, NotPermitted, NotVisible, Refused
from notifications import work
from notifications.choices import MessageKind
from notifications.models import OutboxMessage, OutboxWork
from tests.casework import factories as people
from tests.casework.archives import archive_reading
from tests.casework.days import told
from tests.casework.exported import Office, ask, read_csv
from tests.veille import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


def take(office: Office, export: Export) -> exports.TakenFile:
    return exports.take(export_id=export.pk, actor=office.coordinator, sent=Sent())


def approve(office: Office, export: Export) -> Export:
    exports.approve(export_id=export.pk, actor=office.mayor, sent=Sent())
    export.refresh_from_db()
    return export


# Asking


@pytest.mark.parametrize("who", ["coordinator", "mayor"])
def test_ac30_twenty_persons_leave_with_one_agent(office: Office, who: str) -> None:
    export = ask(getattr(office, who), office.cases(20))

    assert (export.state, export.people) == (ExportState.PREPAREE, 20)
    assert OutboxWork.objects.get().target_id == export.pk


def test_ac30_twenty_one_persons_wait_for_a_second_one(office: Office) -> None:
    export = ask(office.coordinator, office.cases(21))

    assert export.state == ExportState.ATTENDUE
    assert not OutboxWork.objects.exists()
    told = OutboxMessage.objects.filter(kind="export_to_approve")
    assert [message.recipient_id for message in told] == [office.mayor.user.pk]


def test_ac30_two_files_of_a_day_are_counted_together(office: Office) -> None:
    """Or twenty-one persons would leave in two files."""
    ask(office.coordinator, office.cases(20))

    assert ask(office.coordinator, office.cases(1)).state == ExportState.ATTENDUE


def test_the_same_persons_again_are_not_counted_twice(office: Office) -> None:
    cases = office.cases(20)
    ask(office.coordinator, cases)

    assert ask(office.coordinator, cases).state == ExportState.PREPAREE


def test_what_two_persons_decided_leaves_the_count_of_one_alone(office: Office) -> None:
    approve(office, ask(office.coordinator, office.cases(21)))

    assert ask(office.coordinator, office.cases(20)).state == ExportState.PREPAREE


@pytest.mark.parametrize(
    ("count", "reason", "form", "code"),
    [
        (1, "", "csv", "export_without_reason"),
        (1, "curiosite", "csv", "export_without_reason"),
        (1, "seance", "docm", "export_without_reason"),
        (0, "seance", "csv", "export_without_reason"),
        (51, "seance", "csv", "export_too_large"),
    ],
)
def test_ac30_without_a_motif_or_too_large_nothing_is_asked(
    office: Office, count: int, reason: str, form: str, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        ask(office.coordinator, office.cases(count), reason=reason, form=form)

    assert not Export.objects.exists()


def test_ac19_one_case_out_of_sight_refuses_the_whole_request(office: Office) -> None:
    with pytest.raises(NotVisible):
        ask(office.coordinator, [*office.cases(2), people.case(factories.cellule())])

    assert not Export.objects.exists()


def test_two_cellules_do_not_share_a_file() -> None:
    tenant = factories.collectivite()
    office = Office(factories.cellule(tenant=tenant))
    other = factories.cellule(tenant=tenant)
    mayor = factories.agent(Role.MAIRE, office.place)

    with pytest.raises(Refused, match="export_two_cellules"):
        ask(mayor, [people.case(office.place), people.case(other)])


def test_a_frozen_case_does_not_leave(office: Office) -> None:
    frozen = people.case(
        office.place, freeze_code=FreezeReason.DROITS, frozen_on=timezone.localdate()
    )

    with pytest.raises(Refused, match="export_frozen"):
        ask(office.coordinator, [frozen])


@pytest.mark.parametrize("role", [Role.MEMBRE, Role.REFERENT, Role.PARQUET, Role.CDDF, Role.DPO])
def test_the_others_export_nothing(office: Office, role: Role) -> None:
    with pytest.raises(NotPermitted):
        ask(factories.agent(role, office.place), office.cases(1))


def test_an_archive_read_for_a_reason_does_not_leave(office: Office) -> None:
    """The policy says so: a reading opened by two gives one page, for an hour."""
    archived = people.case(office.place, state=CaseState.ARCHIVE)
    reading = archive_reading(archived, office.coordinator)
    archives.approve_reading(reading_id=reading.pk, actor=office.mayor, sent=Sent())

    with pytest.raises(NotPermitted):
        ask(office.coordinator, [archived])


def test_the_same_form_sent_twice_asks_once(office: Office) -> None:
    cases, sent = office.cases(1), Sent(key=uuid4())
    ask(office.coordinator, cases, sent=sent)

    with pytest.raises(AlreadyDone):
        ask(office.coordinator, cases, sent=sent)

    assert Export.objects.count() == 1


# The second person


def test_ac30_the_other_function_agrees_and_the_file_is_prepared(office: Office) -> None:
    export = approve(office, ask(office.coordinator, office.cases(21)))

    assert export.state == ExportState.PREPAREE
    work.run_due()
    assert len(read_csv(take(office, export).content)) == 2 + 21


def test_the_coordonnateur_agrees_for_the_maire(office: Office) -> None:
    export = ask(office.mayor, office.cases(21))

    exports.approve(export_id=export.pk, actor=office.coordinator, sent=Sent())

    assert Export.objects.get().approved_by_id == office.coordinator.hat_id


def test_nobody_agrees_to_their_own_request(office: Office) -> None:
    export = ask(office.coordinator, office.cases(21))
    both = factories.agent(Role.MAIRE, office.place, user=office.coordinator.user)

    for actor, said in ((office.coordinator, Refused), (both, NotVisible)):
        with pytest.raises(said):
            exports.approve(export_id=export.pk, actor=actor, sent=Sent())


@pytest.mark.parametrize("role", [Role.COORDONNATEUR, Role.MAIRE])
def test_somebody_elsewhere_or_of_the_same_function_sees_no_request(
    office: Office, role: Role
) -> None:
    export = ask(office.coordinator, office.cases(21))
    place = office.place if role == Role.COORDONNATEUR else factories.cellule()

    with pytest.raises(NotVisible):
        exports.approve(export_id=export.pk, actor=factories.agent(role, place), sent=Sent())


def test_an_agreement_is_given_once(office: Office) -> None:
    export = approve(office, ask(office.coordinator, office.cases(21)))

    with pytest.raises((Refused, NotVisible)):
        approve(office, export)


def test_an_agreement_comes_within_a_day(office: Office) -> None:
    export = ask(office.coordinator, office.cases(21))

    with (
        time_machine.travel(timezone.now() + timedelta(hours=24), tick=False),
        pytest.raises(Refused, match="export_not_waiting"),
    ):
        approve(office, export)


def decline(office: Office, export: Export, reason: str = "etendue") -> None:
    exports.decline(export_id=export.pk, actor=office.mayor, reason=reason, sent=Sent())


def test_the_second_person_refuses_with_a_reason_and_the_asker_is_told(office: Office) -> None:
    export = ask(office.coordinator, office.cases(21))

    decline(office, export)

    export.refresh_from_db()
    assert (export.state, export.end_code) == (ExportState.DECLINEE, ExportEnd.ETENDUE)
    assert told(MessageKind.EXPORT_DECLINED) == {office.coordinator.user}
    assert not OutboxWork.objects.exists()
    with pytest.raises(Refused) as refused:
        take(office, export)
    assert [each.code for each in refused.value.refusals] == ["export_declined"]
    for act in (approve, decline):
        with pytest.raises(NotVisible):
            act(office, export)


def test_a_refusal_of_an_export_bears_a_reason_of_the_list(office: Office) -> None:
    export = ask(office.coordinator, office.cases(21))

    for reason in ("", "delai"):
        with pytest.raises(Refused):
            decline(office, export, reason)

    export.refresh_from_db()
    assert export.state == ExportState.ATTENDUE


def test_nobody_refuses_for_themselves_nor_what_is_agreed(office: Office) -> None:
    waiting, agreed = (ask(office.coordinator, office.cases(21)) for _ in range(2))
    approve(office, agreed)

    with pytest.raises(Refused):
        exports.decline(export_id=waiting.pk, actor=office.coordinator, reason="motif", sent=Sent())
    with pytest.raises(NotVisible):
        decline(office, agreed)


def test_the_reasons_of_a_refusal_are_ends_of_an_export() -> None:
    assert set(ExportRefusal.choices) <= set(ExportEnd.choices)
