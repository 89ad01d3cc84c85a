"""A cellule whose every value is drawn: what its papers, and those of its cases, must bear."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from hypothesis import strategies as st

from casework.choices.facts import STORABLE
from casework.choices.lists import (
    Answer,
    ClosingReason,
    DecisionCode,
    Motif,
    Need,
    Origin,
    ParquetMotif,
    PlaceKind,
    Schooling,
)
from casework.choices.measures import AgendaKind, Impossibility, Provision
from casework.choices.rights import (
    RECTIFIABLE,
    ExtensionReason,
    Requester,
    RightKind,
    RightsOutcome,
    RightsReason,
)
from casework.choices.states import CaseState
from casework.models import (
    AgendaItem,
    Case,
    Decision,
    EliminationCertificate,
    Fait,
    LegalRepresentative,
    RappelALOrdre,
    Relais,
    RightsRequest,
    Saisine,
    Tombstone,
)
from casework.papers.kinds import Setting, Template
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.models import Charte, CharteSignature
from tests.casework import factories as people
from tests.casework.papers.generated import DAYS, LINES, WORDS, some
from tests.casework.papers.generated import FULLEST as MEASURES
from tests.forced import force
from tests.veille import factories
from veille.choices import (
    LateNotification,
    ViolationCause,
    ViolationData,
    ViolationMeasure,
    ViolationNature,
    ViolationRisk,
)
from veille.models import Cellule, Seance, Violation
from veille.services.charte_model import charte_text

_TODAY = timezone.localdate()
_ONE: dict[str, Any] = {
    "origin": Origin,
    "schooling": Schooling,
    "crime": Answer,
    "inquiry": Answer,
    "danger": Answer,
    "place_kind": PlaceKind,
    "impossibility": Impossibility,
    "kind": AgendaKind,
    "right": RightKind,
    "requester": Requester,
    "outcome": RightsOutcome,
    "reason": RightsReason,
    "extension": ExtensionReason,
    "cause": ViolationCause,
    "late": LateNotification,
}
_SEVERAL: dict[str, Any] = {
    "motifs": Motif,
    "needs": Need,
    "provisions": Provision,
    "decisions": DecisionCode,
    "natures": ViolationNature,
    "data": ViolationData,
    "measures": ViolationMeasure,
}
_ENDS = [each for each in ClosingReason.values if each not in ("deces", "doublon")]
DRAWN = st.fixed_dictionaries(
    {name: st.sampled_from(choices.values) for name, choices in _ONE.items()}
    | {name: some(choices.values) for name, choices in _SEVERAL.items()}
    | {
        "age": st.integers(12, 24),
        "name": WORDS,
        "address": LINES,
        "phone": st.sampled_from(("", "06 00 00 00 00")),
        "contact": st.sampled_from(("", "service prévention, 03 00 00 00 00")),
        "dpo": st.sampled_from(("", "dpo@exemple.fr")),
        "parents": st.lists(st.tuples(WORDS, st.just("mere")), max_size=2),
        "day": DAYS,
        "later": DAYS,
        "hour": st.integers(8, 19),
        "faits": some(sorted(STORABLE)).map(lambda codes: codes[:3]),
        "absences": st.integers(1, 2),
        "number": st.integers(1, 9999),
        "done": st.booleans(),
        "closing": st.sampled_from(_ENDS),
        "rectified": some(sorted(RECTIFIABLE)),
        "risk": st.sampled_from((ViolationRisk.RISQUE, ViolationRisk.RISQUE_ELEVE)),
        "persons": st.integers(0, 20000),
        "files": st.integers(1, 2000),
    }
)
# As much as can be recorded: what a paper must still hold on its pages.
FULLEST: dict[str, Any] = {
    **{name: max(choices.values, key=len) for name, choices in _ONE.items()},
    **{name: list(choices.values) for name, choices in _SEVERAL.items()},
    **{name: MEASURES[name] for name in ("age", "name", "address", "contact", "parents")},
    **{name: MEASURES[name] for name in ("day", "later", "hour")},
    "motifs": list(Motif.values)[:5],
    "decisions": list(DecisionCode.values)[:4],
    "outcome": RightsOutcome.PARTIELLE,
    "right": RightKind.RECTIFICATION,
    "phone": "06 00 00 00 00",
    "dpo": "delegue.protection.donnees@collectivite.exemple.fr",
    "faits": sorted(STORABLE)[:4],
    "absences": 2,
    "number": 9999,
    "done": True,
    "closing": max(_ENDS, key=len),
    "rectified": sorted(RECTIFIABLE),
    "risk": ViolationRisk.RISQUE_ELEVE,
    "persons": 20000,
    "files": 2000,
}


@dataclass
class Around:
    """The rows of one cellule, and the words that none of their papers may say."""

    place: Cellule
    case: Case
    saisine: Saisine
    rappel: RappelALOrdre
    seance: Seance
    decision: Decision
    charte: Charte
    signature: CharteSignature
    relais: Relais
    request: RightsRequest
    certificate: EliminationCertificate
    violation: Violation
    # Of the points on the agenda.
    kind: str
    others: tuple[str, ...]

    @property
    def setting(self) -> Setting:
        return Setting(self.place.collectivite, self.place, _TODAY)

    @property
    def holder(self) -> Any:
        return self.place.collectivite

    def row(self, template: Template) -> Any:
        rows = [*vars(self).values(), self.holder]
        return next(each for each in rows if type(each) is template.model)


def around() -> Around:
    """One of each row; a word of the justice on the case, another young person beside."""
    place = factories.staffed(factories.cellule())
    case = people.case(place, state="en_cours", parquet_motifs=list(ParquetMotif.values))
    status = people.judicial_status(case)
    other = people.case(place)
    member = factories.agent(Role.MEMBRE, place)
    mayor = factories.designation(Role.MAIRE, place)
    rappel = people.rappel(case, "F04", state="convoque", protocol=people.protocol(place))
    decision = _decided(case, other, member)
    charte = place.circle.chartes.get()
    _sealed(place)
    return Around(
        place=place,
        case=case,
        saisine=case.saisines.get(),
        rappel=rappel,
        seance=decision.item.seance,
        decision=decision,
        charte=charte,
        signature=CharteSignature.objects.get(user=member.user.pk, charte=charte),
        relais=people.relais(case, state="accord_recueilli"),
        request=people.rights_request(case, state="instruite", decided_by=mayor),
        certificate=_destroyed(place),
        violation=factories.violation(place, state="qualifiee"),
        kind="suivi",
        others=(
            other.young_person.last_name,
            status.reference,
            status.get_code_display(),
            *map(str, ParquetMotif.labels),
        ),
    )


def _decided(case: Case, other: Case, member: Actor) -> Decision:
    """The first of two points of a séance that was convened."""
    seance = factories.seance(case.cellule, present=(member,), state="convoquee")
    items = [
        AgendaItem.objects.create(seance=seance, case=each, kind="suivi", position=rank)
        for rank, each in enumerate((case, other), start=1)
    ]
    return Decision.objects.create(
        item=items[0],
        codes=["referent"],
        pilot=factories.organisation("mission_locale"),
        due_on=_TODAY,
        recorded_by_id=member.hat_id,
        recorded_at=timezone.now(),
    )


def _sealed(place: Cellule) -> None:
    waiting = people.case(place, opened_on=_TODAY - timedelta(days=900))
    ended = {"closed_on": _TODAY, "closing_code": "terme", "purge_due_on": _TODAY}
    force(waiting, state=CaseState.A_ELIMINER, sealed_on=_TODAY, **ended)


def _destroyed(place: Cellule) -> EliminationCertificate:
    day = {"collectivite": place.collectivite, "agreement_reference": "AD62-2026-14"}
    Tombstone.objects.create(
        pk=place.pk,
        opened_on=_TODAY - timedelta(days=900),
        ended_on=_TODAY - timedelta(days=400),
        eliminated_at=timezone.now(),
        **day,
    )
    return EliminationCertificate.objects.create(day=_TODAY, cases=1, people=1, **day)


def fill(about: Around, drawn: dict[str, Any]) -> None:
    """Give these values to the rows, in memory; to the base, where a paper reads them there."""
    holder = about.holder
    holder.letter_contact, holder.dpo_contact = drawn["contact"], drawn["dpo"]
    _fill_person(about, drawn)
    _fill_saisine(about, drawn)
    _fill_rappel(about, drawn)
    _fill_request(about, drawn)
    _fill_violation(about, drawn)
    case, day, later = about.case, drawn["day"], drawn["later"]
    case.needs, case.decision_codes = drawn["needs"], drawn["decisions"]
    case.closed_on, case.closing_code = day, drawn["closing"]
    # To come, so that those who sit today are expected there.
    ahead = timedelta(days=(day - _TODAY).days % 300 + 1)
    about.seance.held_at = _moment(drawn | {"day": _TODAY + ahead})
    AgendaItem.objects.filter(seance=about.seance).update(kind=drawn["kind"])
    about.kind = drawn["kind"]
    Decision.objects.filter(pk=about.decision.pk).update(codes=drawn["decisions"], due_on=later)
    about.decision.codes, about.decision.due_on = drawn["decisions"], later
    about.charte.text = charte_text(about.place)
    about.charte.adopted_on = day
    about.relais.young_agreed_on = about.relais.representatives_agreed_on = day
    about.certificate.cases, about.certificate.people = drawn["files"], drawn["persons"]


def _moment(drawn: dict[str, Any]) -> datetime:
    day: date = drawn["day"]
    return timezone.make_aware(datetime.combine(day, time(drawn["hour"], 30)))


def _fill_person(about: Around, drawn: dict[str, Any]) -> None:
    person = about.case.young_person
    person.first_name = drawn["name"]
    person.last_name = f"{drawn['name']}-Exemple"
    person.birth_date = people.born(drawn["age"])
    person.address = "\n".join(drawn["address"]) or None
    person.phone = drawn["phone"] or None
    person.representatives.all().delete()
    for name, quality in drawn["parents"]:
        LegalRepresentative.objects.create(
            young_person=person, quality=quality, last_name=name, first_name="Dominique"
        )


def _fill_saisine(about: Around, drawn: dict[str, Any]) -> None:
    saisine = about.saisine
    saisine.motifs, saisine.origin = drawn["motifs"], drawn["origin"]
    saisine.schooling = drawn["schooling"]
    saisine.q_crime_delit, saisine.q_plainte_enquete = drawn["crime"], drawn["inquiry"]
    saisine.q_danger = drawn["danger"]
    saisine.art40_on = saisine.ip_on = drawn["day"]
    saisine.young_person = about.case.young_person
    Saisine.objects.for_system("drawn").filter(pk=saisine.pk).update(origin=drawn["origin"])


def _fill_rappel(about: Around, drawn: dict[str, Any]) -> None:
    rappel, day = about.rappel, drawn["day"]
    Fait.objects.filter(saisine=about.saisine).delete()
    rappel.faits.set(people.fait(about.saisine, code) for code in drawn["faits"])
    Fait.objects.update(place_kind=drawn["place_kind"], happened_on=day)
    rappel.appointment_at = _moment(drawn)
    rappel.consulted_on = rappel.decided_on = day
    rappel.done_on = day if drawn["done"] else None
    rappel.absent_on = drawn["later"]
    rappel.absence_count = drawn["absences"]
    rappel.impossibility = drawn["impossibility"]
    rappel.presence_young, rappel.presence_representatives = "present", "un_parent"
    rappel.provisions = drawn["provisions"]
    rappel.register_number = drawn["number"]
    RappelALOrdre.objects.filter(pk=rappel.pk).update(register_number=drawn["number"], done_on=day)


def _fill_request(about: Around, drawn: dict[str, Any]) -> None:
    request = about.request
    request.kind, request.requester = drawn["right"], drawn["requester"]
    request.outcome = drawn["outcome"]
    request.reason = "" if drawn["outcome"] == RightsOutcome.FONDEE else drawn["reason"]
    request.received_on, request.decided_on = drawn["day"], drawn["later"]
    request.extension_code, request.extension_told_on = drawn["extension"], drawn["day"]
    corrected = drawn["right"] == RightKind.RECTIFICATION
    request.rectified = drawn["rectified"] if corrected else []
    request.rectified_on = drawn["later"] if corrected else None


def _fill_violation(about: Around, drawn: dict[str, Any]) -> None:
    breach = about.violation
    for name in ("natures", "cause", "measures", "risk"):
        setattr(breach, name, drawn[name])
    breach.data_groups, breach.persons_count = drawn["data"], drawn["persons"]
    breach.late_code = drawn["late"]
