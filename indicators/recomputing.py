"""Frozen contributions looked at again: to the byte, along their chain, under their signature."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from confidentiality.verification.signatures import PublicKeys, UnreadableKey, read_keys
from indicators import accounts
from indicators.freezing import hash_of, signed_bytes
from indicators.models import Contribution
from indicators.periods import AccountPeriod
from veille.models import Collectivite


def differences(period: AccountPeriod, collectivite: Collectivite) -> list[str]:
    """What is not as it was frozen, in French; empty when every byte is the same.

    Signatures are checked where the public key is readable. The chain is that of the collectivité,
    whole: a contribution taken out anywhere shows.
    """
    rows = Contribution.objects.filter(collectivite=collectivite).select_related("cellule")
    frozen = list(rows.filter(kind=period.kind, first_day=period.first))
    if not frozen:
        return [f"{collectivite.name} : la période {period} n’est pas figée."]
    counted = accounts.contents([each.cellule for each in frozen], period)
    keys = _public_keys()
    found = [
        f"{each.cellule.name}, {period} : {fault}"
        for each in frozen
        for fault in _faults(each, counted[each.cellule_id], keys)
    ]
    return [*found, *_broken(collectivite)]


def _faults(frozen: Contribution, content: str, keys: PublicKeys | None) -> Iterator[str]:
    if frozen.rule_version != accounts.RULE:
        yield f"règle {frozen.rule_version}, que cette version ne sait pas recalculer."
    elif frozen.content != content:
        yield "les comptes recalculés diffèrent des comptes figés."
    if hashlib.sha256(frozen.content.encode()).hexdigest() != frozen.sha256:
        yield "les comptes figés ne répondent plus à leur empreinte."
    if keys and not keys.signed(frozen.key_id, signed_bytes(frozen), frozen.signature):
        yield "la signature n’est pas celle de la clé des contributions."


def _broken(collectivite: Collectivite) -> Iterator[str]:
    previous: Contribution | None = None
    for each in Contribution.objects.filter(collectivite=collectivite).order_by("number"):
        expected = previous.number + 1 if previous else 1
        if each.number != expected or each.prev_hash != hash_of(previous):
            yield f"{collectivite.name} : la chaîne est rompue à la contribution n° {each.number}."
        previous = each


def _public_keys() -> PublicKeys | None:
    try:
        return read_keys(Path(settings.JALON_INDICATORS_PUBLIC_KEY))
    except UnreadableKey:
        return None
