"""Encrypted fields: clear on the instance, sealed in the table, checked as any other field."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.migrations.writer import MigrationWriter
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from confidentiality.encryption import Tampered
from confidentiality.fields import EncryptedTextField
from confidentiality.models import PersonKey
from tests.confidentiality.sealed import Note, Person, a_person, ciphertext, field_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tables")]


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
