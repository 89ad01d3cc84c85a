"""The database itself keeps the journal, whatever writes to it.

A line is never changed. It goes in one way only: the sealed header of its segment is inserted, and
that insertion deletes the lines it stands for. The database accepts a header that follows the one
before, counts every one of its lines, carries their first and last links, and whose lines are all
older than the shortest retention the law knows (six months; CNIL, 2021-122).
"""

from django.db.backends.base.base import BaseDatabaseWrapper

_ENTRY = "confidentiality_journalentry"
_SEGMENT = "confidentiality_journalsegment"
_CHECKPOINT = "confidentiality_journalcheckpoint"
_MESSAGE = "Le journal ne se modifie pas et ne se supprime pas."
_NOT_WHOLE = "Un segment du journal se scelle entier, à sa place, une fois ses lignes anciennes."
_COVERED = f"""EXISTS (SELECT 1 FROM {_SEGMENT} s WHERE s.chain_id = OLD.chain_id
    AND OLD.seq BETWEEN s.first_seq AND s.last_seq)"""  # noqa: S608
_LINES = f"FROM {_ENTRY} e WHERE e.chain_id = NEW.chain_id AND e.seq"
_SPAN = f"{_LINES} BETWEEN NEW.first_seq AND NEW.last_seq"
# What is unknown (a line that is not there) is no yes.
_WHOLE = f"""COALESCE(
    NEW.first_seq = 1 + (SELECT COALESCE(MAX(s.last_seq), 0) FROM {_SEGMENT} s
                         WHERE s.chain_id = NEW.chain_id)
    AND NEW.lines = (SELECT COUNT(*) {_SPAN})
    AND NEW.prev_hash = (SELECT e.prev_hash {_LINES} = NEW.first_seq)
    AND NEW.first_hash = (SELECT e.hash {_LINES} = NEW.first_seq)
    AND NEW.last_hash = (SELECT e.hash {_LINES} = NEW.last_seq)
    AND (SELECT MAX(e.at) {_SPAN}) < {{six_months_ago}}, {{no}})"""  # noqa: S608


def _sqlite_guard(name: str, moment: str, table: str, unless: str = "") -> tuple[str, str]:
    when = f"WHEN NOT {unless}" if unless else ""
    return (
        f"DROP TRIGGER IF EXISTS {name}",
        f"""CREATE TRIGGER {name} BEFORE {moment} ON {table} {when}
            BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END""",
    )


def _sqlite_once(name: str, table: str, same: str) -> tuple[str, str]:
    """« INSERT OR REPLACE » deletes without firing the trigger of the deletion."""
    return _sqlite_guard(
        name,
        "INSERT",
        table,
        f"NOT EXISTS (SELECT 1 FROM {table} WHERE {same})",  # noqa: S608
    )


_SQLITE_ENTRY = (
    *_sqlite_guard("journal_entry_no_update", "UPDATE", _ENTRY),
    *_sqlite_guard("journal_entry_no_delete", "DELETE", _ENTRY),
    *_sqlite_once(
        "journal_entry_no_replace",
        _ENTRY,
        "id = NEW.id OR (chain_id = NEW.chain_id AND seq = NEW.seq)",
    ),
)
_SQLITE_SEALED = (
    *_sqlite_guard("journal_entry_no_delete", "DELETE", _ENTRY, _COVERED),
    *_sqlite_guard("journal_checkpoint_no_update", "UPDATE", _CHECKPOINT),
    *_sqlite_guard("journal_checkpoint_no_delete", "DELETE", _CHECKPOINT),
    *_sqlite_once("journal_checkpoint_no_replace", _CHECKPOINT, "number = NEW.number"),
    *_sqlite_guard("journal_segment_no_update", "UPDATE", _SEGMENT),
    *_sqlite_guard("journal_segment_no_delete", "DELETE", _SEGMENT),
    *_sqlite_once(
        "journal_segment_no_replace",
        _SEGMENT,
        "id = NEW.id OR (chain_id = NEW.chain_id AND first_seq = NEW.first_seq)",
    ),
    "DROP TRIGGER IF EXISTS journal_segment_whole",
    f"""CREATE TRIGGER journal_segment_whole BEFORE INSERT ON {_SEGMENT}
        WHEN NOT {_WHOLE.format(six_months_ago="datetime('now', '-6 months')", no=0)}
        BEGIN SELECT RAISE(ABORT, '{_NOT_WHOLE}'); END""",
    "DROP TRIGGER IF EXISTS journal_segment_replaces",
    f"""CREATE TRIGGER journal_segment_replaces AFTER INSERT ON {_SEGMENT}
        BEGIN DELETE FROM {_ENTRY} WHERE chain_id = NEW.chain_id
            AND seq BETWEEN NEW.first_seq AND NEW.last_seq; END""",  # noqa: S608
)


