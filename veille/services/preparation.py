"""Recording what the readiness gate asks of a collectivité. See ``veille.readiness``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db import transaction

from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.door import Sent, claim
from confidentiality.errors import Conflict, NotVisible, refused
from veille.access import authorize
from veille.models import Collectivite, EliminationAgreement


def record_register(*, actor: Actor, reference: str, on: date, sent: Sent) -> Collectivite:
    """The entry of the file in the register of processing (RGPD art. 30).

    Raises NotVisible, NotPermitted, Conflict, AlreadyDone, and Refused for a date to come.
    """
    with _on_tenant(actor, "preparation.register", sent) as tenant:
        sent.require_past(on)
        tenant.register_reference = reference
        tenant.register_on = on
    return tenant


def record_aipd(*, actor: Actor, reference: str, on: date, sent: Sent) -> Collectivite:
    """The impact assessment, once the DPO gave an opinion (RGPD art. 35). Raises the same."""
    with _on_tenant(actor, "preparation.aipd", sent) as tenant:
        sent.require_past(on)
        tenant.aipd_reference = reference
        tenant.aipd_on = on
    return tenant


def record_notice(*, actor: Actor, version: str, on: date, sent: Sent) -> Collectivite:
    """The version of the notice given to young people and families (RGPD art. 13 and 14)."""
    with _on_tenant(actor, "preparation.notice", sent) as tenant:
        sent.require_past(on)
        tenant.notice_version = version
        tenant.notice_on = on
    return tenant


def record_dpo(*, actor: Actor, contact: str, sent: Sent) -> Collectivite:
    """Where families write to the DPO (RGPD art. 13, 1, b). Raises the same."""
    with _on_tenant(actor, "preparation.dpo", sent) as tenant:
        tenant.dpo_contact = contact
    return tenant


def record_letterhead(*, actor: Actor, address: str, contact: str, sent: Sent) -> Collectivite:
    """What stands at the head of the letters: the address, the service to call. Raises the same."""
    with _on_tenant(actor, "preparation.letterhead", sent) as tenant:
        tenant.letter_address = address
        tenant.letter_contact = contact
    return tenant


def record_archives(
    *, actor: Actor, reference: str, on: date, until: date | None, sent: Sent
) -> EliminationAgreement:
    """The agreement of the archives, without which nothing is destroyed.

    Code du patrimoine art. R. 212-14. Raises the same.
    """
    with _on_tenant(actor, "preparation.archives", sent) as tenant:
        sent.require_past(on)
        if until is not None and until <= on:
            raise refused(
                "agreement_ends_too_soon",
                "L’accord finit après avoir commencé.",
                "Code du patrimoine, art. R. 212-14",
            )
        agreement: EliminationAgreement = EliminationAgreement.objects.create(
            collectivite=tenant, reference=reference, since=on, until=until
        )
    return agreement


@contextmanager
def _on_tenant(actor: Actor, act: str, sent: Sent) -> Iterator[Collectivite]:
    """The collectivité of this coordonnateur: locked, as it was read, journaled in its chain."""
    authorize(actor, "preparation.manage")
    with transaction.atomic():
        claim(sent.key, actor, act)
        rows = Collectivite.objects.select_for_update(of=("self",))
        tenant = rows.filter(pk=actor.tenant_id).first() if actor.tenant_id else None
        if tenant is None:
            raise NotVisible
        if sent.version is not None and tenant.version != sent.version:
            raise Conflict(tenant)
        yield tenant
        tenant.version += 1
        tenant.save()
        journal.record(actor=actor, action=act, chain_id=tenant.pk, target=tenant)
