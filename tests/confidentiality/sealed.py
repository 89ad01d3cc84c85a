"""Two models with encrypted fields, and what the table holds of them.

They live in a registry of their own: these tests need no model of a higher application.
"""

import uuid
from typing import Any, ClassVar

from django.apps.registry import Apps
from django.db import connection, models

from confidentiality.fields import EncryptedDateField, EncryptedTextField
from confidentiality.models import PersonKey

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
