"""Papers of a cellule over drawn cases: what each must bear, and what none may say."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings

from casework.models import AgendaItem
from casework.papers.kinds import Setting
from casework.papers.registry import BY_SLUG, TEMPLATES
from casework.papers.wording import who
from tests.casework.papers.around import DRAWN, Around, around, fill
from tests.casework.papers.mandatory import ALSO, FORBIDDEN, REQUIRED
from tests.casework.papers.pictures import words
from tests.casework.papers.test_generated import REQUIRED as OF_MEASURES
from tests.casework.papers.whole import whole
from tests.veille import factories
from veille.models import Collectivite

pytestmark = [pytest.mark.django_db, pytest.mark.once]
# Each age has its own.
OF_AN_AGE = ("D08", "D10", "D11")
AROUND = tuple(each for each in TEMPLATES if each.code in REQUIRED)


@pytest.fixture
def about() -> Around:
    return around()


@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=DRAWN)
def test_each_paper_of_a_cellule_bears_what_it_must_and_nothing_that_is_forbidden(
    drawn: dict[str, Any], about: Around
) -> None:
    fill(about, drawn)
    for template in AROUND:
        row = about.row(template)
        if template.code in OF_AN_AGE and not template.offered(row):
            continue
        paper = template.compose(row, about.setting)
        text = words(paper)

        needed = [*REQUIRED[template.code](about), *_in(ALSO, template.slug, about)]
        assert [each for each in needed if each not in text] == [], template.slug
        hidden = [*about.others, *_in(FORBIDDEN, template.code, about)]
        assert [each for each in hidden if each in text] == [], template.slug
        assert whole(paper), template.slug


def _in(table: Any, name: str, about: Around) -> Any:
    return table[name](about) if name in table else ()


def test_the_next_ordre_du_jour_says_who_pilots_what_was_decided_last(about: Around) -> None:
    later = factories.seance(about.place, in_days=40, state="convoquee")
    AgendaItem.objects.create(seance=later, case=about.case, kind="suivi", position=1)
    assert about.decision.pilot is not None

    text = words(BY_SLUG["ordre-du-jour"].compose(later, about.setting))

    assert about.decision.pilot.name in text
    assert "à désigner" not in text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Ville de Lens", "la ville de Lens"),
        ("Communauté de communes d’Essai", "la communauté de communes d’Essai"),
        ("Lens", "Lens"),
    ],
)
def test_a_collectivite_has_its_article_in_a_sentence(name: str, said: str) -> None:
    assert who(Setting(Collectivite(name=name), None, timezone.localdate())) == said


def test_every_document_of_the_registry_has_its_line_of_mandatory_content() -> None:
    assert {each.code for each in TEMPLATES} == set(REQUIRED) | set(OF_MEASURES)
    assert not set(REQUIRED) & set(OF_MEASURES)
