"""What one agent may open of what is held about one person, in one collectivité.

No rule of sight of its own: cases and saisines come from ``visible_to``. An archive is there only
while it is read by two (P16); another cellule, only for whoever reads it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from casework.choices.states import CaseState
from casework.models import Case, Merge, Saisine, YoungPerson
from casework.services.archives import archived_for
from confidentiality.actors import Actor


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of one person. ``closed``: references of archives that are not open to the reader.

    ``identities``: one row, unless the same name and the same birth were written twice.
    """

    identities: tuple[YoungPerson, ...]
    cases: tuple[Case, ...]
    saisines: tuple[Saisine, ...]
    closed: tuple[str, ...]


def find(case: Case, actor: Actor, now: datetime) -> Found:
    """Everything about the person of a visible case, that this agent may open at this moment.

    The same person is whoever has the same name and the same birth in the collectivité. An
    identity set aside by a reunion is somebody else’s until the contrary is certain: never here,
    nor the case that it had.
    """
    aside = Merge.objects.filter(undone_at=None, absorbed__isnull=False)
    persons = YoungPerson.objects.in_tenant(case.cellule.collectivite_id).filter(
        likeness=case.young_person.likeness
    )
    known = persons.exclude(pk__in=aside.values("absorbed"))
    cases = tuple(
        Case.objects.visible_to(actor, now)
        .filter(young_person__in=known, merged_until=None)
        .select_related("cellule__collectivite", "young_person__key", "resumes")
        .order_by("opened_on", "reference")
    )
    seen = Saisine.objects.visible_to(actor, now).exclude(state="brouillon")
    saisines = tuple(
        seen.filter(Q(case__in=cases) | Q(case=None, young_person__in=known))
        .select_related("young_person__key")
        .order_by("created_at", "pk")
    )
    ids = {each.young_person_id for each in cases} | {each.young_person_id for each in saisines}
    opened = known.filter(pk__in=ids).select_related("key", "commune").order_by("pk")
    closed = archived_for(actor, now).filter(young_person__in=known, state=CaseState.ARCHIVE)
    references = closed.exclude(pk__in=[each.pk for each in cases])
    return Found(
        identities=tuple(opened),
        cases=cases,
        saisines=saisines,
        closed=tuple(references.order_by("reference").values_list("reference", flat=True)),
    )
