"""Bulletins: figures about persons that left, for ever. No key leads back to a case.

The machine is ``Bulletin``; everything it publishes is written once, in tables that the database
keeps from any change: the document as it was audited, the attack on it, the publication, its
figures.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django_fsm import transition

from confidentiality.append_only import AppendOnlyModel
from confidentiality.choices import Role
from confidentiality.models import User
from confidentiality.moves import move, staying
from confidentiality.state_field import StateField, StateModel
from indicators.bulletin_guards import is_validated
from indicators.choices import BulletinState, PeriodKind, TerritoryKind, WithdrawalGround
from indicators.periods import AccountPeriod

B = BulletinState
_RULES = "Règles de diffusion, R9"


class Bulletin(StateModel):
    """The release of one closed period: « 2026-M03-1 ». ``edition``: 2 covers more than 1.

    ``corrects``: the published version that this one takes the place of; it draws nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField("numéro", max_length=16, unique=True)
    kind = models.CharField("période", max_length=8, choices=PeriodKind.choices)
    first_day = models.DateField("premier jour")
    edition = models.PositiveSmallIntegerField("édition")
    plan_version = models.PositiveSmallIntegerField("version du plan de diffusion")
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    state = StateField("état", choices=B.choices, default=B.BROUILLON)
    prepared_at = models.DateTimeField("préparé le")
    prefecture_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    prefecture_at = models.DateTimeField("accord de la préfecture", null=True, blank=True)
    dpo_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    dpo_at = models.DateTimeField("accord du délégué", null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "bulletin"
        default_permissions = ()
        ordering: ClassVar = ["-first_day", "-kind", "-edition"]
        constraints: ClassVar = [
            models.CheckConstraint(name="bulletin_state_known", condition=Q(state__in=B.values)),
            models.UniqueConstraint(
                fields=["kind", "first_day", "edition"],
                name="bulletin_once_per_edition",
                violation_error_message="Cette édition du bulletin existe déjà.",
            ),
            models.UniqueConstraint(
                fields=["kind", "first_day"],
                condition=Q(state=B.PUBLIE, corrects=None),
                name="bulletin_published_once",
                violation_error_message="Cette période a déjà son bulletin.",
            ),
            models.UniqueConstraint(
                fields=["corrects"],
                condition=Q(state=B.PUBLIE),
                name="bulletin_corrected_once",
                violation_error_message="Ce bulletin est déjà corrigé.",
            ),
            models.CheckConstraint(
                name="bulletin_by_two_persons",
                condition=Q(prefecture_by=None) | Q(dpo_by=None) | ~Q(prefecture_by=F("dpo_by")),
                violation_error_message="Deux personnes différentes valident un bulletin.",
            ),
            models.CheckConstraint(
                name="bulletin_published_was_validated",
                condition=~Q(state=B.PUBLIE) | Q(prefecture_by__isnull=False, dpo_by__isnull=False),
                violation_error_message="Un bulletin publié a l’accord de deux personnes.",
            ),
        ]

    def __str__(self) -> str:
        return f"bulletin n° {self.number}"

    @property
    def reference(self) -> str:
        """What pages and the journal call it."""
        return self.number

    @property
    def trace_reference(self) -> str:
        return self.number

    @property
    def in_force(self) -> bool:
        """Whether it is published, and no version that corrects it is."""
        published = self.state == B.PUBLIE
        return published and not self.corrections.filter(state=B.PUBLIE).exists()

    @property
    def period(self) -> AccountPeriod:
        return AccountPeriod(PeriodKind(self.kind), self.first_day)

    @transition(
        field=state,
        source=B.BROUILLON,
        target=B.AUDITE,
        custom=move("B1", "bulletin.prepare", "Soumettre à l’attaque", _RULES),
    )
    def pass_audit(self) -> None:
        """B1: no adversary counts a small group finely."""

    @staying(
        field=state,
        at=[B.AUDITE],
        custom=move(
            "B2",
            "bulletin.validate",
            "Donner son accord",
            _RULES,
            data="l’agent et sa fonction",
        ),
    )
    def validate(self, *, user: User, role: Role, at: datetime) -> None:
        """B2: the préfecture, then the DPO, or the other way round: two agents."""
        if role == Role.PREFECTURE:
            self.prefecture_by, self.prefecture_at = user, at
        else:
            self.dpo_by, self.dpo_at = user, at

    @transition(
        field=state,
        source=B.AUDITE,
        target=B.PUBLIE,
        conditions=[is_validated],
        custom=move(
            "B3",
            "bulletin.publish",
            "Publier",
            _RULES,
        ),
    )
    def publish(self) -> None:
        """B3: known to everybody for ever, even if it were withdrawn."""


class BulletinContent(AppendOnlyModel):
    """The document as it was audited, and what says how it was made: never drawn twice.

    ``sha256`` is that of the manifest, which bears the hash of the document.
    """

    bulletin = models.OneToOneField(
        Bulletin, models.PROTECT, primary_key=True, related_name="content"
    )
    document = models.TextField("document")
    manifest = models.TextField("manifeste")
    sha256 = models.CharField("empreinte", max_length=64)
    previous_sha256 = models.CharField("empreinte du bulletin précédent", max_length=64, blank=True)

    class Meta:
        verbose_name = "contenu d’un bulletin"
        verbose_name_plural = "contenus des bulletins"
        default_permissions = ()

    def __str__(self) -> str:
        return f"contenu {self.sha256[:8]}"


class AuditRecord(AppendOnlyModel):
    """One attack on one bulletin: the report, kept whether it passed or not."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bulletin = models.ForeignKey(Bulletin, models.PROTECT, related_name="audits")
    at = models.DateTimeField("instant")
    passed = models.BooleanField("réussi")
    report = models.JSONField("rapport")

    class Meta:
        verbose_name = "audit d’un bulletin"
        verbose_name_plural = "audits des bulletins"
        default_permissions = ()
        ordering: ClassVar = ["at"]

    def __str__(self) -> str:
        return f"audit {str(self.pk)[:8]}"


class Publication(AppendOnlyModel):
    """The act of publishing: place in the chain, hashes, signature."""

    bulletin = models.OneToOneField(
        Bulletin, models.PROTECT, primary_key=True, related_name="publication"
    )
    rank = models.PositiveIntegerField("rang", unique=True)
    published_at = models.DateTimeField("publié le")
    sha256 = models.CharField("empreinte", max_length=64)
    previous_sha256 = models.CharField("empreinte du bulletin précédent", max_length=64, blank=True)
    key_id = models.CharField("clé", max_length=16)
    signature = models.CharField("signature", max_length=128)

    class Meta:
        verbose_name = "publication d’un bulletin"
        verbose_name_plural = "publications des bulletins"
        default_permissions = ()
        ordering: ClassVar = ["rank"]

    def __str__(self) -> str:
        return f"publication {self.rank}"


class ReleasedValue(AppendOnlyModel):
    """One published figure: all that it says of itself, and nothing that leads to a case.

    ``value`` is None for « c ». ``code``: of the territory, as it was published.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="values")
    cell = models.CharField("case", max_length=120)
    measure = models.CharField("mesure", max_length=16)
    territory = models.CharField("territoire", max_length=16, choices=TerritoryKind.choices)
    code = models.CharField("code du territoire", max_length=8)
    span = models.CharField("période", max_length=16)
    age_band = models.CharField("tranche d’âge", max_length=5, blank=True)
    sex = models.CharField("sexe", max_length=12, blank=True)
    value = models.PositiveIntegerField("chiffre publié", null=True, blank=True)
    margin = models.PositiveSmallIntegerField("marge")
    flag = models.CharField("signe", max_length=3, blank=True)

    class Meta:
        verbose_name = "chiffre publié"
        verbose_name_plural = "chiffres publiés"
        default_permissions = ()
        ordering: ClassVar = ["cell"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["publication", "cell"],
                name="released_once_per_bulletin",
                violation_error_message="Ce chiffre est déjà publié.",
            ),
            models.CheckConstraint(
                name="released_covered_has_no_value",
                condition=Q(value=None, flag="c") | (Q(value__isnull=False) & ~Q(flag="c")),
                violation_error_message="Un chiffre couvert n’a pas de valeur.",
            ),
        ]

    def __str__(self) -> str:
        return self.cell


class Withdrawal(AppendOnlyModel):
    """A published figure that a correction takes back: shown « nd » from then on.

    Its value stays where it is: known for ever, by the protection and by whoever attacks.
    """

    released = models.OneToOneField(
        ReleasedValue, models.PROTECT, primary_key=True, related_name="withdrawal"
    )
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="withdrawals")
    ground = models.CharField("motif", max_length=12, choices=WithdrawalGround.choices)
    found_on = models.DateField("constaté le")

    class Meta:
        verbose_name = "retrait d’un chiffre"
        verbose_name_plural = "retraits de chiffres"
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                name="withdrawal_ground_known", condition=Q(ground__in=WithdrawalGround.values)
            ),
        ]

    def __str__(self) -> str:
        return f"retrait {str(self.pk)[:8]}"
