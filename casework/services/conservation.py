"""After closing: archive, seal, eliminate. Taken by the clock, one case at a time (P15, P18, P19).

Nothing here waits for anybody: what is due becomes unreadable on its day; what may be destroyed is
destroyed as soon as the archives have agreed.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from casework.choices.states import CaseState
from casework.conservation import purge_due
from casework.guards.cases import archives_have_agreed, closing_keeps_an_archive
from casework.models import Case, EliminationCertificate, Tombstone
from casework.services.door import by_clock
from casework.services.erasure import erase_case, seal_key
from casework.services.forgetting import forget_what_ends
from casework.services.justice import neutralise
from casework.services.people import erase_contact
from veille.models import EliminationAgreement

UNKNOWN_AGREEMENT = "visa à rapprocher du registre des effacements"


def archive(*, case_id: UUID, at: datetime) -> Case:
    """P15: the night of the closing. Contact data are gone already; the judicial values go, and
    what ends with the follow-up (R1).

    A founded opposition and an error leave no archive: the case is sealed at once.
    """
    with transaction.atomic():
        case = _close_the_file(case_id, at)
        # After the act: its event would otherwise keep the values that it replaced.
        neutralise(case)
        forget_what_ends(case)
    return case


def _close_the_file(case_id: UUID, at: datetime) -> Case:
    with by_clock(case_id=case_id, act="case.archive", at=at) as case:
        erase_contact(case)
        if not closing_keeps_an_archive(case):
            case.discard(on=case.today)
            seal_key(case, at)
            return case
        months = case.cellule.collectivite.archive_months
        # A constraint holds that a closed case bears its date.
        due = purge_due(case.closed_on or case.today, case.young_person.birth_date, months)
        case.archive(on=case.today, purge_due_on=due)
    return case


def seal(*, case_id: UUID, at: datetime) -> Case:
    """P18: unreadable from its day on, even if the visa of the archives is missing (I56)."""
    with by_clock(case_id=case_id, act="case.seal", at=at) as case:
        case.seal(on=case.today)
        seal_key(case, at)
    return case


def eliminate(*, case_id: UUID, at: datetime) -> Tombstone:
    """P19: rows and key destroyed, under an agreement of the archives that is named (I57).

    What remains bears no person: that a case existed, its dates, the reference of the agreement.
    """
    with transaction.atomic():
        with by_clock(case_id=case_id, act="case.eliminate", at=at) as case:
            case.eliminate()
        stone = bury(case, at)
        certify(stone, person_gone=erase_case(case))
    return stone


def bury(case: Case, at: datetime) -> Tombstone:
    """Leave the tombstone of a case that is being destroyed."""
    tenant = case.cellule.collectivite
    agreements = EliminationAgreement.objects.in_force(case.today).filter(collectivite=tenant)
    agreement = agreements.order_by("-since").first()
    return Tombstone.objects.create(
        pk=case.pk,
        collectivite=tenant,
        opened_on=case.opened_on,
        ended_on=case.closed_on or case.today,
        eliminated_at=at,
        # A guard asks for the agreement; replayed after a restore, it may have been signed later.
        agreement_reference=agreement.reference if agreement else UNKNOWN_AGREEMENT,
    )


def certify(stone: Tombstone, *, person_gone: bool) -> None:
    """Count one destruction on the certificate of its day and of its agreement (R. 212-14)."""
    certificate, _ = EliminationCertificate.objects.get_or_create(
        collectivite=stone.collectivite,
        day=timezone.localdate(stone.eliminated_at),
        agreement_reference=stone.agreement_reference,
    )
    EliminationCertificate.objects.filter(pk=certificate.pk).update(
        cases=F("cases") + 1, people=F("people") + int(person_gone)
    )


def dispose(*, case_id: UUID, at: datetime) -> str:
    """Take a case whose term is reached as far as the law allows today: the act that was done.

    Sealed on its day; eliminated the same day when the archives have agreed, later otherwise.
    """
    case = Case.objects.for_system("its term").get(pk=case_id)
    if case.state in (CaseState.ARCHIVE, CaseState.NON_RETENU):
        case = seal(case_id=case_id, at=at)
    case.acting_at = at
    if case.state == CaseState.A_ELIMINER and archives_have_agreed(case):
        eliminate(case_id=case_id, at=at)
        return "case.eliminate"
    return "case.seal"
