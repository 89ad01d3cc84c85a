"""Which cases an agent reads: the rule of access as a query."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from casework.choices.states import ENDED, SEALED, CaseState
from casework.models.grants import CaseGrant
from casework.models.readings import MotivatedReading
from confidentiality.access_matrix import READ_ALONE, RELATIONS
from veille.models import CelluleGrant, Designation, Exclusion
from veille.sight import may_read_circle, running

if TYPE_CHECKING:
    # Named by the base class below, which the linter does not read.
    from casework.models.cases import Case  # noqa: F401
    from confidentiality.actors import Actor


class CaseQuerySet(models.QuerySet["Case"]):
    """Every read of a case starts with one of the first two methods."""

    def visible_to(self, actor: Actor, now: datetime) -> CaseQuerySet:
        """The only statement of who sees which case; the same rule as ``policy.decide``.

        Account active, designation in force, charte in force signed, and a grant in force of this
        hat on the case or on its cellule. An archive is read by two, for sixty minutes (P16); the
        DPO reads nothing but what a motivated reading opens. Being staff or superuser opens
        nothing.
        """
        if actor.role in READ_ALONE:
            return self._read_alone(actor, now)
        readable = self.filter(may_read_circle(actor, now, circle="cellule"))
        relations = RELATIONS[actor.role]
        if not relations:
            return self.none()
        on_case = CaseGrant.objects.filter(
            running(now),
            designation=actor.hat_id,
            content_object=OuterRef("pk"),
            permission__codename__in=relations,
        )
        on_cellule = CelluleGrant.objects.filter(
            running(now),
            designation=actor.hat_id,
            content_object=OuterRef("cellule"),
            permission__codename__in=relations,
        )
        granted = readable.filter(Q(Exists(on_case)) | Q(Exists(on_cellule)))
        return granted.filter(
            ~Q(state__in=SEALED) | (Q(state=CaseState.ARCHIVE) & _is_read_again(actor, now))
        )

    def _read_alone(self, actor: Actor, now: datetime) -> CaseQuerySet:
        """Of the collectivité of the hat, what its motivated readings open now."""
        designated = Designation.objects.filter(
            running(now),
            pk=actor.hat_id,
            user=actor.user.pk,
            role=actor.role,
            user__is_active=True,
            collectivite=OuterRef("cellule__collectivite"),
        )
        excluded = Exclusion.objects.running().filter(
            user=actor.user.pk, cellule=OuterRef("cellule")
        )
        rows = self.filter(Q(Exists(designated)) & ~Q(Exists(excluded)))
        opened = rows.filter(_is_read_again(actor, now))
        return opened.filter(~Q(state__in=SEALED) | Q(state=CaseState.ARCHIVE))

    def for_system(self, reason: str) -> CaseQuerySet:
        """Every case, for work that no agent reads: counts, reminders, demonstration data.

        The reason is for the reader of the code; searching for this name lists every exception.
        """
        return self.all()

    def open(self) -> CaseQuerySet:
        """Cases whose follow-up is not over."""
        return self.exclude(state__in=ENDED)


def _is_read_again(actor: Actor, now: datetime) -> Q:
    """A motivated reading of this hat is open on the case."""
    opened = MotivatedReading.objects.open_at(now)
    return Q(Exists(opened.filter(asked_by=actor.hat_id, case=OuterRef("pk"))))
