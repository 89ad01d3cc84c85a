"""The page of the access matrix says what the policy answers, and the policy what the law says."""

from __future__ import annotations

import html
import re

import pytest

from confidentiality.choices import FieldGroup as F
from confidentiality.choices import Relation, Role
from config.access_page import READERS
from tests.veille import factories
from veille.french import spaced

# Written by hand from the access matrix of the domain (AU-038 art. 3 and 8): who reads the groups
# that identify or that hurt. K M R, members (of service, with a task, police, PJJ, private), Q, C,
# and the DPO, under a motivated reading.
BY_HAND = {
    F.IDENTITY: "K M R P T police pjj private Q C dpo",
    F.BIRTH_DATE: "K M R Q",
    F.CONTACT: "K M R",
    F.REPRESENTATIVES: "K M R C",
    F.AUTHOR: "K M",
    F.FAITS: "K M Q",
    F.FAIT_NATURES: "K M R P police pjj",
    F.RAPPEL: "K M Q",
    F.CDDF: "K M C",
    F.CDDF_STATUS: "K M R P private",
    F.STEPS_STATUS: "K M P T pjj private",
    F.READINGS: "K M R",
    F.TRANSACTION: "K M",
    F.BILAN: "K M R",
    F.JUDICIAL: "K M",
    F.JUDICIAL_FLAG: "K M R P T pjj",
}
SHORT = (
    *("K", "M", "R", "P", "T", "police", "pjj", "private", "Q", "C"),
    *("prefecture", "pilote", "dpo", "technique"),
)


@pytest.mark.parametrize("group", BY_HAND)
def test_what_identifies_or_hurts_is_read_by_those_of_the_matrix_only(group: F) -> None:
    read = [name for name, each in zip(SHORT, READERS, strict=True) if group in each.groups]

    assert read == BY_HAND[group].split()


def test_each_function_and_each_relation_has_its_column() -> None:
    assert {each.role for each in READERS} == set(Role)
    assert {each.relation for each in READERS if each.relation} == set(Relation)
    assert len({each.name for each in READERS}) == len(READERS) == 14


@pytest.mark.django_db
def test_the_page_tells_each_reader_each_group_and_nothing_more() -> None:
    client = factories.signed_in(factories.agent(Role.DPO, signed=False))
    text = html.unescape(client.get("/aide/qui-lit-quoi/").content.decode())
    table = text[text.index("<tbody>") : text.index("</tbody>")]

    assert table.count(">lit<") == sum(len(each.groups) for each in READERS)
    for number, reader in enumerate(READERS, 1):
        card = text[text.index(f'id="f{number}"') :]
        card = card[: card.index("</section>")]
        told = re.findall(r"<li>(.*?)</li>", card)
        assert told == [spaced(str(each.label)) for each in F if each in reader.groups]
        assert ("Ne lit rien" in card) == (not reader.groups)
