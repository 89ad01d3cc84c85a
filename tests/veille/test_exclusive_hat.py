"""The préfecture is worn alone: by the service, by the database, on the page, by the doctor."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from confidentiality.choices import Role
from confidentiality.errors import Refused
from config.doctor import examine
from tests.races import Track, Work
from tests.veille import factories
from veille import exclusive_hat
from veille.choices import OrganisationKind
from veille.models import Designation
from veille.services.designations import designate, holding_both

ROOT = Path(__file__).resolve().parents[2]
OTHERS = sorted(set(Role) - {Role.PREFECTURE, Role.PILOTE})


def another(held: Designation, role: Role, days: tuple[int, int | None]) -> Designation:
    """A designation of the same agent, not written yet."""
    made = factories.designation(role, days=days)
    fields = {
        field.attname: getattr(made, field.attname)
        for field in made._meta.concrete_fields
        if field.name not in ("id", "user")
    }
    return Designation(user_id=held.user_id, **fields)


@pytest.mark.django_db
@pytest.mark.parametrize("role", OTHERS)
def test_no_other_hat_is_given_to_the_prefecture_nor_the_prefecture_to_another(role: Role) -> None:
    for held, given in ((Role.PREFECTURE, role), (role, Role.PREFECTURE)):
        new = another(factories.designation(held), given, (0, None))

        with pytest.raises(Refused) as refusal:
            designate(new)
        assert [each.code for each in refusal.value.refusals] == ["prefecture_alone"]
        assert "désignez une autre personne" in str(refusal.value.refusals[0])

        with pytest.raises(DatabaseError, match="ne se cumule"), transaction.atomic():
            new.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_the_prefecture_and_another_hat_given_at_once_are_one_hat_and_one_refusal(
    track: Track,
) -> None:
    """Two administrators, one agent, the same instant."""

    def giving(hat: Designation) -> Work:
        return lambda: _given(hat)

    for role in OTHERS:
        # Over before today: the agent holds nothing when both are given.
        former = factories.designation(Role.MEMBRE, days=(-90, -30))
        hats = [another(former, each, (0, None)) for each in (Role.PREFECTURE, role)]

        answers = track.run(*map(giving, hats))

        [given] = [each for each in answers if isinstance(each, Designation)]
        [refusal] = [each for each in answers if isinstance(each, Refused)]
        assert [each.code for each in refusal.refusals] == ["prefecture_alone"]
        held = Designation.objects.filter(user=former.user_id, until=None)
        assert [each.pk for each in held] == [given.pk]
        assert holding_both(timezone.now()) == []


def _given(hat: Designation) -> Designation:
    with transaction.atomic():
        return designate(hat)


@pytest.mark.django_db
def test_one_after_the_other_is_a_career() -> None:
    held = factories.designation(Role.PREFECTURE, days=(-90, -30))

    assert designate(another(held, Role.MEMBRE, (-30, None))).pk
    assert holding_both(timezone.now()) == []


@pytest.mark.django_db
def test_two_desks_of_the_prefecture_are_one_function() -> None:
    held = factories.designation(Role.PREFECTURE)
    other_desk = another(held, Role.PREFECTURE, (0, None))
    other_desk.organisation = factories.organisation(OrganisationKind.PREFECTURE)

    assert designate(other_desk).pk


@pytest.mark.django_db
def test_a_hat_never_becomes_that_of_the_prefecture_afterwards() -> None:
    held = factories.designation(Role.PREFECTURE, days=(-90, -30))
    member = designate(another(held, Role.MEMBRE, (-30, None)))

    for changes in ({"until": None}, {"until": timezone.now()}):
        with pytest.raises(DatabaseError, match="ne se cumule"), transaction.atomic():
            Designation.objects.filter(pk=held.pk).update(**changes)
    with pytest.raises(DatabaseError, match="ne se cumule"), transaction.atomic():
        Designation.objects.filter(pk=member.pk).update(since=timezone.now() - timedelta(days=60))


@pytest.fixture
def both(client: Client) -> Designation:
    """An agent who had both before the rule: the trigger is put after."""
    held = factories.designation(Role.PREFECTURE)
    with connection.cursor() as cursor:
        for name in ("", "_insert", "_update"):
            on = " ON veille_designation" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS veille_designation_worn_alone{name}{on}")
    another(held, Role.MEMBRE, (-1, None)).save(force_insert=True)
    exclusive_hat.install(connection)
    return held


@pytest.mark.django_db
def test_who_had_both_is_named_by_the_doctor(both: Designation) -> None:
    found = next(check for check in examine() if check.label == "Fonction de préfecture")

    assert not found.sound
    assert str(both.user_id)[:8] in found.value


@pytest.mark.django_db
def test_who_had_both_is_not_let_in_as_the_prefecture(both: Designation) -> None:
    client = factories.signed_in(factories.agent(Role.DPO))
    client.force_login(both.user)
    client.post("/bienvenue/")

    page = client.get("/role/", follow=True)

    assert "ne se cumule avec aucune autre" in page.content.decode()
    assert page.wsgi_request.actor.role == Role.MEMBRE  # type: ignore[attr-defined]  # by middleware


def test_hats_are_given_in_one_place() -> None:
    wrong = [
        str(path.relative_to(ROOT))
        for package in ("config", "indicators", "casework", "veille", "notifications")
        for path in (ROOT / package).rglob("*.py")
        if "migrations" not in path.parts
        if "Designation.objects" in (text := path.read_text(encoding="utf-8"))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute)
        and ast.unparse(node.value) == "Designation.objects"
        and node.attr in {"create", "bulk_create", "get_or_create", "update_or_create"}
    ]

    assert wrong == []
