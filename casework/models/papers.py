"""Numbers of the papers that were made: what a verification page needs, and no more."""

from __future__ import annotations

import uuid

from django.db import models


class IssuedPaper(models.Model):
    """One numbered paper. It names no person, no case, no agent: the journal says who made it.

    ``seal``: an HMAC of the text under a key of the installation, so that the text of a paper can
    be recognised and never guessed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField("numéro", max_length=20, unique=True)
    code = models.CharField("document", max_length=4)
    template_version = models.PositiveSmallIntegerField("version du modèle")
    seal = models.CharField("empreinte", max_length=64)
    made_on = models.DateField("fait le")

    class Meta:
        verbose_name = "papier numéroté"
        verbose_name_plural = "papiers numérotés"
        default_permissions = ()

    def __str__(self) -> str:
        return f"papier {self.number}"
