"""On which page the row of a message is read, under the hat of whoever opens its mail."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import models
from django.urls import reverse

from casework.audience import row_of, sees
from casework.models import (
    AccompagnementParental,
    Bilan,
    Case,
    CddfReferral,
    Export,
    MotivatedReading,
    PaperBatch,
    RappelALOrdre,
    ReferentFollowUp,
    Relais,
    RightsRequest,
    Saisine,
    Transaction,
)
from confidentiality.actors import Actor
from confidentiality.choices import Role
from notifications import links
from veille.models import Seance

_PAGES: dict[type[models.Model], str] = {
    Saisine: "casework:saisine_detail",
    Seance: "casework:seance_detail",
    RappelALOrdre: "casework:rappel",
    CddfReferral: "casework:cddf",
    AccompagnementParental: "casework:accompagnement",
    Transaction: "casework:transaction",
    Relais: "casework:relais",
    RightsRequest: "casework:rights",
    Bilan: "casework:bilan",
    PaperBatch: "casework:paper_batch",
    ReferentFollowUp: "casework:follow_up",
}
# What somebody else may have to answer: the list says whose turn it is.
_LISTS: dict[type[models.Model], str] = {
    Export: "casework:export_list",
    MotivatedReading: "casework:reading_list",
}
_BY_LABEL = {model._meta.label_lower: page for model, page in _PAGES.items()}
_LISTS_BY_LABEL = {model._meta.label_lower: page for model, page in _LISTS.items()}


def page_of(event: UUID, actor: Actor, now: datetime) -> str | None:
    """The page of the row that an event is of; the choice of a hat, when this one sees nothing.

    None for what is of no row of a case: the catalogue says where that leads.
    """
    about = row_of(event)
    if about is None:
        return None
    kind, pk = about
    if not sees(actor, kind, pk, now):
        return reverse("choose_hat")
    if kind == Case._meta.label_lower:
        case = Case.objects.visible_to(actor, now).filter(pk=pk).only("reference").first()
        if case is not None:
            return reverse("casework:case_detail", args=[case.reference])
        # An archive is told of its end to whoever keeps it, and not read; the DPO asks to read.
        dpo = actor.role == Role.DPO
        return reverse("casework:reading_list" if dpo else "casework:archive_list")
    if kind in _LISTS_BY_LABEL:
        return reverse(_LISTS_BY_LABEL[kind])
    if kind == RappelALOrdre._meta.label_lower and actor.role == Role.PARQUET:
        return reverse("casework:consultation", args=[pk])
    return reverse(_BY_LABEL[kind], args=[pk])


def register() -> None:
    """Say to the messages where the rows of cases are read."""
    links.register(page_of)
