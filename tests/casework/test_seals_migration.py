"""Values written before keys told which ciphertexts are in force: declared by the migration."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from casework.models import LegalRepresentative, YoungPerson
from confidentiality.encryption import Tampered
from confidentiality.models import PersonKey
from tests.casework import factories as people
from tests.confidentiality.sealed import ciphertext, write_ciphertext

BEFORE = [("casework", "0005_search_and_merge"), ("confidentiality", "0004_journal_seals")]


def migrate(to: list[Any]) -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(to)


def lived() -> YoungPerson:
    person = people.case().young_person
    person.phone = "0102030405"
    person.save()
    LegalRepresentative.objects.create(
        young_person=person, quality="mere", last_name="Exemple", first_name="Alix"
    )
    return person


@pytest.mark.django_db(transaction=True)
def test_rows_of_the_former_version_are_read_after_the_migration() -> None:
    with transaction.atomic():
        name = lived().last_name
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        migrate(BEFORE)
    finally:
        migrate(leaves)

    person = YoungPerson.objects.for_system("migrated").get()
    representative = person.representatives.get()
    assert (person.last_name, person.phone, person.email) == (name, "0102030405", None)
    assert (representative.last_name, representative.phone) == ("Exemple", None)


@pytest.mark.django_db
class TestWhatTheMigrationDeclares:
    def declare(self) -> None:
        PersonKey.objects.update(seals=b"")
        import_module("casework.migrations.0006_seals_in_force").declare(apps, None)

    def test_a_value_that_was_already_moved_stays_refused_and_the_others_open(self) -> None:
        person = lived()
        write_ciphertext(person, "first_name", ciphertext(person, "last_name"))

        self.declare()

        again = YoungPerson.objects.for_system("migrated").get()
        assert again.last_name
        with pytest.raises(Tampered):
            _ = again.first_name

    def test_a_key_that_was_altered_stops_nobody_else(self) -> None:
        person, other = lived(), lived()
        PersonKey.objects.filter(pk=person.key_id).update(wrapped=bytes(40))

        self.declare()

        rows = YoungPerson.objects.for_system("migrated")
        assert rows.get(pk=other.pk).last_name
        with pytest.raises(Tampered):
            _ = rows.get(pk=person.pk).last_name

    def test_what_is_written_afterwards_replaces_what_was_declared(self) -> None:
        person = lived()
        former = ciphertext(person, "last_name")
        self.declare()
        again = YoungPerson.objects.for_system("migrated").get()
        again.last_name = "Autre"
        again.save()
        write_ciphertext(person, "last_name", former)

        with pytest.raises(Tampered, match="ancienne"):
            _ = YoungPerson.objects.for_system("migrated").get().last_name


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_no_value_is_sealed() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        lived()
