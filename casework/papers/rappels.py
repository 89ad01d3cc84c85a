"""Papers of the rappel à l’ordre (CSI art. L. 132-7): the parquet, the convocation, its outcome.

None of them says that the young person is guilty of anything: the facts are those reported.
"""

from __future__ import annotations

from typing import Final

from casework.choices.facts import FAITS
from casework.choices.measures import ConvocationAddressee, ParquetAnswer, Provision
from casework.choices.states import RappelState
from casework.models import RappelALOrdre
from casework.papers import wording
from casework.papers.kinds import Setting, Template
from casework.presenters.labels import labels
from veille.french import day_month_year, long_moment
from veille.grammar import inside
from veille.papers.blocks import Block, Boxes, Heading, Listing, Paper, Paragraph

_R = RappelState
_LAW: Final = "article L. 132-7 du code de la sécurité intérieure"
# To write upon.
_LINE: Final = "…" * 20
_NEITHER: Final = (
    "Le rappel à l’ordre est un entretien : il n’est ni une sanction ni une condamnation, et "
    "n’est inscrit à aucun casier."
)


def facts(row: RappelALOrdre) -> tuple[str, ...]:
    """Each fact reported: in neutral words, its day, its place, its text."""
    return tuple(
        f"{FAITS[each.code].label}, le {day_month_year(each.happened_on)}, "
        f"{inside(each.get_place_kind_display())} ({FAITS[each.code].article})"
        for each in row.faits.order_by("happened_on", "code", "pk")
    )


def official(row: RappelALOrdre) -> str:
    """Who holds the interview: the mayor, or the élu to whom an arrêté delegates it (I34)."""
    return wording.official(row.decided_by, row.delegation, row.commune)


def convocation_of_adult(row: RappelALOrdre, setting: Setting) -> Paper:
    """D10: to the person alone; parents of an adult are told nothing."""
    return Paper(
        "Convocation à un entretien",
        "Rappel à l’ordre par le maire",
        (),
        (
            Paragraph("Madame, Monsieur,"),
            Paragraph(
                f"En application de l’{_LAW}, je vous invite à vous présenter "
                f"{_appointment(row)}, où je vous recevrai personnellement."
            ),
            *_reasons(row),
            Paragraph(
                "La personne de votre choix peut vous accompagner. Pour changer de date "
                f"ou poser une question : {wording.contact(setting)}."
            ),
            wording.signature(official(row)),
        ),
        wording.letter(setting, wording.to_young(row.case)),
    )


def convocation_of_minor(row: RappelALOrdre, setting: Setting) -> Paper:
    """D11: to the representatives, with a copy to the child (I39)."""
    child = row.case.young_person.first_name
    return Paper(
        "Convocation de votre enfant à un entretien",
        "Rappel à l’ordre par le maire",
        (),
        (
            Paragraph("Madame, Monsieur,"),
            Paragraph(
                f"En application de l’{_LAW}, je vous invite à vous présenter avec votre enfant "
                f"{child} {_appointment(row)}, où je le recevrai personnellement."
            ),
            *_reasons(row),
            Paragraph(
                "La loi prévoit la présence des parents ou des représentants légaux. Si vous ne "
                "pouvez pas venir, une personne ayant une responsabilité éducative envers votre "
                f"enfant peut l’accompagner : merci de prévenir {wording.contact(setting)}. Vous "
                "pouvez aussi vous faire accompagner."
            ),
            Paragraph(f"Copie remise à {wording.named(row.case)}."),
            wording.signature(official(row)),
        ),
        wording.letter(setting, wording.to_representatives(row.case)),
    )


def _appointment(row: RappelALOrdre) -> str:
    when = long_moment(row.appointment_at) if row.appointment_at else ""
    return f"le {when}, à la mairie de {row.commune.name}"


def _reasons(row: RappelALOrdre) -> tuple[Block, ...]:
    return (
        Paragraph("Les faits suivants m’ont été rapportés :"),
        Listing(facts(row)),
        Paragraph(_NEITHER),
    )


def consultation(row: RappelALOrdre, setting: Setting) -> Paper:
    """D09: what the parquet answers to, before anything is decided (I36: silence is no answer)."""
    person = row.case.young_person
    return Paper(
        "Fiche navette : projet de rappel à l’ordre",
        "À l’attention du procureur de la République",
        (
            ("Jeune", f"{wording.named(row.case)}, né(e) le {day_month_year(person.birth_date)}"),
            ("Commune", row.commune.name),
            ("Cadre", _framework(row)),
            ("Consultation", wording.on_day(row.consulted_on)),
        ),
        (
            Heading("Faits rapportés"),
            Listing(facts(row)),
            Heading("Attestations du maire"),
            Listing(
                (
                    "Aucun de ces faits n’est, à ma connaissance, un crime ou un délit.",
                    "Aucune plainte et aucune procédure ne sont connues pour ces faits.",
                )
            ),
            Heading("Réponse du parquet"),
            Listing(
                (
                    "☐ Accord",
                    "☐ Opposition : une procédure est en cours ou envisagée",
                    "☐ Dessaisissement : le parquet traite ces faits",
                )
            ),
            Paragraph("L’absence de réponse ne vaut pas accord."),
            Boxes(("Référence et date de la réponse", "Signature du magistrat")),
        ),
        wording.form(setting),
    )


