"""What the relay was given, against the rows of the outbox: each message once, alone or not."""

from __future__ import annotations

import re
from collections import defaultdict

from notifications import delivery
from notifications.choices import MessageKind
from notifications.models import DeliveryState, OutboxMessage
from tests.fire.installation import Installation

_LINE = re.compile(r"^- .*?(?:\((\d+) fois\))?$", re.MULTILINE)


def each_message_left_once(fire: Installation) -> None:
    """Every row is sent; every mail is of a row, or a summary named after the first of its rows.

    A copy is recognised by its Message-ID. The mails of a reader say together as many messages as
    there are: none is in two of them.
    """
    rows = list(OutboxMessage.objects.select_related("recipient"))
    assert {each.state for each in rows} == {DeliveryState.SENT}
    # One crash in the instant between the relay’s answer and the commit: one copy, not more.
    assert max(fire.relay.accepted.values()) <= 3
    named: defaultdict[str, set[str]] = defaultdict(set)
    for each in rows:
        named[each.recipient.email].add(delivery._message_id(each))
    mails: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for identifier, (reader, said) in fire.relay.last.items():
        mails[reader][identifier] = _carried(said)
    assert set(mails) == set(named)
    for reader, carried in mails.items():
        assert set(carried) <= named[reader]
        assert sum(carried.values()) == len(named[reader])
    # One chose a mail at once for each saisine; the other one was told of several together.
    received = [each for each in rows if each.kind == MessageKind.SAISINE_RECEIVED]
    at_once = [each for each in received if each.recipient.email == fire.at_once]
    assert {mails[fire.at_once][delivery._message_id(each)] for each in at_once} == {1}
    assert max(mails[fire.by_summary].values()) > 1


def _carried(said: str) -> int:
    """How many messages a mail tells of: each line of a summary, as many times as it says."""
    lines = "\n".join(said.splitlines())
    return sum(int(times or 1) for times in _LINE.findall(lines)) or 1
