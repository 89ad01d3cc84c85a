"""A département in small: two collectivités, three cellules, every state of every machine.

« nord » and « sud » are two cellules of the same collectivité, « ailleurs » is the cellule of
another one. The three hold the same rows under the same keys, so that what is in sight somewhere
has its equal out of sight elsewhere. Nothing here asks the application who may see what.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import zip_longest
from typing import Any

from django.db.models import Model
from django.utils import timezone

from casework.choices.lists import ORIENTATIONS, SaisineRefusal
from casework.choices.measures import AgendaKind, RappelLevel
from casework.choices.rights import RightKind
from casework.choices.states import (
    AccompagnementState,
    BilanState,
    CaseState,
    CddfState,
    FollowUpState,
    RappelState,
    RelaisState,
    RightsState,
    SaisineState,
    TransactionState,
)
from casework.models import AgendaItem, Case, CddfReferral, Fait, RappelALOrdre
from confidentiality.actors import Actor
from confidentiality.choices import CharteState, Relation, Role
from indicators import plans
from indicators.plan_files import PACKAGED
from tests.casework import factories as people
from tests.casework.archives import archive_reading, past_reading
from tests.casework.watched import access_alert
from tests.matrix.asked import put_asked, put_bulletins, put_messages, put_reports
from tests.matrix.canaries import Aviary
from tests.matrix.holders import holders
from tests.veille import factories
from veille.choices import SeanceState, ViolationState
from veille.models import Cellule, Designation, Seance

# The measures of the case « suivi-0 », « suivi-1 »… each in the state of the same rank.
RAPPELS = tuple(RappelState)
REFERRALS = tuple(CddfState)
ACCOMPAGNEMENTS = tuple(AccompagnementState)
TRANSACTIONS = tuple(TransactionState)
MISSIONS = tuple(FollowUpState)
BILANS = (
    None,
    BilanState.REDIGE,
    BilanState.VALIDE,
    BilanState.PRESENTE,
    BilanState.COMMUNIQUE,
    None,
    # That of the running mission.
    BilanState.A_REDIGER,
)
FOLLOWED = max(len(each) for each in (RAPPELS, REFERRALS, ACCOMPAGNEMENTS, TRANSACTIONS, MISSIONS))
# Followed, without any measure yet.
FREE = "libre"
CONSULTED = f"suivi-{RAPPELS.index(RappelState.CONSULTATION)}"
HEARD = f"suivi-{REFERRALS.index(CddfState.CONVOQUEE)}"
PROPOSED = f"suivi-{MISSIONS.index(FollowUpState.DESIGNE)}"
# A mission still open on paper, whose access ended with the case.
ENDED = f"suivi-{MISSIONS.index(FollowUpState.SUSPENDU)}"
# No running mission there: only that of a référent who left.
OVER = f"suivi-{len(MISSIONS)}"
# Those of the référent of the tests; the others are a colleague’s.
MINE = tuple(
    f"suivi-{MISSIONS.index(state)}"
    for state in (FollowUpState.ACCEPTE, FollowUpState.PREMIER_CONTACT, FollowUpState.ACTIF)
)
ACTIVE = f"suivi-{MISSIONS.index(FollowUpState.ACTIF)}"
# Where the work is: what the measures need, and nothing that is not yet before the cellule.
ALONE = tuple(state for state in CaseState if state != CaseState.EN_COURS)
SEALED = ("archive", "a_eliminer", "purge")
WINDOW = ("inscrit", "en_examen")
DRAFTS = ("brouillon",)
# Answered, withdrawn or expired: the saisine no longer shows who it was about.
ANSWERED = ("irrecevable", "recevable", "retiree", "expiree")


@dataclass
class Place:
    """One cellule: its agents, and its rows by kind and key."""

    key: str
    cellule: Cellule
    agents: dict[str, Actor] = field(default_factory=dict)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)

    def put(self, kind: str, key: str, row: Model) -> Any:
        self.rows.setdefault(kind, {})[key] = row
        return row

    def case(self, key: str) -> Case:
        found: Case = self.rows["case"][key]
        return found


@dataclass
class World:
    """The three cellules, and the young people in them."""

    aviary: Aviary
    nord: Place
    sud: Place
    ailleurs: Place

    @property
    def places(self) -> tuple[Place, Place, Place]:
        return self.nord, self.sud, self.ailleurs


def build() -> World:
    """Make the world. The cellules first: a maire is bound to all those of the collectivité."""
    aviary = Aviary()
    plans.load(PACKAGED)
    town = factories.collectivite(transactions_open=True)
    nord = Place("nord", factories.cellule(tenant=town))
    sud = Place("sud", factories.cellule(tenant=town))
    ailleurs = Place("ailleurs", factories.cellule(tenant=factories.collectivite()))
    for place in (nord, ailleurs):
        people.protocol(place.cellule, wants_return=True)
    for place in (nord, sud, ailleurs):
        _settle(place)
        _cases(place, aviary)
        _measures(place)
        _saisines(place, aviary)
        _seances(place)
        _versions(place)
        _governance(place)
        _rights(place)
        _grants(place)
        put_asked(place)
        put_reports(place)
        _irregular(place, ailleurs)
        put_messages(place)
    put_bulletins(nord, sud, ailleurs)
    return World(aviary, nord, sud, ailleurs)


def _settle(place: Place) -> None:
    for role in Role:
        place.agents[role.value] = factories.agent(role, place.cellule)
    # Colleagues of the first ones: what is theirs is out of the sight of the others.
    for role in (Role.MEMBRE, Role.REFERENT):
        place.agents[f"{role.value}_voisin"] = factories.agent(role, place.cellule)


def _cases(place: Place, aviary: Aviary) -> None:
    free = _case(place, aviary, FREE, CaseState.EN_COURS)
    people.fait(free.saisines.get(), "F11")
    for state in ALONE:
        _case(place, aviary, state.value, state)
    for rank in range(FOLLOWED):
        _case(place, aviary, f"suivi-{rank}", CaseState.EN_COURS)


def _case(place: Place, aviary: Aviary, key: str, state: CaseState) -> Case:
    about = people.case(
        place.cellule,
        young_person=aviary.hatch(place.cellule, f"{place.key}/{key}"),
        state=state,
        decision_codes=list(ORIENTATIONS),
    )
    place.put("case", key, about)
    source = people.received(place.agents["membre_voisin"], about)
    people.fait(source, "F05")
    return about


def _measures(place: Place) -> None:
    _mayor_measures(place)
    ranks = zip_longest(range(FOLLOWED), RAPPELS, REFERRALS, MISSIONS, BILANS)
    for rank, rappel, referral, mission, bilan in ranks:
        key = f"suivi-{rank}"
        about = place.case(key)
        if rappel:
            place.put("rappel", key, _rappel(about, rappel))
        if referral:
            place.put("cddf", key, _referral(about, referral))
        if mission:
            whose = "referent" if key in (PROPOSED, ENDED, *MINE) else "referent_voisin"
            hat = Designation.objects.get(pk=place.agents[whose].hat_id)
            made = people.follow_up(about, hat, state=mission)
            place.put("follow_up", key, made)
            if bilan:
                place.put("bilan", key, people.bilan(about, made, state=bilan))


def _mayor_measures(place: Place) -> None:
    for rank, (accompagnement, transaction) in enumerate(
        zip_longest(ACCOMPAGNEMENTS, TRANSACTIONS)
    ):
        key = f"suivi-{rank}"
        about = place.case(key)
        made = people.accompagnement(about, state=accompagnement)
        place.put("accompagnement", key, made)
        if transaction:
            fact = people.fait(about.saisines.get(), "F11")
            offer = people.transaction(about, state=transaction, fait=fact)
            place.put("transaction", key, offer)


def _referral(about: Case, state: CddfState) -> CddfReferral:
    """Third parties may be told once the council has recommended, with the family."""
    if state not in (CddfState.RECOMMANDEE, CddfState.SUIVIE):
        return people.referral(about, state=state)
    return people.referral(
        about,
        state=state,
        recommendations=["activite_encadree"],
        examined_with_family=True,
    )


def _rappel(about: Case, state: RappelState) -> RappelALOrdre:
    """At the formal level before the answer of the parquet, so that it may be consulted."""
    if state in (RappelState.REALISE, RappelState.CARENCE):
        protocol = about.cellule.collectivite.protocols.get()
        return people.rappel(about, state=state, protocol=protocol)
    if state not in (RappelState.PROPOSE, RappelState.CONSULTATION):
        return people.rappel(about, state=state)
    made = people.rappel(
        about,
        state=state,
        level=RappelLevel.PROTOCOLE,
        protocol=about.cellule.collectivite.protocols.get(),
        attested_at=timezone.now() if state == RappelState.CONSULTATION else None,
        consulted_on=timezone.localdate() - timedelta(days=10),
        opinion="",
        opinion_on=None,
    )
    made.faits.set(Fait.objects.filter(saisine__case=about))
    return made


def _saisines(place: Place, aviary: Aviary) -> None:
    for author in ("membre", "membre_voisin"):
        for state in SaisineState:
            if state != SaisineState.RECEVABLE or author == "membre":
                _saisine(place, aviary, author, state)


def _saisine(place: Place, aviary: Aviary, author: str, state: SaisineState) -> None:
    key = f"{author}-{state.value}"
    person = aviary.hatch(place.cellule, f"{place.key}/{key}")
    values: dict[str, Any] = {"state": state, "young_person": person}
    if state not in (SaisineState.BROUILLON, SaisineState.EXPIREE, SaisineState.RETIREE):
        now = timezone.now()
        # Far above those that the other tests of the same process have used.
        number = 100_000 + len(place.rows.get("saisine", {}))
        values |= {"number": number, "submitted_at": now, "attested_at": now}
        values["answer_due_on"] = timezone.localdate() + timedelta(days=5)
    if state == SaisineState.IRRECEVABLE:
        values["refusal_code"] = SaisineRefusal.values[0]
    if state == SaisineState.RECEVABLE:
        values["case"] = people.case(place.cellule, young_person=person)
        place.put("case", key, values["case"])
    made = people.saisine(place.agents[author], place.cellule, **values)
    place.put("saisine", key, made)


_HELD = {
    SeanceState.PLANIFIEE: 7,
    SeanceState.CONVOQUEE: 3,
    SeanceState.OUVERTE: 0,
    SeanceState.CLOSE: -1,
    SeanceState.RELEVE_VALIDE: -2,
}


def _seances(place: Place) -> None:
    present = (place.agents["coordonnateur"], place.agents["membre"])
    for state, days in _HELD.items():
        opened = days <= 0
        held_at = timezone.now() + timedelta(days=days, hours=-1)
        seance = factories.seance(
            place.cellule,
            present=() if state == SeanceState.PLANIFIEE else present,
            held_at=held_at,
            state=state,
            opened_at=held_at if opened else None,
        )
        place.put("seance", state.value, seance)
    _agenda(place, "planifiee", "inscrit", "ajourne")
    _agenda(place, "ouverte", "en_examen", "bilan_presente")
    _agenda(place, "close", "oriente", "non_retenu")
    _agenda(place, "releve_valide", "suspendu", "clos")


def _agenda(place: Place, seance: str, *cases: str) -> None:
    meeting: Seance = place.rows["seance"][seance]
    for position, key in enumerate(cases, start=1):
        AgendaItem.objects.create(
            seance=meeting, case=place.case(key), kind=AgendaKind.NOUVELLE, position=position
        )


def _versions(place: Place) -> None:
    place.put("cellule", "cellule", place.cellule)
    for number, state in ((2, CharteState.ADOPTEE), (3, CharteState.PROJET)):
        version = factories.charte_of(place.cellule, number=number, state=state)
        place.put("charte", state.value, version)


def _governance(place: Place) -> None:
    """Members that the maire may exclude, one who is, and a breach in each state."""
    for key in ("membre", "referent", "coordonnateur"):
        hat = Designation.objects.get(pk=place.agents[key].hat_id)
        place.put("membership", key, hat)
    holders(place)
    gone = factories.agent(Role.MEMBRE, place.cellule)
    decided = factories.exclusion(place.agents["maire"], place.cellule, gone.user)
    place.put("exclusion", "exclu", decided)
    declared_by = Designation.objects.get(pk=place.agents["dpo"].hat_id)
    for state in ViolationState:
        breach = factories.violation(place.cellule, state=state, declared_by=declared_by)
        place.put("violation", state.value, breach)
    place.put("alert", "ouverte", access_alert(place.cellule, place.agents["membre"]))


# By key of the case, in the order of the states.
HAND_OVERS = dict(
    zip(("ajourne", "oriente", "suspendu", "bilan_attendu", "clos"), RelaisState, strict=True)
)


def _rights(place: Place) -> None:
    """Hand-overs, requests about data, and a status that the parquet communicated."""
    for key, state in HAND_OVERS.items():
        place.put("relais", key, people.relais(place.case(key), state=state))
    today, about = timezone.localdate(), place.case("repere")
    requests: dict[str, dict[str, Any]] = {step.value: {"state": step} for step in RightsState}
    requests["avisee"] = {"state": RightsState.IDENTITE_VERIFIEE, "advised_on": today}
    requests["a_corriger"] = {"state": RightsState.INSTRUITE, "kind": RightKind.RECTIFICATION}
    for key, values in requests.items():
        place.put("rights", key, people.rights_request(about, **values))
    people.judicial_status(place.case(ACTIVE))
    asked = archive_reading(place.case("archive"), place.agents["coordonnateur"])
    place.put("reading", "demandee", asked)
    read = past_reading(place.case("repere"), place.agents["dpo"])
    place.put("motivated", "passee", read)


def _grants(place: Place) -> None:
    for key in WINDOW:
        people.grant(place.case(key), place.agents["membre"], Relation.WINDOW)
    for key in MINE:
        people.grant(place.case(key), place.agents["referent"], Relation.MISSION)
    people.grant(place.case(CONSULTED), place.agents["parquet"], Relation.CONSULTATION)
    people.grant(place.case(HEARD), place.agents["cddf"], Relation.SITTING)


def _irregular(place: Place, other: Place) -> None:
    """Agents who hold something, and for whom it must open nothing."""
    agents, cellule = place.agents, place.cellule
    agents["sans_charte"] = factories.agent(Role.MEMBRE, cellule, signed=False)
    agents["coordonnateur_sans_charte"] = factories.agent(Role.COORDONNATEUR, cellule, signed=False)
    agents["fini"] = factories.agent(Role.COORDONNATEUR, cellule, days=(-30, -1))
    agents["hors_fenetre"] = factories.agent(Role.MEMBRE, cellule)
    agents["ancien_referent"] = factories.agent(Role.REFERENT, cellule)
    agents["superuser"] = factories.agent(Role.COORDONNATEUR, cellule, days=(-30, -1))
    root = agents["superuser"].user
    root.is_superuser = True
    root.save()
    both = factories.agent(Role.MEMBRE, cellule)
    agents["double"] = both
    factories.agent(Role.COORDONNATEUR, other.cellule, user=both.user)
    for key in ("sans_charte", "fini", "superuser"):
        people.grant(place.case("inscrit"), agents[key], Relation.WINDOW)
    now, left, referent = timezone.now(), agents["ancien_referent"], agents["referent"]
    for hat, case, relation in (
        (agents["hors_fenetre"], "inscrit", Relation.WINDOW),
        (left, OVER, Relation.MISSION),
        (referent, ENDED, Relation.MISSION),
    ):
        since, until = now - timedelta(days=20), now - timedelta(minutes=1)
        people.grant(place.case(case), hat, relation, since=since, until=until)
    former = Designation.objects.get(pk=left.hat_id)
    mission = people.follow_up(place.case(OVER), former, state=FollowUpState.TERMINE)
    place.put("follow_up", OVER, mission)


def every_key(world: World, kind: str) -> Iterator[tuple[Place, str, Any]]:
    """Every row of a kind, with its place and its key."""
    for place in world.places:
        for key, row in place.rows[kind].items():
            yield place, key, row
