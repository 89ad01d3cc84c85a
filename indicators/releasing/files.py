"""The files of a published bulletin: what is verified, what says how, and three tables.

All say the same figures, with their margins and signs; none holds a person. The tables are made
where the house makes every table that leaves (``casework.spreadsheets``).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from casework.spreadsheets import ODS_TYPE, Sheet, to_csv, to_ods, to_xlsx
from confidentiality.release_keys import signing_key
from confidentiality.sealing import instant
from indicators.models import Publication
from indicators.releasing.figures import figures_of, sentences

_HEADINGS = (
    "Mesure",
    "Territoire",
    "Lieu",
    "Période",
    "Âge et sexe",
    "Chiffre publié",
    "Marge",
    "Signe",
    "Lecture",
)


@dataclass(frozen=True, slots=True)
class FileKind:
    """One file: how it is named, its type, how it is made."""

    label: str
    ending: str
    content_type: str
    make: Callable[[Publication], bytes]


def name_of(publication: Publication, kind: FileKind) -> str:
    """« bulletin-2026-M03-1.csv »."""
    return f"bulletin-{publication.bulletin.number}{kind.ending}"


def _document(publication: Publication) -> bytes:
    return publication.bulletin.content.document.encode()


def _manifest(publication: Publication) -> bytes:
    """The manifest, and the act of publishing that signs its hash."""
    content = {
        "manifest": json.loads(publication.bulletin.content.manifest),
        "sha256": publication.sha256,
        "publication": {
            "rank": publication.rank,
            "published_at": instant(publication.published_at),
            "previous_sha256": publication.previous_sha256,
            "key": publication.key_id,
            "public_key": signing_key().public_pem,
            "signature": publication.signature,
        },
    }
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _sheet(publication: Publication) -> Sheet:
    bulletin = publication.bulletin
    manifest = json.loads(bulletin.content.manifest)
    mark = (
        f"Bulletin n° {bulletin.number}, plan de diffusion v{bulletin.plan_version}, empreinte "
        f"{publication.sha256}. " + " ".join([*sentences(manifest), *manifest["notes"]])
    )
    rows = tuple(
        (
            each.measure,
            each.territory,
            each.place,
            each.span,
            each.group or "tous",
            "" if each.value is None else str(each.value),
            str(each.margin),
            each.flag,
            each.meaning,
        )
        for each in figures_of(bulletin.content)
    )
    return Sheet(mark, _HEADINGS, rows)


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES = {
    "json": FileKind("Chiffres à vérifier (JSON)", ".json", "application/json", _document),
    "manifeste": FileKind("Manifeste (JSON)", "-manifeste.json", "application/json", _manifest),
    "csv": FileKind(
        "Tableau (CSV)", ".csv", "text/csv; charset=utf-8", lambda each: to_csv(_sheet(each))
    ),
    "xlsx": FileKind("Tableau (XLSX)", ".xlsx", _XLSX, lambda each: to_xlsx(_sheet(each))),
    "ods": FileKind("Tableau (ODS)", ".ods", ODS_TYPE, lambda each: to_ods(_sheet(each))),
}
