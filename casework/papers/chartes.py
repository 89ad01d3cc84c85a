"""The charte of a cellule (D01), which anybody may have, and what one agent signed of it (D02).

No young person is named there: both are read before any charte is signed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from casework.papers import wording
from casework.papers.kinds import OF_CHARTE, Setting, Template
from confidentiality.access_matrix import PAGE_ACTS
from confidentiality.actors import Actor
from confidentiality.choices import CharteState
from confidentiality.models import Charte, CharteSignature
from veille.french import at_time, day_month_year
from veille.hats import circles_of
from veille.models import Designation
from veille.papers.blocks import Block, Boxes, Heading, Listing, Paper, Paragraph, Rows
from veille.services.circle_members import bound_to

_PREPARED: Final = (CharteState.PROJET, CharteState.ADOPTEE)
# « 5. Déontologie », alone on its line: the title of a clause.
_CLAUSE: Final = re.compile(r"\d+\. [^.]{1,80}")
# Who signs for the institutions (clause C16; CSI art. L. 132-5, al. 4).
_INSTITUTIONS: Final = (
    ("Le maire ou le président", "Le préfet", "Le procureur de la République"),
    ("Le président du département", "L’autorité académique", "Police ou gendarmerie"),
)
_PROMISES: Final = (
    "ne partager que les informations strictement nécessaires, dont j’ai légitimement "
    "connaissance et qui ne sont pas couvertes par le secret professionnel ;",
    "ne communiquer aucune information du groupe à un tiers, y compris à ma hiérarchie au-delà de "
    "ce que demandent les tâches qui me sont confiées ;",
    "ne conserver ni copie ni fichier personnel ;",
    "m’en tenir à des faits, sans jugement de valeur ;",
    "signaler sans délai tout incident.",
)


_TITLE: Final = "Charte de confidentialité"


def charte(row: Charte, setting: Setting) -> Paper:
    """D01: the text itself, whole, under what proves which one it is."""
    # A version that waits, or is in force, may be signed by the institutions.
    signed = row.state in (*_PREPARED, CharteState.EN_VIGUEUR)
    return Paper(
        _TITLE,
        "Règlement intérieur de la cellule (code de la sécurité intérieure, art. L. 132-5)",
        _version(row),
        (
            *_clauses(row.text),
            *((Heading("Signatures des institutions"),) if signed else ()),
            *(map(Boxes, _INSTITUTIONS) if signed else ()),
        ),
        wording.form(setting),
    )


def _version(row: Charte) -> Rows:
    adopted = f"{wording.on_day(row.adopted_on)}, {row.adoption_reference}"
    known = (
        ("Version", f"{row.number}, {row.get_state_display().lower()}"),
        ("Adoptée", adopted if row.adopted_on else "pas encore"),
        ("En vigueur", _since(row)),
        ("Empreinte du texte (SHA-256)", in_groups(row.text_hash)),
    )
    return tuple(each for each in known if each[1])


def _since(row: Charte) -> str:
    if row.in_force_since is None:
        return ""
    since = f"depuis le {day_month_year(timezone.localdate(row.in_force_since))}"
    if row.replaced_at is None:
        return since
    return f"{since}, jusqu’au {day_month_year(timezone.localdate(row.replaced_at))}"


def _clauses(text: str) -> Iterator[Block]:
    """The text as the cellule wrote it, line by line; its own title is that of the paper."""
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.casefold() == _TITLE.casefold():
            continue
        yield Heading(line) if _CLAUSE.fullmatch(line) else Paragraph(line)


def in_groups(digest: str) -> str:
    """So that it is read aloud, and compared."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))


def adhesion(row: CharteSignature, setting: Setting) -> Paper:
    """D02: who bound themselves, under which function, to which text, and when."""
    version = row.charte
    return Paper(
        "Acte d’adhésion individuelle à la charte",
        "",
        (
            ("Agent", row.user.full_name),
            *((f"{each.get_role_display()}", _designated(each)) for each in _hats(row)),
            ("Cellule", setting.cellule.name if setting.cellule else ""),
        ),
        (
            Paragraph(
                "Je déclare avoir lu le règlement intérieur adopté "
                f"{wording.on_day(version.adopted_on)} (version {version.number}, empreinte "
                f"{in_groups(version.text_hash)}) et m’engage à :"
            ),
            Listing(_PROMISES),
            Paragraph(
                "Je sais que mes consultations, saisies, impressions et exports sont enregistrés "
                "avec mon identité, la date et l’heure, et conservés douze mois. Je sais que tout "
                "manquement entraîne mon exclusion du groupe et peut relever des articles 226-13 "
                "(un an d’emprisonnement et 15 000 euros d’amende) et 226-22 du code pénal."
            ),
            Heading("Signature"),
            Listing(_signed(row)),
        ),
        wording.form(setting),
    )


def _hats(row: CharteSignature) -> QuerySet[Designation]:
    """The designations under which it was signed: those in force at that moment."""
    held = bound_to(row.charte.circle_id, row.signed_at).filter(user=row.user_id)
    return held.select_related("organisation").order_by("since", "pk")


def _designated(hat: Designation) -> str:
    rank = "suppléant" if hat.is_substitute else "titulaire"
    day = day_month_year(timezone.localdate(hat.since))
    return f"{rank}, désigné par {hat.organisation.name} le {day} ({hat.acte_reference})"


def _signed(row: CharteSignature) -> tuple[str, ...]:
    day = day_month_year(timezone.localdate(row.signed_at))
    until = day_month_year(timezone.localdate(row.valid_until))
    ended = row.revoked_at and day_month_year(timezone.localdate(row.revoked_at))
    return (
        f"Signé en ligne par {row.user.full_name}, le {day} à {at_time(row.signed_at)}.",
        f"Valable jusqu’au {until}, ou jusqu’à la version suivante de la charte.",
        *((f"Terminé le {ended} : {row.get_end_code_display().lower()}.",) if ended else ()),
        f"Empreinte de la signature : {in_groups(row.digest)}.",
    )


def chartes_read(actor: Actor, now: datetime) -> QuerySet[Charte]:
    """Those that bind this hat; a version that waits, for whoever prepares it or decides."""
    bound = Charte.objects.filter(circle__in=circles_of(actor).values("pk"))
    if actor.role in PAGE_ACTS["cellule.view"]:
        return bound
    return bound.exclude(state__in=_PREPARED)


def own_signatures(actor: Actor, now: datetime) -> QuerySet[CharteSignature]:
    """Of this agent, for the cellules of the hat; past ones too."""
    return CharteSignature.objects.filter(
        user=actor.user.pk, charte__circle__in=circles_of(actor).values("pk")
    )


TEMPLATES: Final = (
    Template(
        "charte",
        "D01",
        1,
        Charte,
        charte,
        lambda row: True,
        "",
        OF_CHARTE,
        rows=chartes_read,
        public=True,
        plain=True,
    ),
    Template(
        "acte-adhesion",
        "D02",
        1,
        CharteSignature,
        adhesion,
        lambda row: row.holds,
        "L’empreinte de cette signature est altérée : prévenez le délégué à la protection des "
        "données.",
        OF_CHARTE,
        rows=own_signatures,
        plain=True,
    ),
)
