"""Writing the journal: in the transaction of the act, chained, codes only, never changed."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction

from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.journal import HOUSE, record
from confidentiality.models import JournalChain, JournalEntry, PersonKey, User
from confidentiality.models.journal import GENESIS_HASH, AppendOnly
from confidentiality.verification import verify

pytestmark = pytest.mark.django_db

CELLULE = uuid.UUID(int=7)


def a_line(**facts: Any) -> JournalEntry:
    return record(**({"actor": None, "action": "case.opened", "chain_id": CELLULE} | facts))


class TestWriting:
    def test_a_line_says_who_did_what_to_what(self) -> None:
        user = User(email="agent@exemple.invalid", first_name="Alix", last_name="Exemple")
        actor = Actor(
            user=user,
            role=Role.MEMBRE,
            hat_id=uuid.uuid4(),
            label="",
            place_label="",
            organisation_id=uuid.uuid4(),
            organisation_kind="",
        )
        key = PersonKey.objects.create_for_person()

        entry = a_line(actor=actor, target=key, outcome="read", motive="P16")

        again = JournalEntry.objects.get()
        assert again == entry
        assert (again.actor_id, again.hat_id) == (user.pk, actor.hat_id)
        assert (again.role, again.action) == (str(actor.role), "case.opened")
        assert (again.object_type, again.object_id) == ("confidentiality.personkey", str(key.pk))
        assert (again.outcome, again.codes) == ("read", {"motive": "P16"})

    def test_a_line_of_the_house_needs_no_actor(self) -> None:
        entry = a_line(chain_id=HOUSE, action="keys.rotated", object_type="epoch", object_id="2")

        assert (entry.actor_id, entry.role) == (None, "")
        assert (entry.object_type, entry.object_id) == ("epoch", "2")

    def test_each_line_carries_the_hash_of_the_one_before(self) -> None:
        first, second = a_line(), a_line()

        assert (first.seq, first.prev_hash) == (1, GENESIS_HASH)
        assert (second.seq, second.prev_hash) == (2, first.hash)
        chain = JournalChain.objects.get()
        assert (chain.head_seq, chain.head_hash) == (2, second.hash)

    def test_each_cellule_has_a_chain_of_its_own(self) -> None:
        a_line()

        assert a_line(chain_id=HOUSE).seq == 1

    @pytest.mark.django_db(transaction=True)
    def test_a_line_outside_a_transaction_is_refused(self) -> None:
        with pytest.raises(RuntimeError, match="transaction"):
            a_line()

        assert not JournalChain.objects.exists()

    def test_an_act_that_fails_leaves_no_line(self) -> None:
        a_line()

        with pytest.raises(LookupError):
            _act_that_fails()

        assert JournalEntry.objects.count() == 1
        assert a_line().seq == 2

    def test_a_line_carries_the_request_it_belongs_to(self) -> None:
        token = journal.set_request_id("0b5e")
        try:
            assert a_line().request_id == "0b5e"
        finally:
            journal.current_request_id.reset(token)
        assert a_line().request_id == ""

    @pytest.mark.parametrize("request_id", ["a b", "é", "x" * 65, "a\n"])
    def test_a_request_identifier_that_is_no_code_is_refused(self, request_id: str) -> None:
        with pytest.raises(ValueError, match="request_id"):
            journal.set_request_id(request_id)

    @pytest.mark.django_db(transaction=True)
    def test_agents_who_act_at_once_write_one_chain_without_a_fork(self) -> None:
        together = threading.Barrier(4)

        def act() -> None:
            together.wait()
            try:
                for _ in range(5):
                    with transaction.atomic():
                        a_line()
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as agents:
            for done in [agents.submit(act) for _ in range(4)]:
                done.result()

        assert [entry.seq for entry in JournalEntry.objects.all()] == list(range(1, 21))
        assert verify().verdict == 0


class TestCodes:
    @pytest.mark.parametrize(
        ("value", "written"),
        [
            ("P16", "P16"),
            (Role.MEMBRE, Role.MEMBRE.value),
            (12, 12),
            (True, True),
            (date(2026, 3, 2), "2026-03-02"),
            (
                datetime(2026, 3, 2, 12, tzinfo=timezone(timedelta(hours=2))),
                "2026-03-02T10:00:00.000000+00:00",
            ),
            (uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
            ([1, "a", date(2026, 3, 2)], [1, "a", "2026-03-02"]),
        ],
    )
    def test_codes_dates_and_identifiers_are_written(self, value: Any, written: Any) -> None:
        a_line(fact=value)

        assert JournalEntry.objects.get().codes == {"fact": written}

    @pytest.mark.parametrize(
        "value",
        [
            None,
            1.5,
            b"x",
            {"a": 1},
            ("a",),
            [["a"]],
            [None],
            "Camille Exemple",
            "é",
            "x" * 201,
            PersonKey(),
            datetime(2026, 3, 2),  # noqa: DTZ001 (the point of the test)
        ],
    )
    def test_anything_else_is_refused_without_being_quoted(self, value: Any) -> None:
        with pytest.raises(TypeError) as error:
            a_line(fact=value)

        assert "Camille" not in str(error.value)
        assert not JournalEntry.objects.exists()

    @pytest.mark.parametrize("field", ["action", "object_type", "object_id"])
    def test_a_name_where_a_code_is_expected_is_refused(self, field: str) -> None:
        with pytest.raises(ValueError, match=field):
            a_line(**{field: "Camille Exemple"})

    def test_an_unknown_outcome_is_refused(self) -> None:
        with pytest.raises(ValueError, match="maybe"):
            a_line(outcome="maybe")


class TestNothingChanges:
    def test_a_line_is_neither_saved_again_nor_deleted(self) -> None:
        entry = a_line()

        for change in (entry.save, entry.delete):
            with pytest.raises(AppendOnly):
                change()

    def test_a_query_set_of_lines_neither_updates_nor_deletes(self) -> None:
        a_line()
        entries = JournalEntry.objects.all()

        with pytest.raises(AppendOnly):
            entries.update(action="x")
        with pytest.raises(AppendOnly):
            entries.delete()
        with pytest.raises(AppendOnly):
            entries.bulk_update(list(entries), ["action"])

    def test_a_chain_with_lines_is_not_deleted(self) -> None:
        a_line()

        with pytest.raises(models.ProtectedError):
            JournalChain.objects.all().delete()

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE confidentiality_journalentry SET role = 'x'",
            "UPDATE confidentiality_journalentry SET seq = seq",
            "DELETE FROM confidentiality_journalentry",
        ],
    )
    def test_i62_the_database_itself_refuses(self, statement: str) -> None:
        entry = a_line()

        with pytest.raises(IntegrityError), transaction.atomic():
            _execute(statement)

        entry.refresh_from_db()
        assert entry.role == ""

    def test_the_database_refuses_a_replacement_or_a_truncation(self) -> None:
        a_line()
        statement = {
            "sqlite": "INSERT OR REPLACE INTO confidentiality_journalentry "
            "SELECT * FROM confidentiality_journalentry",
            "postgresql": "TRUNCATE confidentiality_journalentry",
        }[connection.vendor]
        # PostgreSQL truncates nothing while a foreign key remains to be checked.
        connection.check_constraints()

        with pytest.raises(IntegrityError), transaction.atomic():
            _execute(statement)

        assert JournalEntry.objects.count() == 1

    def test_the_refusal_is_lifted_and_put_back(self) -> None:
        a_line()

        journal.remove_triggers(connection)
        _execute("UPDATE confidentiality_journalentry SET role = 'x'")
        journal.install_triggers(connection)
        journal.install_triggers(connection)

        with pytest.raises(IntegrityError), transaction.atomic():
            _execute("UPDATE confidentiality_journalentry SET role = 'y'")


@transaction.atomic
def _act_that_fails() -> None:
    a_line()
    raise LookupError


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
