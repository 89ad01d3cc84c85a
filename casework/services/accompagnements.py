"""Accompagnement parental: prepared by the cellule, proposed and set up by the mayor (FSM-5)."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from casework import notices
from casework.guards import accompagnements as guards
from casework.guards import cases as case_guards
from casework.guards.measures import case_is_engaged
from casework.models import AccompagnementParental
from casework.services.door import locked_case, on_measure
from casework.services.mayors import mayor_of_residence
from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.door import Sent, claim, refusing
from confidentiality.errors import Refused, refused
from confidentiality.guards import require

_LAW = "CASF, art. L. 141-2"
LONGEST_MONTHS = 12


def consider(
    *, case_id: UUID, actor: Actor, trigger: str, threat: str, sent: Sent
) -> AccompagnementParental:
    """Prepared for the mayor, for the parents of a minor, on a trigger of the law (I44).

    CASF art. L. 141-2. Raises Refused: not a minor, no trigger, no threat, follow-up not running.
    """
    with transaction.atomic():
        claim(sent.key, actor, "accompagnement.consider")
        case = locked_case(case_id, actor, "accompagnement.consider", sent)
        require(case, case_guards.measures_may_begin)
        accompagnement = AccompagnementParental(
            case=case, trigger=trigger, threat=threat, considered_on=sent.today
        )
        require(
            accompagnement,
            case_is_engaged,
            guards.person_is_minor,
            guards.trigger_is_known,
            guards.threat_is_named,
        )
        with refusing(accompagnement):
            accompagnement.save()
        journal.record(
            actor=actor,
            action="accompagnement.consider",
            chain_id=case.cellule_id,
            target=accompagnement,
            after=accompagnement.state,
        )
    return accompagnement


def consult_cddf(
    *, accompagnement_id: UUID, actor: Actor, on: date, sent: Sent
) -> AccompagnementParental:
    """AP1: the CDDF has been consulted, which the law asks where the commune has one."""
    with _on(accompagnement_id, actor, "accompagnement.consult_cddf", sent) as accompagnement:
        sent.require_past(on)
        accompagnement.consult_cddf(on=on)
    return accompagnement


def verify(
    *, accompagnement_id: UUID, actor: Actor, attested: bool, sent: Sent
) -> AccompagnementParental:
    """AP2: an agent attests that no assistance éducative is under way. The mayor is told."""
    with _on(accompagnement_id, actor, "accompagnement.verify", sent) as accompagnement:
        if not attested:
            raise Refused(guards.is_verified.refusal)
        accompagnement.verify(on=sent.today)
        notices.mayor_expected(accompagnement.case, accompagnement)
    return accompagnement


def propose(
    *, accompagnement_id: UUID, actor: Actor, months: int, sent: Sent
) -> AccompagnementParental:
    """AP3: the mayor of the commune proposes it to the parents (invariants I33, I44)."""
    with _on(accompagnement_id, actor, "accompagnement.propose", sent) as accompagnement:
        mayor = mayor_of_residence(actor, accompagnement.case, sent, _LAW)
        if not 1 <= months <= LONGEST_MONTHS:
            raise refused("accompagnement_months", "La durée va de un à douze mois.", _LAW)
        accompagnement.propose(by=mayor, delegation=mayor.delegation, on=sent.today, months=months)
    return accompagnement


@dataclass(frozen=True, slots=True)
class ParentsAnswer:
    """What the parents answered, and when. ``refusal``: a code, empty when they agree."""

    on: date
    agreed: bool
    refusal: str = ""


def answer(
    *, accompagnement_id: UUID, actor: Actor, given: ParentsAnswer, sent: Sent
) -> AccompagnementParental:
    """AP4, AP5: the parents agree, or refuse. A refusal is a coded note, nothing else (I45)."""
    with _on(accompagnement_id, actor, "accompagnement.answer", sent) as accompagnement:
        sent.require_past(given.on)
        if given.agreed:
            accompagnement.accept(on=given.on)
        elif given.refusal:
            accompagnement.refuse(on=given.on, code=given.refusal)
        else:
            raise refused("accompagnement_refusal_code", "Choisissez le motif du refus.", _LAW)
    return accompagnement


def ask_pcd(
    *, accompagnement_id: UUID, actor: Actor, on: date, sent: Sent
) -> AccompagnementParental:
    """AP6: the president of the conseil départemental has been asked for an opinion."""
    with _on(accompagnement_id, actor, "accompagnement.ask_pcd", sent) as accompagnement:
        sent.require_past(on)
        accompagnement.ask_pcd(on=on)
    return accompagnement


@dataclass(frozen=True, slots=True)
class Informations:
    """The day each of the four authorities was told; None for those not yet told."""

    dasen: date | None = None
    school: date | None = None
    caf: date | None = None
    prefet: date | None = None


def inform(
    *, accompagnement_id: UUID, actor: Actor, given: Informations, sent: Sent
) -> AccompagnementParental:
    """AP7: authorities told of its existence and dates, nothing more. The mayor may then start."""
    with _on(accompagnement_id, actor, "accompagnement.inform", sent) as accompagnement:
        sent.require_past(given.dasen, given.school, given.caf, given.prefet)
        accompagnement.inform(
            dasen=given.dasen, school=given.school, caf=given.caf, prefet=given.prefet
        )
        if all(accompagnement.informations().values()):
            notices.mayor_expected(accompagnement.case, accompagnement)
    return accompagnement


def record_opinion(
    *, accompagnement_id: UUID, actor: Actor, opinion: str, sent: Sent
) -> AccompagnementParental:
    """AP8: the opinion of the département, or its silence. It binds nobody."""
    with _on(accompagnement_id, actor, "accompagnement.record_opinion", sent) as accompagnement:
        accompagnement.record_opinion(opinion=opinion)
    return accompagnement


def start(*, accompagnement_id: UUID, actor: Actor, sent: Sent) -> AccompagnementParental:
    """AP9: the mayor sets it up, opinion asked and four authorities informed (I33, I44)."""
    with _on(accompagnement_id, actor, "accompagnement.start", sent) as accompagnement:
        mayor_of_residence(actor, accompagnement.case, sent, _LAW)
        accompagnement.start(on=sent.today)
    return accompagnement


def complete(
    *, accompagnement_id: UUID, actor: Actor, attested_on: date, sent: Sent
) -> AccompagnementParental:
    """AP10: followed to its end; the attestation is given to the parents."""
    with _on(accompagnement_id, actor, "accompagnement.complete", sent) as accompagnement:
        sent.require_past(attested_on)
        if accompagnement.started_on and attested_on < accompagnement.started_on:
            raise refused(
                "accompagnement_ends_first",
                "L’attestation suit le début de l’accompagnement.",
                "CASF, art. L. 141-2",
            )
        accompagnement.complete(attested_on=attested_on)
    return accompagnement


def end_partial(*, accompagnement_id: UUID, actor: Actor, sent: Sent) -> AccompagnementParental:
    """AP11: followed in part. Noted, and nothing follows (invariant I45)."""
    with _on(accompagnement_id, actor, "accompagnement.end_partial", sent) as accompagnement:
        accompagnement.end_partial(on=sent.today)
    return accompagnement


def cancel(
    *, accompagnement_id: UUID, actor: Actor, code: str, sent: Sent
) -> AccompagnementParental:
    """AP12: it goes no further."""
    with _on(accompagnement_id, actor, "accompagnement.cancel", sent) as accompagnement:
        accompagnement.cancel(code=code)
    return accompagnement


def _on(
    accompagnement_id: UUID, actor: Actor, act: str, sent: Sent
) -> AbstractContextManager[AccompagnementParental]:
    return on_measure(
        rows=AccompagnementParental.objects.visible_to,
        pk=accompagnement_id,
        actor=actor,
        act=act,
        sent=sent,
    )
