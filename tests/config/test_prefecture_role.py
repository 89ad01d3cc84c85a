"""On PostgreSQL the préfecture reads under a role that no person, no secret is open to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import DatabaseError, ProgrammingError, connection, models, transaction
from django.test import Client
from django.urls import resolve
from django.utils import timezone
from psycopg import sql
from pytest_django import Settings

import indicators.urls
from confidentiality.choices import Role
from confidentiality.models import JournalEntry
from config import prefecture_role
from config.doctor import examine
from config.personal_columns import PERSONAL
from indicators.choices import BulletinState
from indicators.models import Bulletin
from notifications import work
from tests.indicators.plans import packaged
from tests.indicators.released import SOME, Departement
from tests.matrix.crawl import patterns
from tests.veille import factories
from veille.http import as_the_application
from veille.models import Designation

pytestmark = pytest.mark.django_db
ROLE = f"jalon_prefecture_{os.getpid()}"
# Columns about persons that the role reads all the same, and why nothing is told by them: the
# account that acts (its key, whether it is active), its function, the kind of what it was told, the
# agents of both keys of a bulletin by their keys, its own line and form as they are written, the
# kind of works that wait.
DECIDED = {
    "confidentiality.User": {"id", "is_active"},
    "veille.Designation": {"id", "user", "role", "organisation", "since", "until"},
    "notifications.OutboxMessage": {
        "id",
        "kind",
        "recipient",
        "created_at",
        "sent_at",
        "state",
        "not_before",
        "attempts",
    },
    "confidentiality.ActKey": {"key", "user", "act", "created_at"},
    "confidentiality.JournalEntry": {"id"},
    "notifications.OutboxWork": {
        *("id", "kind", "target_id", "state", "created_at", "not_before", "attempts", "done_at")
    },
    "indicators.Bulletin": {
        *("id", "number", "kind", "first_day", "edition", "plan_version", "state", "prepared_at"),
        *("corrects", "version", "prefecture_by", "prefecture_at", "dpo_by", "dpo_at"),
    },
}
# Tables of Django and of its companions: nothing of them.
FRAME = ("django_session", "auth_group", "auth_permission", "confidentiality_user_groups")


@pytest.fixture
def role(settings: Settings) -> str:
    """A role of this test, which leaves with its transaction."""
    prefecture_role.install(connection, ROLE)
    settings.JALON_PREFECTURE_ROLE = ROLE
    return ROLE


@contextmanager
def taken(role: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(role)))
        try:
            yield
        finally:
            cursor.execute("SET LOCAL ROLE NONE")


def refused(statement: str) -> bool:
    """Whether the database refuses a statement for want of a right."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except ProgrammingError as error:
        return getattr(error.__cause__, "sqlstate", "") == "42501"
    return False


def _stored(model: type[models.Model], names: set[str]) -> Iterator[tuple[str, str]]:
    for field in model._meta.local_concrete_fields:
        if field.name in names:
            yield model._meta.db_table, str(field.column)


def test_ac13_every_column_about_a_person_is_refused_unless_it_was_decided(role: str) -> None:
    open_ones, wanted = set(), set()
    with taken(role):
        for label in PERSONAL:
            model = apps.get_model(label)
            decided = DECIDED.get(label, set())
            wanted |= set(_stored(model, decided))
            every = {field.name for field in model._meta.local_concrete_fields}
            for table, column in _stored(model, every):
                if not refused(f'SELECT "{column}" FROM "{table}" LIMIT 1'):  # noqa: S608
                    open_ones.add((table, column))

    assert open_ones == wanted


def test_no_table_of_casework_is_read_written_nor_emptied(role: str) -> None:
    tables = [model._meta.db_table for model in apps.get_app_config("casework").get_models()]
    assert len(tables) > 20
    with taken(role):
        for table in [*tables, *FRAME]:
            assert refused(f'SELECT 1 FROM "{table}" LIMIT 1'), table  # noqa: S608
            assert refused(f'DELETE FROM "{table}"'), table  # noqa: S608
            assert refused(f'INSERT INTO "{table}" DEFAULT VALUES'), table


def test_the_role_holds_what_is_listed_and_nothing_else(role: str) -> None:
    assert prefecture_role.differences(connection, role) == (set(), set())

    with connection.cursor() as cursor:
        cursor.execute(f'GRANT SELECT (last_name) ON confidentiality_user TO "{role}"')
        cursor.execute(f'REVOKE SELECT ON indicators_plan FROM "{role}"')  # noqa: S608
    missing, extra = prefecture_role.differences(connection, role)

    assert {table for table, _, _ in missing} == {"indicators_plan"}
    assert extra == {("confidentiality_user", "last_name", "SELECT")}
    found = next(each for each in examine() if each.label == "Rôle de la préfecture")
    assert not found.sound
    with pytest.raises(SystemExit):
        call_command("prefecture_role", "--check", stdout=StringIO())

    told = StringIO()
    call_command("prefecture_role", stdout=told)
    assert "aucun autre" in told.getvalue()


def test_an_account_that_may_not_make_roles_is_told_what_to_type(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*args: object) -> None:
        raise DatabaseError("permission denied")

    settings.JALON_PREFECTURE_ROLE = ROLE
    monkeypatch.setattr("config.management.commands.prefecture_role.install", denied)

    with pytest.raises(CommandError, match="WITH ADMIN OPTION"):
        call_command("prefecture_role")


@pytest.fixture
def departement(settings: Settings) -> Departement:
    """A plan, cellules, a bulletin that one of the two has still to agree to."""
    packaged()
    made = Departement()
    made.give("2024-02", SOME)
    return made


def _walked(client: Client, addresses: list[str]) -> dict[str, int]:
    return {address: client.get(address).status_code for address in addresses}


