"""The limit of one act: the same reads and the same writes as the door's, by hand, in a pipeline.

What an engineer would write who had this act only to do: prepared statements, three round trips,
columns that are needed and no others. ``tests.bench.same`` checks that both leave the same rows.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from json import dumps
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import psycopg
from dateutil.relativedelta import relativedelta

PARIS = ZoneInfo("Europe/Paris")
# The right to see, the lock, and what the event says was replaced.
SIGHT = """
SELECT c.state, c.version, c.reference, c.cellule_id, c.suspension_code, c.review_on, c.next_due_on
FROM casework_case c
WHERE c.id = %(case)s
  AND EXISTS (SELECT 1 FROM veille_designation d JOIN confidentiality_user u ON u.id = d.user_id
              WHERE d.id = %(hat)s AND u.is_active AND d.role = 'coordonnateur'
                AND d.user_id = %(user)s AND d.since <= %(now)s
                AND (d.until IS NULL OR d.until > %(now)s))
  AND EXISTS (SELECT 1 FROM confidentiality_chartesignature s
              JOIN confidentiality_charte h ON h.id = s.charte_id
              WHERE s.user_id = %(user)s AND h.circle_id = c.cellule_id AND h.state = 'en_vigueur'
                AND s.revoked_at IS NULL AND s.signed_at <= %(now)s AND s.valid_until > %(now)s
                AND s.signed_at >= (SELECT since FROM veille_designation WHERE id = %(hat)s))
  AND (EXISTS (SELECT 1 FROM casework_casegrant g JOIN auth_permission p ON p.id = g.permission_id
               WHERE g.designation_id = %(hat)s AND g.content_object_id = c.id
                 AND p.codename = 'coordinate_cellule' AND g.since <= %(now)s
                 AND (g.until IS NULL OR g.until > %(now)s))
    OR EXISTS (SELECT 1 FROM veille_cellulegrant g JOIN auth_permission p ON p.id = g.permission_id
               WHERE g.designation_id = %(hat)s AND g.content_object_id = c.cellule_id
                 AND p.codename = 'coordinate_cellule' AND g.since <= %(now)s
                 AND (g.until IS NULL OR g.until > %(now)s)))
  AND (c.state NOT IN ('archive', 'a_eliminer', 'purge') OR c.state = 'archive' AND EXISTS (
        SELECT 1 FROM casework_motivatedreading r WHERE r.case_id = c.id
          AND r.asked_by_id = %(hat)s AND r.opened_at <= %(now)s
          AND r.opened_at + interval '1 hour' > %(now)s))
FOR UPDATE OF c
"""
# What its deadlines depend on, with the delays of the cellule and the timers kept.
FACTS = """
SELECT c.opened_on, c.informed_on, c.engaged_on, c.term_on, c.freeze_code,
  (SELECT min(submitted_at) FROM casework_saisine WHERE case_id = c.id),
  (SELECT due_on FROM casework_bilan WHERE case_id = c.id AND state = 'a_rediger' LIMIT 1),
  (SELECT coalesce(accepted_on, designated_on) FROM casework_referentfollowup
   WHERE case_id = c.id AND state IN ('designe', 'accepte') LIMIT 1),
  (SELECT consulted_on FROM casework_rappelalordre
   WHERE case_id = c.id AND state = 'consultation_parquet' LIMIT 1),
  (SELECT answer_due_on FROM casework_transaction
   WHERE case_id = c.id AND state = 'proposee' LIMIT 1),
  (SELECT min(review_due_on) FROM casework_judicialstatus WHERE case_id = c.id),
  EXISTS (SELECT 1 FROM casework_legalrepresentative WHERE young_person_id = c.young_person_id),
  y.birth_date, k.epoch, k.wrapped,
  (SELECT jsonb_object_agg(rule, value) FROM casework_delaysetting WHERE cellule_id = c.cellule_id),
  (SELECT jsonb_agg(jsonb_build_array(id, rule, due_at, state)) FROM notifications_timer
   WHERE target_id = c.id AND state <> 'dropped')
FROM casework_case c
JOIN casework_youngperson y ON y.id = c.young_person_id
JOIN confidentiality_personkey k ON k.id = y.key_id
WHERE c.id = %s
"""
EVENT = """
INSERT INTO confidentiality_event
    (id, object_type, object_id, version, act, before, after, former, at, actor_id, hat_id)
