"""I51: a hand-over rests on a written agreement, and carries nothing of the file."""

from __future__ import annotations

import pytest
from dateutil.relativedelta import relativedelta
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from casework.choices.facts import FAITS
from casework.choices.justice import JudicialCode
from casework.choices.lists import ClosingReason, DecisionCode, Motif, ParquetMotif
from casework.choices.states import CaseState, RelaisState
from casework.models import Relais
from casework.papers.issuing import read_paper
from casework.papers.kinds import Setting
from casework.papers.registry import BY_SLUG
from casework.papers.relais import SAID
from casework.services import relais
from confidentiality.actors import Actor
from confidentiality.errors import NotVisible, Refused
from tests.casework import factories as people
from tests.casework.papers.pictures import words
from tests.casework.path import Path
from tests.casework.tried_rights import agreed, handed, leaving, with_status, word
from tests.forced import force
from tests.refused import codes_of
from tests.veille import factories
from tests.veille.factories import signed_in

pytestmark = pytest.mark.django_db


SHEET = BY_SLUG["fiche-de-relais"]


def sheet(path: Path, actor: Actor | None = None) -> str:
    """What the sheet of this hand-over says to its reader."""
    actor = actor or path.coordinator
    seen = read_paper(template=SHEET, row_id=path.relais.pk, actor=actor, sent=path.sent)
    return words(seen.paper)


def page_of(path: Path) -> str:
    return reverse("casework:paper", args=[SHEET.slug, path.relais.pk])


def adult() -> Path:
    return Path(birth_date=timezone.localdate() - relativedelta(years=20))


def test_i51_nothing_is_handed_over_without_an_agreement() -> None:
    path = leaving(Path())

    with pytest.raises(Refused) as error:
        relais.hand_over(relais_id=path.relais.pk, actor=path.coordinator, sent=path.sent)

    assert codes_of(error) == {"state"}


def test_i51_the_representatives_of_a_minor_agree_too() -> None:
    path = leaving(Path())

    with pytest.raises(Refused) as error:
        relais.agree(
            relais_id=path.relais.pk,
            actor=path.coordinator,
            young_on=path.today,
            representatives_on=None,
            sent=path.sent,
        )

    assert codes_of(error) == {"relais_no_agreement_of_representatives"}


def test_i51_an_adult_agrees_alone() -> None:
    path = adult().to(CaseState.REPERE)
    path.relais = leave_again(path)

    given = relais.agree(
        relais_id=path.relais.pk,
        actor=path.coordinator,
        young_on=path.today,
        representatives_on=None,
        sent=path.sent,
    )

    assert given.state == RelaisState.ACCORD


def test_i51_the_database_refuses_a_hand_over_without_agreement() -> None:
    path = leaving(Path())

    with pytest.raises(IntegrityError), transaction.atomic():
        force(path.relais, state=RelaisState.REMIS, handed_on=path.today)


def test_i51_once_refused_only_closing_for_a_move_remains() -> None:
    path = leaving(Path())
    relais.refuse(relais_id=path.relais.pk, actor=path.coordinator, sent=path.sent)

    with pytest.raises(Refused) as error:
        leave_again(path)
    assert codes_of(error) == {"relais_refused"}
    [refusal] = error.value.refusals
    assert refusal.way_out_url == "clore"

    assert path.close(ClosingReason.DEMENAGEMENT).case.state == CaseState.CLOS


def leave_again(path: Path) -> Relais:
    return relais.propose(
        case_id=path.case.pk,
        actor=path.coordinator,
        commune=None,
        outside=True,
        sent=path.sent,
    )


def test_i51_the_sheet_opens_with_the_agreement_and_closes_with_the_relais() -> None:
    path = leaving(Path())

    with pytest.raises(Refused) as error:
        sheet(path)
    assert codes_of(error) == {
        "relais_no_agreement",
        "relais_no_agreement_of_representatives",
        "relais_not_agreed",
    }
    handed_over = handed(Path())
    assert sheet(handed_over)
    relais.close(
        relais_id=handed_over.relais.pk, actor=handed_over.coordinator, sent=handed_over.sent
    )
    with pytest.raises(Refused) as error:
        sheet(handed_over)
    assert codes_of(error) == {"relais_not_agreed"}


