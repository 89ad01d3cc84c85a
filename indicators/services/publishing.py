"""What publishing writes: a place in the chain, a signature, figures, what a correction takes back.

What was published once is read here too: for the next bulletins, and for those who attack them.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from confidentiality.door import Sent
from confidentiality.release_keys import signing_key
from confidentiality.sealing import instant, signed_content
from indicators.cell_keys import CellKey, keys_in
from indicators.choices import PeriodKind
from indicators.models import Bulletin, BulletinContent, Publication, ReleasedValue, Withdrawal
from indicators.periods import AccountPeriod
from indicators.protection.tables import Frozen
from indicators.releasing.correcting import taken_back
from indicators.releasing.manifest import hash_of
from indicators.releasing.pieces import Published


def published_in(period: AccountPeriod) -> Published:
    """Every figure published of the year of a period, by its key: those taken back too."""
    year = AccountPeriod.around(PeriodKind.YEAR, period.first)
    rows = ReleasedValue.objects.filter(
        publication__bulletin__first_day__range=(year.first, year.last)
    )
    return {key_of(row): Frozen(row.value, row.margin) for row in rows}


def withdrawn_in(period: AccountPeriod) -> list[dict[str, Any]]:
    """The figures of the year of a period that corrections took back, for its manifest."""
    year = AccountPeriod.around(PeriodKind.YEAR, period.first)
    rows = Withdrawal.objects.filter(
        released__publication__bulletin__first_day__range=(year.first, year.last)
    ).select_related("released", "publication__bulletin")
    return [
        taken_back(
            key_of(each.released), each.ground, each.found_on, str(each.publication.bulletin.number)
        )
        for each in rows.order_by("released__cell")
    ]


def last_one() -> Publication | None:
    """The last publication, read once nobody else is publishing: the first one is the lock."""
    first = Bulletin.objects.select_for_update(of=("self",)).filter(publication__rank=1)
    first.first()
    return Publication.objects.order_by("-rank").first()


def keep(row: Bulletin, document: bytes, manifest: str, previous: str) -> None:
    """The document of a bulletin and its manifest, for good. ``previous``: the hash before it."""
    BulletinContent.objects.create(
        bulletin=row,
        document=document.decode(),
        manifest=manifest,
        sha256=hash_of(manifest),
        previous_sha256=previous,
    )


def release(row: Bulletin, content: BulletinContent, last: Publication | None, sent: Sent) -> None:
    """Publish a bulletin after the ``last`` one: its figures, or what it takes back of others."""
    key = signing_key()
    made = Publication(
        bulletin=row,
        rank=last.rank + 1 if last else 1,
        published_at=sent.now,
        sha256=content.sha256,
        previous_sha256=content.previous_sha256,
        key_id=key.id,
    )
    made.signature = key.sign(signed_bytes(made))
    made.save(force_insert=True)
    manifest = json.loads(content.manifest)
    if row.corrects_id is not None:
        _take_back(row, made, manifest["withdrawn"])
        return
    cells = {each["id"]: each for each in json.loads(content.document)["cells"]}
    hidden = {"value": None, "margin": 0, "flag": "c"}
    ReleasedValue.objects.bulk_create(
        ReleasedValue(
            publication=made,
            cell=key.id,
            measure=key.measure,
            territory=key.territory,
            code=key.code,
            span=key.span,
            age_band=key.age_band,
            sex=key.sex,
            value=cell["value"],
            margin=cell["margin"],
            flag=cell["flag"],
        )
        for key, cell in [
            *((key, cells[key.id]) for key in keys_in(manifest["cells"])),
            *((key, hidden) for key in keys_in(manifest["covered"])),
        ]
    )


def _take_back(row: Bulletin, made: Publication, withdrawn: list[dict[str, Any]]) -> None:
    """What this version takes back, and no earlier one did."""
    mine = {CellKey(**each["cell"]): each for each in withdrawn if each["number"] == row.number}
    rows = ReleasedValue.objects.filter(
        publication__bulletin__kind=row.kind, publication__bulletin__first_day=row.first_day
    )
    Withdrawal.objects.bulk_create(
        Withdrawal(
            released=each,
            publication=made,
            ground=mine[key_of(each)]["ground"],
            found_on=date.fromisoformat(mine[key_of(each)]["found_on"]),
        )
        for each in rows
        if key_of(each) in mine
    )


def signed_bytes(publication: Publication) -> bytes:
    """What the signature of a bulletin covers."""
    return signed_content(
        "bulletin",
        {
            "number": publication.bulletin.number,
            "rank": publication.rank,
            "sha256": publication.sha256,
            "prev": publication.previous_sha256,
            "at": instant(publication.published_at),
            "key": publication.key_id,
        },
        of="indicators",
    )


def key_of(row: ReleasedValue) -> CellKey:
    """The figure that a published row holds."""
    return CellKey(row.measure, row.territory, row.code, row.span, row.age_band, row.sex)
