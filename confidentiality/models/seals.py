"""What seals the journal: signed checkpoints over its chains, headers of segments that are gone.

Written by ``confidentiality.sealing`` and ``confidentiality.journal_retention``; checked by
``confidentiality.verification``, which shares no code with these models on purpose.
"""

from django.db import models

from confidentiality.models.journal import JournalChain


class JournalCheckpoint(models.Model):
    """The heads of all chains at one moment, under one root and one signature.

    Checkpoints follow each other: each signs the hash of the one before it.
    """

    number = models.PositiveBigIntegerField("numéro", primary_key=True)
    at = models.DateTimeField("instant")
    lines = models.PositiveBigIntegerField("lignes écrites")
    chains = models.PositiveIntegerField("chaînes")
    # Chains that moved since the checkpoint before (all of them, once in a hundred).
    heads = models.JSONField("têtes de chaîne")
    root = models.CharField("racine", max_length=64)
    prev_hash = models.CharField("empreinte du précédent", max_length=64)
    key_id = models.CharField("clé", max_length=16)
    signature = models.CharField("signature", max_length=128)

    class Meta:
        verbose_name = "point de contrôle du journal"
        verbose_name_plural = "points de contrôle du journal"
        default_permissions = ()
        ordering = ("number",)

    def __str__(self) -> str:
        return f"Point de contrôle n° {self.number}"


class JournalSegment(models.Model):
    """The sealed header of lines that the journal no longer keeps, in the place of those lines.

    Inserting it is what deletes them: the database lets no other line go.
    """

    id = models.BigAutoField(primary_key=True)
    chain = models.ForeignKey(
        JournalChain,
        on_delete=models.PROTECT,
        related_name="segments",
        db_index=False,
        verbose_name="chaîne",
    )
    first_seq = models.PositiveBigIntegerField("premier numéro")
    last_seq = models.PositiveBigIntegerField("dernier numéro")
    lines = models.PositiveBigIntegerField("lignes")
    prev_hash = models.CharField("empreinte précédente", max_length=64)
    first_hash = models.CharField("première empreinte", max_length=64)
    last_hash = models.CharField("dernière empreinte", max_length=64)
    root = models.CharField("racine", max_length=64)
    first_at = models.DateTimeField("première ligne")
    last_at = models.DateTimeField("dernière ligne")
    sealed_at = models.DateTimeField("scellé le")
    key_id = models.CharField("clé", max_length=16)
    signature = models.CharField("signature", max_length=128)

    class Meta:
        verbose_name = "segment scellé du journal"
        verbose_name_plural = "segments scellés du journal"
        default_permissions = ()
        ordering = ("chain", "first_seq")
        constraints = (
            models.UniqueConstraint(
                fields=("chain", "first_seq"),
                name="journal_segment_once_in_chain",
                violation_error_message="Ce segment du journal est déjà scellé.",
            ),
            models.CheckConstraint(
                name="journal_segment_counts_its_lines",
                condition=models.Q(lines=models.F("last_seq") - models.F("first_seq") + 1),
                violation_error_message="Un segment scellé compte toutes ses lignes.",
            ),
        )

    def __str__(self) -> str:
        return f"Segment {self.chain_id} n° {self.first_seq} à {self.last_seq}"
