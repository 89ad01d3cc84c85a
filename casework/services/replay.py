"""After a restore: everybody whom the ledger of erasures names is erased again."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import transaction

from casework.models import Case, Saisine, YoungPerson
from casework.services.conservation import bury, certify
from casework.services.erasure import erase_rows, erase_saisine_rows
from confidentiality import erasures
from confidentiality.choices import ErasureGround
from confidentiality.erasure_ledger import Line
from confidentiality.journal import HOUSE
from confidentiality.models import PersonKey


def replay() -> int:
    """Erase again; how many persons. One transaction for each: it may be stopped and run again."""
    waiting = erasures.to_replay()
    for line, key in waiting:
        with transaction.atomic(durable=True):
            # One set aside by a merger may have gone with the case that it had joined.
            if PersonKey.objects.filter(pk=key.pk).exists():
                _erase_again(line, key)
    erasures.caught_up(len(waiting))
    return len(waiting)


def _erase_again(line: Line, key: PersonKey) -> None:
    people = YoungPerson.objects.for_system("erased before the restore").filter(key=key)
    person = people.select_for_update(of=("self",)).first()
    chain_id = person.tenant_id if person else HOUSE
    if person is not None:
        if line.ground == ErasureGround.DOUBLON:
            _give_back(person)
        _erase_rows_of(person, line)
        person.delete()
    erasures.destroy_again(key, line, chain_id=chain_id)


def _give_back(person: YoungPerson) -> None:
    """A saisine that had joined the file of the same young person joins it again, if it can."""
    known = YoungPerson.objects.in_tenant(person.tenant_id).filter(likeness=person.likeness)
    other = known.exclude(pk=person.pk).first()
    if other is not None:
        person.saisines.update(young_person=other)


def _erase_rows_of(person: YoungPerson, line: Line) -> None:
    at = datetime.fromisoformat(line.at).astimezone(UTC)
    cases = Case.objects.for_system("erased before the restore").filter(young_person=person)
    for left, case in enumerate(reversed(cases)):
        case.acting_at = at
        stone = bury(case, at)
        erase_rows(case)
        certify(stone, person_gone=left == 0)
    saisines = Saisine.objects.for_system("erased before the restore").filter(young_person=person)
    for saisine in saisines:
        erase_saisine_rows(saisine)
