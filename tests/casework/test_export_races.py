"""Two at the same instant: one file leaves, one agreement is given, twenty persons are twenty."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from casework.choices.exports import ExportState
from casework.models import Export, ExportFile
from casework.services import exports
from confidentiality.choices import Role
from confidentiality.door import Sent
from confidentiality.errors import NotVisible, Refused
from confidentiality.models import JournalEntry
from notifications.models import OutboxWork
from tests.casework.exported import Office, ask, built
from tests.races import Track
from tests.veille import factories

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 8


@pytest.fixture
def office() -> Office:
    return Office()


def told(action: str) -> int:
    return JournalEntry.objects.filter(action=action).count()


def test_ac30_two_downloads_at_once_give_one_file_and_one_refusal(
    office: Office, track: Track
) -> None:
    for done in range(1, ROUNDS + 1):
        export = built(office.coordinator, office.cases(1))

        def take(export: Export = export) -> object:
            return exports.take(export_id=export.pk, actor=office.coordinator, sent=Sent())

        answers = track.run(take, take)

        files = [each for each in answers if isinstance(each, exports.TakenFile)]
        [refusal] = [each for each in answers if isinstance(each, Refused)]
        assert len(files) == 1
        assert [each.code for each in refusal.refusals] == ["export_taken"]
        assert told("export.download") == done
        assert not ExportFile.objects.exists()


def test_ac30_two_agreements_at_once_give_one(office: Office, track: Track) -> None:
    mayors = (office.mayor, factories.agent(Role.MAIRE, office.place))
    cases = office.cases(21)
    for done in range(1, ROUNDS + 1):
        export = ask(office.coordinator, cases)

        def agree(mayor: int, export: Export = export) -> Callable[[], object]:
            def act() -> object:
                try:
                    return exports.approve(export_id=export.pk, actor=mayors[mayor], sent=Sent())
                except NotVisible:
                    # No longer waiting: the request left the sight of the second person.
                    return None

            return act

        answers = track.run(agree(0), agree(1))

        assert sum(isinstance(each, Export) for each in answers) == 1
        assert told("export.approve") == done
        assert OutboxWork.objects.filter(target_id=export.pk).count() == 1


def test_two_requests_at_once_are_counted_together(office: Office, track: Track) -> None:
    """Fifteen and fifteen: one of them waits for a second person."""
    for _ in range(ROUNDS // 2):
        Export.objects.all().delete()
        first, second = office.cases(15), office.cases(15)

        answers = track.run(
            lambda cases=first: ask(office.coordinator, cases),  # type: ignore[misc]
            lambda cases=second: ask(office.coordinator, cases),  # type: ignore[misc]
        )

        states = sorted(each.state for each in answers if isinstance(each, Export))
        assert states == [ExportState.ATTENDUE, ExportState.PREPAREE]
