"""The register of columns: nothing about a person is stored without purpose, reader and end."""

from __future__ import annotations

from collections import Counter

import pytest
from django.apps import apps
from django.db import models

from confidentiality.choices import FieldGroup
from confidentiality.fields import EncryptedTextField
from config.personal_columns import (
    APPLICATIONS,
    IMPERSONAL,
    PERSONAL,
    columns_of,
    treatment_of,
    treatments,
    unmapped,
)
from config.treatments import Kept, Purpose, Readers

MODELS = [each for name in APPLICATIONS for each in apps.get_app_config(name).get_models()]


def test_every_column_about_a_person_has_its_treatment() -> None:
    assert unmapped() == []


def test_a_column_that_nobody_named_is_found() -> None:
    class Diary(models.Model):  # noqa: DJ008  # never an instance
        mood = models.CharField(max_length=5)

        class Meta:
            app_label = "unmapped"
            managed = False

    try:
        assert unmapped([Diary]) == ["unmapped.Diary.id", "unmapped.Diary.mood"]
    finally:
        del apps.all_models["unmapped"]


def test_a_column_is_named_once_and_exists() -> None:
    named = Counter((model, column) for model, column, _ in treatments())

    assert {each: n for each, n in named.items() if n > 1} == {}
    assert [
        f"{model}.{column}"
        for model, column in named
        if column not in columns_of(apps.get_model(model))
    ] == []


def test_a_model_is_either_about_persons_or_said_impersonal() -> None:
    names = {f"{each._meta.app_label}.{each.__name__}" for each in MODELS}

    assert set(PERSONAL) | set(IMPERSONAL) == names
    assert set(PERSONAL) & set(IMPERSONAL) == set()
    assert all(IMPERSONAL.values())


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_what_is_encrypted_is_read_through_the_matrix_and_ends_with_the_follow_up(
    model: type[models.Model],
) -> None:
    for field in model._meta.local_fields:
        if isinstance(field, EncryptedTextField):
            treatment = treatment_of(model, field.name)
            assert treatment is not None
            assert isinstance(treatment.read, FieldGroup) or treatment.read == Readers.REVIEWER
            assert treatment.kept in (Kept.R1, Kept.R2)


def test_what_identifies_somebody_is_encrypted() -> None:
    """Names, birth dates and contacts of the families, wherever a model holds some."""
    hidden = {FieldGroup.BIRTH_DATE, FieldGroup.CONTACT}
    for model, column, treatment in treatments():
        field = apps.get_model(model)._meta.get_field(column)
        of_a_family = model in ("casework.YoungPerson", "casework.LegalRepresentative")
        if treatment.read in hidden or (of_a_family and column.endswith(("name", "phone"))):
            assert isinstance(field, EncryptedTextField), f"{model}.{column}"


def test_every_purpose_reader_and_duration_serves() -> None:
    used = [treatment for _, _, treatment in treatments()]

    assert {each.purpose for each in used} == set(Purpose)
    assert {each.read for each in used} >= set(Readers)
    assert {each.kept for each in used} >= set(Kept)


def test_judicial_data_never_outlive_the_follow_up() -> None:
    judicial = [each for _, _, each in treatments() if each.read == FieldGroup.JUDICIAL]

    assert judicial
    assert {each.kept for each in judicial} == {Kept.R6}
