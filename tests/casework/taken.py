"""Which transitions each tried act takes, on its own row and on others; which the clock takes.

Written by hand: an act that takes another transition than these, or a transition that nothing
takes, fails a test of ``tests.casework.test_every_transition``.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.casework import tried_rare, tried_rights
from tests.casework.path import Path
from tests.casework.tried import Tried
from tests.casework.tried_mayor import MAYOR
from tests.casework.tried_measures import FAMILIES, MISSIONS, RAPPELS
from tests.casework.tried_path import CASES, SAISINES, SEANCES
from tests.casework.tried_rare import RARE
from tests.casework.tried_rights import RELAIS, RIGHTS

# The act, its move, its transitions; « Bilan.present » for another row than its own.
_TAKEN = """
    saisine.submit                brouillon > soumise  submit
    saisine.withdraw              soumise > retiree  withdraw
    saisine.ask_complement        soumise > a_completer  ask_complement
    saisine.declare_irrecevable   soumise > irrecevable  declare_irrecevable
    saisine.declare_recevable     soumise > recevable  declare_recevable
    seance.convene                planifiee > convoquee  convene
    seance.move                   planifiee > planifiee  put_off
    seance.cancel                 planifiee > annulee  cancel
    seance.open                   convoquee > ouverte  open
    seance.close                  ouverte > close  close
    seance.validate_releve        close > releve_valide  validate_releve
    case.inscribe                 repere > inscrit  inscribe
    case.open_examination         inscrit > en_examen  open_examination
    case.adjourn                  en_examen > ajourne  adjourn
    case.leave_agenda             inscrit > ajourne  leave_agenda
    case.dismiss                  en_examen > non_retenu  dismiss
    case.orient                   en_examen > oriente  orient
    case.engage                   oriente > en_cours  engage
    case.suspend                  en_cours > suspendu  suspend
    case.resume                   suspendu > en_cours  resume
    case.request_bilan            en_cours > bilan_attendu  request_bilan
    case.present_bilan            en_examen > bilan_presente  present_bilan Bilan.present
    case.continue                 bilan_presente > en_cours  carry_on
    case.reorient                 bilan_presente > oriente  reorient
    case.close                    bilan_presente > clos  close
    archive.approve               archive > archive  read_archive
    rappel.consult                propose > consultation_parquet  consult
    rappel.remind                 consultation_parquet > consultation_parquet  remind
    rappel.answer                 consultation_parquet > accord  record_accord
    rappel.answer                 consultation_parquet > refuse  record_opposition
    rappel.forward                propose > propose  forward
    rappel.decide                 propose > convoque  decide
    rappel.decide                 carence > convoque  convene_again
    rappel.postpone               convoque > convoque  postpone convene_again
    rappel.record                 convoque > realise  record
    rappel.record_absence         convoque > carence  record_absence
    rappel.inform_parquet         realise > realise  inform_parquet
    rappel.cancel                 consultation_parquet > sans_objet  cancel
    cddf.accept                   proposee > programmee  accept
    cddf.refuse                   proposee > refusee  refuse
    cddf.convene                  programmee > famille_convoquee  convene
    cddf.hear                     famille_convoquee > famille_entendue  hear
    cddf.record_absence           famille_convoquee > carence  record_absence
    cddf.recommend                famille_entendue > recommandations_emises  recommend
    cddf.inform_party             recommandations_emises > recommandations_emises  inform_party
    cddf.follow                   recommandations_emises > suivie  follow
    cddf.close                    recommandations_emises > close  close
    cddf.cancel                   programmee > sans_objet  cancel
    accompagnement.consult_cddf   envisage > cddf_consulte  consult_cddf
    accompagnement.verify         cddf_consulte > verifie  verify
    accompagnement.propose        verifie > propose  propose
    accompagnement.answer         propose > accepte  accept
    accompagnement.answer         propose > refuse  refuse
    accompagnement.ask_pcd        accepte > avis_pcd_demande  ask_pcd
    accompagnement.inform         avis_pcd_demande > avis_pcd_demande  inform
    accompagnement.record_opinion avis_pcd_demande > avis_pcd_demande  record_opinion
    accompagnement.start          avis_pcd_demande > en_cours  start
    accompagnement.complete       en_cours > termine  complete
    accompagnement.end_partial    en_cours > partiel  end_partial
    accompagnement.cancel         envisage > sans_objet  cancel
    transaction.answer            proposee > acceptee  accept
    transaction.answer            proposee > refusee  refuse
    transaction.homologate        acceptee > homologuee  homologate
    transaction.homologate        acceptee > non_homologuee  decline
    transaction.record_execution  homologuee > executee  execute
    transaction.record_execution  homologuee > non_executee  default
    transaction.inform_parquet    acceptee > acceptee  inform_parquet
    follow_up.accept              designe > accepte  accept
    follow_up.first_contact       accepte > premier_contact  record_first_contact
    follow_up.attempt             accepte > injoignable  record_unreachable
    follow_up.adhesion            premier_contact > actif  record_adhesion activate
    follow_up.refusal             premier_contact > refus  record_refusal
    follow_up.suspend             actif > suspendu  suspend
    follow_up.resume              suspendu > actif  resume
    follow_up.end                 actif > termine  end
    bilan.write                   a_rediger > redige  write
    bilan.validate                redige > valide  validate
    bilan.communicate             presente > communique  communicate
    rights.check_identity         recue > gel  check_identity freeze
    rights.advise                 gel > gel  advise
    rights.extend                 gel > gel  extend
    rights.decide                 gel > instruite  decide
    rights.rectify                instruite > instruite  rectify
    rights.answer                 instruite > repondue  answer
    rights.close                  repondue > close  close
    relais.agree                  propose > accord_recueilli  agree
    relais.refuse                 accord_recueilli > refuse  refuse
    relais.hand_over              accord_recueilli > remis  hand_over
    relais.close                  remis > clos  close
    charte.adopt                  projet > adoptee  adopt
    charte.publish                adoptee > en_vigueur  publish replace
    charte.repeal                 en_vigueur > abrogee  repeal
    violation.qualify             detectee > qualifiee  qualify
    violation.notify              qualifiee > notifiee_cnil  notify_cnil
    violation.inform              notifiee_cnil > personnes_informees  inform_persons
    violation.close               qualifiee > close  close
