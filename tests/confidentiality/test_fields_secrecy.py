"""Encrypted fields: bound to their place, unreadable without their key, never shown nor sought."""

import pickle
from datetime import date, datetime
from typing import Any

import pytest
from django.core.exceptions import FieldError, ValidationError
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from confidentiality.encryption import KeyMissing, Tampered
from confidentiality.models import PersonKey
from tests.confidentiality.sealed import (
    Note,
    Person,
    a_person,
    ciphertext,
    field_of,
    write_ciphertext,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tables")]


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
