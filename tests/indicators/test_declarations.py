"""Declaring a yearly value: by its service, in its year, once, corrected by adding."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.door import Sent
from confidentiality.errors import AlreadyDone, Conflict, NotPermitted, NotVisible, Refused
from confidentiality.models import JournalEntry
from indicators.declared import (
    Document,
    Value,
    declarations_about_persons,
    filled,
    missing_of,
    of_institutions,
    of_service,
    value_of,
    words,
)
from indicators.figures import Share
from indicators.models import Declaration
from indicators.plans import followed
from indicators.services import declarations
from tests.indicators.plans import declare, loaded, moment, pilot, small
from tests.refused import codes_of
from tests.veille import factories
from veille.choices import OrganisationKind

pytestmark = pytest.mark.django_db
OPEN, CLOSED = moment(2026, 3, 31), moment(2026, 4, 1)
SHARE, PAPER = Share(144, 192), Document("État des besoins", "DASEN-2025-3")


@pytest.fixture(autouse=True)
def plan(tmp_path: Path) -> None:
    loaded(tmp_path)


@pytest.fixture
def dasen() -> Actor:
    return pilot()


@pytest.fixture
def spip() -> Actor:
    return pilot(OrganisationKind.SPIP)


@pytest.mark.parametrize(
    ("code", "value", "told"),
    [
        ("1-1.a", 1234, "1\u202f234"),
        ("1-1.a", 0, "0"),
        ("1-1.b", SHARE, "75\u202f% (144 sur 192)"),
        ("1-1.c", PAPER, "État des besoins (DASEN-2025-3)"),
    ],
)
def test_a_value_is_kept_as_it_was_given(dasen: Actor, code: str, value: Value, told: str) -> None:
    row = declare(dasen, code, value, year=2025)

    assert (row.version, row.late, row.about_persons, row.service) == (1, False, False, "DASEN")
    assert value_of(Declaration.objects.get()) == value
    assert words(value) == told


def test_a_declaration_leaves_one_line_without_the_value(dasen: Actor) -> None:
    row = declare(dasen, "1-1.a", 4321, year=2025)

    (line,) = JournalEntry.objects.filter(action="declaration.write")
    assert line.codes == {
        "indicator": "1-1.a",
        "year": 2025,
        "service": "DASEN",
        "version": 1,
        "late": False,
    }
    assert (line.object_id, line.hat_id) == (str(row.pk), dasen.hat_id)


def test_a_correction_is_a_new_version_and_the_last_one_counts(dasen: Actor) -> None:
    declare(dasen, "1-1.a", 3, year=2025)
    declare(dasen, "1-1.a", 4, year=2025, version=1)
    declare(dasen, "1-1.a", 9, year=2024)

    found = followed(OPEN.date())
    assert found is not None
    rows = of_service(found.plan, "DASEN", [2025, 2024])
    assert {key: row.value for key, row in rows.items()} == {
        ("1-1.a", 2025, "DASEN"): 4,
        ("1-1.a", 2024, "DASEN"): 9,
    }
    assert Declaration.objects.count() == 3


def test_the_same_value_again_is_nothing_to_correct(dasen: Actor) -> None:
    declare(dasen, "1-1.b", SHARE, year=2025)

    with pytest.raises(Refused) as refused:
        declare(dasen, "1-1.b", SHARE, year=2025, version=1)

    assert codes_of(refused) == {"same_value"}
    assert Declaration.objects.count() == 1


@pytest.mark.parametrize("version", [0, 2])
def test_a_stale_form_changes_nothing(dasen: Actor, version: int) -> None:
    declare(dasen, "1-1.a", 3, year=2025)

    with pytest.raises(Conflict):
        declare(dasen, "1-1.a", 4, year=2025, version=version)

    assert Declaration.objects.count() == 1


def test_a_form_sent_twice_is_one_declaration(dasen: Actor) -> None:
    sent = Sent(version=0, key=uuid4(), at=OPEN)

    def send() -> None:
        declarations.declare(
            actor=dasen, year=2025, code="1-1.a", value=3, justification="Relevé.", sent=sent
        )

    send()
    with pytest.raises(AlreadyDone):
        send()
    assert Declaration.objects.count() == 1


@pytest.mark.parametrize(("at", "taken"), [(OPEN, True), (CLOSED, False)])
def test_a_first_value_is_taken_until_the_closing_day(
    dasen: Actor, at: datetime, taken: bool
) -> None:
    if taken:
        assert not declare(dasen, "1-1.a", 3, year=2025, at=at).late
        return
    with pytest.raises(Refused) as refused:
        declare(dasen, "1-1.a", 3, year=2025, at=at)
    assert codes_of(refused) == {"year_closed"}
    assert "31 mars 2026" in str(refused.value.refusals[0])


def test_a_correction_after_the_closing_is_taken_and_flagged(dasen: Actor) -> None:
    declare(dasen, "1-1.a", 3, year=2025, at=OPEN)

    assert declare(dasen, "1-1.a", 4, year=2025, at=CLOSED, version=1).late


@pytest.mark.parametrize(
    ("code", "year"),
    [("1-2.a", 2025), ("9-9.z", 2025), ("1-1", 2025), ("1-1.a", 2026), ("1-1.a", 2019)],
    ids=["of another service", "unknown", "an action", "a year to come", "before the plan"],
)
def test_what_a_service_does_not_fill_does_not_exist_for_it(
    dasen: Actor, code: str, year: int
) -> None:
    with pytest.raises(NotVisible):
        declare(dasen, code, 3, year=year, at=OPEN)


def test_an_organisation_without_a_service_declares_nothing() -> None:
    with pytest.raises(NotVisible):
        declare(pilot(OrganisationKind.BAILLEUR), "1-1.a", 3, year=2025)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.PILOTE}))
def test_other_functions_declare_nothing(role: Role) -> None:
    with pytest.raises(NotPermitted):
        declare(factories.agent(Role(role)), "1-1.a", 3, year=2025)


@pytest.mark.parametrize(("code", "value"), [("1-1.a", SHARE), ("1-1.b", 3), ("1-1.c", 3)])
def test_a_value_of_another_unit_is_an_error_of_the_code(
    dasen: Actor, code: str, value: Value
) -> None:
    with pytest.raises(TypeError):
        declare(dasen, code, value, year=2025)


@pytest.mark.parametrize("value", [Share(3, 2), Share(0, 0), Document("", "x")])
def test_the_database_refuses_what_is_no_value(dasen: Actor, value: Value) -> None:
    code = "1-1.b" if isinstance(value, Share) else "1-1.c"

    with pytest.raises(Refused) as refused:
        declare(dasen, code, value, year=2025)

    assert codes_of(refused) == {"constraint"}


def test_a_row_holds_one_value_only(dasen: Actor) -> None:
    row = declare(dasen, "1-1.a", 3, year=2025)
    row.pk, row.version, row.numerator, row.denominator = uuid4(), 2, 1, 2
    row._state.adding = True

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


# What is read of it


def test_counts_of_persons_are_read_by_their_service_and_by_the_releases_only(
    dasen: Actor, spip: Actor
) -> None:
    declare(dasen, "1-1.a", 3, year=2025)
    declare(spip, "1-2.a", 17, year=2025)
    mine = declare(spip, "1-2.a", 18, year=2025, version=1)
    found = followed(OPEN.date())
    assert found is not None

    assert [key[0] for key in of_institutions(found.plan, [2025])] == ["1-1.a"]
    assert of_service(found.plan, "SPIP", [2025]) == {("1-2.a", 2025, "SPIP"): mine}
    assert list(declarations_about_persons(2025)) == [mine]
    assert list(declarations_about_persons(2024)) == []


@pytest.mark.parametrize("about", ["persons", "institutions"])
def test_a_class_that_changed_hides_the_values_of_both_times(
    dasen: Actor, spip: Actor, about: str, tmp_path: Path
) -> None:
    """Whichever version of the plan says persons, nobody else reads the value."""
    declare(dasen, "1-1.a", 3, year=2025)
    declare(spip, "1-2.a", 17, year=2025)
    content = small()
    for action in content["actions"]:
        action["indicators"][0]["about"] = about
    loaded(tmp_path, actions=content["actions"])
    found = followed(OPEN.date())
    assert found is not None

    shown = [key[0] for key in of_institutions(found.plan, [2025])]

    assert shown == ([] if about == "persons" else ["1-1.a"])


def test_what_is_missing_is_told_by_service(dasen: Actor, spip: Actor) -> None:
    declare(dasen, "1-1.b", SHARE, year=2025)
    found = followed(OPEN.date())
    assert found is not None

    assert [each.indicator.code for each in missing_of(found.plan, "DASEN", 2025)] == [
        "1-1.a",
        "1-1.c",
    ]
    assert [each.indicator.code for each in missing_of(found.plan, "SPIP", 2025)] == ["1-2.a"]
    assert filled(found.plan, 2025) == {("1-1.b", 2025, "DASEN"): False}
