"""The factories keep their promises: agents of every role are ready to work."""

import pytest
from django.utils import timezone

from confidentiality.choices import Role
from tests.veille import factories
from veille import hats

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", list(Role))
def test_an_agent_of_each_role_wears_its_hat(role: Role) -> None:
    actor = factories.agent(role)

    assert hats.hat(actor.user, actor.hat_id, timezone.now()) == actor


@pytest.mark.parametrize("role", sorted(hats.NOMINATIVE))
def test_an_agent_has_signed_unless_said_otherwise(role: Role) -> None:
    now = timezone.now()

    assert hats.signed_circles(factories.agent(role), now).exists()
    assert not hats.signed_circles(factories.agent(role, signed=False), now).exists()


def test_a_mayor_signs_the_charte_of_each_cellule_of_the_collectivite() -> None:
    tenant = factories.collectivite()
    places = [factories.cellule(tenant=tenant), factories.cellule(tenant=tenant)]

    actor = factories.agent(Role.MAIRE, places[0])

    assert set(hats.signed_circles(actor, timezone.now())) == set(places)
