"""A new municipal mandate: what ends, what is left to renew, what follows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from confidentiality.actors import Actor
from confidentiality.choices import Relation, Role, SignatureEnd
from confidentiality.door import NOT_A_FORM, Sent
from confidentiality.errors import NotPermitted, NotVisible, Refused
from confidentiality.models import CharteSignature, JournalEntry
from tests.veille import factories
from veille.hats import actor_of, hats_of, signed_circles
from veille.models import Cellule, CelluleGrant, Delegation, Designation, Mandate
from veille.services.chartes import Acknowledgements, sign_charte
from veille.services.mandates import open_mandate, renew_designations, renewable, review

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Cellule:
    return factories.cellule()


@pytest.fixture
def coordinator(place: Cellule) -> Actor:
    return factories.agent(Role.COORDONNATEUR, place)


def begin(actor: Actor, *, days: int = 0) -> Mandate:
    return open_mandate(
        actor=actor,
        since=timezone.localdate() + timedelta(days=days),
        reference="PV d’installation",
        sent=NOT_A_FORM,
    )


def renew(actor: Actor, *hats: Actor, until: date | None = None) -> list[Designation]:
    pairs = renew_designations(
        actor=actor,
        designation_ids=[each.hat_id for each in hats],
        reference="Arrêté 2026-45",
        until=until,
        sent=NOT_A_FORM,
    )
    return [new for _, new in pairs]


def delegate(place: Cellule) -> Actor:
    arrete = Delegation.objects.create(
        commune=place.collectivite.seat,
        arrete_number="2024-12",
        since=timezone.localdate() - timedelta(days=300),
    )
    return factories.agent(Role.MAIRE, place, delegation=arrete)


class TestOpening:
    def test_it_ends_maires_delegations_grants_and_signatures(
        self, place: Cellule, coordinator: Actor
    ) -> None:
        maire, deputy = factories.agent(Role.MAIRE, place), delegate(place)
        member = factories.agent(Role.MEMBRE, place)

        mandate = begin(coordinator)

        now = timezone.now()
        for gone in (maire, deputy):
            assert not hats_of(gone.user, now).exists()
            grant = CelluleGrant.objects.get(designation=gone.hat_id)
            assert grant.until is not None
            assert grant.until <= now
        assert Delegation.objects.get().until == mandate.since
        for kept in (coordinator, member):
            assert hats_of(kept.user, now).exists()
            assert not signed_circles(kept, now).exists()
        ends = CharteSignature.objects.values_list("end_code", flat=True)
        assert set(ends) == {SignatureEnd.MANDAT}
        line = JournalEntry.objects.get(action="mandate.open")
        assert line.chain_id == place.collectivite_id
        assert (line.codes["delegations"], line.codes["designations"]) == (1, 2)

    def test_recorded_in_advance_it_ends_nothing_before_its_first_day(
        self, place: Cellule, coordinator: Actor
    ) -> None:
        maire = factories.agent(Role.MAIRE, place)

        mandate = begin(coordinator, days=20)

        before = mandate.starts_at - timedelta(minutes=1)
        assert hats_of(maire.user, before).exists()
        assert signed_circles(coordinator, before).exists()
        assert not hats_of(maire.user, mandate.starts_at).exists()
        assert not signed_circles(coordinator, mandate.starts_at).exists()

    def test_what_is_signed_before_a_mandate_to_come_ends_with_it(
        self, place: Cellule, coordinator: Actor
    ) -> None:
        mandate = begin(coordinator, days=20)
        member = factories.agent(Role.MEMBRE, place, signed=False)

        signature = sign_charte(
            actor=member,
            charte_id=factories.charte_in_force(place).pk,
            acknowledgements=Acknowledgements(True, True, True),
            sent=NOT_A_FORM,
        )

        assert signature.valid_until == mandate.starts_at
        assert signature.end_code == SignatureEnd.MANDAT

    def test_recorded_late_it_spares_who_signed_since(
        self, place: Cellule, coordinator: Actor
    ) -> None:
        late = factories.agent(Role.MEMBRE, place, signed=False)
        factories.sign(late.user, place, at=timezone.now() - timedelta(days=2))

        begin(coordinator, days=-5)

        assert signed_circles(late, timezone.now()).exists()
        assert not signed_circles(coordinator, timezone.now()).exists()

    def test_another_collectivite_is_left_alone(self, coordinator: Actor) -> None:
        stranger = factories.agent(Role.MAIRE)

        begin(coordinator)

        assert signed_circles(stranger, timezone.now()).exists()

    def test_a_mandate_follows_the_last_one(self, coordinator: Actor) -> None:
        begin(coordinator)

        with pytest.raises(Refused) as error:
            begin(coordinator, days=-1)

        assert error.value.refusals[0].code == "mandate_not_after_the_last"

    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.COORDONNATEUR, Role.MAIRE}))
    def test_the_coordonnateur_or_the_maire_records_it(self, place: Cellule, role: Role) -> None:
        begin(factories.agent(Role.MAIRE, place), days=-5)

        with pytest.raises(NotPermitted):
            begin(factories.agent(Role(role), place))


class TestRenewal:
    def test_a_new_row_bears_the_act_and_the_grants_follow(
        self, place: Cellule, coordinator: Actor
    ) -> None:
        maire, deputy = factories.agent(Role.MAIRE, place), delegate(place)
        begin(coordinator)
        until = timezone.localdate() + timedelta(days=400)

        renewed = renew(coordinator, maire, deputy, until=until)

        assert {each.acte_reference for each in renewed} == {"Arrêté 2026-45"}
        assert {each.renews_id for each in renewed} == {maire.hat_id, deputy.hat_id}
        arretes = {each.delegation.arrete_number for each in renewed if each.delegation}
        assert arretes == {"Arrêté 2026-45"}
        for each in renewed:
            grant = CelluleGrant.objects.get(designation=each)
            assert grant.permission.codename == Relation.DECISION
            assert hats_of(each.user, timezone.now()).get() == each
        found = review(coordinator, timezone.now())
        assert found is not None
        assert found.delegations == ()
        assert JournalEntry.objects.filter(action="mandate.renew").count() == 2

    def test_a_grant_alone_opens_nothing_before_the_signature(
        self, place: Cellule, coordinator: Actor
    ) -> None:
        maire = factories.agent(Role.MAIRE, place)
        begin(coordinator)
        renew(coordinator, maire)

        again = actor_of(hats_of(maire.user, timezone.now()).get())
        assert not signed_circles(again, timezone.now()).exists()

    def test_what_is_left_shrinks_with_each_act(self, place: Cellule, coordinator: Actor) -> None:
        maire, member = factories.agent(Role.MAIRE, place), factories.agent(Role.MEMBRE, place)
        mandate = begin(coordinator)
        left = {coordinator.hat_id, maire.hat_id, member.hat_id}
        assert set(renewable(mandate).values_list("pk", flat=True)) == left

        renew(coordinator, maire, member)

        assert set(renewable(mandate).values_list("pk", flat=True)) == {coordinator.hat_id}
        with pytest.raises(NotVisible):
            renew(coordinator, maire)

    def test_nothing_is_renewed_before_the_mandate_begins(
        self, place: Cellule, coordinator: Actor
    ) -> None:
        member = factories.agent(Role.MEMBRE, place)
        with pytest.raises(Refused) as none:
            renew(coordinator, member)
        begin(coordinator, days=10)

        with pytest.raises(Refused) as early:
            renew(coordinator, member)

        codes = [error.value.refusals[0].code for error in (none, early)]
        assert codes == ["no_mandate", "mandate_to_come"]

    def test_it_names_designations_and_ends_after_it_begins(
        self, place: Cellule, coordinator: Actor
    ) -> None:
        begin(coordinator)

        with pytest.raises(Refused):
            renew(coordinator)
        with pytest.raises(Refused):
            renew(coordinator, coordinator, until=timezone.localdate())

    def test_a_designation_of_elsewhere_is_not_renewed(self, coordinator: Actor) -> None:
        stranger = factories.agent(Role.MEMBRE)
        begin(coordinator)

        with pytest.raises(NotVisible):
            renew(coordinator, stranger)

    def test_the_maire_does_not_renew(self, place: Cellule, coordinator: Actor) -> None:
        maire = factories.agent(Role.MAIRE, place)

        with pytest.raises(NotPermitted):
            renew(maire, coordinator)


class TestPages:
    def test_the_whole_change_is_done_from_the_pages(
        self, place: Cellule, coordinator: Actor
    ) -> None:
        maire = factories.agent(Role.MAIRE, place)
        desk = factories.signed_in(coordinator)
        page = reverse("veille:mandate")
        assert "Aucun mandat" in desk.get(page).content.decode()
        act = reverse("veille:mandate_open")
        assert desk.get(act).status_code == 200
        today = f"{timezone.localdate():%d/%m/%Y}"
        desk.post(act, {"since": today, "reference": "PV du jour"})
        found = desk.get(page).content.decode()
        assert maire.user.last_name in found
        renewal = reverse("casework:designations_renew")
        assert renewal in found
        assert maire.user.last_name in desk.get(renewal).content.decode()
        form = {"designations": [str(maire.hat_id)], "reference": "Élection du 22 mars"}

        answer = desk.post(renewal, form)

        assert answer["Location"] == page
        assert Designation.objects.get(renews=maire.hat_id).acte_reference == form["reference"]
        assert maire.user.last_name not in desk.get(page).content.decode()

    def test_the_same_renewal_sent_twice_is_one(self, place: Cellule, coordinator: Actor) -> None:
        member = factories.agent(Role.MEMBRE, place)
        begin(coordinator)
        desk, url = factories.signed_in(coordinator), reverse("casework:designations_renew")
        form = {
            "designations": [str(member.hat_id)],
            "reference": "Lettre",
            "cle": "7b1f7a0e-1111-4111-8111-111111111111",
        }

        answers = {desk.post(url, form)["Location"] for _ in range(2)}

        assert answers == {reverse("veille:mandate")}
        assert Designation.objects.filter(renews=member.hat_id).count() == 1


def test_an_act_of_the_past_keeps_its_date(coordinator: Actor) -> None:
    moment = timezone.now() - timedelta(days=3)

    mandate = open_mandate(
        actor=coordinator,
        since=timezone.localdate(moment),
        reference="PV",
        sent=Sent(at=moment),
    )

    assert mandate.recorded_at == moment
