"""A new municipal mandate: what ends with the former one, what is left to renew.

Elections change maires and their delegates, not the work: one act ends what the law ends, then the
coordonnateur renews the designations, and each member signs again (charte, clause C12).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.choices import Role, SignatureEnd
from confidentiality.door import Sent, claim
from confidentiality.errors import NotVisible, refused
from confidentiality.models import CharteSignature
from veille.access import authorize
from veille.choices import AdhesionState
from veille.french import day_month_year
from veille.models import (
    Cellule,
    CelluleGrant,
    Collectivite,
    Delegation,
    Designation,
    Mandate,
)
from veille.services.circle_members import members_of
from veille.services.designations import designate

_LAW = "CGCT, art. L. 2122-18"


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A cellule, and how many of its designations wait for a signature."""

    cellule: Cellule
    waiting: int
    total: int


@dataclass(frozen=True, slots=True)
class Review:
    """What is left to renew since the last mandate began."""

    mandate: Mandate
    delegations: tuple[Delegation, ...]
    designations: tuple[Designation, ...]
    chartes: tuple[Unsigned, ...]


def open_mandate(*, actor: Actor, since: date, reference: str, sent: Sent) -> Mandate:
    """Record a new mandate. What the former one carried ends on its first day, or now when late.

    Delegations end (CGCT art. L. 2122-18), designations of maires too, with their grants; every
    signature of the charte expires, reason « mandat ». Raises NotVisible, NotPermitted,
    AlreadyDone, and Refused for a mandate that is not after the last one.
    """
    authorize(actor, "mandate.manage")
    with transaction.atomic():
        claim(sent.key, actor, "mandate.open")
        tenant = _locked_tenant(actor)
        last = tenant.mandates.first()
        if last is not None and since <= last.since:
            raise refused(
                "mandate_not_after_the_last",
                f"Le dernier mandat enregistré commence le {day_month_year(last.since)}. Indiquez "
                "une date postérieure.",
                _LAW,
            )
        mandate: Mandate = Mandate.objects.create(
            collectivite=tenant,
            since=since,
            acte_reference=reference,
            recorded_at=sent.now,
            recorded_by_id=actor.hat_id,
        )
        journal.record(
            actor=actor,
            action="mandate.open",
            chain_id=tenant.pk,
            target=mandate,
            since=since,
            delegations=_end_delegations(mandate),
            designations=_end_maires(mandate, sent.now),
            signatures=_end_signatures(mandate, sent.now),
        )
    return mandate


def _end_delegations(mandate: Mandate) -> int:
    running = Delegation.objects.filter(
        Q(until=None) | Q(until__gt=mandate.since),
        commune__in=mandate.collectivite.communes.values("pk"),
        since__lt=mandate.since,
    )
    return running.update(until=mandate.since)


def _end_maires(mandate: Mandate, now: datetime) -> int:
    end = max(mandate.starts_at, now)
    former = Designation.objects.filter(
        Q(until=None) | Q(until__gt=end),
        collectivite=mandate.collectivite,
        role=Role.MAIRE,
        since__lt=mandate.starts_at,
    )
    ended = list(former.values_list("pk", flat=True))
    grants = CelluleGrant.objects.filter(Q(until=None) | Q(until__gt=end), designation__in=ended)
    grants.update(until=end)
    return Designation.objects.filter(pk__in=ended).update(until=end)


def _end_signatures(mandate: Mandate, now: datetime) -> int:
    """Those of the former mandate; who signs from its first day on need not sign twice."""
    end = max(mandate.starts_at, now)
    signed = CharteSignature.objects.filter(
        charte__circle__in=mandate.collectivite.cellules.values("pk"),
        signed_at__lt=min(mandate.starts_at, now),
        valid_until__gt=end,
        revoked_at=None,
    )
    return signed.update(valid_until=end, end_code=SignatureEnd.MANDAT)


def current_mandate(actor: Actor) -> Mandate | None:
    """The last mandate recorded for the collectivité of this hat, begun or to come."""
    return Mandate.objects.filter(collectivite=actor.tenant_id).first()


def held_before(mandate: Mandate) -> QuerySet[Designation]:
    """Designations of the former mandate: those that it ended, those still in force."""
    start = mandate.starts_at
    return (
        Designation.objects.filter(
            Q(until=None) | Q(until__gte=start),
            collectivite=mandate.collectivite,
            since__lt=start,
        )
        .select_related("user", "organisation", "cellule", "commune", "delegation", "cddf__commune")
        .order_by("role", "organisation__name", "user__last_name", "pk")
    )


def renewable(mandate: Mandate) -> QuerySet[Designation]:
    """Those of them that nobody renewed."""
    return held_before(mandate).filter(renewed_by=None)


