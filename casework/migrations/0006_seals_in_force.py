"""Say, on the key of each person, which of the ciphertexts already there are in force."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import migrations

from confidentiality.encryption import Tampered, associated_data, unseal, unwrap
from confidentiality.seals import Seals

BATCH = 500
PERSON = ("last_name", "first_name", "birth_date", "address", "phone", "email")
REPRESENTATIVE = ("last_name", "first_name", "phone")


def declare(apps: Any, schema_editor: Any) -> None:
    """Values that open at their place are declared; one moved or altered already stays refused."""
    keys = apps.get_model("confidentiality", "PersonKey").objects
    people = apps.get_model("casework", "YoungPerson").objects
    representatives = apps.get_model("casework", "LegalRepresentative").objects
    rows = people.order_by("pk").values_list("pk", "key_id", *PERSON).iterator(BATCH)
    while batch := list(islice(rows, BATCH)):
        found = defaultdict(list)
        for pk, key_id, *tokens in batch:
            found[key_id] += _values("casework_youngperson", pk, key_id, PERSON, tokens)
        theirs = representatives.filter(young_person__in=[row[0] for row in batch])
        for pk, key_id, *tokens in theirs.values_list("pk", "young_person__key_id", *REPRESENTATIVE):
            table = "casework_legalrepresentative"
            found[key_id] += _values(table, pk, key_id, REPRESENTATIVE, tokens)
        for key in keys.filter(pk__in=found):
            keys.filter(pk=key.pk).update(seals=_sealed(key, found[key.pk]))


def _values(
    table: str, pk: UUID, key_id: UUID, columns: Sequence[str], tokens: Iterable[Any]
) -> list[tuple[bytes, bytes]]:
    return [
        (associated_data(table, column, str(pk), str(key_id)), sealed.token)
        for column, sealed in zip(columns, tokens, strict=True)
        if sealed is not None
    ]


def _sealed(key: Any, values: Iterable[tuple[bytes, bytes]]) -> bytes:
    try:
        dek = unwrap(key.epoch, bytes(key.wrapped))
    except Tampered:
        return b""
    tokens = {place: token for place, token in values if _opens(dek, place, token)}
    return Seals({}).changed(tokens).sealed(dek, str(key.pk))


def _opens(dek: bytes, place: bytes, token: bytes) -> bool:
    try:
        unseal(dek, token, place)
    except Tampered:
        return False
    return True


class Migration(migrations.Migration):

    dependencies = [
        ("casework", "0005_search_and_merge"),
        ("confidentiality", "0005_seals_in_force"),
    ]

    operations = [migrations.RunPython(declare, migrations.RunPython.noop)]
