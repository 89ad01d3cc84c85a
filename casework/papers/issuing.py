"""Papers of a case: seen on the screen, then numbered. Both leave their line in the journal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from secrets import token_hex
from typing import Any
from uuid import UUID

from django.db import transaction

from casework.guards.cases import information_holds_nothing, rights_hold_nothing
from casework.models import IssuedPaper
from casework.papers.kinds import Setting, Template
from casework.papers.places import beside, place_of
from casework.services.door import is_held
from casework.sight import decision_on
from confidentiality import journal, policy
from confidentiality.access_matrix import PAGE_ACTS
from confidentiality.actors import Actor
from confidentiality.door import Sent, claim
from confidentiality.errors import NotPermitted, NotVisible, refused
from confidentiality.guards import require
from confidentiality.paper_seals import seal_of
from veille.access import authorize
from veille.models import Designation
from veille.papers.blocks import Paper

_LAW = "Charte, clause C11"


@dataclass(frozen=True, slots=True)
class Numbered:
    """A paper, the row it is about, and what stands at the foot of each of its pages."""

    row: Any
    paper: Paper
    number: str
    mark: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A paper as it would be made today, and the row it is about."""

    row: Any
    paper: Paper


def read_paper(*, template: Template, row_id: UUID, actor: Actor, sent: Sent) -> Seen:
    """The paper without a number. Traced before it is shown.

    Raises NotVisible, NotPermitted, and Refused when the row does not call for it yet or its case
    is frozen.
    """
    with transaction.atomic():
        row = _read(template, row_id, actor, sent.now)
        paper = _composed(template, row, sent)
        _trace("paper.view", template, row, actor)
    return Seen(row, paper)


def issue_paper(
    *,
    template: Template,
    row_id: UUID,
    actor: Actor,
    sent: Sent,
    member: Designation | None = None,
) -> Numbered:
    """The same, with a number and a seal that the verification page recognises.

    ``member``: whom a paper about several persons is sent to, under their name. Raises the same,
    and AlreadyDone for a form sent twice.
    """
    with transaction.atomic():
        claim(sent.key, actor, "paper.issue")
        row = _read(template, row_id, actor, sent.now)
        paper = _addressed(_composed(template, row, sent), member)
        number = f"{template.code}-{token_hex(4).upper()}"
        seal = seal_of(number, paper.to_json())
        IssuedPaper.objects.create(
            number=number,
            code=template.code,
            template_version=template.version,
            seal=seal,
            made_on=sent.today,
        )
        to = {"member": str(member.pk)} if member else {}
        _trace("paper.issue", template, row, actor, number=number, slug=template.slug, **to)
    return Numbered(row, paper, number, _mark(template, number, seal))


def is_genuine(number: str, printed: str) -> IssuedPaper | None:
    """The paper that bears this number and this printed seal; None for any other pair."""
    found = IssuedPaper.objects.filter(number=number.strip().upper()).first()
    if found is None or _printed(found.seal) != "".join(printed.split()).lower():
        return None
    return found


def is_still_open(*, template: Template, row_id: UUID, actor: Actor, now: datetime) -> bool:
    """Whether this agent may still have the paper of this row, whatever its state has become.

    Nothing is told of why: a row out of sight, a right that has ended, a case frozen meanwhile.
    """
    try:
        row = _read(template, row_id, actor, now)
    except (NotVisible, NotPermitted):
        return False
    case = place_of(row).case
    return case is None or not is_held(case, template.act)


def _addressed(paper: Paper, member: Designation | None) -> Paper:
    """The same paper, under the organisation and the name of one agent."""
    if member is None or paper.head is None:
        return paper
    lines = (member.organisation.name, f"À l’attention de {member.user.full_name}")
    return replace(paper, subtitle="", head=replace(paper.head, addressee=lines))


def _setting(row: Any, today: date) -> Setting:
    place = place_of(row)
    return Setting(place.holder, place.cellule, today)


def _read(template: Template, row_id: UUID, actor: Actor, now: datetime) -> Any:
    policy.note_asked()
    if template.act in PAGE_ACTS:
        authorize(actor, template.act)
    row = (
        template.visible(actor, now)
        .select_related(*beside(template.model))
        .filter(pk=row_id)
        .first()
    )
    if row is None:
        raise NotVisible
    case = place_of(row).case
    if case is not None:
        decision = decision_on(actor, template.act, case, now)
        if not decision.visible or decision.rule == "role":
            # Not offered to the other functions: for them there is no such paper.
            raise NotVisible
        if not decision.allowed:
            raise NotPermitted(decision.refusal)
    return row


def _composed(template: Template, row: Any, sent: Sent) -> Paper:
    case = place_of(row).case
    if case is not None and is_held(case, template.act):
        require(case, information_holds_nothing, rights_hold_nothing)
    require(row, *template.guards)
    if not template.offered(row):
        reason = template.waits[:1].lower() + template.waits[1:].rstrip(".")
        raise refused("paper_too_early", f"Ce papier n’est pas à faire : {reason}.", _LAW)
    return template.compose(row, _setting(row, sent.today))


def _trace(action: str, template: Template, row: Any, actor: Actor, **more: str) -> None:
    journal.record(
        actor=actor,
        action=action,
        chain_id=place_of(row).chain,
        target=row,
        outcome="read",
        paper=template.code,
        **more,
    )


def _mark(template: Template, number: str, seal: str) -> str:
    groups = _printed(seal)
    printed = " ".join(groups[at : at + 4] for at in range(0, len(groups), 4))
    diffusion = "" if template.public else "Diffusion restreinte. "
    return (
        f"{diffusion}{number}, modèle {template.code} version {template.version}, "
        f"empreinte {printed}. Ce numéro se vérifie au bas des pages du site."
    )


def _printed(seal: str) -> str:
    """Twenty digits of the seal: enough that nobody finds another text for them."""
    return seal[:20]
