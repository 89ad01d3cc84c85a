"""For each duration of each model: a row, the moment just before its end, the moment just after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import time_machine
from dateutil.relativedelta import relativedelta
from django.apps import apps
from django.utils import timezone

from casework.choices.exports import ExportState
from casework.choices.justice import neutral
from casework.choices.states import CaseState, RightsState, SaisineState
from casework.deadlines import midnight
from casework.models import Case, LegalRepresentative, ParquetCommunication, Search
from casework.timers import refresh, refresh_saisine
from confidentiality.choices import Relation, Role
from confidentiality.journal_retention import purge_due
from confidentiality.models import ActKey, JointAct, JournalEntry, KeptForm
from config.treatments import Kept
from indicators.models import Bulletin
from notifications import timers
from notifications.choices import Channel, MessageKind, Topic, WorkKind
from notifications.models import DeliveryState, MessageChoice, OutboxMessage, OutboxWork, WorkState
from tests.casework import batched, exported, watched
from tests.casework import factories as people
from tests.casework.days import TODAY
from tests.confidentiality.tampered import Sealer, some_lines
from tests.config.whole_file import whole_file
from tests.indicators.released import draft
from tests.veille import factories
from veille.models import CalendarFeed, Cellule, EliminationAgreement

MINUTE = timedelta(minutes=1)
FIVE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Life:
    """There until ``last``; gone, or emptied, at ``over``. ``run``: what the day does."""

    is_there: Callable[[], bool]
    last: datetime
    over: datetime
    run: Callable[[datetime], object] = timers.run_due


Scenario = Callable[[Cellule, Path], Life]
SCENARIOS: dict[tuple[str, Kept], Scenario] = {}


def lives(model: str, kept: Kept) -> Callable[[Scenario], Scenario]:
    def note(scenario: Scenario) -> Scenario:
        SCENARIOS[model, kept] = scenario
        return scenario

    return note


def _around(moment: datetime) -> tuple[datetime, datetime]:
    return moment - MINUTE, moment + FIVE


def _a_year_and_a_day() -> tuple[datetime, datetime]:
    """The rule of the journal: whole days, so that a row lives one day too long at most."""
    year = midnight(TODAY + relativedelta(months=12))
    return year + FIVE, year + timedelta(days=2)


def _exists(row: Any) -> Callable[[], bool]:
    rows = type(row)._base_manager.filter(pk=row.pk)
    return lambda: bool(rows.exists())


def _holds(row: Any, *names: str) -> Callable[[], bool]:
    """Whether any of these columns still says something."""
    rows = type(row)._base_manager.filter(pk=row.pk)
    return lambda: any(any(each) for each in rows.values_list(*names))


# With the key of the person


def with_the_key(model: str) -> Scenario:
    """Destroyed with everything of the case, under the agreement of the archives."""

    def live(place: Cellule, _: Path) -> Life:
        tenant = place.collectivite
        EliminationAgreement.objects.create(
            collectivite=tenant, reference="AD62-2026-14", since=date(2020, 1, 1)
        )
        due = TODAY + timedelta(days=5)
        whole_file(place, due)
        rows = apps.get_model(model)._base_manager
        known = set(rows.values_list("pk", flat=True))
        assert known
        return Life(rows.filter(pk__in=known).exists, *_around(midnight(due)))

    return live


# At the closing


def _closed(place: Cellule) -> Case:
    case = people.case(
        place,
        state=CaseState.CLOS,
        suspension_code="attente_entree_dispositif",
        review_on=TODAY,
        cadre="recidive_12_25",
        parquet_motifs=["premier_fait_porte_a_connaissance"],
    )
    case.young_person.address = "3 rue de l’Essai"
    case.young_person.save()
    return case


def _the_night_after() -> tuple[datetime, datetime]:
    return _around(midnight(TODAY + timedelta(days=1)))


def _ends_at_closing(make: Callable[[Case], tuple[Any, tuple[str, ...]]]) -> Scenario:
    def live(place: Cellule, _: Path) -> Life:
        case = _closed(place)
        row, names = make(case)
        refresh(case)
        there = _holds(row, *names) if names else _exists(row)
        return Life(there, *_the_night_after())

    return live


def _representative(case: Case) -> LegalRepresentative:
    return LegalRepresentative.objects.create(
        young_person=case.young_person, quality="mere", last_name="Exemple", first_name="Alix"
    )


def _communication(case: Case) -> ParquetCommunication:
    return ParquetCommunication.objects.create(
        case=case,
        reference="PQ-2026-1",
        communicated_on=TODAY,
        entered_by=factories.designation(Role.PARQUET, case.cellule),
    )


def _reported(case: Case) -> Any:
    return people.received(factories.agent(Role.MEMBRE, case.cellule), case)


AT_CLOSING: dict[tuple[str, Kept], Callable[[Case], tuple[Any, tuple[str, ...]]]] = {
    ("casework.YoungPerson", Kept.R1): lambda case: (case.young_person, ("address",)),
    ("casework.LegalRepresentative", Kept.R1): lambda case: (_representative(case), ()),
    ("casework.Saisine", Kept.R1): lambda case: (_reported(case), ("author", "q_danger")),
    ("casework.Case", Kept.R1): lambda case: (case, ("suspension_code", "review_on")),
    ("casework.ParquetCommunication", Kept.R6): lambda case: (_communication(case), ()),
}
SCENARIOS |= {which: _ends_at_closing(make) for which, make in AT_CLOSING.items()}


@lives("casework.Case", Kept.R6)
def _judged(place: Cellule, _: Path) -> Life:
    """The cadre says nothing of a court any more; what the parquet told is gone."""
    case = _closed(place)
    refresh(case)
    rows = Case.objects.for_system("test").filter(pk=case.pk)
    told = rows.exclude(cadre=neutral(case.cadre), parquet_motifs=[])
    return Life(told.exists, *_the_night_after())


@lives("casework.JudicialStatus", Kept.R6)
def _status(place: Cellule, _: Path) -> Life:
    case = people.case(place, state=CaseState.EN_COURS)
    status = people.judicial_status(case, review_due_on=TODAY + timedelta(days=20))
    refresh(case)
    return Life(_exists(status), *_around(midnight(TODAY + timedelta(days=21))))


@lives("casework.Saisine", Kept.R4)
def _refused(place: Cellule, _: Path) -> Life:
    now = timezone.now()
    saisine = people.saisine(
        factories.agent(Role.MEMBRE, place),
        place,
        state=SaisineState.IRRECEVABLE,
        number=1,
        submitted_at=now,
        attested_at=now,
        refusal_code="hors_objet",
    )
    refresh_saisine(saisine)
    return Life(_exists(saisine), *_around(midnight(TODAY + timedelta(days=30))))


# On a term of their own


@lives("casework.RightsRequest", Kept.R10)
def _answered(place: Cellule, _: Path) -> Life:
    request = people.rights_request(people.case(place), state=RightsState.CLOSE, closed_on=TODAY)
    return Life(_exists(request), *_around(midnight(TODAY + relativedelta(years=5))))


@lives("veille.Attendance", Kept.SEANCE)
def _attended(place: Cellule, _: Path) -> Life:
    seance = factories.seance(place, in_days=-1, present=(factories.agent(Role.MEMBRE, place),))
    return Life(seance.attendances.exists, *_around(seance.held_at + relativedelta(years=3)))


@lives("confidentiality.CharteSignature", Kept.R8)
def _signed(place: Cellule, _: Path) -> Life:
    """One who left this cellule and serves another."""
    hat = factories.designation(Role.MEMBRE, place, days=(-30, 1))
    factories.designation(Role.MEMBRE, factories.cellule(), user=hat.user, days=(-30, None))
    signature = factories.sign(hat.user, place)
    assert signature is not None
    assert hat.until is not None
    return Life(_exists(signature), *_around(hat.until + relativedelta(years=6)))


def _leaving(row_of: Callable[[Any, Cellule], Any], *names: str) -> Scenario:
    """What goes with the account of an agent whose last function has ended."""

    def live(place: Cellule, _: Path) -> Life:
        hat = factories.designation(Role.COORDONNATEUR, place, days=(-30, 1))
        row = row_of(hat, place)
        there = _holds(row, *names) if names else _exists(row)
        assert hat.until is not None
        return Life(there, *_around(hat.until + relativedelta(years=6)))

    return live


def _replaced(hat: Any, place: Cellule) -> Any:
    return factories.suppleance(hat, factories.designation(Role.COORDONNATEUR, place))


def _excluded(hat: Any, place: Cellule) -> Any:
    return factories.exclusion(factories.agent(Role.MAIRE, place), place, hat.user)


SCENARIOS |= {
    ("confidentiality.User", Kept.R8): _leaving(lambda hat, _: hat.user, "is_active"),
    ("veille.Designation", Kept.R8): _leaving(lambda hat, _: hat, "acte_reference"),
    ("veille.Suppleance", Kept.R8): _leaving(_replaced),
    ("veille.CelluleGrant", Kept.R8): _leaving(
        lambda hat, place: factories.grant_on_cellule(hat, place, Relation.COORDINATION)
    ),
    ("veille.Exclusion", Kept.R8): _leaving(_excluded),
    ("veille.CalendarFeed", Kept.R8): _leaving(
        lambda hat, _: CalendarFeed.objects.create(
            designation=hat, digest="0" * 64, opened_at=timezone.now()
        )
    ),
    ("notifications.MessageChoice", Kept.R8): _leaving(
        lambda hat, _: MessageChoice.objects.create(
            user=hat.user, topic=Topic.SEANCES, channel=Channel.PAGE
        )
    ),
}


# Twelve months


def _exported(place: Cellule) -> Any:
    office = exported.Office(place)
    return exported.export_of(office.coordinator, people.case(place), ExportState.REMISE)


@lives("casework.Export", Kept.R7)
def _export(place: Cellule, _: Path) -> Life:
    return Life(_exists(_exported(place)), *_a_year_and_a_day())


@lives("casework.ExportLine", Kept.R7)
def _line(place: Cellule, _: Path) -> Life:
    return Life(_exported(place).lines.exists, *_a_year_and_a_day())


@lives("casework.ExportFile", Kept.FILE)
def _file(place: Cellule, _: Path) -> Life:
    office = exported.Office(place)
    export = exported.export_of(office.coordinator, people.case(place), ExportState.PRETE)
    assert export.until <= timezone.now() + timedelta(hours=24)
    return Life(_exists(export.waiting_file), *_around(export.until))


@lives("casework.PaperBatch", Kept.FILE)
@lives("casework.PaperBatchLine", Kept.FILE)
@lives("casework.PaperBatchFile", Kept.FILE)
def _papers(place: Cellule, _: Path) -> Life:
    batch = batched.waiting(factories.seance(place))
    assert batch.until <= timezone.now() + timedelta(hours=24)
    lasts = (batch, batch.lines.get(), batch.files.get())
    present = [_exists(each) for each in lasts]
    return Life(lambda: any(each() for each in present), *_around(batch.until))


@lives("casework.AccessAlert", Kept.R7)
def _alert(place: Cellule, _: Path) -> Life:
    """Looked at on Mondays: gone with the first one that finds it older than the journal."""
    alert = watched.access_alert(place, factories.agent(Role.COORDONNATEUR, place))
    noon = midnight(alert.review.week_on + relativedelta(weeks=52)) + timedelta(hours=12)
    return Life(_exists(alert), noon, noon + relativedelta(weeks=1))


@lives("notifications.OutboxMessage", Kept.R7)
def _message(place: Cellule, _: Path) -> Life:
    message = OutboxMessage.objects.create(
        kind=MessageKind.CHARTE_TO_SIGN,
        recipient=factories.user(),
        not_before=timezone.now(),
        state=DeliveryState.DEAD,
    )
    return Life(_exists(message), *_a_year_and_a_day())


@lives("confidentiality.JointAct", Kept.R7)
def _joint(place: Cellule, _: Path) -> Life:
    now = timezone.now()
    asked = JointAct.objects.create(
        act="keys.destroy", subject="1", asked_by=factories.user(), asked_at=now, until=now
    )
    return Life(_exists(asked), *_a_year_and_a_day())


@lives("confidentiality.JournalEntry", Kept.R7)
def _journal(place: Cellule, folder: Path) -> Life:
    """The database itself refuses the end of a line of less than six months."""
    key = Sealer(folder).key
    written = timezone.now() - relativedelta(months=13)
    with time_machine.travel(written, tick=False):
        some_lines(1)
    year = midnight(timezone.localdate(written) + relativedelta(months=12))
    return Life(
        JournalEntry.objects.filter(action="case.opened").exists,
        year + FIVE,
        year + timedelta(days=2),
        run=lambda now: purge_due(key, now),
    )


# The time of the act


@lives("casework.Search", Kept.ACT)
def _search(place: Cellule, _: Path) -> Life:
    until = timezone.now() + timedelta(minutes=15)
    hat = factories.designation(Role.COORDONNATEUR, place)
    search = Search.objects.create(asked_by=hat, sealed=b"x", until=until)
    return Life(_exists(search), *_around(until))


@lives("notifications.OutboxWork", Kept.ACT)
def _work(place: Cellule, _: Path) -> Life:
    now = timezone.now()
    work = OutboxWork.objects.create(
        kind=WorkKind.EXPORT,
        target_id=uuid4(),
        not_before=now,
        state=WorkState.DONE,
        done_at=now,
    )
    return Life(_exists(work), *_around(work.created_at + timedelta(days=7)))


@lives("confidentiality.ActKey", Kept.ACT)
def _form(place: Cellule, _: Path) -> Life:
    sent = ActKey.objects.create(key=uuid4(), user=factories.user(), act="case.close")
    return Life(_exists(sent), *_around(sent.created_at + timedelta(days=7)))


@lives("confidentiality.KeptForm", Kept.ACT)
def _typed(place: Cellule, _: Path) -> Life:
    until = timezone.now() + timedelta(minutes=15)
    typed = KeptForm.objects.create(user=factories.user(), sealed=b"x", until=until)
    return Life(_exists(typed), *_around(until))


@lives("indicators.Bulletin", Kept.R8)
def _agreed(place: Cellule, _: Path) -> Life:
    """The bulletin stays; whoever agreed to it says nobody once the account is emptied."""
    hat = factories.designation(Role.COORDONNATEUR, place, days=(-30, 1))
    bulletin = draft()
    Bulletin.objects.filter(pk=bulletin.pk).update(dpo_by=hat.user, dpo_at=timezone.now())
    named = Bulletin.objects.filter(pk=bulletin.pk, dpo_by__last_name=hat.user.last_name)
    assert hat.until is not None
    return Life(named.exists, *_around(hat.until + relativedelta(years=6)))