def review(actor: Actor, now: datetime) -> Review | None:
    """What is left to renew for this collectivité; None while no mandate is recorded."""
    mandate = current_mandate(actor)
    if mandate is None:
        return None
    tenant = mandate.collectivite
    fresh = Delegation.objects.filter(since__gte=mandate.since).values("commune")
    delegations = Delegation.objects.filter(
        commune__in=tenant.communes.values("pk"), until=mandate.since
    ).exclude(commune__in=fresh)
    chartes = []
    for cellule in tenant.cellules.filter(closed_on=None):
        members = members_of(cellule.pk, now)
        waiting = [each for each in members if each.adhesion.state != AdhesionState.SIGNEE]
        chartes.append(Unsigned(cellule, len(waiting), len(members)))
    return Review(
        mandate,
        tuple(delegations.select_related("commune")),
        tuple(renewable(mandate)),
        tuple(chartes),
    )


def renew_designations(
    *,
    actor: Actor,
    designation_ids: Iterable[UUID],
    reference: str,
    until: date | None,
    sent: Sent,
) -> list[tuple[Designation, Designation]]:
    """Renew designations under one act, from now: a new row each, the former one ended.

    Grants on cellules follow; those on situations are moved by ``casework.services.mandates``. A
    delegate needs a new arrêté: the reference is its number. Gives (former, new). Raises NotVisible
    for a designation that is not to renew, NotPermitted, AlreadyDone, Refused.
    """
    authorize(actor, "mandate.renew")
    with transaction.atomic():
        claim(sent.key, actor, "mandate.renew")
        tenant = _locked_tenant(actor)
        mandate = tenant.mandates.first()
        asked = set(designation_ids)
        _require_renewable(mandate, asked, until, sent)
        assert mandate is not None  # noqa: S101 (narrows the type)
        former = list(renewable(mandate).select_for_update(of=("self",)).filter(pk__in=asked))
        if len(former) != len(asked):
            raise NotVisible
        pairs = [(each, _renewed(each, reference, until, sent)) for each in former]
        for old, new in pairs:
            journal.record(
                actor=actor,
                action="mandate.renew",
                chain_id=tenant.pk,
                target=new,
                renews=old.pk,
            )
    return pairs


def _require_renewable(
    mandate: Mandate | None, asked: set[UUID], until: date | None, sent: Sent
) -> None:
    if mandate is None:
        raise refused("no_mandate", "Enregistrez d’abord le nouveau mandat.", _LAW)
    if sent.now < mandate.starts_at:
        raise refused(
            "mandate_to_come",
            f"Le mandat commence le {day_month_year(mandate.since)} : les désignations se "
            "renouvellent à partir de ce jour.",
            _LAW,
        )
    if not asked:
        raise refused("nothing_to_renew", "Cochez au moins une désignation.", "CSI, art. D. 132-8")
    if until is not None and until <= sent.today:
        raise refused(
            "renewal_ends_too_soon",
            "La désignation finit après avoir commencé.",
            "CSI, art. D. 132-8",
        )


def _renewed(old: Designation, reference: str, until: date | None, sent: Sent) -> Designation:
    end = None if until is None else timezone.make_aware(datetime.combine(until, time.min))
    delegation = None
    if old.delegation is not None:
        delegation, _ = Delegation.objects.get_or_create(
            commune=old.delegation.commune,
            arrete_number=reference[:60],
            since=sent.today,
            defaults={"until": until},
        )
    if old.until is None or old.until > sent.now:
        old.until = sent.now
        old.save(update_fields=["until"])
    new = designate(
        Designation(
            user_id=old.user_id,
            role=old.role,
            organisation_id=old.organisation_id,
            cellule_id=old.cellule_id,
            collectivite_id=old.collectivite_id,
            commune_id=old.commune_id,
            cddf_id=old.cddf_id,
            delegation=delegation,
            is_substitute=old.is_substitute,
            acte_reference=reference,
            since=sent.now,
            until=end,
            renews=old,
        )
    )
    _follow(old, new)
    return new


def _follow(old: Designation, new: Designation) -> None:
    """The grants on cellules pass to the new designation. They open nothing before a signature."""
    held = CelluleGrant.objects.filter(designation=old)
    for grant in held.filter(Q(until=None) | Q(until__gte=old.until)):
        CelluleGrant.objects.create(
            content_object=grant.content_object,
            user_id=grant.user_id,
            permission_id=grant.permission_id,
            designation=new,
            reason=grant.reason,
            since=new.since,
            until=new.until,
            granted_by_id=grant.granted_by_id,
        )
    held.filter(Q(until=None) | Q(until__gt=new.since)).update(until=new.since)


def _locked_tenant(actor: Actor) -> Collectivite:
    rows = Collectivite.objects.select_for_update(of=("self",))
    tenant = rows.filter(pk=actor.tenant_id).first() if actor.tenant_id else None
    if tenant is None:
        raise NotVisible
    return tenant
