"""Who holds which place in the world of the matrix: titulars, an absence, signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from confidentiality.choices import Role
from confidentiality.models import CharteSignature
from tests.veille import factories
from veille.models import Designation

if TYPE_CHECKING:
    from tests.matrix.world import Place


def holders(place: Place) -> None:
    """Members whose place may be held, one absence, and what two agents signed."""
    for key in ("membre", "referent", "parquet", "cddf"):
        place.put("titular", key, Designation.objects.get(pk=place.agents[key].hat_id))
    for key in ("membre", "coordonnateur"):
        signed = CharteSignature.objects.filter(user=place.agents[key].user.pk)
        place.put("signature", key, signed.get(charte__circle=place.cellule.pk))
    away, substitute = (factories.designation(Role.MEMBRE, place.cellule) for _ in range(2))
    place.put("suppleance", "absence", factories.suppleance(away, substitute))
