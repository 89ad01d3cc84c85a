"""Which papers a sitting calls for, as the registry says, for whoever may issue each of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from casework.choices.states import CaseState
from casework.models import Case, CddfInformedParty, CddfReferral
from casework.papers.kinds import OF_INFORMATION, Template
from casework.papers.places import beside, path_to_case, place_of
from casework.papers.registry import TEMPLATES, offered_for
from casework.services.seances import expected_at
from casework.sight import decision_on_visible
from confidentiality.access_matrix import CASE_ACTS
from confidentiality.actors import Actor
from confidentiality.models import JournalEntry
from veille.choices import SeanceState
from veille.models import Designation, Seance

# Before the sitting, of the papers of a case: the information that is owed, and nothing decided.
_AHEAD: Final = (SeanceState.PLANIFIEE, SeanceState.CONVOQUEE, SeanceState.OUVERTE)
# One for each member: everybody is convened under their own name.
_TO_EACH: Final = "convocation-seance"
_TO_PARENTS: Final = "information-representants"


@dataclass(frozen=True, slots=True)
class Planned:
    """One paper that could be written now. ``done_on``: the day it was, already."""

    template: Template
    row_id: UUID
    case: Case | None = None
    member: Designation | None = None
    party: str = ""
    done_on: date | None = None

    @property
    def key(self) -> str:
        """Names this paper in the form."""
        named = (self.template.slug, self.row_id, self.member.pk if self.member else "")
        return ".".join(map(str, named))


def for_seance(seance: Seance, actor: Actor, now: datetime) -> list[Planned]:
    """Its own papers, then those of the cases on its agenda that this agent sees.

    Before it, the letters of the situations that wait for them to be put on an agenda.
    """
    of_case = [
        each
        for each in TEMPLATES
        if each.act in CASE_ACTS and (seance.state not in _AHEAD or each.act == OF_INFORMATION)
    ]
    points = dict(seance.items.values_list("case", "position"))
    if seance.state in _AHEAD:
        last = len(points)
        points |= {pk: last + rank for rank, pk in enumerate(_untold(seance, actor, now), 1)}
    planned = [*_of_seance(seance, actor), *_of_cases(of_case, points, actor, now)]
    return _with_days(planned)


def for_sitting(referral: CddfReferral, actor: Actor, now: datetime) -> list[Planned]:
    """Those of the families heard with this one: same CDDF, same moment, same cellule."""
    together = sitting_of(referral, actor, now)
    templates = [each for each in TEMPLATES if each.model in (CddfReferral, CddfInformedParty)]
    points = {row.case_id: rank for rank, row in enumerate(together)}
    referrals = {row.pk for row in together}
    planned = _of_cases(templates, points, actor, now, referrals)
    return _with_days(planned)


def sitting_of(referral: CddfReferral, actor: Actor, now: datetime) -> list[CddfReferral]:
    """The families of one sitting; of those on no day yet, the proposals that wait for one."""
    rows = CddfReferral.objects.visible_to(actor, now).filter(
        cddf=referral.cddf_id,
        hearing_at=referral.hearing_at,
        case__cellule=referral.case.cellule_id,
    )
    return list(rows.select_related("case").order_by("case__reference"))


def _untold(seance: Seance, actor: Actor, now: datetime) -> list[UUID]:
    """Found, and told nothing yet: without its letter, a situation goes on no agenda."""
    cases = Case.objects.visible_to(actor, now).filter(
        cellule=seance.cellule_id, state=CaseState.REPERE, informed_on=None
    )
    return list(cases.order_by("opened_on", "reference").values_list("pk", flat=True))


def _of_seance(seance: Seance, actor: Actor) -> Iterable[Planned]:
    for template in offered_for(seance):
        if template.slug == _TO_EACH:
            for member in expected_at(seance).exclude(pk=actor.hat_id):
                yield Planned(template, seance.pk, member=member)
        else:
            yield Planned(template, seance.pk)


def _of_cases(
    templates: Sequence[Template],
    points: dict[UUID, int],
    actor: Actor,
    now: datetime,
    referrals: Collection[UUID] | None = None,
) -> list[Planned]:
    """Case by case in this order, each with its papers in the order of the registry.

    ``referrals``: keep to these, where a case has several.
    """
    found: list[tuple[int, int, Planned]] = []
    for rank, template in enumerate(templates):
        visible = template.visible(actor, now).select_related(*beside(template.model))
        for row in visible.filter(**{f"{path_to_case(template.model)}__in": list(points)}):
            case = place_of(row).case
            if case is None or not _is_wanted(row, referrals) or not template.offered(row):
                continue
            if decision_on_visible(actor, template.act, case).allowed:
                planned = Planned(
                    template, row.pk, case, party=_party(row), done_on=_handed_on(template, case)
                )
                found.append((points[case.pk], rank, planned))
    return [planned for *_, planned in sorted(found, key=lambda each: each[:2])]


def _is_wanted(row: Any, referrals: Collection[UUID] | None) -> bool:
    if referrals is None:
        return True
    return (row.referral_id if isinstance(row, CddfInformedParty) else row.pk) in referrals


def _party(row: Any) -> str:
    """Which organisation a letter is for, where there may be several."""
    return row.organisation.name if isinstance(row, CddfInformedParty) else ""


def _handed_on(template: Template, case: Case) -> date | None:
    """When the information was given, whoever wrote the letter."""
    if template.act != OF_INFORMATION:
        return None
    to_parents = template.slug == _TO_PARENTS
    return case.representatives_informed_on if to_parents else case.informed_on


def _with_days(planned: Sequence[Planned]) -> list[Planned]:
    """The same, with the day on which the journal says that each was numbered."""
    rows = {str(each.row_id) for each in planned}
    kinds = {each.template.model._meta.label_lower for each in planned}
    lines = JournalEntry.objects.filter(
        action="paper.issue", outcome="read", object_type__in=kinds, object_id__in=rows
    )
    days = {
        (object_id, codes.get("slug"), codes.get("member")): timezone.localdate(at)
        for object_id, codes, at in lines.order_by("at").values_list("object_id", "codes", "at")
    }

    def day_of(each: Planned) -> date | None:
        member = str(each.member.pk) if each.member else None
        return each.done_on or days.get((str(each.row_id), each.template.slug, member))

    return [replace(each, done_on=day_of(each)) for each in planned]
