"""Whatever happens to the cases, what was frozen stays, and the open months tell the difference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from dateutil.relativedelta import relativedelta
from django.conf import settings as django_settings
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from casework.choices.counted import Measure
from casework.choices.states import BilanState, CddfState, FollowUpState, RappelState
from casework.models import Case, CountedEvent, YoungPerson
from casework.services import counting, erasure
from confidentiality import journal_key
from confidentiality.door import Sent
from confidentiality.errors import NotVisible, Refused
from confidentiality.journal_key import SealingKey
from indicators.choices import PeriodKind
from indicators.contributed import contributed
from indicators.freezing import freeze_due
from indicators.models import Contribution
from indicators.periods import AccountPeriod
from indicators.recomputing import differences
from tests.casework import factories as people
from tests.casework.counted import Cell, naive_count
from tests.casework.joined import Joined, undone

pytestmark = pytest.mark.django_db

KINDS: tuple[Measure, ...] = tuple(Measure)


class Accounts:
    """Two cases of one cellule that may be joined, a clock, and what was frozen on the way."""

    def __init__(self, key: SealingKey) -> None:
        self.scene, self.key = Joined(), key
        self.now: datetime = timezone.now()
        self.frozen: dict[int, tuple[str, str]] = {}
        self.erased = False

    def case(self, which: int) -> Case | None:
        rows = Case.objects.for_system("test").select_related("young_person__key", "cellule")
        return rows.filter(pk=(self.scene.kept, self.scene.other)[which % 2].pk).first()

    @property
    def sent(self) -> Sent:
        return Sent(at=self.now)

    # What happens

    def count(self, which: int, number: int) -> None:
        """One event, as its act leaves it: the row, and the line."""
        case, measure = self.case(which), KINDS[number % len(KINDS)]
        if case is None or case.closing_code:
            return
        today = self.sent.today
        measures = [measure]
        if measure == Measure.REPERE:
            if case.inscribed_on:
                return
            Case.objects.for_system("test").filter(pk=case.pk).update(inscribed_on=today)
        elif measure == Measure.RAPPEL:
            people.rappel(case, state=RappelState.REALISE, done_on=today)
        elif measure in (Measure.CDDF_SAISI, Measure.CDDF_ENTENDUE):
            state = CddfState.CLOSE
            people.referral(case, state=state, proposed_on=today, heard_on=today)
            measures = [Measure.CDDF_SAISI, Measure.CDDF_ENTENDUE]
        elif measure == Measure.BILAN:
            people.bilan(case, state=BilanState.PRESENTE, validated_on=today, presented_on=today)
        else:
            measures = self._follow(case, intensive=measure != Measure.SUIVI)
        counting.count(case, *measures, on=today)
        counting.write(case)

    def _follow(self, case: Case, *, intensive: bool) -> list[Measure]:
        first = not case.follow_ups.filter(intensive=True).exists()
        people.follow_up(
            case, state=FollowUpState.TERMINE, active_since=self.sent.today, intensive=intensive
        )
        if not intensive:
            return [Measure.SUIVI]
        return [Measure.SUIVI, Measure.SUIVI_INTENSIF, *([Measure.JEUNE_ZSP] if first else [])]

    def rectify(self, which: int, number: int) -> None:
        """Another sex, another birth date: around the ends of the bands, and out of them."""
        case = self.case(which)
        if case is None:
            return
        person = YoungPerson.objects.for_system("test").get(pk=case.young_person_id)
        theirs = Case.objects.for_system("test").filter(young_person=person)
        with counting.restated(theirs.all, self.now):
            person.sex = ("F", "M", "non_precise")[number % 3]
            years = (11, 12, 15, 16, 18, 21, 24, 25)[number % 8]
            person.birth_date = self.sent.today - relativedelta(years=years, days=number % 40)
            person.save()

    def merge(self, which: int, number: int) -> None:
        kept, other = self.case(0), self.case(1)
        if kept is None or other is None:
            return
        try:
            self.scene.merge(other_version=other.version, sent=self.sent)
        except (Refused, NotVisible):
            return

    def part(self, which: int, number: int) -> None:
        try:
            self.scene.part(sent=self.sent)
        except (Refused, NotVisible):
            return

    def erase(self, which: int, number: int) -> None:
        case = self.case(which)
        if case is not None:
            erasure.erase_case(case)
            self.erased = True

    def wait(self, which: int, number: int) -> None:
        self.now += timedelta(days=number % 45)

    def freeze(self, which: int, number: int) -> None:
        freeze_due(self.now, self.key)
        self.frozen |= self._contents()

    # What is always true

    def check(self) -> None:
        now = self._contents()
        assert {pk: now[pk] for pk in self.frozen} == self.frozen
        for each in Contribution.objects.select_related("collectivite"):
            assert differences(each.period, each.collectivite) == []
        if not self.erased:
            assert self._closed_and_open() == naive_count()

    def _contents(self) -> dict[int, tuple[str, str]]:
        rows = Contribution.objects.values_list("pk", "content", "signature")
        return {pk: (content, signature) for pk, content, signature in rows}

    def _closed_and_open(self) -> Counter[Cell]:
        """The contributions of the months that are frozen, then the lines of those that are not."""
        found: Counter[Cell] = Counter()
        months = Contribution.objects.filter(kind=PeriodKind.MONTH)
        closed = set(months.order_by().values_list("first_day", flat=True))
        for month in closed:
            for each in contributed(AccountPeriod(PeriodKind.MONTH, month)):
                cell = (each.cellule_id, each.measure, each.age_band, each.sex)
                found[cell] += each.count
        for line in CountedEvent.objects.exclude(month__in=closed):
            found[line.cellule_id, line.measure, line.age_band, line.sex] += line.weight
        return Counter({cell: count for cell, count in found.items() if count})


ACTS: dict[str, Callable[[Accounts, int, int], None]] = {
    "count": Accounts.count,
    "rectify": Accounts.rectify,
    "merge": Accounts.merge,
    "part": Accounts.part,
    "wait": Accounts.wait,
    "freeze": Accounts.freeze,
}
_STEP = st.tuples(
    st.sampled_from(["count", "count", *ACTS]), st.integers(0, 1), st.integers(0, 1000)
)


@pytest.fixture(scope="module")
def key() -> SealingKey:
    return journal_key.ensure(Path(django_settings.JALON_INDICATORS_KEY))


def lived(key: SealingKey, steps: list[tuple[str, int, int]]) -> Accounts:
    accounts = Accounts(key)
    for act, which, number in steps:
        (ACTS | {"erase": Accounts.erase})[act](accounts, which, number)
    accounts.check()
    return accounts


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(_STEP, min_size=3, max_size=10))
@example([("count", 0, 0), ("count", 1, 0), ("wait", 0, 40), ("freeze", 0, 0), ("merge", 0, 0)])
@example([("count", 1, 5), ("merge", 0, 0), ("rectify", 0, 3), ("part", 0, 0), ("wait", 0, 44)])
@example([("count", 0, 1), ("wait", 0, 44), ("freeze", 0, 0), ("rectify", 0, 7)])
def test_closed_months_and_open_corrections_are_what_the_rows_say(
    key: SealingKey, steps: list[tuple[str, int, int]]
) -> None:
    with undone():
        lived(key, steps)


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(
    before=st.lists(_STEP, min_size=2, max_size=6),
    after=st.lists(_STEP, max_size=4),
    which=st.integers(0, 1),
)
def test_an_erasure_changes_nothing_of_what_was_frozen(
    key: SealingKey,
    before: list[tuple[str, int, int]],
    after: list[tuple[str, int, int]],
    which: int,
) -> None:
    frozen = [("count", which, 0), *before, ("wait", 0, 44), ("freeze", 0, 0)]
    with undone():
        accounts = lived(key, [*frozen, ("erase", which, 0), *after, ("erase", 1 - which, 0)])
        assert accounts.frozen


def test_an_identity_set_aside_by_a_merger_comes_back_as_it_was_counted(key: SealingKey) -> None:
    with undone():
        accounts = lived(key, [("rectify", 1, 1), ("count", 1, 1), ("count", 1, 0)])
        apart = naive_count()

        accounts.merge(0, 0)
        accounts.check()
        assert naive_count() != apart
        accounts.part(0, 0)
        accounts.check()

        assert naive_count() == apart
