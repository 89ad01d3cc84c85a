"""Who changed a row while somebody else had its page open: the function, never a name, and when."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.errors import Conflict
from confidentiality.events import events_of
from veille.french import at_time, day_month_year
from veille.models import Designation

# Everybody who may act on a row knows these functions; who holds them is not theirs to learn here.
_WHO = {
    Role.MEMBRE: "Un membre de la cellule",
    Role.COORDONNATEUR: "Le coordonnateur",
    Role.MAIRE: "Le maire ou l’élu délégué",
    Role.REFERENT: "Le référent de parcours",
    Role.PARQUET: "Le correspondant du parquet",
    Role.CDDF: "Un membre du CDDF",
    Role.PREFECTURE: "La préfecture",
    Role.PILOTE: "Un service pilote",
    Role.DPO: "Le délégué à la protection des données",
    Role.TECHNIQUE: "L’administrateur technique",
}
_CLOCK = "Une échéance"
_ONESELF = "Un envoi de votre part, dans une autre fenêtre,"


def last_change(conflict: Conflict, actor: Actor) -> dict[str, str]:
    """« Le coordonnateur », « à 10 h 12 »: what the page of a conflict says, from the last event.

    Empty for a row that has no history (a charte).
    """
    event = events_of(conflict.current).last()
    if event is None:
        return {}
    day = timezone.localdate(event.at)
    hour = f"à {at_time(event.at)}"
    dated = hour if day == timezone.localdate() else f"le {day_month_year(day)} {hour}"
    return {"changed_by": _who(event.hat_id, actor), "changed_at": dated}


def _who(hat_id: UUID | None, actor: Actor) -> str:
    if hat_id is None:
        return _CLOCK
    if hat_id == actor.hat_id:
        return _ONESELF
    role = Designation.objects.filter(pk=hat_id).values_list("role", flat=True).first()
    return _WHO[Role(role)] if role else "Quelqu’un"
