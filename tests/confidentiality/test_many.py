"""Many rows read without an instance for each: what one row opens or refuses, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from confidentiality.encryption import KeyMissing, Tampered
from confidentiality.many import Row, read_many
from confidentiality.seals import KeySealed
from tests.confidentiality.sealed import Note, Person, a_person, ciphertext, write_ciphertext

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tables")]


def the_row() -> Row:
    [row] = read_many(Person.objects.all(), "name", "alias", "born", plain=("key_id",))
    return row


def test_a_row_opens_what_its_instance_opens() -> None:
    person = a_person(born=date(2011, 4, 5))

    row = the_row()

    assert (row.pk, row.plain) == (person.pk, (person.key and person.key.pk,))
    assert [row.read(name) for name in ("name", "alias", "born")] == [
        "Camille",
        None,
        date(2011, 4, 5),
    ]


def test_a_key_two_steps_away_opens_too() -> None:
    Note.objects.create(person=a_person(), text="à rappeler")

    assert [row.read("text") for row in read_many(Note.objects.all(), "text")] == ["à rappeler"]


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(st.lists(st.text(min_size=1, max_size=20), max_size=6))
def test_many_rows_open_as_one_by_one(names: list[str]) -> None:
    Person.objects.all().delete()
    for name in names:
        a_person(name=name)

    rows = Person.objects.order_by("pk")
    assert [row.read("name") for row in read_many(rows, "name")] == [each.name for each in rows]


def test_one_query_reads_them_all(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(3):
        a_person()

    with django_assert_num_queries(1):
        assert len([row.read("name") for row in read_many(Person.objects.all(), "name")]) == 3


def test_a_value_moved_to_another_column_is_refused() -> None:
    person = a_person()
    write_ciphertext(person, "alias", ciphertext(person, "name"))

    with pytest.raises(Tampered):
        the_row().read("alias")


def test_a_former_value_put_back_is_refused_and_not_shown() -> None:
    person = a_person()
    former = ciphertext(person, "name")
    person.name = "Dominique"
    person.save()
    write_ciphertext(person, "name", former)

    with pytest.raises(Tampered, match="ancienne") as error:
        the_row().read("name")
    assert "Camille" not in str(error.value)


def test_a_sealed_key_opens_nothing() -> None:
    person = a_person()
    assert person.key is not None
    person.key.seal(timezone.now())

    with pytest.raises(KeySealed):
        the_row().read("name")


def test_without_its_key_a_row_opens_nothing() -> None:
    a_person()
    Person.objects.update(key=None)

    with pytest.raises(KeyMissing):
        the_row().read("name")