def test_i51_the_sheet_is_gone_with_the_case() -> None:
    path = agreed(Path())
    path.close(ClosingReason.DEMENAGEMENT)

    with pytest.raises(Refused) as error:
        sheet(path)

    assert "relais_case_ended" in codes_of(error)


def test_i51_only_the_coordonnateur_prints_the_sheet() -> None:
    path = agreed(Path())

    with pytest.raises(NotVisible):
        sheet(path, path.mayor)


@pytest.mark.parametrize("who", ["member", "referent", "parquet", "cddf_member", "dpo"])
def test_i51_nobody_else_learns_of_a_hand_over(who: str) -> None:
    path = agreed(Path())

    with pytest.raises(NotVisible):
        sheet(path, getattr(path, who))


def test_i51_the_sheet_carries_no_fact_no_motif_and_no_judicial_status() -> None:
    path = with_status(Path(), JudicialCode.RETOUR)
    leave(path)
    path.case.decision_codes = list(DecisionCode.values)
    path.case.parquet_motifs = list(ParquetMotif.values)
    row = path.relais
    row.case = path.case

    setting = Setting(path.cellule.collectivite, path.cellule, path.today)
    said = words(SHEET.compose(row, setting)).casefold()

    forbidden = [
        *(str(label) for label in Motif.labels),
        *(str(label) for label in ParquetMotif.labels),
        *(str(label) for label in JudicialCode.labels),
        *(fait.label for fait in FAITS.values()),
        *(str(code.label) for code in DecisionCode if code not in SAID),
        word(path).reference,
        "judiciaire",
        "parquet",
        "rappel à l’ordre",
    ]
    assert [each for each in forbidden if each.casefold() in said] == []
    assert path.case.young_person.last_name.casefold() in said


def leave(path: Path) -> None:
    path.relais = leave_again(path)
    path.relais = relais.agree(
        relais_id=path.relais.pk,
        actor=path.coordinator,
        young_on=path.today,
        representatives_on=path.today,
        sent=path.sent,
    )


def test_i51_the_target_is_a_place_outside_of_the_collectivite() -> None:
    path = Path().to(CaseState.EN_COURS)

    with pytest.raises(Refused) as error:
        relais.propose(
            case_id=path.case.pk,
            actor=path.coordinator,
            commune=path.cellule.collectivite.seat,
            outside=False,
            sent=path.sent,
        )
    assert codes_of(error) == {"relais_inside"}

    far = factories.commune("Ailleurs-d’Essai")
    path.relais = relais.propose(
        case_id=path.case.pk, actor=path.coordinator, commune=far, outside=False, sent=path.sent
    )
    assert path.relais.target == far.name


def test_i51_the_next_commune_reads_nothing_in_the_application() -> None:
    """The same person may be known there: nothing links the two, before or after."""
    path = agreed(Path())
    there = factories.cellule(tenant=factories.collectivite())
    people.case(there)
    neighbour = factories.agent(path.coordinator.role, there)

    assert not Relais.objects.visible_to(neighbour, path.now).exists()


def test_i51_the_pages_of_a_hand_over() -> None:
    path = agreed(Path())
    client = signed_in(path.coordinator)

    page = client.get(reverse("casework:relais", args=[path.relais.pk]))
    sheet = client.get(page_of(path))

    assert page.status_code == sheet.status_code == 200
    assert page_of(path) in page.content.decode()
    assert path.case.young_person.last_name in sheet.content.decode()
    mayor = signed_in(path.mayor)
    assert mayor.get(page_of(path)).status_code == 404
    assert (
        page_of(path)
        not in mayor.get(reverse("casework:relais", args=[path.relais.pk])).content.decode()
    )