# What the préfecture opens with the rights of the application, and no other page.
APPLICATION = {"welcome", "choose_hat", "logout", "identity"} | {
    "indicators:bulletin_prepare",
    "indicators:bulletin_correct",
}
PAGES = [
    "/accueil/",
    "/avis/",
    "/role/",
    "/aide/qui-lit-quoi/",
    "/aide/refus/",
    "/indicateurs/",
    "/indicateurs/2-1.a/",
    "/indicateurs/10-2.a/",
    "/indicateurs/couverture/",
    "/indicateurs/plan/",
    "/indicateurs/completude/",
    "/indicateurs/2-5.a/",
    "/indicateurs/bulletins/",
    "/indicateurs/rapports/",
    "/indicateurs/rapports/demander/",
]
# Acts are tried below; the pilot services alone declare, and the DPO alone attacks.
ELSEWHERE = {
    *("bulletin_prepare", "bulletin_validate", "bulletin_publish", "bulletin_correct"),
    *("declarations", "declare", "bulletin_attack"),
}


def test_every_page_of_the_prefecture_opens_under_the_role(
    role: str, departement: Departement, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A worker makes it, with the rights of the application.
    monkeypatch.setattr("indicators.services.reports.to_pdf", lambda html: b"%PDF-")
    bulletin = departement.published("2024-02")
    client = factories.signed_in(departement.prefecture)
    own = f"/indicateurs/bulletins/{bulletin.number}/"
    files = [f"{own}fichiers/{slug}/" for slug in ("json", "manifeste", "csv", "xlsx", "ods")]
    asked = {"kind": "cdpd", "year": timezone.localdate().year}
    report = client.post("/indicateurs/rapports/demander/", asked)["Location"]
    for _ in range(3):
        assert work.run_due() == 1
    made = [report, f"{report}lire/", f"{report}fichiers/pdf/", f"{report}fichiers/odt/"]

    found = _walked(client, [*PAGES, own, f"{own}verifier/", f"{own}audit/", *files, *made])

    assert {code for page, code in found.items() if page != "/role/"} == {200}
    assert found["/role/"] == 302
    names = {resolve(page).url_name for page in found}
    assert {each.name for each in indicators.urls.urlpatterns} - names == ELSEWHERE


def test_a_bulletin_is_prepared_agreed_to_and_published_under_the_role(
    role: str, departement: Departement
) -> None:
    client = factories.signed_in(departement.prefecture)

    prepared = client.post("/indicateurs/bulletins/preparer/", {"period": "2024-02"})
    row = Bulletin.objects.get()
    own = f"/indicateurs/bulletins/{row.number}/"
    agreed = client.post(f"{own}valider/", {"version": row.version})
    row.refresh_from_db()
    departement.agreed_by_dpo(row)
    row.refresh_from_db()
    published = client.post(f"{own}publier/", {"version": row.version})

    assert [each.status_code for each in (prepared, agreed, published)] == [302, 302, 302]
    row.refresh_from_db()
    assert row.state == BulletinState.PUBLIE
    assert JournalEntry.objects.filter(action="bulletin.publish").count() == 1


def test_a_correction_is_prepared_agreed_to_and_published_under_the_role(
    role: str, departement: Departement
) -> None:
    departement.published("2024-02")
    client = factories.signed_in(departement.prefecture)
    asked = {"lines": ["repere|departement:62|2024-02"], "ground": "calcul", "version": 1}

    prepared = client.post("/indicateurs/bulletins/2024-M02-1/corriger/", asked)
    row = Bulletin.objects.get(number="2024-M02-2")
    own = f"/indicateurs/bulletins/{row.number}/"
    agreed = client.post(f"{own}valider/", {"version": row.version})
    departement.agreed_by_dpo(row)
    published = client.post(f"{own}publier/", {"version": ""})
    read = client.get("/indicateurs/?periode=2024-02")

    assert [each.status_code for each in (prepared, agreed, published)] == [302, 302, 302]
    assert "Retiré par le bulletin n° 2024-M02-2" in read.content.decode()


def test_a_page_of_a_person_is_refused_by_the_database_too(
    role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever forgets the policy on a page of the préfecture reads nothing by it."""
    client = factories.signed_in(factories.agent(Role.PREFECTURE))
    monkeypatch.setattr("casework.views.cases.authorize", lambda *_: None)

    with pytest.raises(ProgrammingError, match="permission denied"):
        client.get("/situations/")


def test_few_pages_keep_the_rights_of_the_application() -> None:
    kept = {name for name, pattern in patterns() if as_the_application(pattern.callback)}

    assert kept == APPLICATION


def test_the_role_ends_with_the_page(role: str) -> None:
    client = factories.signed_in(factories.agent(Role.PREFECTURE))

    assert client.get("/accueil/").status_code == 200
    assert client.get("/situations/").status_code == 403
    assert client.get("/nulle-part/").status_code == 404

    assert JournalEntry.objects.filter(action="page.refused").count() == 1
    assert not refused("SELECT last_name FROM confidentiality_user LIMIT 1")
    member = factories.signed_in(factories.agent(Role.MEMBRE))
    assert member.get("/situations/").status_code == 200


def test_without_its_role_a_page_of_the_prefecture_does_not_open(settings: Settings) -> None:
    settings.JALON_PREFECTURE_ROLE = "jalon_absent"
    actor = factories.agent(Role.PREFECTURE)

    page = factories.signed_in(actor).get("/accueil/")

    assert page.status_code == 503
    assert Designation.objects.filter(user=actor.user).exists()
    found = next(each for each in examine() if each.label == "Rôle de la préfecture")
    assert not found.sound
