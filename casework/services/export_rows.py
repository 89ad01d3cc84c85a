"""The rows of an export, asked again of the policy: when it is built, and when it leaves."""

from __future__ import annotations

from datetime import datetime

from casework.choices.exports import ExportEnd
from casework.exporting import BUILDERS, Opened
from casework.models import Case, Export
from casework.sight import decision_on
from confidentiality import policy
from confidentiality.actors import Actor
from confidentiality.choices import FieldGroup
from veille.hats import facts_of


class Closed(Exception):
    """What was open to the requester when they asked is not any more."""

    def __init__(self, end: ExportEnd) -> None:
        super().__init__(end.value)
        self.end = end


def opened_rows(export: Export, actor: Actor, now: datetime) -> list[Opened]:
    """Every case of an export with the groups open to its requester at this moment.

    All or nothing (AC-19, AC-22): raises Closed for a function or a right that has ended, a case
    out of sight, one that is gone or frozen.
    """
    policy.note_asked()
    if not policy.decide(facts_of(actor), "export.ask", None, now).allowed:
        raise Closed(ExportEnd.DROIT)
    chosen = list(export.lines.values_list("case", flat=True))
    cases = (
        Case.objects.visible_to(actor, now)
        .filter(pk__in=chosen, cellule=export.cellule_id)
        .select_related("young_person__key", "young_person__commune", "cellule")
        .prefetch_related("saisines")
        .order_by("reference")
    )
    opened = [(case, _fields_of(case, export, actor, now)) for case in cases]
    if not chosen or len(opened) != len(chosen):
        raise Closed(ExportEnd.SITUATION)
    return opened


def _fields_of(case: Case, export: Export, actor: Actor, now: datetime) -> frozenset[FieldGroup]:
    decision = decision_on(actor, BUILDERS[export.reason].act, case, now)
    if not decision.allowed or case.freeze_code:
        raise Closed(ExportEnd.SITUATION)
    return decision.fields
