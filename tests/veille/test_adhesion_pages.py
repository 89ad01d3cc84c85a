"""Pages where a member is excluded or withdraws, where the coordination repeals a charte."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from confidentiality.choices import CharteState, Role
from confidentiality.models import Charte
from tests.veille import factories
from tests.veille.adhering import exclude, standing
from veille.choices import AdhesionState, ExclusionReason
from veille.models import Cellule, Exclusion

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Cellule:
    return factories.staffed(factories.cellule())


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
