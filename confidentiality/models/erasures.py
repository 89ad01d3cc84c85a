"""How far this database goes in the ledger of erasures, which is kept outside it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class ErasureHead(models.Model):
    """The last line of the ledger that this database has written. One row.

    A database put back from a backup goes less far than its ledger: it must erase again before
    anybody reads. ``replay_due``: put back by ``manage.py restore``, whatever the ledger says.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    seq = models.PositiveBigIntegerField("dernier numéro", default=0)
    hash = models.CharField("dernière empreinte", max_length=64)
    replay_due = models.BooleanField("effacements à rejouer", default=False)

    class Meta:
        verbose_name = "avancement du registre des effacements"
        verbose_name_plural = "avancement du registre des effacements"
        default_permissions = ()
        constraints = (models.CheckConstraint(name="erasure_head_is_one", condition=Q(id=1)),)

    def __str__(self) -> str:
        return f"effacement n° {self.seq}"