def _framework(row: RappelALOrdre) -> str:
    if row.protocol:
        signed = day_month_year(row.protocol.signed_on)
        return f"Protocole {row.protocol.reference}, signé le {signed}"
    return (
        f"Accord écrit {row.agreement_reference}" if row.agreement_reference else "Hors protocole"
    )


def account(row: RappelALOrdre, setting: Setting) -> Paper:
    """D12: held, verbally; what was recalled, who came. No commitment, no judgment."""
    presence = [("Présence du jeune", row.get_presence_young_display())]
    if row.presence_representatives:
        presence.append(("Accompagné par", row.get_presence_representatives_display()))
    if row.impossibility:
        presence.append(("Absence des représentants", row.get_impossibility_display()))
    return Paper(
        f"Compte rendu de rappel à l’ordre n° {row.register_number}",
        "",
        (
            ("Date", wording.on_day(row.done_on)),
            ("Lieu", f"Mairie de {row.commune.name}"),
            ("Tenu par", official(row)),
            ("Jeune reçu", wording.named(row.case)),
            *presence,
        ),
        (
            Heading("Faits rappelés"),
            Listing(facts(row)),
            Heading("Dispositions rappelées"),
            Listing(tuple(labels(Provision, row.provisions)) or ("Celles citées avec les faits.",)),
            Paragraph(f"Le rappel a été fait verbalement. {_NEITHER}"),
            wording.signature(official(row)),
        ),
        wording.form(setting),
    )


def absence(row: RappelALOrdre, setting: Setting) -> Paper:
    """D14: nobody came; nothing follows from it in law (I41)."""
    rank = "Première" if row.absence_count == 1 else "Seconde"
    return Paper(
        "Constat de carence",
        "Rappel à l’ordre par le maire",
        (
            ("Jeune convoqué", wording.named(row.case)),
            ("Convocation", f"{rank}, décidée {wording.on_day(row.decided_on)}"),
            ("Adressée", str(ConvocationAddressee(row.addressee).label)),
            ("Preuve de l’envoi", f"à joindre : {_LINE}"),
            ("Absence constatée", wording.on_day(row.absent_on)),
        ),
        (
            Paragraph(
                "La personne convoquée ne s’est pas présentée. Aucune conséquence légale n’est "
                "attachée à cette absence."
            ),
            Paragraph(
                "Suite possible : une nouvelle convocation, une seule fois ; le retour de la "
                "situation devant la cellule ; l’information du parquet, si le protocole le veut."
            ),
            wording.signature(official(row)),
        ),
        wording.form(setting),
    )


def outcome(row: RappelALOrdre, setting: Setting) -> Paper:
    """D15: done or not, and when: nothing else goes back to the parquet."""
    done = row.done_on is not None
    return Paper(
        "Avis de suites d’un rappel à l’ordre",
        "À l’attention du procureur de la République",
        (
            ("Référence de votre réponse", row.opinion_reference or "sans référence"),
            ("Registre", f"n° {row.register_number}" if done else "non réalisé"),
            (
                "Suite",
                "Rappel à l’ordre réalisé" if done else "Carence : personne ne s’est présenté",
            ),
            ("Date", wording.on_day(row.outcome_on)),
        ),
        (Paragraph("Avis donné en application du protocole."), wording.signature(official(row))),
        wording.form(setting),
    )


def _convened(row: RappelALOrdre, addressee: str) -> bool:
    return row.state == _R.CONVOQUE and row.addressee == addressee


_DATE_FIRST: Final = "Cette convocation se fait quand le maire a décidé et daté l’entretien."

TEMPLATES: Final = (
    Template(
        "fiche-navette",
        "D09",
        2,
        RappelALOrdre,
        consultation,
        lambda row: row.state in (_R.CONSULTATION, _R.ACCORD),
        "La fiche navette se fait quand le parquet est consulté.",
    ),
    Template(
        "convocation-rappel-majeur",
        "D10",
        2,
        RappelALOrdre,
        convocation_of_adult,
        lambda row: _convened(row, ConvocationAddressee.JEUNE),
        _DATE_FIRST,
    ),
    Template(
        "convocation-rappel-mineur",
        "D11",
        1,
        RappelALOrdre,
        convocation_of_minor,
        lambda row: _convened(row, ConvocationAddressee.REPRESENTANTS),
        _DATE_FIRST,
    ),
    Template(
        "compte-rendu-rappel",
        "D12",
        2,
        RappelALOrdre,
        account,
        lambda row: row.state == _R.REALISE,
        "Le compte rendu se fait quand l’entretien a eu lieu.",
    ),
    Template(
        "constat-de-carence",
        "D14",
        2,
        RappelALOrdre,
        absence,
        lambda row: row.state == _R.CARENCE,
        "Le constat se fait quand l’absence est enregistrée.",
    ),
    Template(
        "avis-de-suites",
        "D15",
        1,
        RappelALOrdre,
        outcome,
        lambda row: row.state in (_R.REALISE, _R.CARENCE) and row.opinion == ParquetAnswer.ACCORD,
        "L’avis se fait quand le rappel accepté du parquet est réalisé, ou l’absence constatée.",
    ),
)
