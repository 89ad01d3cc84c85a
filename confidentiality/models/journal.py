"""The rows of the journal: one hash chain per cellule or tenant, and one for the house.

Written by ``confidentiality.journal`` only; checked by ``confidentiality.verification``, which
shares no code with these models on purpose.
"""

from typing import Any, Never
from uuid import UUID

from django.db import models

# The chain of what concerns no cellule and no tenant: accounts, keys, settings.
HOUSE = UUID("00000000-0000-4000-8000-000000000001")
GENESIS_HASH = "0" * 64


class AppendOnly(Exception):
    """Someone tried to change or delete a line of the journal."""

    def __init__(self) -> None:
        super().__init__("Une ligne du journal ne se modifie pas et ne se supprime pas.")


class Outcome(models.TextChoices):
    """What became of the act."""

    DONE = "done", "Fait"
    READ = "read", "Consulté"
    REFUSED = "refused", "Refusé"


class JournalChain(models.Model):
    """The head of one chain. Its key is the cellule, the tenant, or ``HOUSE``."""

    id = models.UUIDField(primary_key=True, editable=False)
    head_seq = models.PositiveBigIntegerField("dernier numéro", default=0)
    head_hash = models.CharField("dernière empreinte", max_length=64, default=GENESIS_HASH)

    class Meta:
        verbose_name = "chaîne du journal"
        verbose_name_plural = "chaînes du journal"
        default_permissions = ()

    def __str__(self) -> str:
        return f"Chaîne {self.pk}"


class JournalEntryQuerySet(models.QuerySet["JournalEntry"]):
    """Reads and inserts; the triggers of the database refuse the rest a second time."""

    def update(self, **kwargs: Any) -> Never:
        raise AppendOnly

    def delete(self) -> Never:
        raise AppendOnly


class JournalEntry(models.Model):
    """One act, one reading or one refusal: references and codes, never a name nor a value.

    The actor and the hat are plain identifiers: the journal outlives accounts.
    """

    id = models.BigAutoField(primary_key=True)
    # No index of its own: the unique constraint begins with the chain.
    chain = models.ForeignKey(
        JournalChain, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    seq = models.PositiveBigIntegerField("numéro")
    at = models.DateTimeField("instant")
    actor_id = models.UUIDField("agent", null=True)
    hat_id = models.UUIDField("fonction exercée", null=True)
    role = models.CharField("rôle", max_length=64, blank=True)
    action = models.CharField("acte", max_length=64)
    object_type = models.CharField("type d’objet", max_length=64, blank=True)
    object_id = models.CharField("objet", max_length=64, blank=True)
    outcome = models.CharField("issue", max_length=8, choices=Outcome.choices)
    codes = models.JSONField("codes", default=dict, blank=True)
    request_id = models.CharField("requête", max_length=64, blank=True)
    prev_hash = models.CharField("empreinte précédente", max_length=64)
    hash = models.CharField("empreinte", max_length=64)

    objects = JournalEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne du journal"
        verbose_name_plural = "journal"
        default_permissions = ()
        ordering = ("chain", "seq")
        constraints = (
            models.UniqueConstraint(
                fields=("chain", "seq"),
                name="journal_entry_once_in_chain",
                violation_error_message="Ce numéro existe déjà dans cette chaîne du journal.",
            ),
        )
        indexes = (
            # « Consultations de ce dossier »
            models.Index(fields=("object_type", "object_id", "id"), name="journal_entry_by_object"),
        )

    def __str__(self) -> str:
        return f"{self.chain_id} n° {self.seq}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert, once. Raises AppendOnly for a line that exists."""
        if not self._state.adding:
            raise AppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise AppendOnly
