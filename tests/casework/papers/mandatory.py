"""What each paper of a cellule must bear, and what it must not: one line for each document.

The list of documents of the domain, as data. A text is searched for in the words of the paper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from casework.choices.facts import FAITS
from casework.choices.lists import DecisionCode, Motif, Need
from casework.choices.measures import AgendaKind, Provision
from casework.choices.rights import RightsOutcome
from casework.conservation import purge_due
from casework.papers.processing import SECURITY
from casework.papers.relais import SAID
from casework.papers.rights import ASKED, WHY
from casework.papers.violations import CONSEQUENCES
from casework.presenters.labels import enumeration, labels
from tests.casework.papers.around import Around
from veille.choices import ViolationData, ViolationMeasure, ViolationNature
from veille.french import day_month_year, long_moment, number
from veille.grammar import inside

Said = Callable[[Around], Iterable[str]]


def young(w: Around) -> str:
    return f"{w.case.young_person.first_name} {w.case.young_person.last_name}"


def born(w: Around) -> str:
    return day_month_year(w.case.young_person.birth_date)


def day(row: Any, *names: str) -> list[str]:
    return [day_month_year(getattr(row, name)) for name in names]


def faits(w: Around) -> list[str]:
    return [FAITS[each.code].label for each in w.rappel.faits.all()]


def texts(w: Around) -> list[str]:
    return [FAITS[each.code].article for each in w.rappel.faits.all()]


def motives(w: Around) -> list[str]:
    return labels(Motif, w.saisine.motifs)


def end_of_archive(w: Around) -> str:
    ended = w.case.closed_on or w.setting.today
    months = w.holder.archive_months
    return day_month_year(purge_due(ended, w.case.young_person.birth_date, months))


def information(w: Around) -> list[str]:
    """RGPD art. 12 to 14, in the words of each reader."""
    return [
        "L. 132-5",
        inside(str(w.saisine.get_origin_display())),
        f"{w.holder.archive_months} mois",
        "25 ans",
        w.holder.dpo_contact or "à demander à la mairie",
        "corriger",
        "CNIL",
    ]


def meeting(w: Around) -> list[str]:
    return [w.place.name, long_moment(w.seance.held_at), w.seance.place]


def convocation(w: Around) -> list[str]:
    return [
        "L. 132-7",
        long_moment(w.rappel.appointment_at) if w.rappel.appointment_at else "?",
        f"à la mairie de {w.rappel.commune.name}",
        *faits(w),
        *texts(w),
        "ni une sanction ni une condamnation",
        w.rappel.decided_by.user.full_name if w.rappel.decided_by else "?",
        "accompagner",
        w.holder.letter_contact or "la mairie",
    ]


REQUIRED: dict[str, Said] = {
    "D01": lambda w: [
        *(f"{rank}. " for rank in range(1, 17)),
        w.charte.adoption_reference,
        *day(w.charte, "adopted_on"),
        w.charte.text_hash[:8],
    ],
    "D02": lambda w: [
        w.signature.user.full_name,
        w.place.name,
        "désigné par",
        "version 1",
        w.charte.text_hash[:8],
        "226-13",
        "226-22",
        "douze mois",
        w.signature.digest[:8],
    ],
    "D03": lambda w: [*meeting(w), "2 situations"],
    "D04": lambda w: [*meeting(w), w.case.reference, str(AgendaKind(w.kind).label), "à désigner"],
    "D05": lambda w: [*meeting(w), "Charte signée", "Signature", w.signature.user.full_name],
    "D06": lambda w: [
        w.case.reference,
        enumeration(DecisionCode, w.decision.codes),
        w.decision.pilot.name if w.decision.pilot else "?",
        *day(w.decision, "due_on"),
        w.signature.user.full_name,
    ],
    "D07": lambda w: [
        young(w),
        born(w),
        *motives(w),
        *faits(w),
        w.saisine.organisation.name if w.saisine.organisation else "?",
        w.saisine.get_q_crime_delit_display().lower(),
        "secret professionnel",
    ],
    "D08": information,
    "D09": lambda w: [
        young(w),
        born(w),
        *faits(w),
        *texts(w),
        *day(w.rappel, "consulted_on"),
        w.rappel.protocol.reference if w.rappel.protocol else "?",
        "☐ Accord",
        "☐ Opposition",
        "☐ Dessaisissement",
        "date de la réponse",
    ],
    "D10": convocation,
    "D11": lambda w: [
        *convocation(w),
        "présence des parents",
        "responsabilité éducative",
        f"Copie remise à {young(w)}",
    ],
    "D12": lambda w: [
        f"n° {w.rappel.register_number}",
        young(w),
        *labels(Provision, w.rappel.provisions),
        w.rappel.get_impossibility_display(),
        "verbalement",
        "ni une sanction ni une condamnation",
    ],
    "D13": lambda w: [f"n° {w.rappel.register_number}", w.rappel.get_level_display(), "réalisé"],
    "D14": lambda w: [
        "Première" if w.rappel.absence_count == 1 else "Seconde",
        *day(w.rappel, "decided_on", "absent_on"),
        "Preuve de l’envoi",
        "Aucune conséquence légale",
    ],
    "D15": lambda w: [
        *([f"n° {w.rappel.register_number}"] if w.rappel.done_on else ["Carence"]),
        *day(w.rappel, "done_on" if w.rappel.done_on else "absent_on"),
        "protocole",
    ],
    "D27": lambda w: [
        *day(w.case, "closed_on"),
        end_of_archive(w),
        "Vos droits restent ouverts",
        "CNIL",
    ],
    "D28": lambda w: [
        young(w),
        born(w),
        w.relais.target,
        *day(w.relais, "young_agreed_on"),
        *labels(Need, w.case.needs),
        "Référent",
    ],
    "D29": lambda w: [*day(w.saisine, "art40_on"), "art. 40", "L’autorité qui signale"],
    "D30": lambda w: [*day(w.saisine, "ip_on"), "Les parents ont été informés", "L’auteur"],
    "D32": lambda w: [
        ASKED[w.request.kind],
        *day(w.request, "received_on", "decided_on"),
        *([] if w.request.outcome == RightsOutcome.FONDEE else [WHY[w.request.reason]]),
        "CNIL",
        "tribunal administratif",
    ],
    "D33": lambda w: [w.holder.register_reference, *SECURITY],
    "D34": lambda w: ["Dossiers individuels", "R. 212-14", "Dates extrêmes"],
    "D38": lambda w: [
        long_moment(w.violation.detected_at),
        *(f"{inside(each)}." for each in labels(ViolationData, w.violation.data_groups)),
        *labels(ViolationNature, w.violation.natures),
        *labels(ViolationMeasure, w.violation.measures),
        *(CONSEQUENCES[each] for each in w.violation.natures),
        number(w.violation.persons_count) if w.violation.persons_count else "nombre inconnu",
        w.holder.dpo_contact or "à demander à la mairie",
        "Enregistrements concernés",
        "Motif du retard",
    ],
}
# What one paper adds to those of its document.
ALSO: dict[str, Said] = {
    "fiche-de-registre": lambda w: ["# Finalités", "# Destinataires", "# Sécurité", "R2 : "],
    "trame-analyse-impact": lambda w: ["Nécessité et proportionnalité", "Risques", "Avis"],
    "certificat-destruction": lambda w: [
        w.certificate.agreement_reference,
        number(w.certificate.cases),
        *day(w.certificate, "day"),
    ],
    "bordereau-elimination": lambda w: ["☐ Visa accordé", "référence du visa"],
    "information-majeur": lambda w: ["limité", "opposer", "art. 6, 1, e", "adhésion"],
    "information-representants": lambda w: ["limité", "opposer", "art. 6, 1, e", "adhésion"],
}


def person(w: Around) -> list[str]:
    return [w.case.young_person.last_name, w.case.young_person.first_name]


def nobody(w: Around) -> list[str]:
    """No young person, not even by a reference."""
    return [*person(w), w.case.reference, *motives(w)]


def no_story(w: Around) -> list[str]:
    return [*motives(w), *faits(w)]


FORBIDDEN: dict[str, Said] = {
    **dict.fromkeys(("D01", "D02", "D03", "D05", "D13", "D33", "D34", "D38"), nobody),
    **dict.fromkeys(("D04", "D06", "D15", "D29", "D30"), lambda w: [*person(w), *no_story(w)]),
    **dict.fromkeys(("D08", "D27", "D32"), no_story),
    "D14": no_story,
    "D28": lambda w: [
        *no_story(w),
        *(str(each.label) for each in DecisionCode if each not in SAID),
    ],
}
