"""``manage.py data_dictionary [--check]``: docs/data-dictionary.md, from models and lists."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from enum import Enum
from typing import Any, ClassVar

from django.apps import apps
from django.db import models

from casework.choices.facts import FAITS, NATURE_LABELS, STORABLE
from confidentiality.fields import EncryptedTextField
from config.ends import carrying_out
from config.management.generated import GeneratedDocument, row, table
from config.personal_columns import treatment_of
from config.treatments import Kept, Purpose

APPLICATIONS = ("confidentiality", "notifications", "veille", "casework", "indicators", "config")
INTRODUCTION = """# Data dictionary

Written by `manage.py data_dictionary` from the models; `make docs` writes it again, and a test
refuses a stale copy. Labels and values are what an agent reads. *Encrypted*: sealed under the key
of the person, unreadable in the database ([decision 7](decisions/0007-keys-and-journal-chains.md)).
*Empty*: the value may be missing. *Purpose*, *read by* and *kept* are those of the register of
columns (`config/personal_columns.py`); a model without them says nothing of a person. Lists are at
the end.
"""
_AUTOMATIC = ("AutoField", "BigAutoField")


class Command(GeneratedDocument):
    help = "Écrit docs/data-dictionary.md à partir des modèles, ou le compare au code (--check)."
    file_name: ClassVar[str] = "data-dictionary.md"

    def text(self) -> str:
        return "\n".join([INTRODUCTION, *_register(), *_tables(), *_lists(), *_facts()])


def choices_class(field: Any) -> type[models.Choices] | None:
    """The list of codes behind the ``choices`` of a field; None for a list of another make."""
    wanted = list(field.flatchoices)
    for each in lists():
        if issubclass(each, models.Choices) and each.choices == wanted:
            return each
    return None


def lists() -> list[type[Enum]]:
    """Every closed list of the models, in the order of its applications then of its name."""
    found: list[type[Enum]] = []
    waiting: list[type[Enum]] = [Enum]
    while waiting:
        for each in waiting.pop().__subclasses__():
            waiting.append(each)
            package, _, module = each.__module__.partition(".")
            # Those that the models load: the answer must not depend on what else is imported.
            of_models = module.startswith(("choices", "models"))
            if package in APPLICATIONS and of_models and len(each) and each not in found:
                found.append(each)
    return sorted(found, key=_place_and_name)


def _place_and_name(each: type[Enum]) -> tuple[int, str, str]:
    return APPLICATIONS.index(each.__module__.partition(".")[0]), each.__module__, each.__name__


def _tables() -> Iterator[str]:
    for name in APPLICATIONS:
        described = sorted(apps.get_app_config(name).get_models(), key=lambda each: each.__name__)
        if not described:
            continue
        yield f"## Application `{name}`\n"
        for model in described:
            yield from _table(model)


def _table(model: type[models.Model]) -> Iterator[str]:
    yield f"### `{model.__name__}` ({model._meta.verbose_name})\n"
    yield f"{inspect.getdoc(model)}\n"
    yield from table(
        "Field", "Type", "Label", "Empty", "Encrypted", "List", "Purpose", "Read by", "Kept"
    )
    for field in (*model._meta.fields, *model._meta.many_to_many):
        if type(field).__name__ not in _AUTOMATIC:
            yield row(
                f"`{field.name}`",
                _type(field),
                _label(field),
                "yes" if field.null or field.blank else "",
                "yes" if isinstance(field, EncryptedTextField) else "",
                _list_name(field),
                *_treated(model, field.name),
            )
    yield ""


def _treated(model: type[models.Model], column: str) -> tuple[str, str, str]:
    """Purpose, readers and duration of a column about a person; nothing for another."""
    found = treatment_of(model, column)
    if found is None:
        return "", "", ""
    return found.purpose.code, str(found.read.value), found.kept.name


def _register() -> Iterator[str]:
    yield "## Purposes and durations\n"
    yield from table("Code", "Purpose")
    for purpose in Purpose:
        yield row(purpose.code, purpose.words)
    yield ""
    yield from table("Code", "Kept", "Then", "Carried out by")
    for kept in Kept:
        functions = ", ".join(f"`{name}`" for name in carrying_out(kept))
        yield row(kept.name, *kept.value, functions)
    yield ""


def _type(field: Any) -> str:
    name = type(field).__name__
    if field.related_model is not None:
        return f"{name} → `{field.related_model.__name__}`"
    return f"{name}({field.max_length})" if field.max_length else name


def _label(field: Any) -> str:
    """The French label; a dash for the name that Django makes from the field itself."""
    label = str(field.verbose_name)
    return "—" if label == field.name.replace("_", " ") else label


def _list_name(field: Any) -> str:
    if not field.choices:
        return ""
    found = choices_class(field)
    return f"`{found.__name__}`" if found else "facts that may be kept"


def _lists() -> Iterator[str]:
    yield "## Lists\n"
    for each in lists():
        yield f"### `{each.__name__}` (`{each.__module__}`)\n"
        if documented := _own_docstring(each):
            yield f"{documented}\n"
        yield from table("Code", "Label")
        for value in each:
            yield row(f"`{value.value}`", getattr(value, "label", value.name))
        yield ""


def _own_docstring(each: type[Enum]) -> str:
    """What the list says of itself, not what its base class says."""
    return inspect.cleandoc(vars(each).get("__doc__") or "")


def _facts() -> Iterator[str]:
    yield "## Facts (list L-D, `casework.choices.facts`)\n"
    yield (
        "*Kept*: a saisine may record the fact. The others only stop the act: their code is never "
        "stored.\n"
    )
    yield from table("Code", "Label", "Article", "Nature", "Rappel à l’ordre", "Kept")
    for code, fait in FAITS.items():
        kept = "yes" if code in STORABLE else ""
        nature = NATURE_LABELS[fait.nature]
        yield row(f"`{code}`", fait.label, fait.article, nature, fait.rappel.value, kept)
