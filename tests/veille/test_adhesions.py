"""FSM-8, the adhesion to a charte: its five states, and invariants I01 to I07."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.choices.states import CaseState
from casework.models import Case, YoungPerson
from casework.services import saisines
from confidentiality.actors import Actor
from confidentiality.choices import CharteState, Relation, Role
from confidentiality.door import NOT_A_FORM
from confidentiality.errors import NotPermitted, NotVisible, Refused
from confidentiality.models import Charte, CharteSignature, JournalEntry
from tests.casework import alerts
from tests.casework import factories as people
from tests.veille import factories
from veille.choices import AdhesionState, ExclusionReason, ExpiryReason
from veille.hats import actor_of, signed_circles
from veille.models import Cellule, Designation, Exclusion
from veille.services.adhesions import Adhesion, adhesion_of
from veille.services.chartes import (
    Acknowledgements,
    publish_charte,
    repeal_charte,
    sign_charte,
    withdraw_signature,
)
from veille.services.exclusions import exclude_member, lift_exclusion
from veille.services.mandates import open_mandate

pytestmark = pytest.mark.django_db

ALL_THREE = Acknowledgements(True, True, True)


@pytest.fixture
def place() -> Cellule:
    return factories.staffed(factories.cellule())


def standing(actor: Actor, place: Cellule, now: datetime | None = None) -> Adhesion:
    hat = Designation.objects.get(pk=actor.hat_id)
    return adhesion_of(hat, place.pk, now or timezone.now())


def sign(actor: Actor, place: Cellule) -> CharteSignature:
    return sign_charte(
        actor=actor,
        charte_id=factories.charte_in_force(place).pk,
        acknowledgements=ALL_THREE,
        sent=NOT_A_FORM,
    )


def exclude(maire: Actor, place: Cellule, member: Actor) -> Exclusion:
    return exclude_member(
        actor=maire,
        cellule_id=place.pk,
        designation_id=member.hat_id,
        reason=ExclusionReason.DIVULGATION,
        sent=NOT_A_FORM,
    )


def repeal(actor: Actor, charte: Charte) -> Charte:
    return repeal_charte(
        actor=actor,
        charte_id=charte.pk,
        on=date(2026, 3, 2),
        reference="CLSPD 2026-2",
        sent=NOT_A_FORM,
    )


class TestStates:
    def test_a_designation_begins_with_a_charte_to_sign_then_signed(self, place: Cellule) -> None:
        actor = factories.agent(Role.MEMBRE, place, signed=False)
        assert standing(actor, place).state == AdhesionState.A_SIGNER

        signature = sign(actor, place)

        assert standing(actor, place) == Adhesion(AdhesionState.SIGNEE, until=signature.valid_until)

    def test_it_expires_after_twelve_months(self, place: Cellule) -> None:
        actor = factories.agent(Role.MEMBRE, place, days=(-30, None))
        later = timezone.now() + timedelta(days=366)

        assert standing(actor, place, later).reason == ExpiryReason.DUREE
        assert not signed_circles(actor, later).exists()

    def test_it_expires_with_its_version(self, place: Cellule) -> None:
        actor = factories.agent(Role.MEMBRE, place)
        adopted = factories.charte_of(place, number=2, state=CharteState.ADOPTEE)

        publish_charte(
            actor=factories.agent(Role.COORDONNATEUR, place), charte_id=adopted.pk, sent=NOT_A_FORM
        )

        assert standing(actor, place).reason == ExpiryReason.VERSION

    def test_it_expires_with_the_designation(self, place: Cellule) -> None:
        actor = factories.agent(Role.MEMBRE, place, days=(-30, 60))
        later = timezone.now() + timedelta(days=61)

        found = standing(actor, place, later)

        assert (found.state, found.reason) == (AdhesionState.EXPIREE, ExpiryReason.DESIGNATION)

    @pytest.mark.parametrize(
        ("moves", "reason"),
        [(True, ExpiryReason.ORGANISME), (False, ExpiryReason.DESIGNATION)],
    )
    def test_a_new_designation_signs_again(
        self, place: Cellule, moves: bool, reason: ExpiryReason
    ) -> None:
        former = factories.agent(Role.MEMBRE, place, days=(-30, -1))
        old = Designation.objects.get(pk=former.hat_id)
        elsewhere = factories.organisation("bailleur")
        new = actor_of(
            factories.designation(
                Role.MEMBRE,
                place,
                user=former.user,
                days=(-1, 90),
                organisation=elsewhere if moves else old.organisation,
            )
        )

        assert standing(new, place) == Adhesion(AdhesionState.EXPIREE, reason=reason)
        assert not signed_circles(new, timezone.now()).exists()

        sign(new, place)
        assert signed_circles(new, timezone.now()).exists()

    def test_it_expires_with_the_mandate(self, place: Cellule) -> None:
        actor = factories.agent(Role.MEMBRE, place)

        open_mandate(
            actor=factories.agent(Role.COORDONNATEUR, place),
            since=timezone.localdate(),
            reference="PV du jour",
            sent=NOT_A_FORM,
        )

        assert standing(actor, place) == Adhesion(AdhesionState.EXPIREE, reason=ExpiryReason.MANDAT)

    def test_its_author_takes_it_back_and_may_sign_again(self, place: Cellule) -> None:
        actor = factories.agent(Role.MEMBRE, place)

        withdraw_signature(actor=actor, cellule_id=place.pk, sent=NOT_A_FORM)

        assert standing(actor, place).state == AdhesionState.REVOQUEE
        assert not signed_circles(actor, timezone.now()).exists()
        with pytest.raises(Refused):
            withdraw_signature(actor=actor, cellule_id=place.pk, sent=NOT_A_FORM)
        sign(actor, place)
        assert standing(actor, place).state == AdhesionState.SIGNEE

    def test_the_excluded_cannot_sign_until_the_maire_lifts_it(self, place: Cellule) -> None:
        actor, maire = factories.agent(Role.MEMBRE, place), factories.agent(Role.MAIRE, place)

        exclusion = exclude(maire, place, actor)

        assert standing(actor, place).state == AdhesionState.EXCLU
        with pytest.raises(Refused) as refused:
            sign(actor, place)
        assert refused.value.refusals[0].code == "charte_excluded"
        lift_exclusion(actor=maire, exclusion_id=exclusion.pk, sent=NOT_A_FORM)
        assert standing(actor, place).state == AdhesionState.A_SIGNER
        sign(actor, place)
        assert standing(actor, place).state == AdhesionState.SIGNEE


class TestExclusion:
    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.MAIRE}))
    def test_only_the_maire_excludes(self, place: Cellule, role: Role) -> None:
        member = factories.agent(Role.MEMBRE, place)

        with pytest.raises(NotPermitted):
            exclude(factories.agent(Role(role), place), place, member)

    def test_the_maire_of_elsewhere_sees_nobody_to_exclude(self, place: Cellule) -> None:
        with pytest.raises(NotVisible):
            exclude(factories.agent(Role.MAIRE), place, factories.agent(Role.MEMBRE, place))

    def test_nobody_excludes_oneself_nor_twice(self, place: Cellule) -> None:
        maire, member = factories.agent(Role.MAIRE, place), factories.agent(Role.MEMBRE, place)
        with pytest.raises(Refused):
            exclude(maire, place, maire)
        exclude(maire, place, member)

        with pytest.raises(Refused):
            exclude(maire, place, member)

    def test_the_journal_tells_the_code_of_the_breach_and_no_name(self, place: Cellule) -> None:
        member = factories.agent(Role.MEMBRE, place)

        exclude(factories.agent(Role.MAIRE, place), place, member)

        line = JournalEntry.objects.get(action="charte.exclude")
        assert line.chain_id == place.pk
        assert line.codes["reason"] == ExclusionReason.DIVULGATION
        assert member.user.last_name not in repr(line.codes)


class TestRepeal:
    def test_it_bears_the_decision_and_is_never_dated_in_the_future(self, place: Cellule) -> None:
        actor, charte = factories.agent(Role.COORDONNATEUR, place), factories.charte_in_force(place)
        with pytest.raises(Refused):
            repeal_charte(
                actor=actor,
                charte_id=charte.pk,
                on=timezone.localdate() + timedelta(days=1),
                reference="CLSPD",
                sent=NOT_A_FORM,
            )

        done = repeal(actor, charte)

        assert (done.state, done.repeal_reference) == (CharteState.ABROGEE, "CLSPD 2026-2")
        assert JournalEntry.objects.filter(action="charte.repeal", chain=place.pk).exists()

    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.COORDONNATEUR}))
    def test_only_the_coordonnateur_records_it(self, place: Cellule, role: Role) -> None:
        with pytest.raises((NotPermitted, NotVisible)):
            repeal(factories.agent(Role(role), place), factories.charte_in_force(place))


# --- Invariants of the domain, §12b -----------------------------------------------------------


def seen_by(actor: Actor) -> bool:
    return Case.objects.visible_to(actor, timezone.now()).exists()


def test_i01_no_nominative_object_begins_without_a_charte_in_force(place: Cellule) -> None:
    author = factories.agent(Role.MEMBRE, place)
    repeal(factories.agent(Role.COORDONNATEUR, place), factories.charte_in_force(place))

    with pytest.raises(NotVisible):
        saisines.start_draft(
            actor=author,
            identity=alerts.identity(),
            commune=place.collectivite.seat,
            cellule=place,
            sent=NOT_A_FORM,
        )

    assert not YoungPerson.objects.for_system("nothing is left").exists()


def test_i02_nothing_is_read_without_signing_the_present_charte(place: Cellule) -> None:
    people.case(place, state=CaseState.EN_COURS)
    unsigned = factories.agent(Role.COORDONNATEUR, place, signed=False)

    assert not seen_by(unsigned)

    sign(unsigned, place)
    assert seen_by(unsigned)


def test_i02_a_repeal_closes_every_nominative_access_at_once(place: Cellule) -> None:
    people.case(place, state=CaseState.EN_COURS)
    coordinator, maire = (factories.agent(role, place) for role in (Role.COORDONNATEUR, Role.MAIRE))
    assert seen_by(coordinator)
    assert seen_by(maire)

    repeal(coordinator, factories.charte_in_force(place))

    assert not seen_by(coordinator)
    assert not seen_by(maire)


def test_i03_a_new_version_suspends_access_until_each_signs_again(place: Cellule) -> None:
    people.case(place, state=CaseState.EN_COURS)
    coordinator, maire = (factories.agent(role, place) for role in (Role.COORDONNATEUR, Role.MAIRE))
    adopted = factories.charte_of(place, number=2, state=CharteState.ADOPTEE)

    publish_charte(actor=coordinator, charte_id=adopted.pk, sent=NOT_A_FORM)

    assert not seen_by(maire)
    sign(maire, place)
    assert seen_by(maire)
    assert not seen_by(coordinator)


def test_i04_one_version_is_in_force_at_most(place: Cellule) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.charte_of(place, number=2)


def test_i05_a_signature_without_a_designation_in_force_opens_nothing(place: Cellule) -> None:
    people.case(place, state=CaseState.EN_COURS)
    actor = factories.agent(Role.COORDONNATEUR, place)

    Designation.objects.filter(pk=actor.hat_id).update(until=timezone.now())

    assert not seen_by(actor)


def test_i06_exclusion_closes_the_session_under_way_in_the_same_transaction(
    place: Cellule,
) -> None:
    case = people.case(place, state=CaseState.EN_COURS)
    member, maire = factories.agent(Role.MEMBRE, place), factories.agent(Role.MAIRE, place)
    people.grant(case, member, Relation.TASK)
    browser: Client = factories.signed_in(member)
    page = reverse("casework:case_detail", args=[case.reference])
    assert browser.get(page).status_code == 200

    exclude(maire, place, member)

    assert not seen_by(member)
    answer = browser.get(page)
    assert (answer.status_code, answer["Location"]) == (302, reverse("veille:charte_list"))


def test_i06_the_end_of_the_designation_closes_the_session_under_way(place: Cellule) -> None:
    case = people.case(place, state=CaseState.EN_COURS)
    actor = factories.agent(Role.COORDONNATEUR, place)
    browser = factories.signed_in(actor)
    page = reverse("casework:case_detail", args=[case.reference])
    assert browser.get(page).status_code == 200

    Designation.objects.filter(pk=actor.hat_id).update(until=timezone.now())

    assert browser.get(page)["Location"] == reverse("choose_hat")


def test_i07_a_signature_binds_its_version_its_person_and_its_moment(place: Cellule) -> None:
    actor = factories.agent(Role.MEMBRE, place, signed=False)
    other = factories.agent(Role.MEMBRE, place, signed=False)
    with time_machine.travel(timezone.now(), tick=False):
        signature = sign(actor, place)
    charte = factories.charte_in_force(place)

    assert signature.user == actor.user
    assert not signed_circles(other, timezone.now()).exists()
    told = (charte, actor.user.pk, signature.signed_at)
    assert signature.digest == CharteSignature.digest_of(*told)
    later = signature.signed_at + timedelta(seconds=1)
    second = factories.charte_of(place, number=2, state=CharteState.ADOPTEE)
    for changed in (
        (charte, other.user.pk, signature.signed_at),
        (charte, actor.user.pk, later),
        (second, actor.user.pk, signature.signed_at),
    ):
        assert signature.digest != CharteSignature.digest_of(*changed)


class TestPages:
    def test_the_coordination_reads_each_state_and_the_maire_may_decide(
        self, place: Cellule
    ) -> None:
        member, maire = factories.agent(Role.MEMBRE, place), factories.agent(Role.MAIRE, place)
        desk = factories.signed_in(factories.agent(Role.COORDONNATEUR, place))
        office = factories.signed_in(maire)
        url = reverse("veille:cellule", args=[place.pk])
        act = reverse("veille:exclude", args=[place.pk, member.hat_id])
        assert act in office.get(url).content.decode()
        assert act not in desk.get(url).content.decode()

        answer = office.post(act, {"reason": ExclusionReason.COPIE})

        assert answer["Location"] == url
        page = desk.get(url).content.decode()
        assert 'data-code="exclu"' in page
        exclusion = Exclusion.objects.get()
        lift = reverse("veille:lift_exclusion", args=[place.pk, exclusion.pk])
        assert lift in office.get(url).content.decode()
        assert office.get(lift).status_code == 200
        office.post(lift, {"cle": uuid4()})
        exclusion.refresh_from_db()
        assert exclusion.lifted_at is not None

    def test_the_excluded_read_why_and_find_nothing_to_sign(self, place: Cellule) -> None:
        member, maire = factories.agent(Role.MEMBRE, place), factories.agent(Role.MAIRE, place)
        exclude(maire, place, member)
        browser = factories.signed_in(member)

        page = browser.get(reverse("veille:charte", args=[place.pk])).content.decode()

        assert "vous exclut du groupe" in page
        assert reverse("veille:charte_sign", args=[place.pk]) not in page

    def test_a_member_withdraws_from_a_page(self, place: Cellule) -> None:
        member = factories.agent(Role.MEMBRE, place)
        browser = factories.signed_in(member)
        act = reverse("veille:charte_withdraw", args=[place.pk])
        assert act in browser.get(reverse("veille:charte", args=[place.pk])).content.decode()
        assert browser.get(act).status_code == 200

        browser.post(act, {"cle": uuid4()})

        assert standing(member, place).state == AdhesionState.REVOQUEE

    def test_the_coordination_repeals_from_a_page(self, place: Cellule) -> None:
        desk = factories.signed_in(factories.agent(Role.COORDONNATEUR, place))
        charte = factories.charte_in_force(place)
        url = reverse("veille:cellule", args=[place.pk])
        act = reverse("veille:charte_repeal", args=[place.pk, charte.pk])
        assert act in desk.get(url).content.decode()

        desk.post(act, {"on": "2/3/2026", "reference": "CLSPD 2026-2", "version": charte.version})

        assert Charte.objects.get(pk=charte.pk).state == CharteState.ABROGEE
        assert "CLSPD 2026-2" in desk.get(url).content.decode()
