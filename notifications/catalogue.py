"""How each message reaches its reader: its channel, its wait, who may silence it.

The events themselves, and those that leave no message, are in ``notifications.events``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from notifications.choices import Channel, MessageKind, Topic

K, T = MessageKind, Topic
TEN_MINUTES = timedelta(minutes=10)
AT_ONCE = timedelta(0)


@dataclass(frozen=True, slots=True)
class Sending:
    """One kind of message.

    ``channel``: unless its reader chose another. ``topic``: what they choose for; None when the law
    or the safety of the file is at stake, and nobody silences it. ``waits``: an act that may still
    be taken back leaves it; it is held ten minutes. ``at_any_hour``: neither nights nor week-ends
    hold it. ``page``: the page it leads to when it is of no row. ``open``: a page that is the same
    for everybody; its own address is in the mail, for those who are given no link. ``personal``:
    answers or binds one agent; nobody who takes their place over is told of it.
    """

    channel: Channel
    topic: Topic | None
    waits: bool = False
    at_any_hour: bool = False
    page: str = "home"
    open: bool = False
    personal: bool = False

    @property
    def delay(self) -> timedelta:
        return TEN_MINUTES if self.waits else AT_ONCE


def _act(topic: Topic | None, channel: Channel = Channel.AT_ONCE) -> Sending:
    """Left by an act, ten minutes before it leaves."""
    return Sending(channel, topic, waits=True)


def _day(topic: Topic, channel: Channel = Channel.DIGEST) -> Sending:
    """Left by the clock, or by an act that nothing takes back."""
    return Sending(channel, topic)


def _law(page: str = "home", *, urgent: bool = False) -> Sending:
    """A delay of the law, the safety of the file: a mail at once, whatever its reader chose."""
    return Sending(Channel.AT_ONCE, None, at_any_hour=urgent, page=page)


_CHARTE, _BREACHES, _REQUESTS = (
    "veille:charte_list",
    "veille:violation_list",
    "casework:rights_list",
)

SENDINGS: dict[MessageKind, Sending] = {
    K.SAISINE_RECEIVED: _act(T.SAISINES, Channel.DIGEST),
    K.SAISINE_ANSWERED: _act(T.SAISINES),
    K.COMPLEMENT_ASKED: _act(T.SAISINES),
    K.COMPLEMENT_AWAITED: _day(T.SAISINES, Channel.AT_ONCE),
    K.SAISINE_LATE: _day(T.SAISINES, Channel.AT_ONCE),
    K.SAISINE_ESCALATED: _day(T.SAISINES, Channel.AT_ONCE),
    K.PROCUREUR_AWAITED: _day(T.SAISINES),
    K.SEANCE_CONVENED: _act(T.SEANCES),
    K.SEANCE_MOVED: _act(T.SEANCES),
    K.SEANCE_CANCELLED: _act(T.SEANCES),
    K.SEANCE_NEAR: _day(T.SEANCES),
    K.RELEVE_VALIDATED: _act(T.SEANCES),
    K.AGENDA_EXPECTED: _day(T.SEANCES),
    K.PLENARY_EXPECTED: Sending(Channel.DIGEST, T.SEANCES, page="casework:seance_list"),
    K.CDDF_SITTING: _act(T.SEANCES),
    K.CDDF_NEAR: _day(T.SEANCES),
    K.CDDF_REVIEW: _day(T.SEANCES),
    K.DECISION_EXPECTED: _act(T.MEASURES),
    K.DECISION_AWAITED: _day(T.MEASURES, Channel.AT_ONCE),
    K.DECISION_LATE: _day(T.MEASURES, Channel.AT_ONCE),
    K.TASK_GIVEN: _act(T.MEASURES),
    K.TASK_NEAR: _day(T.MEASURES),
    K.TASK_LATE: _day(T.MEASURES, Channel.AT_ONCE),
    K.TASK_ESCALATED: _day(T.MEASURES, Channel.AT_ONCE),
    K.LETTERS_WAITING: _day(T.MEASURES),
    K.CONSULTATION_EXPECTED: _act(T.MEASURES),
    K.PARQUET_ANSWERED: _act(T.MEASURES),
    K.PARQUET_AWAITED: _day(T.MEASURES),
    K.RAPPEL_NEAR: _day(T.MEASURES, Channel.AT_ONCE),
    K.TRANSACTION_AWAITED: _law(),
    K.MISSION_PROPOSED: Sending(Channel.AT_ONCE, T.FOLLOW_UP, waits=True, personal=True),
    K.FIRST_CONTACT_EXPECTED: _day(T.FOLLOW_UP),
    K.STEP_LATE: _day(T.FOLLOW_UP),
    K.STEP_FOR_SEANCE: _day(T.FOLLOW_UP),
    K.REFERENT_MISSING: _day(T.FOLLOW_UP),
    K.BILAN_EXPECTED: _act(T.FOLLOW_UP, Channel.DIGEST),
    K.BILAN_LATE: _day(T.FOLLOW_UP),
    K.BILAN_TO_VALIDATE: _act(T.FOLLOW_UP, Channel.DIGEST),
    K.SUSPENSION_REVIEW: _day(T.FOLLOW_UP),
    K.FOLLOW_UP_TERM: _day(T.FOLLOW_UP),
    K.CASE_RECTIFIED: _act(T.FOLLOW_UP),
    K.INFORMATION_EXPECTED: _law(),
    K.CASE_FROZEN: _law(),
    K.JUDICIAL_REVIEW: _law(),
    K.CONSERVATION_ENDS: _law(),
    K.CONSERVATION_ENDED: _law(),
    K.CERTIFICATE_READY: _law(),
    K.RIGHTS_TO_EXAMINE: Sending(Channel.AT_ONCE, None, waits=True, page=_REQUESTS),
    K.RIGHTS_ANSWER_EXPECTED: Sending(Channel.AT_ONCE, None, waits=True, page=_REQUESTS),
    K.RIGHTS_LATE: _law(_REQUESTS),
    K.BREACH_DECLARED: _law(_BREACHES, urgent=True),
    K.BREACH_EXPECTED: _law(_BREACHES, urgent=True),
    K.BREACH_LATE: _law(_BREACHES, urgent=True),
    K.READINGS_TO_CHECK: _law("casework:alert_list"),
    K.READING_OPENED: _law("casework:reading_list", urgent=True),
    K.READING_TO_REVIEW: _law("casework:reading_list"),
    K.READING_UNJUSTIFIED: _law("casework:reading_list", urgent=True),
    K.READING_TO_APPROVE: _law("casework:archive_list"),
    K.READING_REFUSED: Sending(Channel.AT_ONCE, T.EXPORTS, personal=True),
    K.READING_LAPSED: Sending(Channel.AT_ONCE, T.EXPORTS, personal=True),
    K.EXPORT_TO_APPROVE: _law("casework:export_list"),
    K.EXPORT_READY: Sending(Channel.AT_ONCE, T.EXPORTS, personal=True),
    K.PAPERS_READY: Sending(Channel.AT_ONCE, T.EXPORTS, personal=True),
    K.EXPORT_DECLINED: Sending(Channel.AT_ONCE, T.EXPORTS, personal=True),
    K.CHARTE_TO_SIGN: Sending(Channel.AT_ONCE, None, page=_CHARTE, personal=True),
    K.CHARTE_ENDS: Sending(Channel.DIGEST, T.CHARTE, page=_CHARTE, personal=True),
    K.SUPPLEANCE_GIVEN: Sending(
        Channel.AT_ONCE, T.CHARTE, waits=True, page="veille:suppleance_list", personal=True
    ),
    K.MANDATE_ENDS: _law("veille:mandate"),
    K.FIGURES_PUBLISHED: Sending(
        Channel.AT_ONCE, T.FIGURES, page="indicators:bulletin_list", open=True
    ),
    K.DECLARATIONS_EXPECTED: Sending(Channel.AT_ONCE, T.FIGURES, page="indicators:declarations"),
}


def kinds_of(topic: Topic) -> list[MessageKind]:
    """What is told under one topic, in the order of the catalogue."""
    return [kind for kind, sending in SENDINGS.items() if sending.topic == topic]
