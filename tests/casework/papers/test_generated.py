"""Papers of the measures over drawn cases: what each must bear, and what none may say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from casework.choices.facts import FAITS
from casework.choices.lists import Motif, Need
from casework.choices.mayor import AccompagnementTrigger, Threat
from casework.choices.measures import ObjectiveResult, Recommendation, StepKind
from casework.papers import accompagnements, cddf, follow_ups, transactions
from casework.papers.cddf import ADVICE
from casework.papers.kinds import Template
from casework.presenters.labels import labels
from tests.casework.papers.generated import DRAWN, FULLEST, World, fill, world
from tests.casework.papers.pictures import words
from tests.casework.papers.whole import unspaced, whole
from veille.french import day_month_year, long_moment
from veille.grammar import inside
from veille.papers.blocks import Paper
from veille.papers.pages import to_html

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TEMPLATES = (
    *cddf.TEMPLATES,
    *accompagnements.TEMPLATES,
    *follow_ups.TEMPLATES,
    *transactions.TEMPLATES,
)
# The four informations differ by their addressee alone.
ONE_OF_EACH = tuple({each.code: each for each in TEMPLATES}.values())
Said = Callable[[World], Iterable[str]]


def motives(about: World) -> list[str]:
    return labels(Motif, about.case.saisines.get().motifs)


def young(about: World) -> str:
    return f"{about.case.young_person.first_name} {about.case.young_person.last_name}"


def born(about: World) -> str:
    return day_month_year(about.case.young_person.birth_date)


def day(row: Any, *names: str) -> list[str]:
    return [day_month_year(getattr(row, name)) for name in names]


def existence(about: World) -> list[str]:
    dates = day(about.accompagnement, "answered_on", "started_on")
    return ["L. 141-2", "existence", young(about), *dates]


# What the list of documents of the domain asks of each, on the row that is drawn.
REQUIRED: dict[str, Said] = {
    "D16": lambda w: [w.case.reference, *motives(w), *day(w.referral, "proposed_on")],
    "D17": lambda w: [
        "L. 141-1",
        "pas un tribunal : il écoute, informe et recommande",
        long_moment(w.referral.hearing_at),
        "à la mairie",
        "le maire ou son représentant",
        "tenus au secret",
        "Vous pouvez venir accompagnés",
        *motives(w),
    ],
    "D18": lambda w: [
        *(ADVICE[code] for code in w.referral.recommendations + w.referral.engagements),
        *day(w.referral, "review_on"),
        w.party.organisation.name if w.referral.examined_with_family else "aucun autre organisme",
    ],
    "D19": lambda w: ["L. 141-1", young(w), *labels(Recommendation, w.party.recommendations)],
    "D20": lambda w: [
        "L. 141-2",
        accompagnements.REASONS[w.accompagnement.trigger],
        "conseils et de soutien",
        f"{w.accompagnement.months} mois",
        "libres d’accepter ou de refuser",
        "Un refus n’entraîne rien",
    ],
    "D21": lambda w: ["L. 141-2", young(w), born(w), *day(w.accompagnement, "proposed_on")],
    "D22": existence,
    "D23": lambda w: [
        "L. 141-2",
        "engageons solennellement",
        *day(w.accompagnement, "started_on", "ended_on"),
    ],
    "D24": lambda w: [
        w.mission.referent.user.full_name,
        w.mission.organisation.name,
        w.case.reference,
        "# But",
        "# Limites",
        "# Confidentialité",
        "Premier bilan le",
        *day(w.case, "term_on"),
    ],
    "D25": lambda w: [
        young(w),
        *labels(Need, w.case.needs),
        "l’arrêter à tout moment",
        *(["Les représentants légaux"] if w.case.young_person.is_minor() else []),
    ],
    "D26": lambda w: [
        *day(w.bilan, "since", "until", "written_on"),
        "référent de parcours",
        *labels(StepKind, w.case.steps.values_list("kind", flat=True)),
        *(f"{Need(code).label} : " for code in w.bilan.objectives),
        *(inside(ObjectiveResult(code).label) for code in w.bilan.objectives.values()),
        f"Adhésion du jeune : {inside(w.bilan.get_adhesion_display())}",
        f"Réitération : {inside(w.bilan.get_reiteration_display())}",
        w.bilan.get_proposal_display(),
    ],
    "D31": lambda w: [
        FAITS[w.offer.fait.code].label,
        FAITS[w.offer.fait.code].article,
        "Amende encourue = ",
        f"{w.offer.prejudice:.2f} €".replace(".", ","),
        f"{w.offer.hours} heure" if w.offer.hours else "Réparation du préjudice",
        "À exécuter au plus tard",
        "dans les quinze jours",
        *day(w.offer, "answer_due_on"),
        "avocat",
        "homologuée par le procureur",
        "Votre silence vaut refus",
    ],
}
# Beyond what no paper says: what only these must not.
FORBIDDEN: dict[str, Said] = {
    "D16": lambda w: [w.case.young_person.last_name],
    "D24": lambda w: [w.case.young_person.last_name, *motives(w)],
    "D19": lambda w: [
        *motives(w),
        *(
            each
            for each in map(str, Recommendation.labels)
            if each not in labels(Recommendation, w.party.recommendations)
        ),
    ],
    "D21": lambda w: [*motives(w), *AccompagnementTrigger.labels, *Threat.labels],
    "D22": lambda w: [*motives(w), *AccompagnementTrigger.labels, *Threat.labels, " mois"],
    "D26": lambda w: [*motives(w), FAITS[w.offer.fait.code].label],
}
_JUDICIAL = re.compile(r"judiciaire|parquet|tribunal|casier|prison|plainte|poursuites", re.I)


def _nothing(about: World) -> list[str]:
    return []


def composed(template: Template, about: World) -> Paper:
    return template.compose(about.row(template.model), about.setting)


@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=DRAWN)
def test_each_paper_bears_what_it_must_and_nothing_that_is_forbidden(
    drawn: dict[str, Any], about: World
) -> None:
    fill(about, drawn)
    for template in ONE_OF_EACH:
        paper = composed(template, about)
        text = words(paper)

        assert [each for each in REQUIRED[template.code](about) if each not in text] == []
        hidden = [*about.secrets, *FORBIDDEN.get(template.code, _nothing)(about)]
        assert [each for each in hidden if each in text] == [], template.slug
        assert whole(paper), text


@pytest.fixture
def about() -> World:
    return world()


def test_no_paper_of_a_measure_tells_anything_of_the_justice(about: World) -> None:
    fill(about, FULLEST)

    found = {
        template.code: set(_JUDICIAL.findall(words(composed(template, about))))
        for template in TEMPLATES
    }

    # « Ce n’est pas un tribunal ».
    assert found.pop("D17") == {"tribunal"}
    assert {code: said for code, said in found.items() if said} == {}


def test_the_page_writes_narrow_spaces_before_double_signs(about: World) -> None:
    fill(about, FULLEST)

    for template in TEMPLATES:
        page = to_html(composed(template, about), mark="essai")
        shown = re.sub(r"<[^>]*>", "\n", page.split("</head>")[1])
        assert not unspaced(shown), template.slug


def test_each_recommendation_is_said_plainly_to_a_family() -> None:
    assert set(ADVICE) == set(Recommendation.values)
    assert len(set(ADVICE.values())) == len(ADVICE)
