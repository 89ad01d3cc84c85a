"""Rappel à l’ordre: proposed by the cellule, answered by the parquet, decided by the mayor."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from casework import notices
from casework.choices.counted import Measure
from casework.choices.delays import Delay
from casework.choices.measures import ParquetAnswer, RappelLevel
from casework.choices.states import RappelState
from casework.deadlines import CONSULTATION_AFTER_ANSWER, delays_of
from casework.guards import cases as case_guards
from casework.guards import rappels as guards
from casework.models import Fait, RappelALOrdre, RappelLine
from casework.services import counting, grants
from casework.services.door import locked_case, on_measure
from casework.services.mayors import lawful_mayor
from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.choices import Relation, Role
from confidentiality.door import Sent, claim, refusing
from confidentiality.errors import Refusal, refused
from confidentiality.guards import require
from veille.models import Commune, Designation, ParquetProtocol

_PROPOSAL = (
    guards.case_is_engaged,
    guards.has_facts,
    guards.no_fact_is_excluded,
    guards.no_crime_declared,
    guards.no_complaint_declared,
    guards.no_proceedings_communicated,
    guards.commune_is_in_tenant,
    guards.level_fits_facts,
)


def propose(
    *,
    case_id: UUID,
    actor: Actor,
    level: str,
    commune: Commune,
    fait_ids: list[UUID],
    sent: Sent,
) -> RappelALOrdre:
    """R1: on facts of the case’s own saisines. Every excluded fact is refused by name (I35)."""
    with transaction.atomic():
        claim(sent.key, actor, "rappel.propose")
        case = locked_case(case_id, actor, "rappel.propose", sent)
        require(case, case_guards.measures_may_begin)
        rappel = RappelALOrdre(
            case=case,
            level=level,
            commune=commune,
            proposed_on=sent.today,
            protocol=_protocol(commune, sent),
        )
        with refusing(rappel):
            rappel.save()
        rappel.faits.set(Fait.objects.filter(pk__in=fait_ids, saisine__case=case))
        require(rappel, *_PROPOSAL)
        journal.record(
            actor=actor,
            action="rappel.propose",
            chain_id=case.cellule_id,
            target=rappel,
            after=rappel.state,
        )
        if level == RappelLevel.INFORMEL:
            notices.mayor_expected(case)
    return rappel


def _protocol(commune: Commune, sent: Sent) -> ParquetProtocol | None:
    """The protocol in force for this commune, the latest where two overlap."""
    in_force = ParquetProtocol.objects.in_force(sent.today).filter(communes=commune)
    return in_force.order_by("-signed_on").first()


def consult(
    *, rappel_id: UUID, actor: Actor, attested: bool, sent: Sent, agreement: str = ""
) -> RappelALOrdre:
    """R2: the parquet reads the facts and answers; both attestations are required.

    ``agreement``: reference of a written agreement of the parquet, where no protocol is in force.
    """
    with _on_rappel(rappel_id, actor, "rappel.consult", sent) as rappel:
        if not attested:
            raise refused(
                "rappel_attestations",
                "Attestez qu’aucune plainte et aucune procédure ne sont connues pour ces faits.",
                "CSI, art. L. 132-7",
            )
        rappel.protocol = _protocol(rappel.commune, sent)
        rappel.agreement_reference = "" if rappel.protocol else agreement.strip()
        rappel.consult(on=sent.today, at=sent.now)
        for magistrate in Designation.objects.in_force(sent.now).filter(
            cellule=rappel.case.cellule_id, role=Role.PARQUET, is_substitute=False
        ):
            grants.give(
                case=rappel.case,
                to=magistrate,
                relation=Relation.CONSULTATION,
                reason="consultation",
                since=sent.now,
                until=None,
                by=actor,
            )
        notices.parquet_consulted(rappel)
    return rappel


def remind(*, rappel_id: UUID, actor: Actor, sent: Sent) -> RappelALOrdre:
    """R2b: the parquet is asked again, after the delay of the cellule; never taken to agree."""
    with _on_rappel(rappel_id, actor, "rappel.remind", sent) as rappel:
        rappel.remind(on=sent.today)
        notices.parquet_consulted(rappel)
    return rappel


@dataclass(frozen=True, slots=True)
class Answer:
    """The explicit answer of the parquet; its silence is never one (invariant I36)."""

    opinion: str
    reference: str
    reason: str = ""


def answer(*, rappel_id: UUID, actor: Actor, given: Answer, sent: Sent) -> RappelALOrdre:
    """R3, R4: by the parquet itself, or by the coordonnateur from a written answer."""
    with _on_rappel(rappel_id, actor, "rappel.answer", sent) as rappel:
        if actor.role == Role.COORDONNATEUR and not given.reference.strip():
            raise refused(
                "answer_reference",
                "Indiquez la référence de la réponse écrite du parquet.",
                "CSI, art. L. 132-7",
            )
        if given.opinion == ParquetAnswer.ACCORD:
            rappel.record_accord(reference=given.reference.strip(), on=sent.today)
        elif given.reason:
            rappel.record_opposition(
                reference=given.reference.strip(), on=sent.today, reason=given.reason
            )
        else:
            raise refused(
                "opposition_reason", "Indiquez le motif de l’opposition.", "CSI, art. L. 132-7"
            )
        grants.end(
            case=rappel.case,
            relation=Relation.CONSULTATION,
            at=sent.now + CONSULTATION_AFTER_ANSWER,
        )
        notices.parquet_answered(rappel)
    return rappel


def forward(*, rappel_id: UUID, actor: Actor, sent: Sent) -> RappelALOrdre:
    """R4b: what waits is put again before the mayor, who alone decides (CSI art. L. 132-7)."""
    with _on_rappel(rappel_id, actor, "rappel.forward", sent) as rappel:
        rappel.forward(on=sent.today)
        notices.mayor_expected(rappel.case, rappel)
    return rappel


def decide(*, rappel_id: UUID, actor: Actor, appointment_at: datetime, sent: Sent) -> RappelALOrdre:
    """R5: the mayor decides and convenes, at least eight days ahead (invariants I33 to I37)."""
    with _on_rappel(rappel_id, actor, "rappel.decide", sent) as rappel:
        mayor = mayor_of_facts(actor, rappel, sent)
        if rappel.state == RappelState.CONSULTATION:
            require(rappel, guards.may_be_decided)
        _check_notice(rappel, appointment_at, sent)
        rappel.decide(
            by=mayor, delegation=mayor.delegation, on=sent.today, appointment_at=appointment_at
        )
        _note_addressee(rappel, actor, sent)
    return rappel


def _note_addressee(rappel: RappelALOrdre, actor: Actor, sent: Sent) -> None:
    """To whom this convocation is addressed, written as it is sent (invariant I39)."""
    journal.record(
        actor=actor,
        action="rappel.convocation",
        chain_id=rappel.case.cellule_id,
        target=rappel,
        addressee=rappel.addressee_on(sent.today),
    )


def mayor_of_facts(actor: Actor, rappel: RappelALOrdre, sent: Sent) -> Designation:
    """The mayor of the commune of the facts, or an élu whose arrêté is in force that day (I34)."""
    other = Refusal(
        "rappel_other_commune",
        "Seul le maire de la commune des faits, ou l’élu qu’il a délégué, fait ce rappel.",
        "CSI, art. L. 132-7",
    )
    return lawful_mayor(actor, rappel.commune_id, sent, other=other)


def _check_notice(rappel: RappelALOrdre, appointment_at: datetime, sent: Sent) -> None:
    soonest = delays_of(rappel.case.cellule).after(Delay.CONVOCATION, sent.today)
    if timezone.localdate(appointment_at) < soonest:
        raise refused(
            "convocation_too_soon",
            "La convocation laisse au moins huit jours à la famille.",
            "Protocole avec le parquet",
        )


def postpone(
    *, rappel_id: UUID, actor: Actor, code: str, appointment_at: datetime, sent: Sent
) -> RappelALOrdre:
    """R6: another date, once."""
    with _on_rappel(rappel_id, actor, "rappel.postpone", sent) as rappel:
        _check_notice(rappel, appointment_at, sent)
        rappel.postpone(code=code)
        rappel.convene_again(appointment_at=appointment_at)
        _note_addressee(rappel, actor, sent)
    return rappel


def convene_again(
    *, rappel_id: UUID, actor: Actor, appointment_at: datetime, sent: Sent
) -> RappelALOrdre:
    """R8: a second convocation after an absence, once; no sanction follows an absence (I41)."""
    with _on_rappel(rappel_id, actor, "rappel.decide", sent) as rappel:
        mayor_of_facts(actor, rappel, sent)
        _check_notice(rappel, appointment_at, sent)
        rappel.convene_again(appointment_at=appointment_at)
        _note_addressee(rappel, actor, sent)
    return rappel


@dataclass(frozen=True, slots=True)
class Interview:
    """What the mayor records after the interview: presences and texts, in codes."""

    presence_young: str
    presence_representatives: str
    impossibility: str
    provisions: tuple[str, ...]


def record(*, rappel_id: UUID, actor: Actor, interview: Interview, sent: Sent) -> RappelALOrdre:
    """R7: done, by the mayor, on the day of the appointment or after. Takes its register number."""
    with _on_rappel(rappel_id, actor, "rappel.record", sent) as rappel:
        mayor_of_facts(actor, rappel, sent)
        if rappel.appointment_at and timezone.localdate(rappel.appointment_at) > sent.today:
            raise refused(
                "interview_not_held",
                "L’entretien n’a pas encore eu lieu : revenez le jour du rendez-vous.",
                "CSI, art. L. 132-7",
            )
        if not interview.provisions:
            raise refused("provisions", "Cochez au moins un texte rappelé.", "CSI, art. L. 132-7")
        rappel.presence_young = interview.presence_young
        rappel.presence_representatives = interview.presence_representatives
        rappel.impossibility = interview.impossibility
        rappel.provisions = list(interview.provisions)
        rappel.record(on=sent.today, register_number=_next_number(rappel))
        counting.count(rappel.case, Measure.RAPPEL, on=sent.today)
    return rappel


def _next_number(rappel: RappelALOrdre) -> int:
    """One register per commune; the lock on the commune makes two mayors wait, not collide.

    The number of a case that was eliminated since is not given again.
    """
    Commune.objects.select_for_update().get(pk=rappel.commune_id)
    registered = RappelALOrdre.objects.for_system("next number of the register").filter(
        commune=rappel.commune_id
    )
    kept = RappelLine.objects.for_system("next number of the register").filter(
        commune=rappel.commune_id
    )
    tops = (
        registered.aggregate(top=Max("register_number"))["top"],
        kept.aggregate(top=Max("number"))["top"],
    )
    return max(top or 0 for top in tops) + 1


def record_absence(*, rappel_id: UUID, actor: Actor, sent: Sent) -> RappelALOrdre:
    """R8: nobody came on the day."""
    with _on_rappel(rappel_id, actor, "rappel.record_absence", sent) as rappel:
        if rappel.appointment_at and rappel.appointment_at > sent.now:
            raise refused(
                "interview_not_held",
                "L’entretien n’a pas encore eu lieu : revenez le jour du rendez-vous.",
                "CSI, art. L. 132-7",
            )
        rappel.record_absence(on=sent.today)
    return rappel


def inform_parquet(*, rappel_id: UUID, actor: Actor, on: date, sent: Sent) -> RappelALOrdre:
    """R10: the parquet is told the outcome and its date, where the protocol asks for it."""
    with _on_rappel(rappel_id, actor, "rappel.inform_parquet", sent) as rappel:
        sent.require_past(on)
        if rappel.outcome_on and on < rappel.outcome_on:
            raise refused(
                "rappel_return_early",
                "L’information du parquet suit l’entretien.",
                "Protocole avec le parquet",
            )
        rappel.inform_parquet(on=on)
    return rappel


def cancel(*, rappel_id: UUID, actor: Actor, code: str, sent: Sent) -> RappelALOrdre:
    """R9: proceedings, complaint, error or age (invariant I40)."""
    with _on_rappel(rappel_id, actor, "rappel.cancel", sent) as rappel:
        if rappel.state == RappelState.CONSULTATION:
            grants.end(case=rappel.case, relation=Relation.CONSULTATION, at=sent.now)
        rappel.cancel(code=code)
    return rappel


def _on_rappel(
    rappel_id: UUID, actor: Actor, act: str, sent: Sent
) -> AbstractContextManager[RappelALOrdre]:
    return on_measure(
        rows=RappelALOrdre.objects.visible_to,
        pk=rappel_id,
        actor=actor,
        act=act,
        sent=sent,
    )
