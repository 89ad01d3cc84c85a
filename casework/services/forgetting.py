"""What ends with the follow-up and is no contact (retention R1): no archive keeps it.

Called after the act that archives, in the same transaction: an event of its own would keep what it
forgets. What past events replaced is forgotten with it (domain, 10.9; docs/decisions/0033).
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from casework.models import Case, Saisine
from casework.timers import refresh_saisine
from confidentiality.events import events_of

_OF_A_CASE = ("suspension_code", "review_on")
_OF_A_SAISINE = (
    "author",
    "organisation",
    "q_crime_delit",
    "q_plainte_enquete",
    "q_danger",
    "art40_on",
    "ip_on",
)
# Their events say who the author is.
_BY_THE_AUTHOR = ("saisine.identify", "saisine.describe", "saisine.submit", "saisine.withdraw")


def forget_what_ends(case: Case) -> None:
    """Why it was suspended; who reported the young person, and what they answered.

    What remains of an author is the kind of their organisation, which the archive may keep (R2).
    """
    case.suspension_code, case.review_on = "", None
    Case.objects.for_system("ends with the follow-up").filter(pk=case.pk).update(
        suspension_code="", review_on=None
    )
    _forget_former(case, _OF_A_CASE)
    for saisine in _saisines_of(case):
        _forget_saisine(saisine)


def _saisines_of(case: Case) -> Iterable[Saisine]:
    rows = Saisine.objects.for_system("ends with the follow-up").filter(case=case)
    known = rows.exclude(organisation=None).select_related("organisation")
    return known.select_for_update(of=("self",)).order_by("pk")


def _forget_saisine(saisine: Saisine) -> None:
    if saisine.organisation is None:
        return
    Saisine.objects.for_system("ends with the follow-up").filter(pk=saisine.pk).update(
        author=None,
        organisation=None,
        organisation_kind=saisine.organisation.kind,
        q_crime_delit="",
        q_plainte_enquete="",
        q_danger="",
        art40_on=None,
        ip_on=None,
    )
    _forget_former(saisine, _OF_A_SAISINE)
    events_of(saisine).filter(act__in=_BY_THE_AUTHOR).update(actor_id=None, hat_id=None)
    refresh_saisine(saisine)


def _forget_former(row: models.Model, names: Iterable[str]) -> None:
    """What the events of a row replaced: the names go with the values."""
    for event in events_of(row):
        kept = {name: value for name, value in event.former.items() if name not in names}
        if kept != event.former:
            event.former = kept
            event.save(update_fields=["former"])
