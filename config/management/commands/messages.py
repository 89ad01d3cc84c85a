"""``manage.py messages [--check]``: docs/messages.md, what is told to whom, and how."""

from __future__ import annotations

from typing import ClassVar

from config.management.generated import GeneratedDocument, row, table
from notifications.catalogue import SENDINGS, Sending
from notifications.choices import MessageKind
from notifications.events import EVENTS

INTRODUCTION = """# Qui est prévenu de quoi

Écrit par `manage.py messages` à partir du code ; `make docs` l’écrit de nouveau, et un test refuse
une copie périmée. Un courriel a un destinataire, un objet de la liste fermée ci-dessous, un texte
constant et une adresse qui ne dit rien (`/n/…/`), ouverte après la connexion. Ni nom, ni motif, ni
commune, ni référence, ni pièce jointe ; jamais de SMS. Tout est aussi à la page « Avis ».

Un courriel part du lundi au vendredi, hors jours fériés, de 7 h à 19 h. Le résumé du matin part à
7 h 30, s’il y a du nouveau. Chacun choisit par sujet, à la page « Mes messages » ; ce que la loi ou
la sécurité du fichier demande n’a pas de sujet, et ne se coupe pas. Un message se tait si le droit
de son lecteur a pris fin ; pendant une suppléance, il va au suppléant.
"""


class Command(GeneratedDocument):
    help = "Écrit docs/messages.md à partir du catalogue, ou le compare (--check)."
    file_name: ClassVar[str] = "messages.md"

    def text(self) -> str:
        return "\n".join([INTRODUCTION, *_events(), "", "## Objets\n", *_kinds(), ""])


def _events() -> list[str]:
    lines = table("N°", "Événement", "À qui", "Objets", "Quand")
    for event in EVENTS:
        subjects = " ; ".join(f"« {kind.label} »" for kind in event.kinds)
        when = event.timing or f"aucun message : {event.none_because}"
        lines.append(row(event.code, event.label, event.to, subjects, when))
    return lines


def _kinds() -> list[str]:
    lines = table("Objet", "Courriel", "Sujet à choisir", "Attente")
    for kind in MessageKind:
        sending = SENDINGS[kind]
        topic = str(sending.topic.label) if sending.topic else "aucun : ne se coupe pas"
        lines.append(row(str(kind.label), str(sending.channel.label), topic, _wait(sending)))
    return lines


def _wait(sending: Sending) -> str:
    wait = "10 minutes, le temps d’annuler l’acte" if sending.waits else "aucune"
    return f"{wait} ; à toute heure" if sending.at_any_hour else wait
