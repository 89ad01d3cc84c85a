"""What is destroyed (D34, code du patrimoine, art. R. 212-14): the slip, then the certificate.

Categories, dates and numbers. Nobody is named, no reference of a situation is given.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count, Max, Min, QuerySet

from casework.choices.states import CaseState
from casework.models import Case, EliminationCertificate, Tombstone
from casework.papers import wording
from casework.papers.kinds import OF_FILE, Setting, Template
from casework.papers.registers import held_by
from confidentiality.actors import Actor
from veille.french import day_month_year, number
from veille.models import Collectivite
from veille.papers.blocks import Block, Boxes, Listing, Paper, Paragraph, Table

_CATEGORY: Final = "Dossiers individuels de jeunes suivis par la cellule de veille"
_HEADINGS: Final = ("Catégorie", "Dates extrêmes", "Dossiers")


def waiting_at(holder: Collectivite) -> QuerySet[Case]:
    """Sealed cases that only wait for the visa of the archives."""
    sealed = Case.objects.for_system("numbers of what waits for its elimination")
    return sealed.filter(state=CaseState.A_ELIMINER, cellule__collectivite=holder.pk)


def slip(holder: Collectivite, setting: Setting) -> Paper:
    """D34, before: what the archives are asked to let go."""
    found = waiting_at(holder).aggregate(
        first=Min("opened_on"), last=Max("closed_on"), sealed=Max("sealed_on"), files=Count("pk")
    )
    found["last"] = found["last"] or found["sealed"]
    return Paper(
        "Bordereau d’élimination",
        "Demande de visa (code du patrimoine, art. L. 212-3 et R. 212-14)",
        (
            ("Service producteur", holder.name),
            ("Durée de conservation", f"échue ; archive de {holder.archive_months} mois"),
        ),
        (
            _files(found),
            Paragraph(
                "Ces dossiers sont scellés : plus personne ne peut les lire. Leur durée est échue, "
                "ou la personne a obtenu leur effacement. Aucun n’est détruit sans ce visa."
            ),
            Listing(("☐ Visa accordé", "☐ Visa accordé pour toute élimination à venir", "☐ Refus")),
            Boxes(("Le maire, date et signature", "Archives : référence du visa, date, cachet")),
        ),
        wording.letter(setting, ("Aux archives départementales",)),
    )


def _files(found: dict[str, Any]) -> Block:
    return Table(
        "Dossiers",
        _HEADINGS,
        ((_CATEGORY, _range(found["first"], found["last"]), number(found["files"])),),
        numeric=False,
    )


def _range(first: date | None, last: date | None) -> str:
    return f"du {wording.day_or_line(first)} au {wording.day_or_line(last)}"


def certificate(row: EliminationCertificate, setting: Setting) -> Paper:
    """D34, after: what was destroyed on one day, under which visa."""
    stones = Tombstone.objects.filter(
        collectivite=row.collectivite,
        agreement_reference=row.agreement_reference,
        eliminated_at__date=row.day,
    )
    found = stones.aggregate(first=Min("opened_on"), last=Max("ended_on")) | {"files": row.cases}
    return Paper(
        "Certificat de destruction",
        "Code du patrimoine, art. R. 212-14",
        (
            ("Service", row.collectivite.name),
            ("Détruits", wording.on_day(row.day)),
            ("Visa des archives", row.agreement_reference),
            ("Identités effacées", number(row.people)),
        ),
        (
            _files(found),
            Paragraph(
                "Une identité est effacée avec le dernier dossier de la personne, et la clé qui la "
                "chiffrait est détruite. Une sauvegarde que l’on restaure est effacée de nouveau "
                "avant d’être ouverte."
            ),
            Boxes(("Le maire, date et signature",)),
        ),
        wording.form(setting),
    )


def certificates_of(actor: Actor, now: datetime) -> QuerySet[EliminationCertificate]:
    """Those of the collectivité of this hat, the last day first."""
    if actor.tenant_id is None:
        return EliminationCertificate.objects.none()
    return EliminationCertificate.objects.filter(collectivite=actor.tenant_id)


def label_of(row: EliminationCertificate) -> str:
    """« 12 décembre 2026, visa AD-2026-14 »."""
    return f"{day_month_year(row.day)}, visa {row.agreement_reference}"


TEMPLATES: Final = (
    Template(
        "bordereau-elimination",
        "D34",
        1,
        Collectivite,
        slip,
        lambda holder: waiting_at(holder).exists(),
        "Aucun dossier n’attend le visa des archives.",
        OF_FILE,
        "Bordereau d’élimination à faire viser",
        rows=held_by,
        plain=True,
    ),
    Template(
        "certificat-destruction",
        "D34",
        1,
        EliminationCertificate,
        certificate,
        lambda row: True,
        "",
        OF_FILE,
        "Certificat de destruction",
        rows=certificates_of,
        plain=True,
    ),
)
