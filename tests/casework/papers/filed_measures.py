"""How a path reaches the rows of the papers of the other measures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from casework.choices.measures import RepresentativeQuality, StepKind, StepResult
from casework.choices.states import CaseState
from casework.models import CddfInformedParty, LegalRepresentative
from casework.services import cddf, follow_ups
from tests.casework import tried_accompagnements as parental
from tests.casework import tried_transactions as offers
from tests.casework.path import Path
from tests.casework.tried import engaged
from veille.models import Organisation

Step = Callable[[Path], Any]
MEASURES: dict[str, Step] = {}


def filed(*slugs: str) -> Callable[[Step], Step]:
    def note(step: Step) -> Step:
        MEASURES.update(dict.fromkeys(slugs, step))
        return step

    return note


def with_mother(path: Path) -> Path:
    """The family is recorded, as letters are addressed to it by name."""
    LegalRepresentative.objects.create(
        young_person=path.case.young_person,
        quality=RepresentativeQuality.MERE,
        last_name="Essai-Martin",
        first_name="Dominique",
    )
    return path


def _proposed(path: Path) -> Path:
    return with_mother(engaged(path)).propose_cddf()


@filed("saisine-cddf")
def _(path: Path) -> Any:
    return _proposed(path).referral


@filed("convocation-cddf")
def _(path: Path) -> Any:
    return _proposed(path).accept_cddf().convene_family().referral


def _informed(path: Path) -> CddfInformedParty:
    """The school is told of one recommendation of two, as was examined with the family."""
    _proposed(path).accept_cddf().convene_family().wait(5).hear()
    path.referral = cddf.recommend(
        referral_id=path.referral.pk,
        actor=path.mayor,
        recommendations=("assiduite_scolaire", "activite_encadree"),
        engagements=("assiduite_scolaire",),
        examined_with_family=True,
        sent=path.sent,
    )
    party = cddf.Party(path.member.organisation_id, ("assiduite_scolaire",), path.today)
    path.referral = cddf.inform_party(
        referral_id=path.referral.pk, actor=path.coordinator, given=party, sent=path.sent
    )
    return path.referral.informed_parties.get()


@filed("recommandations-cddf")
def _(path: Path) -> Any:
    return _informed(path).referral


@filed("lettre-tiers-informe")
def _(path: Path) -> Any:
    return _informed(path)


def _parental(path: Path, reach: Step) -> Any:
    with_mother(reach(path)).again()
    return path.accompagnement


@filed("proposition-accompagnement")
def _(path: Path) -> Any:
    return _parental(path, parental.proposed)


@filed("avis-conseil-departemental")
def _(path: Path) -> Any:
    return _parental(path, parental.accepted)


@filed(
    "information-accompagnement-dasen",
    "information-accompagnement-etablissement",
    "information-accompagnement-caf",
    "information-accompagnement-prefet",
)
def _(path: Path) -> Any:
    return _parental(path, parental.asked)


@filed("attestation-accompagnement")
def _(path: Path) -> Any:
    with_mother(parental.started(path)).wait(60)
    return parental.complete(path, path.coordinator, path.sent)


@filed("lettre-de-mission")
def _(path: Path) -> Any:
    return engaged(path).designate().mission


@filed("feuille-adhesion")
def _(path: Path) -> Any:
    return engaged(path).designate().accept_mission().first_contact().mission


@filed("bilan-de-parcours")
def _(path: Path) -> Any:
    path.to(CaseState.BILAN_ATTENDU)
    for kind, result in (
        (StepKind.ENTRETIEN, StepResult.REALISE),
        (StepKind.ENTRETIEN, StepResult.PARTIEL),
        (StepKind.RETOUR_SCOLAIRE, StepResult.EN_COURS),
    ):
        _walk(path, kind, result)
    return path.write_bilan().validate_bilan().bilan


def _walk(path: Path, kind: str, result: str) -> None:
    organisation = Organisation.objects.get(pk=path.referent.organisation_id)
    follow_ups.add_step(
        case_id=path.case.pk,
        actor=path.referent,
        given=follow_ups.StepInput(kind, organisation, path.today, result),
        sent=path.sent,
    )


@filed("proposition-de-transaction")
def _(path: Path) -> Any:
    fait = with_mother(offers.opened(path)).saisine.faits.get(code="F06")
    return offers.propose_offer(path, fait_id=fait.pk, mode="travail_non_remunere", hours=12).offer
