"""Requests of access on young people whose every word is unique, and what their copy says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from casework.choices.rights import AuthorityProof, Requester, RightsOutcome
from casework.choices.states import (
    AccompagnementState,
    BilanState,
    CaseState,
    CddfState,
    FollowUpState,
    RappelState,
    RelaisState,
    RightsState,
    TransactionState,
)
from casework.disclosure.bundle import Bundle
from casework.disclosure.reading import Opened, open_bundle
from casework.models import Case, RightsRequest
from confidentiality.actors import Actor
from confidentiality.choices import Relation, Role
from confidentiality.door import NOT_A_FORM
from tests.casework import factories as people
from tests.matrix.canaries import Aviary
from tests.veille import factories
from veille.models import Cellule


def text_of(bundle: Bundle) -> str:
    """Everything that the copy says, one line after the other."""
    told = []
    for section in bundle.sections:
        told += [section.title, section.intro, *section.sentences]
        told += [f"{line.label} : {line.value}" for lines in section.records for line in lines]
    return "\n".join(told)


class Asking:
    """One cellule, its agents, a young person and others who are none of their business."""

    def __init__(self) -> None:
        self.aviary = Aviary()
        self.place: Cellule = factories.cellule()
        self.coordinator = factories.agent(Role.COORDONNATEUR, self.place)
        self.mayor = factories.agent(Role.MAIRE, self.place)
        self.member = factories.agent(Role.MEMBRE, self.place)
        self.dpo = factories.agent(Role.DPO, self.place)
        self.case = self.followed("moi")

    def followed(self, owner: str, **fields: Any) -> Case:
        person = self.aviary.hatch(self.place, owner)
        case = people.case(self.place, young_person=person, state=CaseState.EN_COURS, **fields)
        people.fait(people.received(self.member, case), "F05")
        return case

    def request(self, requester: str = Requester.JEUNE, **fields: Any) -> RightsRequest:
        """A request of access that the maire has found justified."""
        values: dict[str, Any] = {"requester": requester, "state": RightsState.INSTRUITE}
        if requester != Requester.JEUNE:
            values["authority_proof"] = AuthorityProof.FILIATION
        return people.rights_request(self.case, **(values | fields))

    def open(self, request: RightsRequest, by: Actor | None = None) -> Opened:
        return open_bundle(request_id=request.pk, actor=by or self.coordinator, sent=NOT_A_FORM)

    def text(self, requester: str = Requester.JEUNE, **fields: Any) -> str:
        return text_of(self.open(self.request(requester, **fields)).bundle)


def _judged(about: Case) -> None:
    people.judicial_status(about)


def _mission(about: Case) -> None:
    mission = people.follow_up(about, state=FollowUpState.ACTIF)
    people.bilan(about, mission, state=BilanState.PRESENTE)
    people.grant(about, mission.referent, Relation.MISSION)


def _asked_by_others(about: Case) -> None:
    people.rights_request(about, requester=Requester.REPRESENTANT, outcome=RightsOutcome.FONDEE)


# What may have happened to a young person, in any number and order.
EPISODES: dict[str, Callable[[Case], object]] = {
    "rappel": lambda about: people.rappel(about, "F04", state=RappelState.REALISE),
    "cddf": lambda about: people.referral(about, state=CddfState.ENTENDUE),
    "accompagnement": lambda about: people.accompagnement(about, state=AccompagnementState.PROPOSE),
    "transaction": lambda about: people.transaction(about, state=TransactionState.HOMOLOGUEE),
    "mission": _mission,
    "justice": _judged,
    "relais": lambda about: people.relais(about, state=RelaisState.ACCORD),
    "demande": _asked_by_others,
    "saisine": lambda about: people.received(factories.agent(Role.MEMBRE, about.cellule), about),
}
