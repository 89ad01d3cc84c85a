"""Joining two identities of one person, and parting them again: thirty days to find the mistake.

The identity that remains is untouched. The other is set aside as it is, under its own key: no
value passes from one key to the other, so that nothing is copied, widened or lost, and parting is
putting rows back. After thirty days it is erased, with its key (docs/decisions/0027).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from casework.choices.delays import Delay
from casework.choices.lists import ClosingReason
from casework.choices.merges import MergeReason
from casework.choices.states import ENDED
from casework.deadlines import delays_of, midnight
from casework.guards.cases import LEGAL_AGE_LIMIT
from casework.models import Case, CaseGrant, Merge, Saisine, YoungPerson
from casework.models.people import MAJORITY
from casework.services import counting
from casework.services.door import locked_case, on_case
from casework.services.erasure import erase_person_if_alone
from casework.services.people import erase_representatives
from casework.sight import lock_visible
from casework.timers import refresh, refresh_saisine
from casework.timers.rules import Rule
from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.choices import ErasureGround
from confidentiality.door import Sent, refusing
from confidentiality.errors import Conflict, NotVisible, refused
from confidentiality.events import changing, events_of, put_back
from confidentiality.models import Event
from notifications import timers
from notifications.outbox import cancel

REVERSIBLE = timedelta(days=30)
_ARTICLE = "RGPD, art. 5, 1, d"


def merge(
    *,
    case_id: UUID,
    other_id: UUID,
    other_version: int | None,
    reason: str,
    actor: Actor,
    sent: Sent,
) -> Case:
    """Two open cases of one cellule are about one person: ``case_id`` goes on, the other closes.

    Every right on the other case ends the same minute: nobody reads more than before. Refused while
    one of them is frozen, has ended, or when the law would erase before the thirty days.
    """
    with transaction.atomic():
        for pk in sorted((case_id, other_id)):
            # In one order for everybody: two mergers never wait for each other.
            lock_visible(pk, actor, sent.now)
        with on_case(case_id=case_id, actor=actor, act="case.merge", sent=sent) as kept:
            other = _locked_other(other_id, actor, Sent(other_version, at=sent.at))
            _require_mergeable(kept, other, reason)
            made = _merge_of(kept, other.young_person, reason, actor, sent)
            made.absorbed_case = other
            made.ended_grants = _end_grants(other, sent.now)
            with counting.restated(lambda: (other,), sent.now):
                made.steps = [*_absorb(other, kept, made, actor, sent)]
            _set_aside(made)
        refresh(other, sent.now)
    return kept


def join_saisine(
    *, saisine: Saisine, described: YoungPerson, case: Case, actor: Actor, sent: Sent
) -> None:
    """A saisine has joined the case of somebody known: its own identity is set aside.

    Erased at once when its thirty days would go beyond the twenty-fifth birthday.
    """
    if _too_old_to_wait((described, case.young_person), sent.now):
        erase_person_if_alone(described, ErasureGround.DOUBLON)
        return
    made = _merge_of(case, described, MergeReason.SAISINES, actor, sent)
    made.steps = [str(row.event_id) for row in (case, saisine) if row.event_id]
    _set_aside(made)


def unmerge(*, case_id: UUID, actor: Actor, sent: Sent) -> Case:
    """Part what was joined last, within thirty days: each row is as it was.

    Refused once somebody has acted on a row that the merger moved.
    """
    with transaction.atomic():
        touched: list[Case | Saisine] = []
        with on_case(case_id=case_id, actor=actor, act="case.unmerge", sent=sent) as kept:
            made = reversible_merge(kept, sent.now)
            if made is None:
                raise refused(
                    "nothing_to_part",
                    "Rien n’est à séparer : trente jours ont passé, ou la séparation est faite.",
                    _ARTICLE,
                )
            with counting.restated(_parted(made).all, sent.now):
                for event_id in reversed(made.steps):
                    touched += _put_back(kept, UUID(event_id), actor, sent)
            _give_back(made)
            made.undone_at = sent.now
            made.absorbed = None
            made.save()
            timers.drop(Rule.REUNION, made.pk)
        for row in touched:
            if isinstance(row, Case):
                refresh(row, sent.now)
            else:
                refresh_saisine(row, sent.now)
    return kept


def reversible_merge(case: Case, now: datetime) -> Merge | None:
    """The last merger into this case, while it may be undone."""
    return Merge.objects.reversible(now).filter(kept_case=case).first()


def _parted(made: Merge) -> QuerySet[Case]:
    """The case that a merger closed, as it is in the database; none for a saisine that joined."""
    found = Case.objects.for_system("counted again")
    return found.filter(pk=made.absorbed_case_id) if made.absorbed_case_id else found.none()


def finish(*, merge_id: UUID, at: datetime) -> None:
    """Thirty days have passed: the identity set aside is erased, row and key.

    It stays while an older case, archived or sealed, still bears it: it goes with that one.
    """
    with transaction.atomic():
        made = Merge.objects.select_for_update(of=("self",)).get(pk=merge_id)
        person, made.absorbed, made.ended_at = made.absorbed, None, at
        made.steps, made.ended_grants = [], []
        made.save()
        if person is not None:
            erase_person_if_alone(person, ErasureGround.DOUBLON)
        journal.record(actor=None, action="case.merge_final", chain_id=made.cellule_id, target=made)


def erase_representatives_of_age(*, merge_id: UUID, at: datetime) -> bool:
    """Those of an identity set aside go thirty days after its majority, joined or not (I27).

    Parted afterwards, it comes back without them, as it would have been. Whether there were some.
    """
    with transaction.atomic():
        made = Merge.objects.select_for_update(of=("self",)).get(pk=merge_id)
        if made.absorbed is None or not representatives_are_due(made, at):
            return False
        erase_representatives(made.absorbed)
        journal.record(
            actor=None,
            action="case.erase_representatives",
            chain_id=made.cellule_id,
            target=made.kept_case,
        )
    return True


def representatives_are_due(made: Merge, at: datetime) -> bool:
    """Whether the majority of the identity set aside is far enough behind."""
    person = made.absorbed
    if person is None or not person.representatives.exists():
        return False
    majority = person.birth_date + relativedelta(years=MAJORITY)
    last = delays_of(made.kept_case.cellule).after(Delay.MAJORITE, majority)
    return last <= timezone.localdate(at)


def next_look(made: Merge, now: datetime) -> datetime:
    """When the clock looks at a merger: each day if representatives may have to go before its end.

    Never their day itself before it has come: it would tell a date of birth.
    """
    person = made.absorbed
    if person is None or not person.representatives.exists():
        return made.until
    today = timezone.localdate(now)
    day = today if representatives_are_due(made, now) else today + timedelta(days=1)
    return min(made.until, midnight(day))


def _locked_other(other_id: UUID, actor: Actor, sent: Sent) -> Case:
    try:
        return locked_case(other_id, actor, "case.merge", sent)
    except Conflict:
        raise refused(
            "merge_changed",
            "L’autre situation vient de changer : comparez-les de nouveau.",
            _ARTICLE,
        ) from None


def _merge_of(kept: Case, absorbed: YoungPerson, reason: str, actor: Actor, sent: Sent) -> Merge:
    return Merge(
        cellule_id=kept.cellule_id,
        kept_case=kept,
        absorbed=absorbed,
        reason=reason,
        decided_at=sent.now,
        decided_by_id=actor.hat_id,
        until=sent.now + REVERSIBLE,
    )


def _set_aside(made: Merge) -> None:
    made.save()
    timers.schedule(Rule.REUNION, made, next_look(made, made.decided_at))


def _require_mergeable(kept: Case, other: Case, reason: str) -> None:
    if kept.cellule_id != other.cellule_id or kept.pk == other.pk:
        raise NotVisible
    persons = (kept.young_person, other.young_person)
    if reason not in MergeReason.values:
        raise refused("unknown_merge_reason", "Choisissez le motif de la réunion.", _ARTICLE)
    if kept.state in ENDED or other.state in ENDED:
        raise refused(
            "merge_ended",
            "Une situation terminée garde sa propre durée de conservation : elle ne se réunit pas.",
            "AU-038, art. 5",
        )
    if other.judicial_statuses.exists():
        raise refused(
            "merge_judicial",
            "Cette situation porte une information du parquet : effacez-la d’abord.",
            "CSI, art. L. 132-2",
        )
    if _too_old_to_wait(persons, kept.acting_at or timezone.now()):
        raise refused(
            "merge_too_late",
            "Le jeune a bientôt 25 ans : tout s’efface ce jour-là, il est trop tard pour réunir.",
            "AU-038, art. 5",
        )


def _too_old_to_wait(persons: tuple[YoungPerson, ...], now: datetime) -> bool:
    """Nothing is kept after the twenty-fifth birthday, not even to part again."""
    last = timezone.localdate(now + REVERSIBLE)
    return any(
        person.birth_date + relativedelta(years=LEGAL_AGE_LIMIT) <= last for person in persons
    )


def _absorb(other: Case, kept: Case, made: Merge, actor: Actor, sent: Sent) -> Iterator[str]:
    """The other case closes as a duplicate; it and its saisines bear the person who remains."""
    before, person = other.state, kept.young_person
    with refusing(other), changing(other, actor=actor, act="case.merge", at=sent.now) as event_id:
        other.close(on=sent.today, code=ClosingReason.DOUBLON)
        other.young_person = person
        other.merged_until = timezone.localdate(made.until)
    yield str(event_id)
    journal.record(
        actor=actor,
        action="case.merged",
        chain_id=other.cellule_id,
        target=other,
        before=before,
        after=other.state,
        reason=made.reason,
        into=kept.reference,
    )
    saisines = Saisine.objects.for_system("saisines of a merged case").filter(case=other)
    for saisine in saisines.select_for_update(of=("self",)).order_by("pk"):
        with changing(saisine, actor=actor, act="case.merge", at=sent.now) as event_id:
            saisine.young_person = person
        yield str(event_id)


def _put_back(kept: Case, event_id: UUID, actor: Actor, sent: Sent) -> list[Case | Saisine]:
    """Take back one event of a merger. The kept case itself goes on if it has since moved."""
    event = Event.objects.get(pk=event_id)
    if event.object_id == kept.pk:
        if events_of(kept).last() == event:
            put_back(kept, event)
            kept.undoing = event
        return []
    row = _row_of(event)
    if events_of(row).last() != event:
        raise refused(
            "merge_followed",
            "Un acte a suivi la réunion sur la situation ou la saisine réunie : elles ne se "
            "séparent plus ici.",
            _ARTICLE,
        )
    before = row.state
    with refusing(row), changing(row, actor=actor, act="case.unmerge", at=sent.now):
        put_back(row, event)
        row.undoing = event
        cancel(event.pk)
    journal.record(
        actor=actor,
        action="case.parted",
        chain_id=row.cellule_id,
        target=row,
        before=before,
        after=row.state,
    )
    return [row]


def _row_of(event: Event) -> Any:
    rows: Any = (
        Case.objects.for_system("parted from a merger")
        if event.object_type == Case._meta.label_lower
        else Saisine.objects.for_system("parted from a merger")
    )
    return rows.select_for_update(of=("self",)).get(pk=event.object_id)


def _end_grants(case: Case, at: datetime) -> list[dict[str, str | int | None]]:
    """Every right on the case alone ends now, and is remembered as it was."""
    ended = []
    for grant in CaseGrant.objects.filter(Q(until=None) | Q(until__gt=at), content_object=case):
        former = grant.until.isoformat() if grant.until else None
        ended.append({"grant": grant.pk, "until": former})
        # One that has not begun ends before it does.
        CaseGrant.objects.filter(pk=grant.pk).update(until=max(at, grant.since))
    return ended


def _give_back(made: Merge) -> None:
    for former in made.ended_grants:
        until = former["until"]
        CaseGrant.objects.filter(pk=former["grant"]).update(
            until=datetime.fromisoformat(until) if until else None
        )
