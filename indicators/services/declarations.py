"""Declaring the value of an indicator for a year, and correcting it: rows are only ever added."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.door import Sent, claim, refusing
from confidentiality.errors import Conflict, NotVisible, refused
from indicators.declared import Document, Value, value_of
from indicators.figures import Share
from indicators.models import Declaration, Plan
from indicators.plan import Expected, Unit
from indicators.plans import Followed, followed
from indicators.years import closing, is_closed, years_of
from veille.access import authorize
from veille.french import day_month_year

_SOURCE = "Plan départemental, évaluation annuelle"
_TYPES: dict[Unit, type] = {Unit.COUNT: int, Unit.PERCENT: Share, Unit.TEXT: Document}


def declare(
    *, actor: Actor, year: int, code: str, value: Value, justification: str, sent: Sent
) -> Declaration:
    """Give the value of one indicator for one year, or correct the one that counts.

    ``justification``: where a first value comes from, or why it is corrected. ``sent.version``: the
    version that was on the form, 0 for none. Raises NotPermitted, NotVisible for what this service
    does not fill, AlreadyDone, Conflict, and Refused once the year is closed.
    """
    authorize(actor, "declaration.write")
    with transaction.atomic():
        claim(sent.key, actor, "declaration.write")
        plan, each = expected_of(actor, year, code, sent)
        # One at a time: two first values of one year would both be its first version.
        Plan.objects.select_for_update().get(pk=plan.row.pk)
        current = current_of(plan, each, year)
        _require_fresh(current, sent)
        _require_allowed(current, value, year, sent)
        row = _written(plan, each, year, current, sent)
        row.justification, row.hat_id = justification, actor.hat_id
        for name, column in _columns(each, value).items():
            setattr(row, name, column)
        with refusing(row):
            row.save()
        _tell(actor, row)
    return row


def expected_of(actor: Actor, year: int, code: str, sent: Sent) -> tuple[Followed, Expected]:
    """What this hat fills under this code. Raises NotVisible for anything else."""
    found = followed(sent.today)
    if found is None or year not in years_of(found.plan, sent.today):
        raise NotVisible
    service = found.plan.service_of(actor.organisation_kind)
    for each in found.plan.expected():
        if (each.indicator.code, each.service) == (code, service):
            return found, each
    raise NotVisible


def current_of(plan: Followed, each: Expected, year: int) -> Declaration | None:
    """The version that counts; None before the first."""
    rows = Declaration.objects.filter(
        plan__code=plan.plan.code, indicator=each.indicator.code, year=year, service=each.service
    )
    return rows.order_by("-version").first()


def _require_fresh(current: Declaration | None, sent: Sent) -> None:
    if sent.version is not None and sent.version != (current.version if current else 0):
        raise Conflict(current)


def _require_allowed(current: Declaration | None, value: Value, year: int, sent: Sent) -> None:
    if current is not None and value_of(current) == value:
        raise refused(
            "same_value",
            "Cette valeur est déjà celle qui compte : il n’y a rien à corriger.",
            _SOURCE,
            label="Revenir aux saisies",
            url="/indicateurs/saisies/",
        )
    if current is None and is_closed(year, sent.today):
        raise refused(
            "year_closed",
            f"L’année {year} est close depuis le {day_month_year(closing(year))} : une valeur "
            "absente ce jour-là reste absente. La préfecture la mentionne comme manquante dans "
            "l’évaluation ; dites-lui pourquoi.",
            _SOURCE,
            label="Revenir aux saisies",
            url="/indicateurs/saisies/",
        )


def _written(
    plan: Followed, each: Expected, year: int, current: Declaration | None, sent: Sent
) -> Declaration:
    """The next version, without its value yet."""
    return Declaration(
        plan=plan.row,
        indicator=each.indicator.code,
        year=year,
        service=each.service,
        version=current.version + 1 if current else 1,
        about_persons=each.indicator.is_about_persons,
        late=is_closed(year, sent.today),
        declared_at=sent.now,
    )


def _columns(each: Expected, value: Value) -> dict[str, Any]:
    """The columns of a value. Raises TypeError for one that is not of the unit of the plan."""
    if not isinstance(value, _TYPES[each.indicator.unit]):
        raise TypeError(f"{each.indicator.code} : {each.indicator.unit} attendu.")
    if isinstance(value, Share):
        return {"numerator": value.part, "denominator": value.whole}
    if isinstance(value, Document):
        return {"document_title": value.title, "document_reference": value.reference}
    return {"value": value}


def _tell(actor: Actor, row: Declaration) -> None:
    """The line names the indicator, the year, the service and the version; never the value."""
    journal.record(
        actor=actor,
        action="declaration.write",
        chain_id=journal.HOUSE,
        target=row,
        indicator=row.indicator,
        year=row.year,
        service=row.service,
        version=row.version,
        late=row.late,
    )
