"""What is left of agents once their function is long over: nobody’s act, asked for by the clock."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Q

from confidentiality import journal
from confidentiality.models import CharteSignature, User
from notifications import timers
from veille.models import Attendance, CalendarFeed, CelluleGrant, Exclusion, Seance, Suppleance

# An account that says nobody: what other rows say of an act keeps leading to one function.
FIRST_NAME, LAST_NAME = "Agent", "parti"
DOMAIN = "compte-efface.invalid"


def forget_attendance(*, seance_id: UUID) -> None:
    """Three years after the séance, who was there is no longer said; the séance stays."""
    with transaction.atomic():
        seance = Seance.objects.select_for_update(of=("self",)).get(pk=seance_id)
        timers.forget([seance.pk])
        gone, _ = Attendance.objects.filter(seance=seance).delete()
        journal.record(
            actor=None,
            action="seance.forget_attendance",
            chain_id=seance.cellule_id,
            target=seance,
            count=gone,
        )


def forget_signature(*, signature_id: UUID) -> None:
    """Six years after the function that it allowed, a signature of the charte is gone (R8).

    Nothing of the proof remains: its digest binds a person, and a digest alone proves nothing.
    """
    with transaction.atomic():
        signatures = CharteSignature.objects.select_related("charte")
        signature = signatures.select_for_update(of=("self",)).get(pk=signature_id)
        timers.forget([signature.pk])
        journal.record(
            actor=None,
            action="charte.erase_signature",
            chain_id=signature.charte.circle_id,
            target=signature,
        )
        signature.delete()


def forget_agent(*, user_id: UUID) -> None:
    """Six years after their last function, an account says nobody any more (R8).

    Its row and those of its designations stay: acts of cases that are still followed lead there.
    They keep a function, an organisation and dates; no name, no address, no reference of an act.
    """
    with transaction.atomic():
        user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
        timers.forget([user.pk, *user.charte_signatures.values_list("pk", flat=True)])
        user.charte_signatures.all().delete()
        Exclusion.objects.filter(user=user).delete()
        CelluleGrant.objects.filter(user=user).delete()
        Suppleance.objects.filter(Q(titular__user=user) | Q(substitute__user=user)).delete()
        CalendarFeed.objects.filter(designation__user=user).delete()
        user.message_choices.all().delete()
        user.designations.update(acte_reference="")
        _empty(user)
        journal.record(actor=None, action="agent.erase", chain_id=journal.HOUSE, target=user)


def _empty(user: User) -> None:
    user.first_name, user.last_name, user.position = FIRST_NAME, LAST_NAME, ""
    user.email = f"{user.pk}@{DOMAIN}"
    user.is_active, user.last_login = False, None
    user.set_unusable_password()
    user.save()
    user.groups.clear()
    user.user_permissions.clear()
