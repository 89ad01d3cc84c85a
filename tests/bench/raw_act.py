"""The limit of one act: the same writes as hand-written statements, prepared, in one pipeline."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

import psycopg

SIGHT = """
SELECT c.id, c.state, c.version FROM casework_case c
WHERE c.id = %s AND c.state NOT IN ('archive', 'a_eliminer', 'purge')
  AND EXISTS (SELECT 1 FROM veille_cellulegrant g JOIN auth_permission p ON p.id = g.permission_id
              WHERE g.designation_id = %s AND g.content_object_id = c.cellule_id
                AND p.codename = 'coordinate_cellule' AND g.since <= %s
                AND (g.until IS NULL OR g.until > %s))
  AND EXISTS (SELECT 1 FROM confidentiality_chartesignature s
              JOIN confidentiality_charte h ON h.id = s.charte_id
              WHERE s.user_id = %s AND h.circle_id = c.cellule_id AND h.state = 'en_vigueur'
                AND s.revoked_at IS NULL AND s.signed_at <= %s AND s.valid_until > %s)
  AND EXISTS (SELECT 1 FROM veille_designation d JOIN confidentiality_user u ON u.id = d.user_id
              WHERE d.id = %s AND u.is_active AND d.since <= %s
                AND (d.until IS NULL OR d.until > %s))
FOR UPDATE OF c
"""
EVENT = """
INSERT INTO confidentiality_event
    (id, object_type, object_id, version, act, before, after, former, at, actor_id, hat_id)
VALUES (%s, 'casework.case', %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
CASE = """
UPDATE casework_case SET state = %s, version = %s, suspension_code = %s, review_on = %s
WHERE id = %s AND version = %s
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
    """The agent and the cellule of every act of a run."""

    user: UUID
    hat: UUID
    cellule: UUID


def connect() -> psycopg.Connection:
    """A connection of its own to the database of the benchmark, every statement prepared."""
    connection = psycopg.connect(
        host=os.environ["JALON_DB_HOST"],
        port=os.environ.get("JALON_DB_PORT") or None,
        dbname=os.environ["JALON_BENCH_DB"],
        user=os.environ.get("JALON_DB_USER", "jalon"),
        password=os.environ.get("JALON_DB_PASSWORD") or None,
    )
    connection.prepare_threshold = 0
    return connection


def act(connection: psycopg.Connection, who: Who, case: UUID, *, suspends: bool) -> None:
    """Suspend a case, or take it up again, with the same traces as the product."""
    now = datetime.now(UTC)
    sight = (case, who.hat, now, now, who.user, now, now, who.hat, now, now)
    with connection.transaction(), connection.cursor() as reads, connection.cursor() as chain:
        with connection.pipeline():
            reads.execute(SIGHT, sight)
            chain.execute(CHAIN, (who.cellule,))
        row, head = reads.fetchone(), chain.fetchone()
        if row is None or head is None:
            raise LookupError("the agent of the benchmark does not see its case")
        _write(connection, who, row, head, suspends=suspends, now=now)


def _write(
    connection: psycopg.Connection,
    who: Who,
    row: tuple[object, ...],
    head: tuple[object, ...],
    *,
    suspends: bool,
    now: datetime,
) -> None:
    case, before, version = row[0], row[1], int(str(row[2]))
    after, name = ("suspendu", "case.suspend") if suspends else ("en_cours", "case.resume")
    code, review = ("attente_entree_dispositif", now.date()) if suspends else ("", None)
    former = json.dumps({"suspension_code": "", "review_on": None})
    codes = json.dumps({"before": before, "after": after, "version": version + 1})
    seq, prev = int(str(head[0])) + 1, str(head[1])
    with connection.pipeline(), connection.cursor() as cursor:
        cursor.execute(
            EVENT,
            (uuid4(), case, version + 1, name, before, after, former, now, who.user, who.hat),
        )
        cursor.execute(CASE, (after, version + 1, code, review, case, version))
        cursor.execute(
            ENTRY,
            (who.cellule, seq, now, who.user, who.hat, name, str(case), codes, prev, prev),
        )
        cursor.execute(HEAD, (seq, prev, who.cellule))
