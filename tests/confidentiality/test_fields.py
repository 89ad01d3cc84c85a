"""Encrypted fields: clear on the instance, sealed in the table, bound to their place.

The two models live in a registry of their own: these tests need no model of a higher application.
"""

import pickle
import uuid
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, ClassVar

import pytest
from django.apps.registry import Apps
from django.core.exceptions import FieldError, ValidationError
from django.db import connection, models
from django.db.migrations.writer import MigrationWriter
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from confidentiality.encryption import KeyMissing, Tampered
from confidentiality.fields import EncryptedDateField, EncryptedTextField
from confidentiality.models import PersonKey

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tables")]

apart = Apps()


class Person(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    key = models.ForeignKey(PersonKey, null=True, on_delete=models.SET_NULL, related_name="+")
    name = EncryptedTextField("nom", key="key", max_length=20)
    alias = EncryptedTextField("surnom", key="key", null=True, blank=True)
    born = EncryptedDateField("date de naissance", key="key", null=True, blank=True)

    objects: ClassVar[models.Manager["Person"]] = models.Manager()

    class Meta:
        app_label = "fields"
        apps = apart
        constraints = (
            models.CheckConstraint(
                condition=models.Q(name__isnull=False) | models.Q(alias__isnull=False),
                name="person_has_a_name",
            ),
        )

    def __str__(self) -> str:
        return "personne"


class Note(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    text = EncryptedTextField(key="person.key")

    objects: ClassVar[models.Manager["Note"]] = models.Manager()

    class Meta:
        app_label = "fields"
        apps = apart

    def __str__(self) -> str:
        return "note"


@pytest.fixture(scope="module")
def tables(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Person)
            editor.create_model(Note)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Note)
            editor.delete_model(Person)


def a_person(**values: Any) -> Person:
    key = PersonKey.objects.create_for_person()
    return Person.objects.create(**({"key": key, "name": "Camille"} | values))


def field_of(row: type[models.Model] | models.Model, name: str) -> "models.Field[Any, Any]":
    field = row._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field


def ciphertext(row: models.Model, column: str) -> bytes:
    table, pk = row._meta.db_table, field_of(row, "id").get_db_prep_value(row.pk, connection)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE id = %s", [pk])  # noqa: S608
        return bytes(cursor.fetchone()[0])


def write_ciphertext(row: models.Model, column: str, token: bytes) -> None:
    table, pk = row._meta.db_table, field_of(row, "id").get_db_prep_value(row.pk, connection)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [token, pk])  # noqa: S608


