"""Requests of the persons about their data: received, examined under a freeze, answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from casework import notices
from casework.choices.delays import Delay
from casework.choices.lists import FreezeReason
from casework.choices.rights import ENDING, AuthorityProof, Requester, RightsOutcome
from casework.choices.states import ENDED, UNREADABLE
from casework.deadlines import RIGHTS_EXTENSION, delays_of
from casework.models import Case, RightsRequest
from casework.references import new_reference
from casework.services import archived_rights, grants
from casework.services.cases import end_of_follow_up
from casework.services.door import locked_case, tell_move
from casework.timers import refresh
from confidentiality import journal, policy
from confidentiality.actors import Actor
from confidentiality.choices import Relation
from confidentiality.door import Sent, acting, claim, refusing
from confidentiality.errors import NotVisible, refused
from confidentiality.events import changing
from confidentiality.policy import Decision
from veille.hats import facts_of
from veille.models import Designation


@dataclass(frozen=True, slots=True)
class Received:
    """What is noted of a request: the right, who asks, the day it came. No letter, no words."""

    kind: str
    requester: str
    received_on: date


def receive(*, case_id: UUID, actor: Actor, given: Received, sent: Sent) -> RightsRequest:
    """The month begins the day the request came, however it came (RGPD art. 12, 3).

    Allowed on a frozen case: a freeze never keeps a person from asking.
    """
    with transaction.atomic():
        claim(sent.key, actor, "rights.receive")
        case = locked_case(case_id, actor, "rights.receive", sent, beside_others=True)
        return _recorded(case, actor, "rights.receive", given, sent)


def receive_on_archive(
    *, case_id: UUID, actor: Actor, given: Received, sent: Sent
) -> RightsRequest:
    """The same, of a person whose follow-up is over: the archive stays closed.

    An archive that goes within the month is answered about before it goes.
    """
    with transaction.atomic():
        case = archived_rights.lock_for_request(case_id, actor, sent)
        return _recorded(case, actor, archived_rights.RECEIVE, given, sent)


def _recorded(case: Case, actor: Actor, act: str, given: Received, sent: Sent) -> RightsRequest:
    _require_may_ask(case, given, sent)
    month = delays_of(case.cellule).after(Delay.DROITS, given.received_on)
    request = RightsRequest(
        reference=new_reference(),
        cellule_id=case.cellule_id,
        case=case,
        kind=given.kind,
        requester=given.requester,
        received_on=given.received_on,
        due_on=archived_rights.before_it_goes(case, month),
    )
    with refusing(request):
        request.save()
    journal.record(
        actor=actor,
        action=act,
        chain_id=case.cellule_id,
        target=request,
        after=request.state,
    )
    return request


def _require_may_ask(case: Case, given: Received, sent: Sent) -> None:
    sent.require_past(given.received_on)
    adult = not case.young_person.is_minor(sent.today)
    if given.requester == Requester.REPRESENTANT and adult:
        raise refused(
            "rights_of_an_adult",
            "Ce jeune est majeur : il exerce seul ses droits, ou par une personne qu’il mandate.",
            "Code civil, art. 414",
        )


def check_identity(
    *, request_id: UUID, actor: Actor, proof: str, authority: str = "", sent: Sent
) -> RightsRequest:
    """The person is who they say, and may ask. What may not go on meanwhile stops at once (I66).

    The identity and the freeze are two moves, and two events: each is replayed by itself.
    """
    with transaction.atomic():
        with on_request(request_id, actor, "rights.check_identity", sent) as request:
            shown = _authority_shown(request, authority)
            request.check_identity(proof=proof, authority=shown, on=sent.today)
            notices.rights_to_examine(request)
        if request.freezes:
            with (
                refusing(request),
                changing(request, actor=actor, act="rights.freeze", at=sent.now),
            ):
                request.freeze(on=sent.today)
            _freeze(request, actor, sent)
    return request


def _authority_shown(request: RightsRequest, authority: str) -> str:
    """A parent shows the filiation or the judgment, somebody mandated shows the mandate.

    A minor of sixteen may be emancipated, and then asks alone (code civil art. 413-6): whoever
    checks has seen that it is not so, and no document is kept.
    """
    if request.requester == Requester.JEUNE:
        return ""
    if request.requester == Requester.MANDATAIRE:
        expected = [AuthorityProof.MANDAT.value]
    else:
        expected = sorted(set(AuthorityProof.values) - {AuthorityProof.MANDAT})
    if authority not in expected:
        raise refused(
            "rights_authority",
            "Indiquez comment a été vérifiée la qualité de la personne qui demande : autorité "
            "parentale pour un parent, mandat écrit pour une autre.",
            "Code civil, art. 388-1-1 et 413-6",
        )
    return authority


def advise(
    *, request_id: UUID, actor: Actor, advice: str, reason: str, sent: Sent
) -> RightsRequest:
    """The DPO prepares the answer, without opening the case (RGPD art. 38 and 39)."""
    with on_request(request_id, actor, "rights.advise", sent) as request:
        reason = _reason_for(advice, reason)
        request.advise(advice=advice, reason=reason, on=sent.today)
        notices.rights_to_decide(request)
    return request


def decide(
    *, request_id: UUID, actor: Actor, outcome: str, reason: str, sent: Sent
) -> RightsRequest:
    """The mayor answers for the file, and decides after the advice (RGPD art. 24)."""
    with on_request(request_id, actor, "rights.decide", sent) as request:
        request.decide(
            outcome=outcome,
            reason=_reason_for(outcome, reason),
            by=Designation.objects.get(pk=actor.hat_id),
            on=sent.today,
        )
        notices.rights_to_answer(request)
    return request


def _reason_for(outcome: str, reason: str) -> str:
    """A refusal, even in part, has its reason (RGPD art. 12, 4); an acceptance needs none."""
    if outcome == RightsOutcome.FONDEE:
        return ""
    if not reason:
        raise refused(
            "rights_reason",
            "Indiquez le motif : la personne a le droit de le connaître, et de saisir la CNIL.",
            "RGPD, art. 12, 4",
        )
    return reason


def extend(
    *, request_id: UUID, actor: Actor, code: str, told_on: date, sent: Sent
) -> RightsRequest:
    """Two months more, once, the person being told why before the first month ends."""
    with on_request(request_id, actor, "rights.extend", sent) as request:
        if not request.received_on <= told_on <= sent.today:
            raise refused(
                "notice_comes_first",
                "La personne est prévenue avant que le délai ne change.",
                "RGPD, art. 12",
            )
        if told_on > request.due_on:
            raise refused(
                "rights_extended_late",
                "La personne doit être prévenue dans le premier mois : il est passé.",
                "RGPD, art. 12, 3",
            )
        until = archived_rights.may_be_extended(
            request.case, request.due_on, request.due_on + RIGHTS_EXTENSION
        )
        request.extend(code=code, told_on=told_on, due_on=until)
    return request


def answer(
    *, request_id: UUID, actor: Actor, mode: str, answered_on: date, sent: Sent
) -> RightsRequest:
    """The person has the answer: the freeze ends, or the follow-up does.

    A founded opposition or erasure closes the case, which leaves no archive (P14, P15).
    """
    with transaction.atomic():
        with on_request(request_id, actor, "rights.answer", sent) as request:
            if not (request.decided_on or answered_on) <= answered_on <= sent.today:
                raise refused(
                    "answer_date",
                    "La réponse suit la décision, et n’est pas à venir.",
                    "RGPD, art. 12",
                )
            request.answer(mode=mode, on=answered_on)
        if request.kind in ENDING and request.outcome == RightsOutcome.FONDEE:
            _end_processing(request, actor, sent)
        else:
            _lift(request, actor, sent)
    return request


def close(*, request_id: UUID, actor: Actor, sent: Sent) -> RightsRequest:
    """Nothing more is owed to the person. A limitation that was granted ends here (art. 18, 3)."""
    with transaction.atomic():
        with on_request(request_id, actor, "rights.close", sent) as request:
            request.close(on=sent.today)
        _lift(request, actor, sent)
    return request


def _freeze(request: RightsRequest, actor: Actor, sent: Sent) -> None:
    """Nothing changes on the case, and no agenda (RGPD art. 18). A case that ended stays so."""
    case = request.case
    if case is None or case.state in ENDED:
        return
    with changing(case, actor=actor, act="rights.freeze", at=sent.now):
        case.freeze_code = FreezeReason.DROITS
        case.frozen_on = sent.today
    refresh(case, sent.now)


def _lift(request: RightsRequest, actor: Actor, sent: Sent) -> None:
    """The case moves again, unless another request still holds it.

    A freeze for want of information that came before is put again by the clock, if it still has to.
    """
    case = _case_now(request)
    if case is None or case.freeze_code != FreezeReason.DROITS:
        return
    holding = RightsRequest.objects.for_system("does a request still hold the case").holding(case)
    if holding.exists():
        return
    with changing(case, actor=actor, act="rights.lift_freeze", at=sent.now):
        case.freeze_code = ""
        case.frozen_on = None
    refresh(case, sent.now)


def _case_now(request: RightsRequest) -> Case | None:
    """The case as the act left it, locked since its beginning."""
    if request.case_id is None:
        return None
    cases = Case.objects.for_system("case of a request that its agent sees")
    return cases.filter(pk=request.case_id).first()


def _end_processing(request: RightsRequest, actor: Actor, sent: Sent) -> None:
    """A founded opposition ends everything at once: path, grants, contact, judicial status.

    Of a case that had ended, what remained is sealed at once.
    """
    case = _case_now(request)
    if case is None or case.state in UNREADABLE:
        return
    if case.state in ENDED:
        archived_rights.erase(case, actor, sent)
        return
    before, act = case.state, "case.close_for_opposition"
    with refusing(case), changing(case, actor=actor, act=act, at=sent.now):
        case.close_for_opposition(on=sent.today)
    tell_move(case, act, actor, before=before)
    end_of_follow_up(case, sent.now)
    grants.end(case=case, relation=Relation.WINDOW, at=sent.now)
    refresh(case, sent.now)


@contextmanager
def on_request(request_id: UUID, actor: Actor, act: str, sent: Sent) -> Iterator[RightsRequest]:
    """Through the door, the case being locked first. A freeze never stops what may lift it.

    The DPO opens no case: the policy answers for the function, and ``visible_to`` for the rows
    (docs/decisions/0017).
    """
    rows = RightsRequest.objects.visible_to(actor, sent.now)

    def permits(_: RightsRequest) -> Decision:
        policy.note_asked()
        return policy.decide(facts_of(actor), act, None, sent.now)

    with transaction.atomic():
        found = rows.filter(pk=request_id).values_list("case_id", flat=True)
        if not found:
            raise NotVisible
        cases = Case.objects.for_system("lock before its requests").select_for_update()
        case = cases.filter(pk=found[0]).first()
        with acting(
            rows=rows,
            pk=request_id,
            actor=actor,
            act=act,
            sent=sent,
            permits=permits,
            chain=lambda request: request.cellule_id,
        ) as request:
            if case is not None:
                request.case = case
            yield request
        if case is not None:
            refresh(case, sent.now)
