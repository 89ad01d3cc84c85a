"""Statements compiled once: the same rows as the query set, whatever the values."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, models, transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from confidentiality.choices import CharteState
from confidentiality.models import Charte, CharteSignature, Event, JournalChain, PersonKey
from confidentiality.statements import Compiled, NotAPlace, insert, put, together, update
from tests.veille import factories

NOW = timezone.now()


def a_signature() -> CharteSignature:
    charte = factories.charte_in_force(factories.cellule())
    return CharteSignature.objects.create(
        charte=charte,
        user=factories.user(),
        signed_at=NOW,
        valid_until=NOW + timedelta(days=9),
        digest="0" * 64,
    )


SIGNATURES = Compiled(
    lambda user, now: (
        CharteSignature.objects.in_force(now)
        .filter(user=user)
        .select_related("charte__circle")
        .annotate(number=models.F("charte__number"))
    ),
    user=UUID,
    now=datetime,
)


@pytest.mark.django_db
class TestCompiled:
    def test_it_gives_the_rows_of_its_query_set_for_each_value(self) -> None:
        signature = a_signature()
        other = uuid4()

        for user, now in ((signature.user_id, NOW), (other, NOW)):
            expected = list(CharteSignature.objects.in_force(now).filter(user=user))
            assert SIGNATURES.fetch(user=user, now=now) == expected
        assert SIGNATURES.fetch(user=signature.user_id, now=NOW + timedelta(days=9)) == []

    def test_it_reads_related_rows_and_annotations_in_one_query(
        self, django_assert_num_queries: object
    ) -> None:
        signature = a_signature()

        with django_assert_num_queries(1):  # type: ignore[operator]  # a fixture of pytest-django
            (found,) = SIGNATURES.fetch(user=signature.user_id, now=NOW)
            read = (found.charte, found.charte.circle, found.number)  # type: ignore[attr-defined]  # an annotation

        charte = Charte.objects.get(pk=signature.charte_id)
        assert read == (charte, charte.circle, charte.number)
        assert all(
            getattr(found, field.attname) == getattr(signature, field.attname)
            for field in CharteSignature._meta.concrete_fields
        )

    def test_what_is_read_can_be_saved_again(self) -> None:
        signature = a_signature()
        (found,) = SIGNATURES.fetch(user=signature.user_id, now=NOW)

        found.end_code = "retrait"
        found.save()

        assert CharteSignature.objects.get(pk=signature.pk).end_code == "retrait"

    def test_a_query_set_that_is_always_empty_asks_nothing(
        self, django_assert_num_queries: object
    ) -> None:
        nothing = Compiled(lambda pk: Event.objects.none().filter(pk=pk), pk=UUID)

        with django_assert_num_queries(0):  # type: ignore[operator]  # a fixture of pytest-django
            assert nothing.fetch(pk=uuid4()) == []

    def test_a_value_that_is_transformed_is_refused(self) -> None:
        """Else the moment of the first act would serve for every other."""
        late = Compiled(
            lambda now: Event.objects.filter(at__gt=now, at__lt=now + timedelta(days=1)),
            now=datetime,
        )

        with pytest.raises(NotAPlace):
            late.fetch(now=NOW)

    def test_a_value_that_is_not_used_is_refused(self) -> None:
        with pytest.raises(NotAPlace):
            Compiled(lambda pk: Event.objects.filter(version=1), pk=UUID).fetch(pk=uuid4())


@pytest.mark.django_db(transaction=True)
def test_a_row_is_not_locked_outside_a_transaction() -> None:
    locks = Compiled(lambda pk: JournalChain.objects.select_for_update().filter(pk=pk), pk=UUID)
    with transaction.atomic():
        assert locks.fetch(pk=uuid4()) == []

    with pytest.raises(TransactionManagementError):
        locks.fetch(pk=uuid4())


@pytest.mark.django_db
class TestWriting:
    def test_a_row_is_inserted_as_save_does(self) -> None:
        row = Event(
            object_type="casework.case",
            object_id=uuid4(),
            version=1,
            act="case.view",
            former={"day": NOW.date(), "codes": ["a", "b"], "none": None},
            at=NOW,
        )

        insert(row)

        read = Event.objects.get(pk=row.pk)
        row.former["day"] = NOW.date().isoformat()
        assert not row._state.adding
        assert read == row
        for field in Event._meta.concrete_fields:
            assert getattr(read, field.attname) == getattr(row, field.attname)

    def test_a_constraint_refuses_an_insertion(self) -> None:
        chain = JournalChain(pk=uuid4())
        insert(chain)

        with pytest.raises(IntegrityError), transaction.atomic():
            insert(JournalChain(pk=chain.pk))

    def test_only_the_fields_named_are_written(self) -> None:
        charte = factories.charte_of(factories.cellule(charte=False), state=CharteState.PROJET)
        charte.adoption_reference, charte.number = "CLSPD-2026-1", 9

        update(charte, ("adoption_reference",))

        read = Charte.objects.get(pk=charte.pk)
        assert (read.adoption_reference, read.number) == ("CLSPD-2026-1", 1)

    def test_a_row_that_is_gone_is_not_updated(self) -> None:
        with pytest.raises(DatabaseError):
            update(JournalChain(pk=uuid4()), ("head_seq",))

    def test_a_date_that_the_model_sets_is_set(self) -> None:
        key = PersonKey(epoch=1, wrapped=b"x")

        insert(key)

        assert PersonKey.objects.get(pk=key.pk).created_at == key.created_at

    def test_a_row_of_several_tables_is_refused(self) -> None:
        place = factories.cellule()

        with pytest.raises(TypeError):
            update(place, ("name",))


CHAINS = Compiled(lambda pk: JournalChain.objects.filter(pk=pk), pk=UUID)


@pytest.mark.django_db(transaction=True)
class TestTogether:
    """Statements sent together: PostgreSQL answers late, and nothing is lost by it."""

    def test_what_is_read_sees_what_was_written_before(self) -> None:
        chain = JournalChain(pk=uuid4())
        with transaction.atomic(), together():
            insert(chain)
            chain.head_seq = 3
            update(chain, ("head_seq",))
            asked = CHAINS.ask(pk=chain.pk)
            assert [row.head_seq for row in asked.rows()] == [3]

    @pytest.mark.parametrize("read", [True, False], ids=["at the next read", "at the end"])
    def test_an_error_is_that_of_the_statement_that_made_it(self, read: bool) -> None:
        chain = JournalChain(pk=uuid4())

        def twice() -> None:
            insert(chain)
            insert(JournalChain(pk=chain.pk))
            if read:
                CHAINS.fetch(pk=chain.pk)

        with pytest.raises(IntegrityError), transaction.atomic(), together(last=True):
            twice()

        assert not JournalChain.objects.filter(pk=chain.pk).exists()

    def test_a_row_that_is_gone_is_not_updated(self) -> None:
        with pytest.raises(DatabaseError), transaction.atomic(), together():
            update(JournalChain(pk=uuid4()), ("head_seq",))

    def test_the_orm_waits_for_its_answers(self) -> None:
        chain = JournalChain(pk=uuid4())
        with transaction.atomic(), together():
            insert(chain)
            chain.head_seq = 5
            chain.save(update_fields=["head_seq"])
            assert JournalChain.objects.filter(pk=chain.pk).update(head_seq=6) == 1

        assert JournalChain.objects.get(pk=chain.pk).head_seq == 6

    def test_a_block_around_still_decides(self) -> None:
        chain = JournalChain(pk=uuid4())
        with transaction.atomic():
            with transaction.atomic(), together(last=True):
                insert(chain)
            transaction.set_rollback(True)

        assert not JournalChain.objects.filter(pk=chain.pk).exists()

    def test_what_waits_for_the_commit_runs_after_it(self) -> None:
        chain, seen = JournalChain(pk=uuid4()), []
        with transaction.atomic():
            transaction.on_commit(
                lambda: seen.append(JournalChain.objects.filter(pk=chain.pk).exists())
            )
            with together(last=True):
                insert(chain)

        assert seen == [True]


@pytest.mark.django_db
def test_rows_are_put_whether_or_not_they_are_there() -> None:
    """A row that is there changes by the fields named only; the others are new."""
    old, new = JournalChain(pk=uuid4(), head_hash="a"), JournalChain(pk=uuid4(), head_hash="b")
    insert(old)
    old.head_seq, old.head_hash = 4, "c"

    put([old, new], ("head_seq",))

    found = JournalChain.objects.in_bulk([old.pk, new.pk])
    assert (found[old.pk].head_seq, found[old.pk].head_hash) == (4, "a")
    assert (found[new.pk].head_seq, found[new.pk].head_hash) == (0, "b")
