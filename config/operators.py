"""Who types a command that nobody does alone: an agent, a function, a password."""

from __future__ import annotations

import sys
from datetime import datetime
from getpass import getpass

from django.core.management.base import CommandError

from confidentiality.actors import Actor
from confidentiality.errors import Refused
from confidentiality.two_persons import MAY
from config.passwords import recognised
from veille.hats import actor_of, hats_of

REFUSED = 1
WAITS_FOR_ANOTHER = 4
WAITING = (
    "Demande enregistrée : une seconde personne, avec son propre compte, doit lancer la même "
    "commande dans les vingt-quatre heures."
)


def identified(email: str, now: datetime) -> Actor:
    """The agent who proves this address, under a function that may. Raises CommandError."""
    user = recognised(email, _password(email))
    if user is None:
        raise CommandError(
            "Adresse ou mot de passe incorrect. Après cinq essais, il faut attendre quinze minutes."
        )
    held = hats_of(user, now).filter(role__in=MAY).first()
    if held is None:
        raise CommandError(
            "Ce compte n’est ni administrateur technique, ni délégué à la protection des données."
        )
    return actor_of(held)


def told(refusal: Refused) -> CommandError:
    """The refusal of an act, for whoever reads a terminal."""
    return CommandError("\n".join(each.sentence for each in refusal.refusals), returncode=REFUSED)


def _password(email: str) -> str:
    """Typed without being shown; the first line of the input where there is no terminal."""
    if sys.stdin.isatty():
        return getpass(f"Mot de passe de {email} : ")
    return sys.stdin.readline().rstrip("\n")