VALUES (%s, 'casework.case', %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
CASE = """
UPDATE casework_case
SET state = %s, version = %s, suspension_code = %s, review_on = %s, next_due_on = %s
WHERE id = %s AND version = %s
"""
# One that is no longer wanted, one that is: what a suspension changes.
TIMERS = """
INSERT INTO notifications_timer (id, rule, target_type, target_id, due_at, state, outcome, attempts)
VALUES (%s, %s, 'casework.case', %s, %s, 'dropped', '', 0),
       (%s, %s, 'casework.case', %s, %s, 'waiting', '', 0)
ON CONFLICT (id) DO UPDATE SET due_at = EXCLUDED.due_at, state = EXCLUDED.state
"""
CHAIN = "SELECT head_seq, head_hash FROM confidentiality_journalchain WHERE id = %s FOR UPDATE"
ENTRY = """
INSERT INTO confidentiality_journalentry
    (chain_id, seq, at, actor_id, hat_id, role, action, object_type, object_id, outcome, codes,
     request_id, prev_hash, hash)
VALUES (%s, %s, %s, %s, %s, 'coordonnateur', %s, 'casework.case', %s, 'done', %s, '', %s, %s)
"""
HEAD = "UPDATE confidentiality_journalchain SET head_seq = %s, head_hash = %s WHERE id = %s"


@dataclass(frozen=True, slots=True)
class Who:
    """The agent of every act of a run, under one hat."""

    user: UUID
    hat: UUID


@dataclass(frozen=True, slots=True)
class Change:
    """What the act makes of the case that was read."""

    case: UUID
    act: str
    before: str
    after: str
    version: int
    reference: str
    cellule: UUID
    former: str
    code: str
    review_on: date | None
    next_due_on: date


def connect() -> psycopg.Connection:
    """A connection of its own to the database of the benchmark, every statement prepared."""
    connection = psycopg.connect(
        host=os.environ["JALON_DB_HOST"],
        port=os.environ.get("JALON_DB_PORT") or None,
        dbname=os.environ["JALON_BENCH_DB"],
        user=os.environ.get("JALON_DB_USER", "jalon"),
        password=os.environ.get("JALON_DB_PASSWORD") or None,
    )
    # BEGIN leaves with the first statement; psycopg would wait for the one that it sends by itself.
    connection.autocommit = True
    connection.prepare_threshold = 0
    return connection


def act(connection: psycopg.Connection, who: Who, case: UUID, *, suspends: bool) -> None:
    """Suspend a case, or take it up again, in three round trips, the chain locked last."""
    now = datetime.now(UTC)
    with connection.pipeline(), connection.transaction():
        values = {"case": case, "hat": who.hat, "user": who.user, "now": now}
        sight = connection.execute(SIGHT, values)
        facts = connection.execute(FACTS, (case,))
        row, beside = sight.fetchone(), facts.fetchone()
        if row is None or beside is None:
            raise LookupError("the agent of the benchmark does not see its case")
        change = _changed(case, row, beside[15] or {}, now, suspends=suspends)
        _write(connection, who, change, now)
        _keep(connection, change, beside)
        chain = connection.execute(CHAIN, (change.cellule,))
        head = chain.fetchone()
        if head is None:
            raise LookupError("the cellule of the benchmark has no chain")
        _tell(connection, who, change, head, now)


def _changed(
    case: UUID, row: tuple[Any, ...], delays: dict[str, int], now: datetime, *, suspends: bool
) -> Change:
    before, version, reference, cellule, code, review_on, due_on = row
    today = now.astimezone(PARIS).date()
    if suspends:
        due = today + timedelta(days=30)
        if due > today + relativedelta(months=delays.get("suspension", 3)):
            raise ValueError("the case would be suspended for too long")
    else:
        due = today + relativedelta(months=delays.get("bilan", 3))
    former = {"next_due_on": due_on.isoformat() if due_on else None}
    former["suspension_code"] = code
    former["review_on"] = review_on.isoformat() if review_on else None
    return Change(
        case=case,
        act="case.suspend" if suspends else "case.resume",
        before=before,
        after="suspendu" if suspends else "en_cours",
        version=version + 1,
        reference=reference,
        cellule=cellule,
        former=dumps(former),
        code="attente_entree_dispositif" if suspends else "",
        review_on=due if suspends else None,
        next_due_on=due,
    )


def _write(connection: psycopg.Connection, who: Who, change: Change, now: datetime) -> None:
    one = change
    event = (uuid4(), one.case, one.version, one.act, one.before, one.after, one.former, now)
    connection.execute(EVENT, (*event, who.user, who.hat))
    values = (one.after, one.version, one.code, one.review_on, one.next_due_on)
    connection.execute(CASE, (*values, one.case, one.version - 1))


def _keep(connection: psycopg.Connection, change: Change, facts: tuple[Any, ...]) -> None:
    """Suspending or resuming changes these deadlines only; those of a birthday stay as they are."""
    gone, new = ("bilan", "suspension") if change.review_on else ("suspension", "bilan")
    kept = {rule: (pk, at) for pk, rule, at, state in facts[16] or () if state == "waiting"}
    term = facts[3] or facts[2] + relativedelta(months=(facts[15] or {}).get("duree", 12))
    if new in kept or datetime.fromisoformat(kept["duree"][1]) != _midnight(term):
        raise ValueError("the benchmark knows one path only")
    values = (new, change.case, _midnight(change.next_due_on))
    pk, due_at = kept[gone]
    connection.execute(TIMERS, (pk, gone, change.case, due_at, uuid4(), *values))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, PARIS)


def _tell(
    connection: psycopg.Connection,
    who: Who,
    change: Change,
    head: tuple[Any, ...],
    now: datetime,
) -> None:
    codes = {
        "after": change.after,
        "before": change.before,
        "reference": change.reference,
        "rule": "grant",
        "version": change.version,
    }
    seq, prev = head[0] + 1, head[1]
    content = {
        "action": change.act,
        "actor": str(who.user),
        "at": now.isoformat(timespec="microseconds"),
        "chain": str(change.cellule),
        "codes": codes,
        "hat": str(who.hat),
        "object_id": str(change.case),
        "object_type": "casework.case",
        "outcome": "done",
        "prev": prev,
        "request": "",
        "role": "coordonnateur",
        "seq": seq,
    }
    text = dumps(content, sort_keys=True, separators=(",", ":"))
    found = sha256(text.encode("ascii")).hexdigest()
    line = (change.cellule, seq, now, who.user, who.hat, change.act, str(change.case))
    connection.execute(ENTRY, (*line, dumps(codes), prev, found))
    connection.execute(HEAD, (seq, found, change.cellule))
