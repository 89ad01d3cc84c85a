"""What the pages of a bulletin share: who reads it, how it is named, which version it is."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from django.db import models
from django.urls import reverse
from django.utils import timezone

from casework.choices.counted import AgeBand
from confidentiality.access_matrix import PAGE_ACTS
from confidentiality.actors import Actor
from confidentiality.errors import NotVisible
from indicators.cell_keys import CellKey
from indicators.choices import BulletinState, CorrectedWords
from indicators.diffusion import diffusion_plan
from indicators.figures import day
from indicators.models import Bulletin
from indicators.released import Published

TONES = {
    BulletinState.PUBLIE: "ok",
    BulletinState.AUDITE: "brand",
    BulletinState.BROUILLON: "warn",
}


def may(actor: Actor, act: str) -> bool:
    """Whether the function of this agent does an act."""
    return actor.role in PAGE_ACTS[act]


def readable(actor: Actor) -> models.QuerySet[Bulletin]:
    """What is published, and drafts for those who answer for them."""
    if may(actor, "bulletin.review"):
        return Bulletin.objects.all()
    return Bulletin.objects.filter(state=BulletinState.PUBLIE)


def row_of(actor: Actor, number: str) -> Bulletin:
    """The bulletin of an address. Raises NotVisible."""
    found = readable(actor).select_related("content").filter(number=number).first()
    if found is None:
        raise NotVisible
    return found


def version_of(row: Bulletin, *, drafts: bool = False) -> dict[str, dict[str, str] | None]:
    """The version that a bulletin corrects, the published one that corrects it, and, for those
    who answer for ``drafts``, the last one that waits.
    """
    newer = [each for each in row.corrections.all() if each.state == BulletinState.PUBLIE]
    waiting = [each for each in row.corrections.all() if drafts and not newer]
    return {
        "corrects": _link(row.corrects) if row.corrects else None,
        "corrected_by": _link(newer[0]) if newer else None,
        "waiting": _link(max(waiting, key=lambda each: each.edition)) if waiting else None,
    }


def corrected_of(row: Bulletin, figures: list[Published]) -> dict[str, list[dict[str, str]]]:
    """What a version corrects: notes, then lines taken back, each once whatever its ages."""
    words = [
        {
            "label": str(CorrectedWords(each["about"]).label),
            "text": each["text"],
            "number": each["number"],
        }
        for each in json.loads(row.content.manifest).get("words", [])
    ]
    gone = {
        (each.measure, each.territory, each.place, each.span): str(each.withdrawn)
        for each in figures
        if each.withdrawn
    }
    lines = [
        {"line": f"{measure}, {territory} {place}, {span}", "why": why}
        for (measure, territory, place, span), why in gone.items()
    ]
    return {"words": words, "lines": lines}


def _link(row: Bulletin) -> dict[str, str]:
    return {"number": row.number, "url": reverse("indicators:bulletin", args=[row.number])}


def line_of(row: Bulletin) -> dict[str, object]:
    """One line of the list."""
    published = getattr(row, "publication", None)
    return {
        **_link(row),
        **version_of(row),
        "period": f"du {day(row.period.first)} au {day(row.period.last)}",
        "state": row.state,
        "label": row.get_state_display(),
        "tone": TONES[BulletinState(row.state)],
        "published": day(timezone.localdate(published.published_at)) if published else "",
    }


def head_of(row: Bulletin) -> list[dict[str, str]]:
    """What a bulletin is, in a few rows."""
    published = getattr(row, "publication", None)
    agreed = [
        f"{function}, {day(timezone.localdate(at))}"
        for function, at in (
            ("préfecture", row.prefecture_at),
            ("délégué à la protection des données", row.dpo_at),
        )
        if at is not None
    ]
    rows = [
        ("Période", f"du {day(row.period.first)} au {day(row.period.last)}"),
        ("Plan de diffusion", f"version {row.plan_version}"),
        ("Accords", " ; ".join(agreed) or "aucun"),
        ("Publié", day(timezone.localdate(published.published_at)) if published else "non"),
        ("Empreinte", f"{row.content.sha256[:16]}…"),
    ]
    return [{"label": label, "value": value} for label, value in rows]


def tables_of(figures: list[Published]) -> list[MeasureTable]:
    """For each measure: its figures one by one, and those by age and sex side by side."""
    found: dict[str, list[Published]] = {}
    for each in figures:
        found.setdefault(each.measure, []).append(each)
    return [
        MeasureTable(
            title,
            [each for each in lines if not each.group],
            _crossed([each for each in lines if each.group]),
        )
        for title, lines in found.items()
    ]


@dataclass(frozen=True, slots=True)
class CrossedLine:
    """One age in one place: a figure for each sex of the plan, in its order."""

    where: str
    span: str
    age: str
    figures: tuple[Published | None, ...]


@dataclass(frozen=True, slots=True)
class MeasureTable:
    title: str
    figures: list[Published]
    crossed: list[CrossedLine]


def _crossed(figures: list[Published]) -> list[CrossedLine]:
    sexes = diffusion_plan().sexes
    lines: dict[CellKey, dict[str, Published]] = {}
    for each in figures:
        lines.setdefault(replace(each.key, sex=""), {})[each.key.sex] = each
    return [
        CrossedLine(
            f"{one.territory} {one.place}",
            one.span,
            str(AgeBand(key.age_band).label),
            tuple(found.get(sex) for sex in sexes),
        )
        for key, found in sorted(lines.items())
        for one in [next(iter(found.values()))]
    ]


def crumbs_to(*here: str) -> list[dict[str, str]]:
    """« Indicateurs », « Bulletins », this page."""
    urls = [reverse("indicators:overview"), reverse("indicators:bulletin_list")]
    labels = ["Indicateurs", *here]
    return [
        {"label": label, "url": urls[rank] if rank < len(labels) - 1 else ""}
        for rank, label in enumerate(labels)
    ]
