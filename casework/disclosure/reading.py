"""Opening the copy: for whom, for which request, with its line in the journal before it shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from casework.choices.rights import Requester
from casework.disclosure.bundle import Bundle, compose
from casework.disclosure.decisions import Audience
from casework.disclosure.found import find
from casework.guards import rights as guards
from casework.models import Case, RightsRequest
from casework.services.archived_rights import require_its_reading
from confidentiality import journal, policy
from confidentiality.actors import Actor
from confidentiality.choices import FieldGroup
from confidentiality.door import Sent
from confidentiality.errors import NotVisible, refused
from confidentiality.guards import require
from veille.hats import facts_of

_SHOWN = sorted(set(FieldGroup) - {FieldGroup.JUDICIAL, FieldGroup.AUTHOR})


@dataclass(frozen=True, slots=True)
class Opened:
    """The copy, and what the agent who hands it over must know first.

    ``draft``: the maire has not decided yet, so that it is not handed over.
    """

    request: RightsRequest
    bundle: Bundle
    draft: bool
    twins: bool
    closed: tuple[str, ...]


def open_bundle(*, request_id: UUID, actor: Actor, sent: Sent) -> Opened:
    """The copy of a request of access whose identity was checked (RGPD art. 15).

    For the coordonnateur and the maire: the DPO opens no case (docs/decisions/0017). Raises
    NotVisible and Refused. One line of the journal for the request, one for each case shown.
    """
    policy.note_asked()
    with transaction.atomic():
        rows = RightsRequest.objects.visible_to(actor, sent.now)
        row = rows.select_related("cellule__collectivite").filter(pk=request_id).first()
        if row is None or not _permitted(actor, sent.now):
            raise NotVisible
        case = _case_of(row, actor, sent.now)
        row.case, row.acting_at = case, sent.now
        require(row, *guards.COPY_IS_OPEN)
        found = find(case, actor, sent.now)
        bundle = compose(row, found, audience_of(row, case))
        journal.record(
            actor=actor,
            action="rights.bundle",
            chain_id=row.cellule_id,
            target=row,
            outcome="read",
            digest=bundle.digest,
        )
        for each in found.cases:
            journal.record(
                actor=actor,
                action="rights.bundle",
                chain_id=each.cellule_id,
                target=each,
                outcome="read",
                request=row.reference,
                digest=bundle.digest,
                fields=[str(group) for group in _SHOWN],
            )
    draft = not row.outcome
    return Opened(row, bundle, draft, len(found.identities) > 1, found.closed)


def _permitted(actor: Actor, now: datetime) -> bool:
    return policy.decide(facts_of(actor), "rights.bundle", None, now).allowed


def audience_of(request: RightsRequest, case: Case) -> frozenset[Audience]:
    """To whom the copy goes. A person mandated by a minor is given what both may receive."""
    if request.requester == Requester.JEUNE:
        return frozenset({Audience.YOUNG})
    if request.requester == Requester.REPRESENTANT:
        return frozenset({Audience.PARENT})
    minor = case.young_person.is_minor(request.today)
    return frozenset(Audience) if minor else frozenset({Audience.YOUNG})


def _case_of(row: RightsRequest, actor: Actor, now: datetime) -> Case:
    visible = Case.objects.visible_to(actor, now).select_related(
        "young_person__key", "cellule__collectivite"
    )
    case = visible.filter(rights_requests=row).first()
    if case is None:
        raise refused(
            "copy_archived",
            "Cette situation est archivée ou effacée : une archive se lit à deux, pour une "
            "demande de la personne.",
            "AU-038, art. 5",
            label="Demander à lire l’archive",
            url="/archives/",
        )
    require_its_reading(row, case, actor, now)
    return case
