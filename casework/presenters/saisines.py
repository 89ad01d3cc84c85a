"""Saisines as pages show them: codes turned into sentences, names only while an answer waits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils import timezone

from casework.choices.delays import RULES, Delay
from casework.choices.facts import FAITS
from casework.choices.lists import Answer, Motif, Sex, Strength
from casework.choices.states import SaisineState
from casework.deadlines import (
    WINDOW_AFTER,
    WINDOW_BEFORE,
    delays_of,
)
from casework.guards import saisines as guards
from casework.models import Case, Saisine
from casework.models.people import YoungPerson
from casework.presenters.cases import Row
from casework.presenters.labels import enumeration
from casework.saisine_sight import NAMED
from casework.search import Resemblance
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.errors import Refusal
from confidentiality.guards import Guard
from veille.french import (
    day_month_year,
    join_french,
    long_date,
    of_,
    relative_days,
    short_date,
    spaced,
)
from veille.grammar import inside
from veille.models import Cellule, Designation

_TONES = {
    SaisineState.SOUMISE: "warn",
    SaisineState.A_COMPLETER: "warn",
    SaisineState.RECEVABLE: "ok",
    SaisineState.IRRECEVABLE: "err",
}
_GROUPS = ("À qualifier", "À compléter", "Brouillons", "Terminées")
_OWN_GROUPS = ("En attente de réponse", *_GROUPS[1:])
_NO_BREAK = "\N{NO-BREAK SPACE}"
_SOON_DAYS = 2


@dataclass(frozen=True, slots=True)
class SaisineLine:
    """One line of the list. ``name`` is empty for who may not read it there."""

    group: str
    url: str
    reference: str
    name: str
    day: str
    day_label: str
    origin: str
    age: str
    motifs: str
    state: str
    state_label: str
    tone: str
    due_on: date | None
    due_day: str
    due_words: str
    due_tone: str


@dataclass(frozen=True, slots=True)
class Likely:
    """A case that may be about the same young person."""

    case_id: str
    reference: str
    url: str
    words: str
    reason: str


def person_name(person: YoungPerson) -> str:
    """NOM Prénom, accents and particles as typed."""
    return f"{person.last_name} {person.first_name}"


def tone_of(state: str) -> str:
    """Tone of the badge of a saisine; empty for the neutral one."""
    return _TONES.get(SaisineState(state), "")


def saisine_line(saisine: Saisine, actor: Actor, today: date) -> SaisineLine:
    """One line: a name for its author and for the coordonnateur, while the answer waits."""
    rank: int = saisine.rank  # type: ignore[attr-defined]  # see in_order_of_work
    named = saisine.state in NAMED
    reader = actor.role == Role.COORDONNATEUR or saisine.author_id == actor.hat_id
    due = saisine.answer_due_on if saisine.state == SaisineState.SOUMISE else None
    ahead = (due - today).days if due else _SOON_DAYS + 1
    day = saisine.submitted_at or saisine.created_at
    return SaisineLine(
        group=(_GROUPS if actor.role == Role.COORDONNATEUR else _OWN_GROUPS)[rank],
        url=reverse("casework:saisine_detail", args=[saisine.pk]),
        reference=saisine.reference,
        name=person_name(saisine.young_person) if named and reader else "",
        day_label="Reçue le" if saisine.submitted_at else "Commencée le",
        day=short_date(timezone.localdate(day), today),
        origin=saisine.get_origin_display(),
        age=f"{saisine.young_person.age(today)}{_NO_BREAK}ans" if named else "",
        motifs=enumeration(Motif, saisine.motifs),
        state=saisine.state,
        state_label=saisine.get_state_display(),
        tone=tone_of(saisine.state),
        due_on=due,
        due_day=f"avant le {short_date(due, today)}" if due else "",
        due_words=relative_days(due, today) if due else "",
        due_tone="late" if ahead < 0 else "soon" if ahead <= _SOON_DAYS else "",
    )


def who(saisine: Saisine, today: date) -> str:
    """« LEROY Enzo, 15 ans, de Lens »; without the name once the answer is given."""
    if saisine.state not in NAMED:
        return "Le nom ne s’affiche plus ici, puisque la réponse est donnée."
    person = saisine.young_person
    return f"{person_name(person)}, {person.age(today)} ans, {of_(person.commune.name)}"


def faits_sentences(saisine: Saisine, today: date) -> list[str]:
    """« Incivilité ou écart de langage, le 8 déc., à Lens, voie publique »."""
    return [
        f"{FAITS[fait.code].label}, le {short_date(fait.happened_on, today)}, "
        f"à {fait.commune.name}, {inside(fait.get_place_kind_display())}"
        for fait in saisine.faits.select_related("commune")
    ]


def reading(saisine: Saisine, today: date) -> list[Row]:
    """Every code of a saisine in words, for who rereads or qualifies it."""
    person = saisine.young_person
    rows = [Row("Jeune", who(saisine, today))]
    if saisine.state in NAMED:
        rows.append(Row("Date de naissance", day_month_year(person.birth_date)))
        if person.sex != Sex.NON_PRECISE:
            rows.append(Row("Sexe", person.get_sex_display()))
    faits = faits_sentences(saisine, today)
    rows += [
        Row("Motifs", enumeration(Motif, saisine.motifs) or "Aucun motif coché"),
        Row("Faits datés", spaced(" ; ".join(faits)) if faits else "Aucun"),
        Row("Situation", saisine.get_schooling_display()),
        Row("Leviers", enumeration(Strength, saisine.strengths) or "Aucun repéré"),
        Row(
            "Crime ou délit",
            _answer(saisine.q_crime_delit, "Signalé au procureur", saisine.art40_on),
        ),
        Row("Plainte ou enquête", _answer(saisine.q_plainte_enquete)),
        Row("Mineur en danger", _answer(saisine.q_danger, "Transmis", saisine.ip_on)),
    ]
    return rows


def _answer(answer: str, done: str = "", day: date | None = None) -> str:
    if not answer:
        return "Pas de réponse"
    label = f"{Answer(answer).label}."
    return f"{label} {done} le {day_month_year(day)}." if day else label


def held_back(saisine: Saisine, transition: str, *answered: Guard) -> tuple[Refusal, ...]:
    """What the machine will ask for, besides what the form itself answers."""
    step = getattr(type(saisine), transition)._django_fsm.get_transition(saisine.state)
    asked = [each for each in step.conditions if each not in answered] if step else []
    return tuple(each.refusal for each in asked if not each(saisine))


def missing_to_submit(saisine: Saisine) -> tuple[Refusal, ...]:
    """What is missing before the attestation, each with the link that leads to it."""
    url = reverse("casework:saisine_describe", args=[saisine.pk])
    return tuple(
        refusal
        if refusal.way_out_url
        else replace(refusal, way_out_label="Compléter l’étape 2", way_out_url=url)
        for refusal in held_back(saisine, "submit", guards.is_attested)
    )


def effects_of_sending(saisine: Saisine, coordination: list[str], today: date) -> list[str]:
    """Who will read it, until when, and what happens within five working days."""
    readers = join_french(coordination) if coordination else "la coordination"
    delays = delays_of(saisine.cellule)
    due = delays.after(Delay.SAISINE, today)
    last = day_month_year(saisine.young_person.last_day_of_data())
    return [
        f"Elle sera lue par {readers}, de la coordination, et par le maire.",
        "Les autres membres ne liront rien avant une séance où ils sont convoqués, et seulement "
        f"de {WINDOW_BEFORE.days} jours avant à {WINDOW_AFTER.days} jours après.",
        f"Vous aurez une réponse en {RULES[Delay.SAISINE].words(delays.value(Delay.SAISINE))}, "
        f"avant le {long_date(due)}.",
        f"Rien ne sera gardé après ses 25 ans, le {last}.",
    ]


def coordination_of(cellule: Cellule) -> list[str]:
    """Names of the coordonnateurs of a cellule: agents, known to its members."""
    held = Designation.objects.in_force(timezone.now()).filter(
        role=Role.COORDONNATEUR, cellule=cellule
    )
    return sorted({each.user.full_name for each in held.select_related("user")})


def likely(found: list[Resemblance], today: date) -> list[Likely]:
    """The resembling cases and saisines, for the coordonnateur who sees them."""
    return [_likely(each, today) for each in found]


def _likely(each: Resemblance, today: date) -> Likely:
    row, person = each.about, each.person
    case = isinstance(row, Case)
    page = "casework:case_detail" if case else "casework:saisine_detail"
    return Likely(
        case_id=str(row.pk) if case else "",
        reference=row.reference if case else f"la saisine {row.reference}",
        url=reverse(page, args=[row.reference if case else row.pk]),
        words=f"{person_name(person)}, {person.age(today)} ans, {of_(person.commune.name)}",
        reason=sentence(each.likeness.reason),
    )


def sentence(reason: str) -> str:
    """A reason on a line of its own. Names keep their capitals."""
    return f"{reason[:1].upper()}{reason[1:]}."
