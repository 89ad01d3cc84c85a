"""Plans in the database: loading a file, finding the plan that is followed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.db import transaction

from confidentiality import journal
from indicators.models import Plan
from indicators.plan import DepartmentalPlan
from indicators.plan_files import InvalidPlan, read


@dataclass(frozen=True, slots=True)
class Followed:
    """The plan that is followed: its row, and what its file says."""

    row: Plan
    plan: DepartmentalPlan


def read_file(path: Path) -> tuple[str, DepartmentalPlan]:
    """The text of a file and its plan. Raises InvalidPlan, with every error, for anything else."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InvalidPlan([f"{path.name} : fichier absent ou illisible."]) from error
    except UnicodeDecodeError as error:
        raise InvalidPlan([f"{path.name} : le fichier n’est pas en UTF-8."]) from error
    return text, read(text)


@transaction.atomic
def load(path: Path) -> tuple[Plan, bool]:
    """Keep a plan file; the row, and whether it is new.

    A file already loaded changes nothing; a file of a known plan, corrected, is its next version.
    Raises InvalidPlan before any writing.
    """
    text, plan = read_file(path)
    digest = hashlib.sha256(text.encode()).hexdigest()
    known = Plan.objects.filter(sha256=digest).first()
    if known is not None:
        return known, False
    before = Plan.objects.select_for_update().filter(code=plan.code).order_by("-version").first()
    row = Plan.objects.create(
        code=plan.code,
        version=before.version + 1 if before else 1,
        departement=plan.departement,
        starts=plan.starts,
        ends=plan.ends,
        sha256=digest,
        content=text,
    )
    journal.record(
        actor=None, action="plan.load", chain_id=journal.HOUSE, target=row, version=row.version
    )
    return row, True


def followed(on: date) -> Followed | None:
    """The plan followed on a day; None before any is loaded."""
    row = Plan.objects.in_force(on).first()
    return Followed(row, _content(row.content)) if row else None


# A plan is read again at each page: its text never changes.
_content = lru_cache(maxsize=8)(read)
