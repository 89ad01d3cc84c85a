"""Two identities joined by a decision, parted for thirty days as if nothing was, then erased."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.choices.lists import FreezeReason
from casework.choices.merges import MergeReason
from casework.choices.states import CaseState
from casework.models import Case, Merge, Saisine, YoungPerson
from casework.presenters.cases import present_case
from casework.services.conservation import archive
from casework.services.erasure import erase_case
from casework.sight import decision_on
from casework.timers import refresh
from confidentiality.actors import Actor
from confidentiality.choices import FieldGroup, Relation
from confidentiality.door import Sent
from confidentiality.errors import NotPermitted, NotVisible, Refused
from confidentiality.models import JournalEntry, PersonKey
from notifications import timers
from tests.casework import alerts as make
from tests.casework import factories as people
from tests.casework.archives import archive_reading
from tests.casework.joined import LAST, Joined, everything, undone
from tests.veille import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Joined:
    return Joined()


def test_one_case_goes_on_and_the_other_closes_as_a_duplicate(scene: Joined) -> None:
    scene.merge()

    kept, other = scene.again(scene.kept), scene.again(scene.other)
    assert (kept.state, other.state) == (CaseState.REPERE, CaseState.CLOS)
    assert other.closing_code == "doublon_erreur"
    assert kept.young_person == other.young_person == scene.kept.young_person
    assert {each.young_person for each in Saisine.objects.for_system("test")} == {
        scene.kept.young_person
    }
    assert YoungPerson.objects.for_system("test").count() == 2


def test_a_merger_leaves_codes_and_references_in_the_journal(scene: Joined) -> None:
    scene.merge()

    lines = JournalEntry.objects.filter(action__startswith="case.merge").order_by("seq")
    assert [line.action for line in lines] == ["case.merged", "case.merge"]
    assert lines[0].codes["reason"] == MergeReason.ORTHOGRAPHE
    assert lines[0].codes["into"] == scene.kept.reference
    assert LAST not in repr([line.codes for line in lines])


# What is refused


def test_nobody_but_the_coordonnateur_merges_or_parts(scene: Joined) -> None:
    for case in (scene.kept, scene.other):
        people.grant(case, scene.referent, Relation.MISSION)
    for actor in (scene.maire, scene.referent):
        with pytest.raises(NotPermitted):
            scene.merge(actor=actor)
    with pytest.raises(NotVisible):
        scene.merge(actor=scene.member)
    scene.merge()
    with pytest.raises(NotPermitted):
        scene.part(actor=scene.maire)


def test_i13_a_case_of_another_cellule_or_tenant_is_as_if_it_were_not(scene: Joined) -> None:
    for place in (factories.cellule(tenant=scene.place.collectivite), factories.cellule()):
        hidden = make.known(place, make.identity(LAST, "Mohamed"))

        with pytest.raises(NotVisible):
            scene.merge(other_id=hidden.pk, other_version=None)
        with pytest.raises(NotVisible):
            scene.merge(case_id=hidden.pk, sent=Sent())


@pytest.mark.parametrize("which", ["kept", "other"])
def test_a_frozen_case_is_not_merged(scene: Joined, which: str) -> None:
    case = getattr(scene, which)
    case.freeze_code, case.frozen_on = FreezeReason.DROITS, timezone.localdate()
    case.save()

    with pytest.raises(Refused, match="case_frozen_by_rights"):
        scene.merge()


@pytest.mark.parametrize("which", ["kept", "other"])
def test_a_sealed_case_is_not_merged_even_while_it_is_read(scene: Joined, which: str) -> None:
    archived = people.case(scene.place, state=CaseState.ARCHIVE)
    given = {"case_id": archived.pk} if which == "kept" else {"other_id": archived.pk}
    free: dict[str, Any] = given | {"sent": Sent(), "other_version": None}
    with pytest.raises(NotVisible):
        scene.merge(**free)
    reading = archive_reading(archived, scene.coordinator)
    reading.approved_by_id, reading.opened_at = scene.maire.hat_id, timezone.now()
    reading.review_due_on = timezone.localdate()
    reading.save()

    with pytest.raises(NotPermitted):
        scene.merge(**free)


@pytest.mark.parametrize("state", [CaseState.CLOS, CaseState.NON_RETENU])
def test_a_case_that_ended_is_not_merged(state: str) -> None:
    scene = Joined(state)

    with pytest.raises(Refused, match="merge_ended"):
        scene.merge()


def test_a_case_is_not_merged_with_itself(scene: Joined) -> None:
    with pytest.raises(NotVisible):
        scene.merge(other_id=scene.kept.pk, other_version=None)


def test_the_other_case_is_the_one_that_was_compared(scene: Joined) -> None:
    with pytest.raises(Refused, match="merge_changed"):
        scene.merge(other_version=scene.other.version + 1)


def test_a_merger_has_a_reason_of_the_list(scene: Joined) -> None:
    with pytest.raises(Refused, match="unknown_merge_reason"):
        scene.merge(reason="ils se ressemblent")


def test_what_the_parquet_said_is_not_closed_by_a_merger(scene: Joined) -> None:
    people.judicial_status(scene.other)

    with pytest.raises(Refused, match="merge_judicial"):
        scene.merge()


def test_a_measure_that_runs_on_the_other_case_is_ended_first() -> None:
    scene = Joined(CaseState.EN_COURS)
    people.rappel(scene.other)

    with pytest.raises(Refused, match="measures_running"):
        scene.merge()


def test_too_near_of_25_years_nothing_is_set_aside(scene: Joined) -> None:
    person = scene.other.young_person
    person.birth_date = people.born(25, days=20)
    person.save()

    with pytest.raises(Refused, match="merge_too_late"):
        scene.merge()


# Parting


PERIODS = st.tuples(st.integers(-30, 5), st.integers(1, 60), st.booleans())
GIVEN = st.lists(
    st.tuples(
        st.sampled_from(["kept", "other"]),
        st.sampled_from(["member", "referent"]),
        PERIODS,
    ),
    max_size=4,
)
STATES = st.sampled_from(
    [CaseState.REPERE, CaseState.INSCRIT, CaseState.AJOURNE, CaseState.EN_COURS, CaseState.SUSPENDU]
)
slow = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def granted(scene: Joined, given: list[tuple[str, str, tuple[int, int, bool]]]) -> None:
    relations = {"member": Relation.WINDOW, "referent": Relation.MISSION}
    for which, who, (since, days, open_ended) in given:
        start = timezone.now() + timedelta(days=since)
        people.grant(
            getattr(scene, which),
            getattr(scene, who),
            relations[who],
            since=start,
            until=None if open_ended else start + timedelta(days=days),
        )


@slow
@given(state=STATES, grants=GIVEN)
def test_to_merge_then_to_part_changes_nothing(
    state: str, grants: list[tuple[str, str, tuple[int, int, bool]]]
) -> None:
    with undone():
        scene = Joined(state)
        granted(scene, grants)
        refresh(scene.kept)
        refresh(scene.other)
        before = everything()

        scene.merge()
        assert everything() != before
        scene.part()

        assert everything() == before


def sight_of(actor: Actor) -> dict[str, tuple[frozenset[FieldGroup], str]]:
    """For each case that an agent sees: the groups of fields, and the page made of them."""
    seen = {}
    now = timezone.now()
    for case in Case.objects.visible_to(actor, now).select_related("young_person__key"):
        fields = decision_on(actor, "case.view", case, now).fields
        view = present_case(case, fields, timezone.localdate())
        seen[case.reference] = (fields, f"{view.name} {view.contact} {view.representatives}")
    return seen


@slow
@given(state=STATES, grants=GIVEN)
def test_a_merger_never_widens_what_anybody_reads(
    state: str, grants: list[tuple[str, str, tuple[int, int, bool]]]
) -> None:
    with undone():
        scene = Joined(state)
        granted(scene, grants)
        actors = (scene.coordinator, scene.maire, scene.member, scene.referent)
        before = {actor.hat_id: sight_of(actor) for actor in actors}

        scene.merge()

        for actor in actors:
            known = before[actor.hat_id]
            told = {text for _, text in known.values()}
            for reference, (fields, text) in sight_of(actor).items():
                assert reference in known
                assert fields <= known[reference][0]
                assert text in told


def test_the_kept_case_may_go_on_before_they_are_parted(scene: Joined) -> None:
    scene.merge()
    kept = scene.again(scene.kept)
    kept.needs = ["scolarite"]
    kept.save()

    scene.part()

    assert scene.again(scene.kept).needs == ["scolarite"]
    assert scene.again(scene.other).young_person == scene.other.young_person
    assert scene.again(scene.other).state == CaseState.REPERE


def test_an_act_that_followed_on_the_other_case_stops_the_parting(scene: Joined) -> None:
    scene.merge()
    archive(case_id=scene.other.pk, at=timezone.now())

    with pytest.raises(Refused, match="merge_followed"):
        scene.part()


def test_nothing_is_parted_twice(scene: Joined) -> None:
    scene.merge()
    scene.part()

    with pytest.raises(Refused, match="nothing_to_part"):
        scene.part()


# After thirty days


def after(days: int) -> None:
    timers.run_due(timezone.now() + timedelta(days=days))


@pytest.mark.django_db(transaction=True)
def test_the_identity_set_aside_is_erased_after_thirty_days_with_its_key() -> None:
    scene = Joined()
    scene.kept.informed_on = timezone.localdate()
    scene.kept.save()
    gone = scene.other.young_person
    scene.merge()

    after(29)
    assert YoungPerson.objects.for_system("test").filter(pk=gone.pk).exists()
    assert scene.again(scene.other).state == CaseState.CLOS
    after(31)

    assert not YoungPerson.objects.for_system("test").filter(pk=gone.pk).exists()
    assert not PersonKey.objects.filter(pk=gone.key_id).exists()
    assert scene.again(scene.other).state == CaseState.A_ELIMINER
    assert scene.again(scene.kept).young_person == scene.kept.young_person
    made = Merge.objects.get()
    assert (made.absorbed, made.steps) == (None, [])
    with pytest.raises(Refused, match="nothing_to_part"):
        scene.part()
    assert JournalEntry.objects.filter(action="case.merge_final").count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_was_parted_is_erased_by_no_timer() -> None:
    scene = Joined()
    scene.merge()
    scene.part()
    after(31)

    assert YoungPerson.objects.for_system("test").count() == 2


def test_what_was_set_aside_does_not_outlive_the_case_that_took_it(scene: Joined) -> None:
    scene.merge()
    for case in (scene.other, scene.kept):
        erase_case(scene.again(case))

    assert not YoungPerson.objects.for_system("test").exists()
    assert not Merge.objects.exists()
