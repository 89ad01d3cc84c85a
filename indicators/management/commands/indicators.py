"""``manage.py indicators``: freeze the accounts of a closed period, or compute them again."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from confidentiality import clock
from confidentiality.journal_key import SealingKey
from indicators import accounts
from indicators.freezing import NotFreezable, contribution_key, freeze
from indicators.management import bulletins
from indicators.periods import AccountPeriod, UnreadablePeriod
from indicators.recomputing import differences
from veille.french import plural
from veille.models import Collectivite

REFUSED = 2
_BULLETINS = {"release": bulletins.release, "audit": bulletins.audit, "verify": bulletins.verify}


class Command(BaseCommand):
    """Code 0: done. 1: a recomputation differs, or an attack succeeds. 2: refused, and why."""

    help = (
        "freeze PERIODE : fige les comptes d’une période close (« 2026-11 », « 2026-T4 », "
        "« 2026 »). recompute PERIODE : les recalcule et compare, à l’octet près. "
        "release PERIODE : prépare le bulletin. audit [NUMERO] : attaque de nouveau ce bulletin et "
        "ceux de son année avant lui, ou tout ce qui est publié. "
        "verify NUMERO : vérifie les chiffres, les empreintes, la signature."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["freeze", "recompute", *_BULLETINS])
        parser.add_argument("period", metavar="PERIODE|NUMERO", nargs="?", default="")
        parser.add_argument("--tenant", help="identifiant d’une seule collectivité")

    def handle(
        self, *args: Any, action: str, period: str, tenant: str | None, **options: Any
    ) -> None:
        """Raises CommandError with the codes above."""
        if action in _BULLETINS:
            self.stdout.write(_BULLETINS[action](period))
            return
        asked, tenants = _period(period), _tenants(tenant)
        if action == "freeze":
            self._freeze(asked, tenants)
        else:
            self._recompute(asked, tenants)

    def _freeze(self, period: AccountPeriod, tenants: list[Collectivite]) -> None:
        key = _key()
        now = clock.database_now()
        for tenant in tenants:
            try:
                made = len(freeze(period, tenant, key=key, now=now))
            except NotFreezable as refusal:
                raise CommandError(f"{tenant.name} : {refusal}", returncode=REFUSED) from None
            frozen = plural(made, "contribution figée", "contributions figées")
            said = frozen if made else "rien à figer"
            self.stdout.write(f"{tenant.name}, {period} : {said}.")

    def _recompute(self, period: AccountPeriod, tenants: list[Collectivite]) -> None:
        found = [each for tenant in tenants for each in differences(period, tenant)]
        if found:
            raise CommandError("\n".join(found), returncode=1)
        self.stdout.write(f"{period} : chaque contribution est la même, à l’octet près.")


def _period(text: str) -> AccountPeriod:
    try:
        return AccountPeriod.parse(text)
    except UnreadablePeriod:
        raise CommandError(
            f"Période illisible : « {text} ». Écrivez un mois (« 2026-11 »), un trimestre "
            "(« 2026-T4 ») ou une année (« 2026 »).",
            returncode=REFUSED,
        ) from None


def _tenants(asked: str | None) -> list[Collectivite]:
    rows = accounts.tenants().order_by("name", "pk")
    if asked is None:
        return list(rows)
    try:
        found = list(rows.filter(pk=UUID(asked)))
    except ValueError:
        found = []
    if not found:
        raise CommandError(
            f"Aucune collectivité dotée d’une cellule n’a l’identifiant « {asked} ».",
            returncode=REFUSED,
        )
    return found


def _key() -> SealingKey:
    try:
        key = contribution_key()
    except ImproperlyConfigured as error:
        raise CommandError(str(error), returncode=REFUSED) from None
    if key is None:
        raise CommandError(
            f"Clé des contributions absente : « {settings.JALON_INDICATORS_KEY} ».",
            returncode=REFUSED,
        )
    return key
