"""FSM-8, the adhesion of one agent to the charte: its state, read from what is dated.

Nothing is stored and no nightly job runs: an adhesion expires at the minute its cause happens
(docs/decisions/0016-adhesion-read-from-dates.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from confidentiality.choices import SignatureEnd
from confidentiality.models import CharteSignature
from confidentiality.models.circles import IN_FORCE
from veille.choices import AdhesionState, ExpiryReason
from veille.french import day_month_year
from veille.models import Designation, Exclusion

A = AdhesionState


@dataclass(frozen=True, slots=True)
class Adhesion:
    """Where one designation stands with the charte of one cellule."""

    state: AdhesionState
    until: datetime | None = None
    reason: ExpiryReason | None = None
    exclusion: Exclusion | None = None

    @property
    def words(self) -> str:
        """« Expirée : le mandat municipal a pris fin »."""
        if self.state == A.SIGNEE and self.until:
            return f"Signée, jusqu’au {day_month_year(timezone.localdate(self.until))}"
        if self.reason:
            return f"{self.state.label} : {self.reason.label}"
        return str(self.state.label)


@dataclass(frozen=True, slots=True)
class Dated:
    """Everything dated about the adhesions of one cellule, read once for a whole list."""

    signatures: dict[UUID, list[CharteSignature]]
    exclusions: dict[UUID, Exclusion]
    former: dict[UUID, Designation]

    def adhesion(self, designation: Designation, now: datetime) -> Adhesion:
        """The state of one designation at this moment."""
        exclusion = self.exclusions.get(designation.user_id)
        if exclusion is not None:
            return Adhesion(A.EXCLU, exclusion=exclusion)
        signed = self.signatures.get(designation.user_id, [])
        if designation.until is not None and designation.until <= now:
            ended = any(each.signed_at >= designation.since for each in signed)
            return Adhesion(A.EXPIREE, reason=ExpiryReason.DESIGNATION) if ended else _TO_SIGN
        running = [each for each in signed if _runs(each, designation, now)]
        if running:
            return Adhesion(A.SIGNEE, until=max(each.valid_until for each in running))
        return self._past(designation, signed[-1], now) if signed else _TO_SIGN

    def _past(self, designation: Designation, last: CharteSignature, now: datetime) -> Adhesion:
        if last.revoked_at is not None:
            # An exclusion that was lifted leaves a charte to sign, like a first day.
            excluded = last.end_code == SignatureEnd.EXCLUSION
            return _TO_SIGN if excluded else Adhesion(A.REVOQUEE)
        if last.valid_until <= now:
            ended = last.end_code == SignatureEnd.MANDAT
            return Adhesion(A.EXPIREE, reason=ExpiryReason.MANDAT if ended else ExpiryReason.DUREE)
        if last.charte.state != IN_FORCE:
            return Adhesion(A.EXPIREE, reason=ExpiryReason.VERSION)
        former = self.former.get(designation.user_id)
        moved = former is not None and former.organisation_id != designation.organisation_id
        return Adhesion(
            A.EXPIREE, reason=ExpiryReason.ORGANISME if moved else ExpiryReason.DESIGNATION
        )


_TO_SIGN = Adhesion(A.A_SIGNER)


def dated(circle_id: UUID, users: Iterable[UUID], now: datetime) -> Dated:
    """Signatures, running exclusions and ended designations of these agents in one cellule."""
    users = list(users)
    signatures: dict[UUID, list[CharteSignature]] = {}
    rows = CharteSignature.objects.filter(charte__circle=circle_id, user__in=users)
    for each in rows.select_related("charte").order_by("signed_at"):
        signatures.setdefault(each.user_id, []).append(each)
    running = Exclusion.objects.running().filter(cellule=circle_id, user__in=users)
    ended = Designation.objects.filter(user__in=users, cellule=circle_id, until__lte=now)
    # In order: the last one is kept, where the agent came from.
    former = {hat.user_id: hat for hat in ended.order_by("until")}
    return Dated(signatures, {each.user_id: each for each in running}, former)


def adhesion_of(designation: Designation, circle_id: UUID, now: datetime) -> Adhesion:
    """The adhesion of one designation to the charte of one cellule."""
    return dated(circle_id, [designation.user_id], now).adhesion(designation, now)


def _runs(signature: CharteSignature, designation: Designation, now: datetime) -> bool:
    """The same question as ``veille.sight.signatures_under``, on rows already read."""
    return (
        signature.charte.state == IN_FORCE
        and signature.revoked_at is None
        and designation.since <= signature.signed_at <= now < signature.valid_until
    )
