"""Loading arrondissements and communes from the files of the official geographic code.

The same two files serve any département. Either everything is right and everything is loaded, or
each wrong line is named and nothing is.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from confidentiality.encryption import fold
from veille.models import Arrondissement, Commune

PACKAGED = Path(__file__).parent / "data" / "territoire-62"
ARRONDISSEMENTS, COMMUNES = "arrondissements.csv", "communes.csv"

_COLUMNS = {
    ARRONDISSEMENTS: ("code", "nom", "chef_lieu"),
    COMMUNES: (
        "code_insee",
        "nom",
        "type_liaison",
        "arrondissement",
        "population",
        "codes_postaux",
        "epci",
        "epci_nom",
    ),
}
_COMMUNE_CODE = re.compile(r"[0-9][0-9AB][0-9]{3}")
# Département (two characters, three overseas), then the digit of the arrondissement.
_ARRONDISSEMENT_CODE = re.compile(r"[0-9][0-9AB][0-9]{1,2}")
_WORD_BREAK = re.compile(r"[\W_]+")
_BATCH = 500


class InvalidTerritory(Exception):
    """The files cannot be loaded. ``errors``: one French sentence for each wrong line."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a loading put in the database."""

    arrondissements: int
    communes: int
    population: int


@dataclass(slots=True)
class _Reading:
    """What has been read so far, and what was wrong."""

    arrondissements: dict[str, Arrondissement] = field(default_factory=dict)
    communes: dict[str, Commune] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


def french_sort_key(name: str) -> str:
    """The name word by word, without case nor accents: « Étaples » sorts between D and F.

    Both databases order it alike, whatever their collation.
    """
    words = (fold(word) for word in _WORD_BREAK.split(name))
    return " ".join(word for word in words if word)


def load(folder: Path) -> Loaded:
    """Add or update the arrondissements and communes of a folder; loading twice changes nothing.

    Raises InvalidTerritory, before any writing, with every error found in both files. A commune
    that has left the file is kept: past cases bear its code.
    """
    reading = _Reading()
    _read_rows(folder / ARRONDISSEMENTS, reading, _read_arrondissement)
    _read_rows(folder / COMMUNES, reading, _read_commune)
    if reading.errors:
        raise InvalidTerritory(reading.errors)
    arrondissements = list(reading.arrondissements.values())
    communes = list(reading.communes.values())
    with transaction.atomic():
        Arrondissement.objects.bulk_create(
            arrondissements,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name", "departement"],
        )
        Commune.objects.bulk_create(
            communes,
            batch_size=_BATCH,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=[
                each.name for each in Commune._meta.concrete_fields if not each.primary_key
            ],
        )
    return Loaded(len(arrondissements), len(communes), sum(each.population for each in communes))


Row = Mapping[str, str]


def _read_rows(path: Path, reading: _Reading, read: Callable[[Row, _Reading], str]) -> None:
    """Give each row to ``read``, which answers with the sentence of its error, or nothing."""
    for number, row in _rows(path, reading.errors):
        error = read(row, reading)
        if error:
            reading.errors.append(f"{path.name}, ligne {number} : {error}")


def _rows(path: Path, errors: list[str]) -> Iterator[tuple[int, Row]]:
    columns = _COLUMNS[path.name]
    try:
        # Spreadsheets put a byte order mark in front.
        text = path.read_text(encoding="utf-8-sig")
    except OSError:
        errors.append(f"{path.name} : fichier absent ou illisible.")
        return
    except UnicodeDecodeError:
        errors.append(f"{path.name} : le fichier n’est pas en UTF-8.")
        return
    reader = csv.DictReader(text.splitlines())
    missing = [name for name in columns if name not in (reader.fieldnames or ())]
    if missing:
        errors.append(f"{path.name}, ligne 1 : colonne manquante : {', '.join(missing)}.")
        return
    for row in reader:
        if any(row[name] is None for name in columns):
            errors.append(f"{path.name}, ligne {reader.line_num} : il manque des valeurs.")
            continue
        yield reader.line_num, {name: row[name].strip() for name in columns}


def _read_arrondissement(row: Row, reading: _Reading) -> str:
    code, name = row["code"], row["nom"]
    if not _ARRONDISSEMENT_CODE.fullmatch(code):
        return f"« {code} » n’est pas un code d’arrondissement."
    if code in reading.arrondissements:
        return f"l’arrondissement {code} est déjà dans le fichier."
    if not name:
        return f"l’arrondissement {code} n’a pas de nom."
    reading.arrondissements[code] = Arrondissement(code=code, name=name, departement=code[:-1])
    return ""


def _read_commune(row: Row, reading: _Reading) -> str:
    code, name = row["code_insee"], row["nom"]
    if not _COMMUNE_CODE.fullmatch(code):
        return f"« {code} » n’est pas un code INSEE de commune."
    if code in reading.communes:
        return f"la commune {code} est déjà dans le fichier."
    if not name:
        return f"la commune {code} n’a pas de nom."
    if row["arrondissement"] not in reading.arrondissements:
        return f"l’arrondissement « {row['arrondissement']} » est inconnu."
    # isdecimal alone accepts the digits of other scripts.
    for column, label in (("population", "la population"), ("type_liaison", "le type de liaison")):
        if not (row[column].isascii() and row[column].isdecimal()):
            return f"{label} « {row[column]} » n’est pas un nombre entier."
    commune = Commune(
        code=code,
        name=name,
        sort_key=french_sort_key(name),
        link_kind=int(row["type_liaison"]),
        arrondissement_id=row["arrondissement"],
        population=int(row["population"]),
        postcodes=row["codes_postaux"],
        epci_code=row["epci"],
        epci_name=row["epci_nom"],
    )
    too_long = _too_long(commune)
    if too_long:
        return f"la valeur de « {too_long} » est trop longue."
    reading.communes[code] = commune
    return ""


def _too_long(commune: Commune) -> str:
    """The label of the first text too long for its column. SQLite would keep it whole."""
    for each in Commune._meta.concrete_fields:
        value = getattr(commune, each.attname)
        if each.max_length and isinstance(value, str) and len(value) > each.max_length:
            return str(each.verbose_name)
    return ""