"""

# The machine of each attribute of a path.
MODELS = {
    "saisine": "Saisine",
    "case": "Case",
    "seance": "Seance",
    "rappel": "RappelALOrdre",
    "referral": "CddfReferral",
    "accompagnement": "AccompagnementParental",
    "offer": "Transaction",
    "mission": "ReferentFollowUp",
    "bilan": "Bilan",
    "relais": "Relais",
    "request": "RightsRequest",
    "charte": "Charte",
    "violation": "Violation",
}


def _read(table: str) -> dict[tuple[str, tuple[str, str] | None], list[str]]:
    found: dict[tuple[str, tuple[str, str] | None], list[str]] = {}
    for line in table.strip().splitlines():
        act, source, _, target, *names = line.split()
        found[act, (source, target)] = names
    return found


_OWN = _read(_TAKEN)


# What the same act also takes on another row, after a rarer story.
_ALSO: dict[Callable[[Path], object], str] = {
    tried_rare.again_reported: "Case.report_reiteration",
    tried_rare.reported_after_archive: "Case.reopen",
    tried_rights.decided: "Case.close_for_opposition",
    tried_rights.decided_on_archive: "Case.erase_on_request",
}

_GROUPS = (SAISINES, SEANCES, CASES, RAPPELS, FAMILIES, MISSIONS, MAYOR, RIGHTS, RELAIS, RARE)
# Every tried act that takes a transition.
MOVING: tuple[Tried, ...] = tuple(
    each for group in _GROUPS for each in group if each.moves is not None
)


def taken_by(tried: Tried) -> list[str]:
    """« Case.inscribe »: each transition that this act takes, those of its own row first."""
    model = MODELS[tried.row]
    names = [name if "." in name else f"{model}.{name}" for name in _OWN[tried.act, tried.moves]]
    return [*names, *_ALSO.get(tried.door, "").split()]
