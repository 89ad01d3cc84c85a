"""FSM-8, the adhesion to a charte: its five states, its exclusions, its repeal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from confidentiality.choices import CharteState, Role
from confidentiality.door import NOT_A_FORM
from confidentiality.errors import NotPermitted, NotVisible, Refused
from confidentiality.models import JournalEntry
from tests.veille import factories
from tests.veille.adhering import exclude, repeal, sign, standing
from veille.choices import AdhesionState, ExclusionReason, ExpiryReason
from veille.hats import actor_of, signed_circles
from veille.models import Cellule, Designation
from veille.services.adhesions import Adhesion
from veille.services.chartes import publish_charte, repeal_charte, withdraw_signature
from veille.services.exclusions import lift_exclusion
from veille.services.mandates import open_mandate

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Cellule:
    return factories.staffed(factories.cellule())


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
