"""The copy of one’s data (RGPD art. 15): everything about the person, nothing of anybody else."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.choices.lists import ClosingReason, Motif, Origin, Programme
from casework.choices.rights import AuthorityProof, Requester, RightKind, RightsOutcome
from casework.choices.states import CaseState, RightsState
from casework.disclosure.notice import FROM_JUSTICE
from casework.disclosure.reading import open_bundle
from casework.disclosure.withheld import INSTEAD
from casework.models import Case, RightsRequest, Saisine
from casework.services import archives
from casework.sight import read_case
from confidentiality.choices import Role
from confidentiality.door import NOT_A_FORM
from confidentiality.errors import NotVisible, Refused
from confidentiality.models import JournalEntry, User
from tests.casework import factories as people
from tests.casework.archives import archive_reading
from tests.casework.disclosed import EPISODES, Asking, text_of
from tests.casework.joined import Joined
from tests.matrix.canaries import Kind
from tests.refused import codes_of
from tests.veille import factories
from tests.veille.factories import confirmed, signed_in
from veille.models import Organisation

pytestmark = pytest.mark.django_db
PARENT = Requester.REPRESENTANT


@pytest.fixture
def asking() -> Asking:
    return Asking()


def kinds(asking: Asking, text: str, owner: str = "moi") -> set[Kind]:
    return {kind for whose, kind in asking.aviary.heard_in(text) if whose == owner}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    mine=st.lists(st.sampled_from(sorted(EPISODES)), unique=True),
    theirs=st.lists(st.sampled_from(sorted(EPISODES)), unique=True, max_size=3),
    requester=st.sampled_from([Requester.JEUNE, PARENT]),
    by=st.sampled_from(["coordinator", "mayor"]),
)
def test_whatever_the_story_the_copy_holds_its_person_and_nobody_else(
    mine: list[str], theirs: list[str], requester: str, by: str
) -> None:
    asking = Asking()
    other = asking.followed("voisin")
    for episode in mine:
        EPISODES[episode](asking.case)
    for episode in theirs:
        EPISODES[episode](other)

    text = text_of(asking.open(asking.request(requester), getattr(asking, by)).bundle)

    own = {Kind.CONTACT} if requester == Requester.JEUNE else set()
    assert asking.aviary.heard_in(text) == {("moi", kind) for kind in {Kind.NAME, Kind.BIRTH} | own}
    assert [user for user in User.objects.all() if user.last_name in text] == []
    assert "PQ-2026" not in text
    assert (FROM_JUSTICE in text) == ("justice" in mine)


def test_i61_each_opening_leaves_the_digest_and_the_same_data_give_the_same_copy(
    asking: Asking,
) -> None:
    for episode in EPISODES.values():
        episode(asking.case)
    request = asking.request()

    first, second = asking.open(request).bundle, asking.open(request).bundle

    assert first == second
    lines = JournalEntry.objects.filter(action="rights.bundle").order_by("pk")
    assert [line.object_id for line in lines].count(str(request.pk)) == 2
    lines = lines.filter(object_type="casework.case")
    assert [line.codes["digest"] for line in lines] == [first.digest] * 2
    assert {line.object_id for line in lines} == {str(asking.case.pk)}
    assert "judicial" not in lines[0].codes["fields"]


def test_the_copy_tells_who_read_by_function_and_organisation(asking: Asking) -> None:
    read_case(asking.coordinator, asking.case.reference)

    text = asking.text()

    organisation = Organisation.objects.get(pk=asking.coordinator.organisation_id).name
    assert f"{organisation}, coordonnateur : 1 lecture" in text.replace("\u202f", " ")


def test_the_author_of_a_saisine_is_told_by_a_category_only(asking: Asking) -> None:
    author = Organisation.objects.get(pk=asking.member.organisation_id).name

    assert "Origine : Établissement scolaire" in asking.text()
    assert author not in asking.text()


def test_what_the_family_said_is_not_told_to_the_young_person(asking: Asking) -> None:
    saisines = Saisine.objects.for_system("test").filter(case=asking.case)
    saisines.update(origin=Origin.FAMILLE, motifs=[Motif.DEMANDE_FAMILLE, Motif.DEMANDE_JEUNE])

    young, parent = asking.text(), asking.text(PARENT)

    assert f"Origine : {INSTEAD}" in young
    assert f"Motifs : Demande du jeune ; {INSTEAD}" in young
    assert f"Motifs : Demande de la famille ; {INSTEAD}" in parent


def test_i21_a_value_of_the_parquet_is_read_as_its_neutral_one(asking: Asking) -> None:
    Case.objects.for_system("test").filter(pk=asking.case.pk).update(
        programme=Programme.RECIDIVE, parquet_motifs=["sortie_de_detention_annoncee"]
    )

    text = asking.text()

    assert "Suivi individualisé" in text
    assert "récidive" not in text.casefold()
    assert "détention" not in text.casefold()
    assert FROM_JUSTICE in text


def test_a_danger_is_not_told_to_a_parent_who_asks(asking: Asking) -> None:
    saisines = Saisine.objects.for_system("test").filter(case=asking.case)
    saisines.update(q_danger="oui", ip_on=asking.case.opened_on, q_plainte_enquete="oui")
    Case.objects.for_system("test").filter(pk=asking.case.pk).update(
        closing_code=ClosingReason.PROTECTION
    )

    young, parent = asking.text(), asking.text(PARENT)

    assert "Information préoccupante le" in young
    assert "Information préoccupante le" not in parent
    assert "protection de l’enfance" not in parent
    assert "Plainte ou enquête" not in young + parent


def test_a_request_of_the_other_side_is_not_told(asking: Asking) -> None:
    parents = asking.request(PARENT, kind=RightKind.OPPOSITION)

    assert parents.reference not in asking.text()


def test_an_identity_set_aside_is_somebody_elses(asking: Asking) -> None:
    joined = Joined()
    joined.merge()
    request = people.rights_request(joined.again(joined.kept), state=RightsState.INSTRUITE)

    opened = open_bundle(request_id=request.pk, actor=joined.coordinator, sent=NOT_A_FORM)

    text = text_of(opened.bundle)
    assert "Mohamed" in text
    assert "Mohammed" not in text
    assert joined.other.reference not in text
    assert "Fiches réunies" in text


def test_the_maire_opens_every_cellule_of_the_collectivite_and_nothing_beyond(
    asking: Asking,
) -> None:
    person = asking.case.young_person
    elsewhere = factories.cellule(tenant=asking.place.collectivite)
    beside = people.case(elsewhere, young_person=person)
    mayor = factories.agent(Role.MAIRE, asking.place)
    request = asking.request()

    whole = text_of(asking.open(request, mayor).bundle)
    part = text_of(asking.open(request).bundle)

    assert beside.reference in whole
    assert beside.reference not in part


def test_i55_an_archive_is_in_the_copy_only_while_two_have_opened_it(asking: Asking) -> None:
    past = people.case(asking.place, young_person=asking.case.young_person, state=CaseState.ARCHIVE)
    request = asking.request()

    closed = asking.open(request)
    assert closed.closed == (past.reference,)
    assert f"situation {past.reference}" not in text_of(closed.bundle)

    reading = archive_reading(past, asking.coordinator)
    archives.approve_reading(reading_id=reading.pk, actor=asking.mayor, sent=NOT_A_FORM)

    opened = asking.open(request)
    assert opened.closed == ()
    assert f"situation {past.reference}" in text_of(opened.bundle)


# Who may open it, and when


@pytest.mark.parametrize("who", ["dpo", "member"])
def test_nobody_else_opens_the_copy(asking: Asking, who: str) -> None:
    with pytest.raises(NotVisible):
        asking.open(asking.request(), getattr(asking, who))


def test_the_coordonnateur_of_another_cellule_opens_nothing(asking: Asking) -> None:
    other = factories.agent(Role.COORDONNATEUR, factories.cellule())

    with pytest.raises(NotVisible):
        asking.open(asking.request(), other)


def refusal(asking: Asking, request: RightsRequest) -> set[str]:
    with pytest.raises(Refused) as error:
        asking.open(request)
    return codes_of(error)


def test_no_copy_before_the_identity_after_the_answer_nor_for_another_right(
    asking: Asking,
) -> None:
    received = asking.request(state=RightsState.RECUE)
    answered = asking.request(state=RightsState.REPONDUE)
    denied = asking.request(outcome=RightsOutcome.NON_FONDEE, reason="demande_excessive")
    limited = asking.request(kind=RightKind.LIMITATION)

    assert refusal(asking, received) == {"copy_before_identity"}
    assert refusal(asking, answered) == {"copy_answered"}
    assert refusal(asking, denied) == {"copy_refused"}
    assert refusal(asking, limited) == {"copy_of_access_only"}


def test_before_the_decision_the_copy_is_a_draft(asking: Asking) -> None:
    assert asking.open(asking.request(state=RightsState.IDENTITE_VERIFIEE)).draft
    assert not asking.open(asking.request()).draft


def test_a_parent_is_given_no_copy_once_the_young_person_is_an_adult(asking: Asking) -> None:
    person = asking.case.young_person
    person.birth_date = people.born(18)
    person.save()

    assert refusal(asking, asking.request(PARENT)) == {"copy_of_an_adult"}
    assert asking.open(asking.request()).bundle.sections


def test_a_parent_is_given_no_copy_against_the_interest_of_the_child(asking: Asking) -> None:
    Case.objects.for_system("test").filter(pk=asking.case.pk).update(
        representatives_informed_on=None, representatives_not_informed=True
    )

    assert refusal(asking, asking.request(PARENT)) == {"copy_against_the_child"}


def test_somebody_mandated_by_a_minor_is_given_what_both_may_receive(asking: Asking) -> None:
    fields = {"authority_proof": AuthorityProof.MANDAT}

    minor = asking.text(Requester.MANDATAIRE, **fields)
    person = asking.case.young_person
    person.birth_date = people.born(19, days=-3)
    person.save()
    adult = asking.text(Requester.MANDATAIRE, **fields)

    assert Kind.CONTACT not in kinds(asking, minor)
    assert Kind.CONTACT in kinds(asking, adult)


def test_an_archived_case_shows_the_way_to_a_motivated_reading(asking: Asking) -> None:
    asking.case = people.case(asking.place, state=CaseState.ARCHIVE)

    assert refusal(asking, asking.request()) == {"copy_archived"}


# The page


def test_the_page_names_its_person_and_neither_the_agent_who_prints_nor_a_name_in_its_title(
    asking: Asking,
) -> None:
    request = asking.request()
    client = confirmed(signed_in(asking.coordinator))
    address = f"/protection/demandes/{request.pk}/copie/"
    assert address in client.get(f"/protection/demandes/{request.pk}/").content.decode()

    answer = client.get(address)

    text = answer.content.decode()
    assert {Kind.NAME, Kind.CONTACT} <= kinds(asking, text)
    title = text[text.index("<title>") : text.index("</title>")]
    assert request.reference in title
    assert asking.aviary.heard_in(title) == set()
    assert "Imprimé par" not in text
    assert "no-store" in answer["Cache-Control"]


def test_the_page_says_why_there_is_no_copy_and_where_to_go(asking: Asking) -> None:
    request = asking.request(state=RightsState.RECUE)

    answer = confirmed(signed_in(asking.coordinator)).get(
        f"/protection/demandes/{request.pk}/copie/"
    )

    assert answer.status_code == 403
    assert f"/protection/demandes/{request.pk}/identite/" in answer.content.decode()


def test_the_dpo_is_offered_no_copy(asking: Asking) -> None:
    request = asking.request()
    client = confirmed(signed_in(asking.dpo))

    assert "/copie/" not in client.get(f"/protection/demandes/{request.pk}/").content.decode()
    assert client.get(f"/protection/demandes/{request.pk}/copie/").status_code == 404