class TestReadingAndWriting:
    def test_what_is_saved_is_read_again_and_is_sealed_in_the_table(self) -> None:
        person = a_person(name="Lœtitia", born=date(2011, 3, 4))

        again = Person.objects.get()

        assert (again.name, again.alias, again.born) == ("Lœtitia", None, date(2011, 3, 4))
        assert "Lœtitia".encode() not in ciphertext(person, "name")
        assert b"2011" not in ciphertext(person, "born")

    def test_a_clear_value_stays_readable_before_and_after_saving(self) -> None:
        person = Person(key=PersonKey.objects.create_for_person(), name="Camille")

        assert person.name == "Camille"
        person.save()
        assert person.name == "Camille"

    def test_a_date_may_be_given_as_text(self) -> None:
        person = a_person(born="2011-03-04")

        assert person.born == date(2011, 3, 4)
        assert Person.objects.get().born == date(2011, 3, 4)

    def test_an_empty_text_is_sealed_like_another(self) -> None:
        a_person(name="")

        assert Person.objects.get().name == ""

    def test_a_value_may_be_removed(self) -> None:
        person = a_person(alias="Cam")

        person.alias = None
        person.save()

        assert Person.objects.get().alias is None
        assert Person.objects.filter(alias__isnull=True).exists()

    def test_the_key_may_be_reached_through_another_row(self) -> None:
        Note.objects.create(person=a_person(), text="note")

        assert Note.objects.select_related("person__key").get().text == "note"

    def test_rows_inserted_together_are_sealed_too(self) -> None:
        key = PersonKey.objects.create_for_person()
        Person.objects.bulk_create([Person(key=key, name=name) for name in ("Un", "Deux")])

        assert {person.name for person in Person.objects.all()} == {"Un", "Deux"}

    def test_a_deferred_value_is_read_by_one_query(self, django_assert_num_queries: Any) -> None:
        a_person(alias="Cam")
        person = Person.objects.select_related("key").defer("alias").get()

        with django_assert_num_queries(1):
            assert person.alias == "Cam"
        with django_assert_num_queries(0):
            assert person.alias == "Cam"

    def test_reading_a_list_with_its_keys_costs_one_query(
        self, django_assert_num_queries: Any
    ) -> None:
        for _ in range(3):
            a_person()

        with django_assert_num_queries(1):
            assert [p.name for p in Person.objects.select_related("key")] == ["Camille"] * 3

    def test_refreshing_reads_what_another_wrote(self) -> None:
        person = a_person()
        other = Person.objects.get()
        other.name = "Dominique"
        other.save()

        person.refresh_from_db()

        assert person.name == "Dominique"

    def test_the_rows_of_values_are_unreadable(self) -> None:
        a_person()

        assert repr(Person.objects.values_list("name", flat=True)[0]) == "<valeur chiffrée>"
        assert "Camille" not in repr(list(Person.objects.values("name")))

    @given(text=st.text(), born=st.dates())
    @hypothesis_settings(
        max_examples=25,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    def test_any_text_and_any_date_come_back(self, text: str, born: date) -> None:
        person = a_person(alias=text, born=born)

        again = Person.objects.get(pk=person.pk)

        assert (again.alias, again.born) == (text, born)


class TestUntouchedValues:
    def test_a_value_that_was_not_read_is_not_sealed_again(self) -> None:
        person = a_person(alias="Cam")
        before = ciphertext(person, "name")

        again = Person.objects.get()
        again.alias = "Mil"
        again.save()

        assert ciphertext(person, "name") == before

    def test_saving_untouched_values_needs_no_key(self, django_assert_num_queries: Any) -> None:
        a_person()
        person = Person.objects.get()

        with django_assert_num_queries(1):
            person.save()

    def test_a_value_that_was_only_read_or_checked_is_not_sealed_again(self) -> None:
        person = a_person()
        before = ciphertext(person, "name")

        again = Person.objects.get()
        again.full_clean()
        again.name = "Camille"
        again.save()

        assert ciphertext(person, "name") == before

    def test_a_changed_value_is_sealed_again(self) -> None:
        person = a_person()
        before = ciphertext(person, "name")

        again = Person.objects.get()
        again.name = "Dominique"
        again.save(update_fields=["name"])

        assert ciphertext(person, "name") != before
        assert Person.objects.get().name == "Dominique"

    def test_a_read_value_follows_the_person_to_a_new_key(self) -> None:
        a_person()
        person = Person.objects.get()
        assert person.name == "Camille"

        person.key = PersonKey.objects.create_for_person()
        person.save()

        assert Person.objects.get().name == "Camille"

    def test_a_copied_row_is_sealed_for_its_own_place_when_it_was_read(self) -> None:
        a_person()
        copy = Person.objects.get()
        assert copy.name == "Camille"

        copy.pk, copy._state.adding = uuid.uuid4(), True
        copy.save()

        assert Person.objects.get(pk=copy.pk).name == "Camille"

    def test_a_row_copied_unread_is_refused_rather_than_written_unreadable(self) -> None:
        a_person()
        copy = Person.objects.get()

        copy.pk, copy._state.adding = uuid.uuid4(), True

        with pytest.raises(Tampered):
            copy.save()


class TestMovedCiphertexts:
    def test_the_name_of_another_row_of_the_same_person_does_not_open(self) -> None:
        person = a_person()
        other = a_person(key=person.key, name="Dominique")

        write_ciphertext(person, "name", ciphertext(other, "name"))

        with pytest.raises(Tampered) as error:
            _ = Person.objects.get(pk=person.pk).name
        assert "Dominique" not in str(error.value)

    def test_the_value_of_another_column_does_not_open(self) -> None:
        person = a_person(alias="Cam")

        write_ciphertext(person, "name", ciphertext(person, "alias"))

        with pytest.raises(Tampered, match=r"fields_person\.name"):
            _ = Person.objects.get().name

    def test_a_row_given_the_key_of_another_person_does_not_open(self) -> None:
        person, other = a_person(), a_person()

        Person.objects.filter(pk=person.pk).update(key=other.key)

        with pytest.raises(Tampered):
            _ = Person.objects.get(pk=person.pk).name

    def test_a_value_of_another_table_does_not_open(self) -> None:
        person = a_person()
        note = Note.objects.create(pk=person.pk, person=person, text="Camille")

        write_ciphertext(note, "text", ciphertext(person, "name"))

        with pytest.raises(Tampered):
            _ = Note.objects.get().text

    def test_a_clear_text_slipped_into_the_table_does_not_open(self) -> None:
        person = a_person()

        write_ciphertext(person, "name", b"Dominique")

        with pytest.raises(Tampered):
            _ = Person.objects.get().name


class TestErasure:
    def test_without_its_key_a_value_is_neither_read_nor_written(self) -> None:
        person = a_person()
        assert person.key is not None
        person.key.delete()

        again = Person.objects.get()

        with pytest.raises(KeyMissing):
            _ = again.name
        again.name = "Dominique"
        with pytest.raises(KeyMissing):
            again.save()

    def test_an_unwrapped_key_is_not_pickled(self) -> None:
        key = PersonKey.objects.create_for_person()
        dek = key.data_key()

        assert dek not in pickle.dumps(key)
        assert pickle.loads(pickle.dumps(key)).data_key() == dek  # noqa: S301

    def test_a_key_says_nothing_of_itself(self) -> None:
        key = PersonKey.objects.create_for_person()

        assert str(key.pk) not in str(key)


class TestWhatIsNeverShown:
    def test_the_attributes_of_an_instance_do_not_show_the_value(self) -> None:
        assert "Camille" not in repr(vars(a_person()))
        loaded = Person.objects.get()
        assert loaded.name == "Camille"
        assert "Camille" not in repr(vars(loaded))

    def test_a_value_that_was_read_is_pickled_sealed(self) -> None:
        a_person()
        person = Person.objects.get()
        assert person.name == "Camille"

        pickled = pickle.dumps(vars(person)["name"])

        assert b"Camille" not in pickled
        vars(person)["name"] = pickle.loads(pickled)  # noqa: S301
        assert person.name == "Camille"

    def test_an_unsaved_value_survives_pickling(self) -> None:
        person = Person(name="Camille")

        vars(person)["name"] = pickle.loads(pickle.dumps(vars(person)["name"]))  # noqa: S301

        assert person.name == "Camille"

    def test_no_query_carries_the_clear_value(self) -> None:
        with CaptureQueriesContext(connection) as captured:
            person = a_person(alias="Dominique")
            person.full_clean()

        queries = " ".join(query["sql"] for query in captured.captured_queries)
        assert "INSERT" in queries
        assert "Camille" not in queries
        assert "Dominique" not in queries


class TestRefusals:
    @pytest.mark.parametrize("lookup", ["exact", "iexact", "contains", "in", "gt", "startswith"])
    def test_a_lookup_is_refused_in_french(self, lookup: str) -> None:
        with pytest.raises(FieldError, match=r"est chiffré.*index aveugle"):
            Person.objects.filter(**{f"name__{lookup}": "Camille"})

    @pytest.mark.parametrize("value", ["Camille", b"Camille", date(2011, 3, 4)])
    def test_an_update_that_does_not_know_its_row_is_refused(self, value: object) -> None:
        a_person()

        with pytest.raises(FieldError, match="est chiffré"):
            Person.objects.update(name=value)

    def test_a_bulk_update_is_refused(self) -> None:
        person = a_person()

        with pytest.raises(FieldError, match="est chiffré"):
            Person.objects.bulk_update([person], ["name"])

    def test_an_update_may_erase(self) -> None:
        a_person(alias="Cam")

        Person.objects.update(alias=None)

        assert Person.objects.get().alias is None

    def test_a_value_is_not_written_to_a_fixture(self) -> None:
        with pytest.raises(FieldError, match="ne se copie pas"):
            field_of(Person, "name").value_to_string(a_person())

    @pytest.mark.parametrize("value", [3, b"Camille", F("alias"), date(2011, 3, 4)])
    def test_only_a_text_is_sealed_as_text(self, value: Any) -> None:
        with pytest.raises(ValidationError, match="Saisissez un texte"):
            a_person(name=value)

    @pytest.mark.parametrize("value", ["Camille", "", 3, datetime(2011, 3, 4)])  # noqa: DTZ001
    def test_only_a_date_is_sealed_as_date(self, value: Any) -> None:
        with pytest.raises(ValidationError, match="AAAA-MM-JJ") as error:
            a_person(born=value)
        assert "Camille" not in str(error.value)


class TestValidation:
    def test_a_text_that_is_too_long_is_refused_by_its_clear_length(self) -> None:
        person = Person(key=PersonKey.objects.create_for_person(), name="é" * 21)

        with pytest.raises(ValidationError) as error:
            person.full_clean()
        assert set(error.value.message_dict) == {"name"}

        person.name = "é" * 20
        person.full_clean()

    def test_a_required_text_may_not_be_empty_and_an_optional_one_may(self) -> None:
        person = Person(key=PersonKey.objects.create_for_person(), name="", alias="")

        with pytest.raises(ValidationError) as error:
            person.full_clean()
        assert set(error.value.message_dict) == {"name"}

    def test_a_constraint_on_presence_is_checked(self) -> None:
        person = Person(key=PersonKey.objects.create_for_person(), name=None)

        with pytest.raises(ValidationError):
            person.validate_constraints()

    def test_a_form_field_is_a_text_or_a_date(self) -> None:
        name = field_of(Person, "name").formfield()
        born = field_of(Person, "born").formfield()

        assert name is not None
        assert born is not None
        assert name.clean("Camille") == "Camille"
        assert born.clean("2011-03-04") == date(2011, 3, 4)
        with pytest.raises(ValidationError):
            name.clean("é" * 21)


class TestMigrations:
    @pytest.mark.parametrize("name", ["name", "alias", "born"])
    def test_a_field_rebuilds_itself_from_its_description(self, name: str) -> None:
        field = field_of(Person, name)

        _, path, args, kwargs = field.deconstruct()
        again = type(field)(*args, **kwargs)

        assert again.deconstruct()[1:] == (path, args, kwargs)
        assert kwargs["key"] == "key"
        assert "editable" not in kwargs

    def test_a_field_that_is_not_editable_stays_so(self) -> None:
        field = EncryptedTextField[str, str](key="key", editable=False)

        assert field.clone().editable is False

    def test_a_migration_names_the_field_and_its_key(self) -> None:
        text, _ = MigrationWriter.serialize(field_of(Note, "text"))

        assert text == "confidentiality.fields.EncryptedTextField(key='person.key')"