def _postgresql_guard(name: str, moment: str, table: str, function: str) -> str:
    each = "STATEMENT" if moment == "TRUNCATE" else "ROW"
    when = "AFTER" if moment.startswith("AFTER ") else "BEFORE"
    return f"""CREATE OR REPLACE TRIGGER {name} {when} {moment.removeprefix("AFTER ")} ON {table}
        FOR EACH {each} EXECUTE FUNCTION {function}()"""


def _postgresql_function(name: str, body: str) -> str:
    return f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN {body} END $$"""


def _refusal(message: str) -> str:
    return f"RAISE EXCEPTION '{message}' USING ERRCODE = 'restrict_violation';"


_POSTGRESQL_ENTRY = (
    _postgresql_function("journal_entry_refuse", _refusal(_MESSAGE)),
    _postgresql_guard(
        "journal_entry_no_change", "UPDATE OR DELETE", _ENTRY, "journal_entry_refuse"
    ),
    _postgresql_guard("journal_entry_no_truncate", "TRUNCATE", _ENTRY, "journal_entry_refuse"),
)
_POSTGRESQL_SEALED = (
    _postgresql_function(
        "journal_entry_covered", f"IF {_COVERED} THEN RETURN OLD; END IF; {_refusal(_MESSAGE)}"
    ),
    _postgresql_function(
        "journal_segment_is_whole",
        f"""IF {_WHOLE.format(six_months_ago="now() - interval '6 months'", no="FALSE")}
            THEN RETURN NEW; END IF; {_refusal(_NOT_WHOLE)}""",
    ),
    _postgresql_function(
        "journal_segment_replace",
        f"""DELETE FROM {_ENTRY} WHERE chain_id = NEW.chain_id
            AND seq BETWEEN NEW.first_seq AND NEW.last_seq; RETURN NULL;""",  # noqa: S608
    ),
    _postgresql_guard("journal_entry_no_change", "UPDATE", _ENTRY, "journal_entry_refuse"),
    _postgresql_guard("journal_entry_no_delete", "DELETE", _ENTRY, "journal_entry_covered"),
    *(
        _postgresql_guard(f"{name}_{end}", moment, table, "journal_entry_refuse")
        for name, table in (("journal_checkpoint", _CHECKPOINT), ("journal_segment", _SEGMENT))
        for end, moment in (("no_change", "UPDATE OR DELETE"), ("no_truncate", "TRUNCATE"))
    ),
    _postgresql_guard("journal_segment_whole", "INSERT", _SEGMENT, "journal_segment_is_whole"),
    _postgresql_guard(
        "journal_segment_replaces", "AFTER INSERT", _SEGMENT, "journal_segment_replace"
    ),
)
_REMOVE = {
    "sqlite": tuple(each for each in (*_SQLITE_ENTRY, *_SQLITE_SEALED) if each.startswith("DROP")),
    # The triggers go with the functions that they call.
    "postgresql": tuple(
        f"DROP FUNCTION IF EXISTS {function}() CASCADE"
        for function in (
            "journal_entry_refuse",
            "journal_entry_covered",
            "journal_segment_is_whole",
            "journal_segment_replace",
        )
    ),
}


def install_triggers(connection: BaseDatabaseWrapper, *, sealed: bool = True) -> None:
    """Make the database keep the journal (IntegrityError for whoever tries to change it).

    ``sealed``: False while the tables of checkpoints and segments do not exist yet. SQLite drops
    triggers with a table it rebuilds: a migration that alters one of these calls this again.
    """
    first = {"sqlite": _SQLITE_ENTRY, "postgresql": _POSTGRESQL_ENTRY}[connection.vendor]
    then = {"sqlite": _SQLITE_SEALED, "postgresql": _POSTGRESQL_SEALED}[connection.vendor]
    _execute(connection, (*first, *then) if sealed else first)


def remove_triggers(connection: BaseDatabaseWrapper) -> None:
    """Lift the refusal: for tests, which flush tables and tamper with lines. Nothing else does."""
    _execute(connection, _REMOVE[connection.vendor])


def _execute(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
