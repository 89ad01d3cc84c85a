"""What the parquet communicated: noted with its reference, reviewed, and forgotten in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from casework.choices.delays import Delay
from casework.choices.justice import JudicialCode, is_j, neutral
from casework.choices.lists import Cadre, ParquetMotif, Programme
from casework.choices.measures import RappelCancel
from casework.choices.states import RAPPEL_FINAL, RappelState
from casework.deadlines import delays_of
from casework.guards import justice as guards
from casework.models import Case, JudicialStatus, ParquetCommunication, RappelALOrdre
from casework.services import grants
from casework.services.door import by_clock, on_case
from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.choices import Relation
from confidentiality.door import Sent, refusing
from confidentiality.errors import NotVisible, refused
from confidentiality.events import changing, events_of
from confidentiality.guards import require

_ARTICLE = "CSI, art. L. 132-2, al. 3"


@dataclass(frozen=True, slots=True)
class Communicated:
    """Where an information of the parquet comes from (invariant I19)."""

    reference: str
    communicated_on: date


def record_status(
    *, case_id: UUID, actor: Actor, code: str, source: Communicated, sent: Sent
) -> JudicialStatus:
    """A code of the parquet, entered by itself or by the coordonnateur with its reference.

    Proceedings on the very facts annul the rappel à l’ordre that is open (invariant I40). Agents of
    the PJJ and of the SPIP are refused by the policy, whatever their function (invariant I20).
    """
    with on_case(case_id=case_id, actor=actor, act="judicial.record", sent=sent) as case:
        require(case, guards.case_is_followed)
        _check(source, sent)
        if code not in JudicialCode.values:
            raise refused("judicial_unknown", "Choisissez un statut de la liste.", _ARTICLE)
        status = JudicialStatus(
            case=case,
            code=code,
            reference=source.reference.strip(),
            communicated_on=source.communicated_on,
            entered_by_id=actor.hat_id,
            entered_at=sent.now,
            review_due_on=_review_after(case, sent),
        )
        with refusing(status):
            status.save()
        if code == JudicialCode.PROCEDURE:
            _annul_rappels(case, actor, sent)
    return status


def confirm_status(
    *, case_id: UUID, actor: Actor, status_id: UUID, source: Communicated, sent: Sent
) -> JudicialStatus:
    """The parquet says again that it holds: six months more, at most."""
    with on_case(case_id=case_id, actor=actor, act="judicial.confirm", sent=sent) as case:
        _check(source, sent)
        status = _status_of(case, actor, status_id, sent)
        if source.communicated_on < status.communicated_on:
            raise refused(
                "judicial_older",
                "Cette communication est plus ancienne que celle déjà notée.",
                "CSI, art. L. 132-2, al. 3",
            )
        status.reference = source.reference.strip()
        status.communicated_on = source.communicated_on
        status.reviewed_on = sent.today
        status.review_due_on = _review_after(case, sent)
        status.save()
    return status


def end_status(*, case_id: UUID, actor: Actor, status_id: UUID, sent: Sent) -> Case:
    """The measure is over, or the entry was wrong: the row is deleted, and nothing replaces it."""
    with on_case(case_id=case_id, actor=actor, act="judicial.end", sent=sent) as case:
        _status_of(case, actor, status_id, sent).delete()
    return case


def expire_statuses(*, sent: Sent) -> int:
    """Scheduled: what the parquet did not confirm in time is deleted (invariant I22).

    Gives the number of cases that it changed.
    """
    late = JudicialStatus.objects.for_system("half-yearly review").unconfirmed(sent.today)
    cases = sorted(set(late.values_list("case_id", flat=True)))
    for case_id in cases:
        expire_statuses_of(case_id=case_id, at=sent.now)
    return len(cases)


def expire_statuses_of(*, case_id: UUID, at: datetime) -> Case:
    """The same for one case: what a timer asks for on its day."""
    with by_clock(case_id=case_id, act="judicial.expire", at=at) as case:
        case.judicial_statuses.filter(review_due_on__lt=timezone.localdate(at)).delete()
    return case


def forget_statuses(case: Case) -> None:
    """At closing, always: no judicial status outlives the follow-up (invariant I22)."""
    JudicialStatus.objects.for_system("closing").filter(case=case).delete()


def record_communication(
    *,
    case_id: UUID,
    actor: Actor,
    source: Communicated,
    motifs: tuple[str, ...] = (),
    sent: Sent,
) -> ParquetCommunication:
    """The reference on which values tagged J may rest, and the motifs of L-C that came with it."""
    with on_case(case_id=case_id, actor=actor, act="judicial.communicate", sent=sent) as case:
        require(case, guards.case_is_followed)
        _check(source, sent)
        if set(motifs) - set(ParquetMotif.values):
            raise refused("unknown_motif", "Un motif n’est pas dans la liste.", _ARTICLE)
        communication = ParquetCommunication.objects.create(
            case=case,
            reference=source.reference.strip(),
            communicated_on=source.communicated_on,
            entered_by_id=actor.hat_id,
        )
        case.parquet_motifs = sorted({*case.parquet_motifs, *motifs})
    return communication


def classify(*, case_id: UUID, actor: Actor, programme: str, cadre: str, sent: Sent) -> Case:
    """Which measure of the plan the follow-up serves, and for whom it is meant."""
    with on_case(case_id=case_id, actor=actor, act="case.classify", sent=sent) as case:
        if programme not in Programme.values or cadre not in (*Cadre.values, ""):
            raise refused(
                "unknown_programme",
                "Choisissez un programme et un cadre de la liste.",
                "Plan départemental, mesures 1 à 3",
            )
        require_reference(case, programme, cadre)
        case.programme = programme
        case.cadre = cadre
    return case


def require_reference(case: Case, *codes: str) -> None:
    """Refuse a value tagged J that no communication of the parquet supports."""
    if any(is_j(code) for code in codes):
        require(case, guards.rests_on_the_parquet)


_J_FIELDS = ("programme", "cadre", "closing_code")


def neutralise(case: Case) -> None:
    """As a case is archived: values tagged J become neutral, the references of the parquet go.

    So do the values that past events replaced. Called after the act that archives, in the same
    transaction: an event of its own would keep what it forgets.
    """
    values: dict[str, Any] = {name: neutral(getattr(case, name)) for name in _J_FIELDS}
    values["parquet_motifs"] = []
    for name, value in values.items():
        setattr(case, name, value)
    Case.objects.for_system("neutral values of the archive").filter(pk=case.pk).update(**values)
    communications = ParquetCommunication.objects.for_system("never archived")
    communications.filter(case=case).delete()
    forget_statuses(case)
    for event in events_of(case):
        former = _neutral_values(event.former)
        if former != event.former:
            event.former = former
            event.save(update_fields=["former"])


def _neutral_values(former: dict[str, Any]) -> dict[str, Any]:
    plain = {name: neutral(old) if name in _J_FIELDS else old for name, old in former.items()}
    return plain | ({"parquet_motifs": []} if "parquet_motifs" in plain else {})


def _check(source: Communicated, sent: Sent) -> None:
    if not source.reference.strip():
        raise refused("judicial_reference", "Indiquez la référence du parquet.", _ARTICLE)
    sent.require_past(source.communicated_on)


def _review_after(case: Case, sent: Sent) -> date:
    return delays_of(case.cellule).after(Delay.JUDICIAIRE, sent.today)


def _status_of(case: Case, actor: Actor, status_id: UUID, sent: Sent) -> JudicialStatus:
    rows = JudicialStatus.objects.visible_to(actor, sent.now)
    status = rows.filter(pk=status_id, case=case).first()
    if status is None:
        raise NotVisible
    return status


def _annul_rappels(case: Case, actor: Actor, sent: Sent) -> None:
    """I40: the mayor recalls nothing about facts on which justice is at work."""
    rappels = RappelALOrdre.objects.for_system("annulled by proceedings")
    for rappel in rappels.filter(case=case).exclude(state__in=RAPPEL_FINAL).select_for_update():
        before = rappel.state
        with changing(rappel, actor=actor, act="rappel.cancel", at=sent.now):
            rappel.cancel(code=RappelCancel.POURSUITES)
        if before == RappelState.CONSULTATION:
            grants.end(case=case, relation=Relation.CONSULTATION, at=sent.now)
        journal.record(
            actor=actor,
            action="rappel.cancel",
            chain_id=case.cellule_id,
            target=rappel,
            before=before,
            after=rappel.state,
        )
