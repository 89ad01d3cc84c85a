"""Requests about data whose only case is archived: received, read for, and granted there.

An archive keeps nobody from asking (RGPD art. 12, 2), and no request opens it: what must be read of
it is read by two, for that very request (AU-038 art. 5).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from casework.choices.states import CaseState
from casework.models import Case, MotivatedReading, RightsRequest
from casework.services.archives import lock_archived
from casework.services.door import tell_move
from casework.services.erasure import seal_key
from casework.services.forgetting import forget_what_ends
from casework.services.justice import neutralise
from casework.services.people import erase_contact
from confidentiality.actors import Actor
from confidentiality.door import Sent, claim, refusing
from confidentiality.errors import refused
from confidentiality.events import changing
from veille.access import authorize

RECEIVE = "rights.receive_on_archive"
_ERASE = "case.erase_on_request"


def lock_for_request(case_id: UUID, actor: Actor, sent: Sent) -> Case:
    """The archived case on which a request is being recorded. NotVisible, NotPermitted."""
    with transaction.atomic():
        authorize(actor, RECEIVE)
        claim(sent.key, actor, RECEIVE)
        return lock_archived(case_id, actor, sent)


def before_it_goes(case: Case, day: date) -> date:
    """The last day of an answer: an archive that goes earlier is answered about while it is there.

    Its term is not moved for a request: nothing is kept beyond it (CP art. 226-20).
    """
    if case.state != CaseState.ARCHIVE or case.purge_due_on is None:
        return day
    return min(day, case.purge_due_on - timedelta(days=1))


def may_be_extended(case: Case | None, due_on: date, until: date) -> date:
    """The new last day of an answer, or Refused when the archive goes before it would."""
    last = until if case is None else before_it_goes(case, until)
    if last <= due_on:
        raise refused(
            "rights_extended_past_archive",
            "La situation archivée sera éliminée avant : répondez à la personne tant que ses "
            "données existent.",
            "RGPD, art. 12, 3 ; AU-038, art. 5",
        )
    return last


def require_its_reading(request: RightsRequest, case: Case, actor: Actor, now: datetime) -> None:
    """Refuse an archive that this agent does not read, by two, for this very request."""
    readings = MotivatedReading.objects.open_at(now).filter(case=case, asked_by=actor.hat_id)
    if case.state == CaseState.ARCHIVE and not readings.filter(rights_request=request).exists():
        raise refused(
            "archive_closed_to_request",
            "Cette situation est archivée : elle se lit à deux, au motif de cette demande. "
            "Indiquez sa référence dans la demande de lecture.",
            "AU-038, art. 5",
            label="Demander à lire l’archive",
            url="/archives/",
        )


def erase(case: Case, actor: Actor, sent: Sent) -> None:
    """A founded opposition or erasure: nothing of a case that had ended is readable any more.

    Sealed in the act of the answer, whatever remained of its archive; destroyed with the agreement
    of the archives, as any other (RGPD art. 17 and 21; code du patrimoine art. R. 212-14).
    """
    before = case.state
    erase_contact(case)
    with refusing(case), changing(case, actor=actor, act=_ERASE, at=sent.now):
        case.erase_on_request(on=sent.today)
    seal_key(case, sent.now)
    neutralise(case)
    forget_what_ends(case)
    tell_move(case, _ERASE, actor, before=before)
