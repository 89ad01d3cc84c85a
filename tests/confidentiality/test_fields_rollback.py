"""A former ciphertext, put back in its own place, is refused; what two agents write is kept."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from confidentiality.encryption import KeyMissing, Tampered, new_data_key
from confidentiality.fields import forget
from confidentiality.models import PersonKey
from confidentiality.seals import KeySealed, Seals
from tests.confidentiality.sealed import Note, Person, a_person, ciphertext, write_ciphertext

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tables")]


def renamed(person: Person, name: str) -> bytes:
    """Change a name; the ciphertext of the former one."""
    former = ciphertext(person, "name")
    again = Person.objects.get(pk=person.pk)
    again.name = name
    again.save()
    return former


class TestFormerCiphertexts:
    def test_the_former_name_put_back_does_not_open(self) -> None:
        person = a_person()
        write_ciphertext(person, "name", renamed(person, "Dominique"))

        with pytest.raises(Tampered, match="ancienne") as error:
            _ = Person.objects.get().name
        assert "Camille" not in str(error.value)

    def test_the_same_text_sealed_before_does_not_open_either(self) -> None:
        person = a_person()
        former = renamed(person, "Dominique")
        renamed(person, "Camille")
        write_ciphertext(person, "name", former)

        with pytest.raises(Tampered):
            _ = Person.objects.get().name

    def test_a_value_that_was_emptied_does_not_come_back(self) -> None:
        person = a_person(alias="Cam")
        former = ciphertext(person, "alias")
        person.alias = None
        person.save()
        write_ciphertext(person, "alias", former)

        with pytest.raises(Tampered):
            _ = Person.objects.get().alias

    def test_a_value_emptied_unread_does_not_come_back(self) -> None:
        person = a_person(alias="Cam")
        former = ciphertext(person, "alias")
        deferred = Person.objects.defer("alias").get()
        deferred.alias = None
        deferred.save()
        assert Person.objects.get().alias is None
        write_ciphertext(person, "alias", former)

        with pytest.raises(Tampered):
            _ = Person.objects.get().alias

    def test_the_other_values_of_the_person_still_open(self) -> None:
        person = a_person(alias="Cam")
        write_ciphertext(person, "name", renamed(person, "Dominique"))

        assert Person.objects.get().alias == "Cam"

    def test_what_a_key_says_is_not_forged_without_it(self) -> None:
        person = a_person()
        former = renamed(person, "Dominique")
        assert person.key is not None
        forged = Seals({}).changed({b"place": former}).sealed(new_data_key(), str(person.key.pk))
        write_ciphertext(person, "name", former)
        PersonKey.objects.update(seals=forged)

        with pytest.raises(Tampered):
            _ = Person.objects.get().name

    @pytest.mark.parametrize("seals", [b"", b"\x01"])
    def test_a_key_that_says_nothing_opens_nothing(self, seals: bytes) -> None:
        a_person()
        PersonKey.objects.update(seals=seals)

        with pytest.raises(Tampered):
            _ = Person.objects.get().name


class TestSwappedKeys:
    @pytest.mark.parametrize("columns", [("wrapped",), ("wrapped", "seals"), ("seals",)])
    def test_what_one_key_row_holds_is_refused_in_another(self, columns: tuple[str, ...]) -> None:
        a_person()
        a_person(name="Dominique")
        first, second = PersonKey.objects.all()
        for key, other in ((first, second), (second, first)):
            values = {name: getattr(other, name) for name in columns}
            PersonKey.objects.filter(pk=key.pk).update(**values)

        for person in Person.objects.all():
            with pytest.raises(Tampered):
                _ = person.name
            person.name = "Sasha"
            with pytest.raises(Tampered), transaction.atomic():
                person.save()


class TestTwoAgents:
    def test_what_another_wrote_meanwhile_stays_in_force(self) -> None:
        a_person(alias="Cam")
        one = Person.objects.select_related("key").get()
        other = Person.objects.select_related("key").get()
        one.name, other.alias = "Dominique", "Mil"
        one.save()
        other.save()

        again = Person.objects.get()
        assert (again.name, again.alias) == ("Dominique", "Mil")

    def test_an_instance_read_before_a_change_is_no_tampering(self) -> None:
        person = a_person(alias="Cam")
        early = Person.objects.defer("alias").get()
        late = Person.objects.get()
        renamed(person, "Dominique")
        other = Person.objects.get()
        other.alias = None
        other.save()

        assert early.name == "Dominique"
        assert late.alias is None

    def test_a_row_erased_since_it_was_read_has_no_value(self) -> None:
        person = a_person()
        renamed(person, "Dominique")
        stale = Person.objects.get()
        renamed(person, "Sasha")
        Person.objects.filter(pk=person.pk).delete()

        with pytest.raises(KeyMissing):
            _ = stale.name

    def test_a_change_rolled_back_and_tried_again_is_written(self) -> None:
        a_person()
        person = Person.objects.get()
        person.name = "Dominique"
        with transaction.atomic():
            person.save()
            transaction.set_rollback(True)
        assert Person.objects.get().name == "Camille"

        person.save()

        assert Person.objects.get().name == "Dominique"

    @given(acts=st.lists(st.tuples(st.booleans(), st.sampled_from(["name", "alias"]), st.text())))
    @hypothesis_settings(
        max_examples=25,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    def test_whoever_writes_last_is_read_whatever_the_order(
        self, acts: list[tuple[bool, str, str]]
    ) -> None:
        pk = a_person(alias="Cam").pk
        agents = {who: Person.objects.get(pk=pk) for who in (True, False)}
        expected = {"name": "Camille", "alias": "Cam"}
        for who, column, text in acts:
            setattr(agents[who], column, text)
            agents[who].save(update_fields=[column])
            expected[column] = text

        again = Person.objects.get(pk=pk)
        assert {"name": again.name, "alias": again.alias} == expected


class TestRowsThatGo:
    def test_a_row_that_was_deleted_and_is_put_back_does_not_open(self) -> None:
        note = Note.objects.create(person=a_person(), text="note")
        former = ciphertext(note, "text")
        forget(note)
        Note.objects.all().delete()

        again = Note.objects.create(pk=note.pk, person=note.person, text="autre")
        write_ciphertext(again, "text", former)

        with pytest.raises(Tampered):
            _ = Note.objects.get().text

    def test_a_sealed_key_does_not_say_any_more_what_is_in_force(self) -> None:
        person = a_person()
        assert person.key is not None
        PersonKey.objects.update(sealed_at="2026-01-01T00:00Z")

        with pytest.raises(KeySealed):
            _ = Person.objects.get().name
