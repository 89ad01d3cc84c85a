"""The mayor who decides: of the commune concerned, under an arrêté in force that day."""

from __future__ import annotations

from casework.models import Case
from confidentiality.actors import Actor
from confidentiality.door import Sent
from confidentiality.errors import Refusal, Refused, refused
from veille.models import Designation


def lawful_mayor(actor: Actor, commune_id: object, sent: Sent, *, other: Refusal) -> Designation:
    """The mayor of this commune, or an élu whose arrêté is in force that day.

    CSI art. L. 132-7, CASF art. L. 141-2, CPP art. 44-1, CGCT art. L. 2122-18. The president of an
    EPCI is neither. Refuses with ``other`` when the commune is another one.
    """
    mayor = Designation.objects.select_related("delegation", "commune").get(pk=actor.hat_id)
    if mayor.commune_id != commune_id:
        raise Refused(other)
    if mayor.delegation is not None and not mayor.delegation.in_force(sent.today):
        raise refused(
            "delegation_expired",
            "Votre délégation n’est pas en vigueur aujourd’hui : seul le maire peut agir.",
            "CGCT, art. L. 2122-18 ; CSI, art. L. 132-7",
            label="Voir les délégations",
            url="/cellule/",
        )
    return mayor


def other_commune(article: str) -> Refusal:
    """Another commune’s mayor decides. ``article`` says of what."""
    return Refusal(
        "measure_other_commune",
        "Seul le maire de cette commune, ou l’élu qu’il a délégué, prend cette décision.",
        article,
    )


def mayor_of_residence(actor: Actor, case: Case, sent: Sent, article: str) -> Designation:
    """The mayor of the commune where the young person lives."""
    commune = case.young_person.commune_id
    return lawful_mayor(actor, commune, sent, other=other_commune(article))
