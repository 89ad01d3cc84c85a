"""Measures whose every value is drawn, around one young person: what papers must bear."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from hypothesis import strategies as st

from casework.choices.facts import TRANSACTION_FAITS
from casework.choices.lists import Motif, Need, ParquetMotif, Schooling
from casework.choices.mayor import AccompagnementTrigger, Threat, TransactionMode
from casework.choices.measures import (
    Adhesion,
    BilanKind,
    BilanProposal,
    ObjectiveResult,
    Recommendation,
    Reiteration,
    RepresentativeQuality,
    StepKind,
    StepResult,
)
from casework.models import CddfInformedParty, LegalRepresentative, Step
from casework.papers.kinds import Setting
from confidentiality.choices import Role
from tests.casework import factories as people
from tests.veille import factories
from veille.models import Organisation

_TODAY = timezone.localdate()
DAYS = st.dates(_TODAY - timedelta(days=700), _TODAY + timedelta(days=400))
WORDS = st.sampled_from(
    ("Noé", "Anaïs", "L’Hermitte", "Ben-Saïd", "D’Été", "Nguyễn", "Øster", "Lê Văn", "Œuvray")
)
LINES = st.lists(
    st.sampled_from(("12 rue de l’Essai", "Bâtiment B, porte 4", "Chez Mme Œuvray")), max_size=3
)
_CODES = {
    "motifs": Motif,
    "recommendations": Recommendation,
    "engagements": Recommendation,
    "concerned": Recommendation,
    "needs": Need,
}
_ONE = {
    "trigger": AccompagnementTrigger,
    "threat": Threat,
    "mode": TransactionMode,
    "kind": BilanKind,
    "adhesion": Adhesion,
    "reiteration": Reiteration,
    "proposal": BilanProposal,
    "schooling": Schooling,
}


def some(values: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=1, unique=True)


DRAWN = st.fixed_dictionaries(
    {name: some(choices.values) for name, choices in _CODES.items()}
    | {name: st.sampled_from(choices.values) for name, choices in _ONE.items()}
    | {
        "age": st.integers(12, 24),
        "name": WORDS,
        "address": LINES,
        "contact": st.sampled_from(("", "service prévention, 03 00 00 00 00")),
        "parents": st.lists(
            st.tuples(WORDS, st.sampled_from(RepresentativeQuality.values)), max_size=2
        ),
        "day": DAYS,
        "later": DAYS,
        "hour": st.integers(8, 19),
        "months": st.integers(1, 12),
        "hours": st.integers(1, 30),
        "euros": st.decimals("0.01", "9999.99", places=2),
        "fait": st.sampled_from(sorted(TRANSACTION_FAITS)),
        "examined": st.booleans(),
        "intensive": st.booleans(),
        "results": st.lists(
            st.tuples(st.sampled_from(StepKind.values), st.sampled_from(StepResult.values)),
            max_size=5,
        ),
        "objectives": st.dictionaries(
            st.sampled_from(Need.values), st.sampled_from(ObjectiveResult.values)
        ),
    }
)
# As much as can be recorded: what a paper must still hold on its pages.
FULLEST: dict[str, Any] = {
    **{name: list(choices.values) for name, choices in _CODES.items()},
    **{name: max(choices.values, key=len) for name, choices in _ONE.items()},
    "motifs": list(Motif.values)[:5],
    "age": 15,
    "name": "Anne-Marie-Élisabeth de la Haute-Colline-d’Essai",
    "address": ["Résidence de l’Essai", "Bâtiment B, porte 4", "112 rue de la Longue Épreuve"],
    "contact": "service municipal de prévention et de médiation, 03 00 00 00 00",
    "parents": [("De La Haute-Colline", "mere"), ("D’Essai-Martinsart", "delegataire")],
    "day": date(2026, 9, 30),
    "later": date(2027, 9, 30),
    "hour": 17,
    "months": 12,
    "hours": 30,
    "euros": Decimal("9999.99"),
    "fait": "F06",
    "examined": True,
    "intensive": True,
    "results": [(k, r) for k in StepKind.values for r in StepResult.values[2:4]],
    "objectives": dict.fromkeys(Need.values, "non_atteint"),
}


@dataclass
class World:
    """One situation, a row of each measure, and what none of their papers may say."""

    case: Any
    referral: Any
    party: CddfInformedParty
    accompagnement: Any
    mission: Any
    bilan: Any
    offer: Any
    secrets: tuple[str, ...]

    @property
    def setting(self) -> Setting:
        place = self.case.cellule
        return Setting(place.collectivite, place, _TODAY)

    def row(self, model: type) -> Any:
        return next(each for each in vars(self).values() if type(each) is model)


def world() -> World:
    """The rows, with a word of the justice on the case and another person in the cellule."""
    case = people.case(state="en_cours", parquet_motifs=list(ParquetMotif.values))
    status = people.judicial_status(case)
    member = factories.agent(Role.MEMBRE, case.cellule)
    other = people.case(case.cellule).young_person
    fait = people.fait(people.received(member, case), "F11")
    referral = people.referral(case, state="recommandations_emises")
    party = CddfInformedParty.objects.create(
        referral=referral,
        organisation=factories.organisation("mission_locale"),
        informed_on=_TODAY,
        informed_by_id=member.hat_id,
    )
    mission = people.follow_up(case, state="actif")
    return World(
        case=case,
        referral=referral,
        party=party,
        accompagnement=people.accompagnement(case, state="en_cours"),
        mission=mission,
        bilan=people.bilan(case, mission, state="presente"),
        offer=people.transaction(case, fait=fait),
        secrets=(
            member.user.full_name,
            Organisation.objects.get(pk=member.organisation_id).name,
            other.last_name,
            status.reference,
            status.get_code_display(),
            *map(str, ParquetMotif.labels),
        ),
    )


def fill(about: World, drawn: dict[str, Any]) -> None:
    """Give these values to the rows, in memory; to the base, where a paper reads them there."""
    _fill_person(about, drawn)
    case, referral, day, later = about.case, about.referral, drawn["day"], drawn["later"]
    case.needs = drawn["needs"]
    case.term_on = later
    case.saisines.update(motifs=drawn["motifs"])
    case.cellule.collectivite.letter_contact = drawn["contact"]
    referral.hearing_at = timezone.make_aware(datetime.combine(day, time(drawn["hour"], 30)))
    referral.proposed_on = referral.heard_on = day
    referral.review_on = later
    referral.recommendations = drawn["recommendations"]
    referral.engagements = drawn["engagements"]
    referral.examined_with_family = drawn["examined"]
    about.party.recommendations = drawn["concerned"]
    about.party.informed_on = day
    parental = about.accompagnement
    parental.trigger, parental.threat, parental.months = (
        drawn["trigger"],
        drawn["threat"],
        drawn["months"],
    )
    parental.proposed_on = parental.answered_on = day
    parental.started_on, parental.ended_on = day, later
    about.mission.designated_on = day
    about.mission.intensive = drawn["intensive"]
    _fill_bilan(about, drawn)
    offer = about.offer
    offer.fait.code, offer.fait.happened_on, offer.pv_on = drawn["fait"], day, day
    offer.mode, offer.prejudice, offer.answer_due_on = drawn["mode"], drawn["euros"], later
    offer.hours = drawn["hours"] if drawn["mode"] == TransactionMode.TRAVAIL else None


def _fill_person(about: World, drawn: dict[str, Any]) -> None:
    person = about.case.young_person
    person.first_name = drawn["name"]
    person.last_name = f"{drawn['name']}-Exemple"
    person.birth_date = people.born(drawn["age"])
    person.address = "\n".join(drawn["address"]) or None
    person.representatives.all().delete()
    for name, quality in drawn["parents"]:
        LegalRepresentative.objects.create(
            young_person=person, quality=quality, last_name=name, first_name="Dominique"
        )


def _fill_bilan(about: World, drawn: dict[str, Any]) -> None:
    bilan = about.bilan
    bilan.since, bilan.until = sorted((drawn["day"], drawn["later"]))
    bilan.written_on = bilan.until
    bilan.objectives = drawn["objectives"]
    for name in ("kind", "adhesion", "reiteration", "proposal", "schooling"):
        setattr(bilan, name, drawn[name])
    Step.objects.all().delete()
    Step.objects.bulk_create(
        Step(
            case=about.case,
            kind=kind,
            result=result,
            organisation=about.mission.organisation,
            happened_on=bilan.since,
            recorded_by=about.mission.referent,
            recorded_at=timezone.now(),
        )
        for kind, result in drawn["results"]
    )
