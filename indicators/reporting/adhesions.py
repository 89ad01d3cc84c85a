"""The annual review of the charte (D37): who is bound, how many signed, exclusions, incidents.

Numbers of agents, cellule by cellule, never their names; CSI art. L. 132-5, charte clause C4.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from confidentiality.models import Charte
from confidentiality.models.circles import IN_FORCE
from indicators.figures import Share, day, number
from veille.choices import AdhesionState, ViolationState
from veille.models import Cellule, Collectivite, Exclusion, Violation
from veille.papers.blocks import Block, Heading, Listing, Paper, Paragraph, Table
from veille.services.circle_members import members_of


def compose(holder: Collectivite, year: int, now: datetime) -> Paper:
    """The review of a year, at its last moment, or now when it is under way."""
    start = _midnight(date(year, 1, 1))
    end = min(_midnight(date(year + 1, 1, 1)), now)
    last = timezone.localdate(end - timedelta(microseconds=1))
    cellules = [each for each in holder.cellules.order_by("name") if each.created_on <= last]
    blocks: list[Block] = [
        Heading("Signatures"),
        _signed(cellules, end),
        Paragraph(
            "Une signature vaut douze mois, pour une version de la charte et une désignation. Sans "
            "elle, aucune situation ne s’ouvre."
        ),
        Heading("Versions de la charte"),
        _versions(cellules),
        Heading("Exclusions"),
        _excluded(cellules, start, end),
        Heading("Incidents"),
        _incidents(holder, start, end),
    ]
    return Paper(
        f"Charte de confidentialité : bilan annuel {year}",
        f"{holder.name}, à l’attention du CLSPD ou du CISPD et du conseil départemental de "
        "prévention de la délinquance",
        (
            ("Collectivité", holder.name),
            ("Période", f"du 1er janvier au {day(last)}"),
            ("Fait le", day(timezone.localdate(now))),
            ("Textes", "CSI, art. L. 132-5 ; charte, clauses C4, C13 et C15 ; RGPD, art. 33"),
        ),
        tuple(blocks),
    )


def _signed(cellules: list[Cellule], end: datetime) -> Block:
    """Designations bound by the charte at the end, those whose signature holds, those due."""
    if not cellules:
        return Paragraph("Aucune cellule n’est ouverte.")
    rows = []
    for each in cellules:
        members = members_of(each.pk, end)
        signed = sum(member.adhesion.state == AdhesionState.SIGNEE for member in members)
        due = len(members) - signed
        share = str(Share(signed, len(members)))
        rows.append((each.name, number(len(members)), number(signed), number(due), share))
    headings = ("Cellule", "Désignations liées", "Signées", "À signer", "Part signée")
    return Table("Signatures à la fin de la période", headings, tuple(rows))


def _versions(cellules: list[Cellule]) -> Block:
    chartes = Charte.objects.filter(circle__in=[each.pk for each in cellules], state=IN_FORCE)
    known = {each.circle_id: each for each in chartes}
    rows = []
    for each in cellules:
        charte = known.get(each.pk)
        if charte is None or charte.in_force_since is None:
            rows.append((each.name, "aucune", "", ""))
            continue
        since = day(timezone.localdate(charte.in_force_since))
        rows.append((each.name, str(charte.number), since, charte.text_hash[:16]))
    if not rows:
        return Paragraph("Aucune cellule n’est ouverte.")
    headings = ("Cellule", "Version en vigueur", "Depuis le", "Empreinte du texte")
    return Table("Versions en vigueur aujourd’hui", headings, tuple(rows), numeric=False)


def _excluded(cellules: list[Cellule], start: datetime, end: datetime) -> Block:
    of = Exclusion.objects.filter(cellule__in=[each.pk for each in cellules])
    decided = of.filter(decided_at__gte=start, decided_at__lt=end).count()
    lifted = of.filter(lifted_at__gte=start, lifted_at__lt=end).count()
    return Listing(
        (
            f"Exclusions décidées dans la période : {number(decided)}.",
            f"Exclusions levées dans la période : {number(lifted)}.",
        )
    )


def _incidents(holder: Collectivite, start: datetime, end: datetime) -> Block:
    """Breaches of personal data of the collectivité, as its register has them (RGPD art. 33, 5)."""
    of = Violation.objects.filter(collectivite=holder)
    found = of.filter(detected_at__gte=start, detected_at__lt=end)
    told = found.filter(notified_at__isnull=False)
    over = found.filter(state=ViolationState.CLOSE)
    return Listing(
        (
            f"Violations de données détectées dans la période : {number(found.count())}.",
            f"Dont notifiées à la CNIL : {number(told.count())} ; closes : {number(over.count())}.",
        )
    )


def _midnight(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time.min))
