"""The machines of the domain (§9), written by hand: steps, ends, conditions, and a first row."""

from __future__ import annotations

from collections.abc import Callable

from django.db import models

from casework.choices.states import (
    ACCOMPAGNEMENT_FINAL,
    CDDF_FINAL,
    FOLLOW_UP_FINAL,
    RAPPEL_FINAL,
    RELAIS_FINAL,
    TRANSACTION_FINAL,
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
from casework.models import (
    AccompagnementParental,
    Bilan,
    Case,
    CddfReferral,
    RappelALOrdre,
    ReferentFollowUp,
    Relais,
    RightsRequest,
    Saisine,
    Transaction,
)
from confidentiality.choices import CharteState, Role
from confidentiality.models import Charte
from indicators.choices import BulletinState
from indicators.models import Bulletin
from tests.casework import factories as people
from tests.indicators.released import draft
from tests.veille import factories
from veille.choices import SeanceState, ViolationState
from veille.models import Seance, Violation

Step = tuple[str, str, str]

# Method, sources, target. Written from the domain, not from the models.
TABLE: dict[type[models.Model], str] = {
    Saisine: """
        submit               brouillon a_completer            > soumise
        ask_complement       soumise                          > a_completer
        declare_irrecevable  soumise                          > irrecevable
        declare_recevable    soumise                          > recevable
        withdraw             brouillon soumise a_completer    > retiree
        expire               brouillon                        > expiree
    """,
    Case: """
        inscribe             repere ajourne en_cours bilan_attendu > inscrit
        open_examination     inscrit                          > en_examen
        adjourn              en_examen                        > ajourne
        leave_agenda         inscrit                          > ajourne
        dismiss              en_examen                        > non_retenu
        orient               en_examen                        > oriente
        engage               oriente                          > en_cours
        report_reiteration   en_cours suspendu                > en_cours
        suspend              en_cours                         > suspendu
        resume               suspendu                         > en_cours
        request_bilan        en_cours                         > bilan_attendu
        present_bilan        en_examen                        > bilan_presente
        carry_on             bilan_presente en_examen         > en_cours
        reorient             bilan_presente                   > oriente
        close   bilan_presente en_cours suspendu oriente repere ajourne inscrit > clos
        close_for_age  repere inscrit en_examen ajourne oriente en_cours suspendu > clos
        close_for_age  bilan_attendu bilan_presente           > clos
        close_for_opposition  repere inscrit en_examen ajourne oriente en_cours suspendu > clos
        close_for_opposition  bilan_attendu bilan_presente    > clos
        archive              clos                             > archive
        discard              clos                             > a_eliminer
        read_archive         archive                          > archive
        reopen               archive                          > archive
        seal                 archive non_retenu               > a_eliminer
        erase_on_request     clos archive non_retenu          > a_eliminer
        eliminate            a_eliminer non_retenu            > purge
    """,
    RappelALOrdre: """
        consult              propose                          > consultation_parquet
        remind               consultation_parquet             > consultation_parquet
        forward              propose                          > propose
        forward              accord                           > accord
        forward              convoque                         > convoque
        inform_parquet       realise                          > realise
        inform_parquet       carence                          > carence
        record_accord        consultation_parquet             > accord
        record_opposition    consultation_parquet             > refuse
        decide               accord propose                   > convoque
        postpone             convoque                         > reporte
        convene_again        reporte carence                  > convoque
        record               convoque                         > realise
        record_absence       convoque                         > carence
        cancel  propose consultation_parquet accord convoque reporte > sans_objet
    """,
    CddfReferral: """
        accept               proposee                         > programmee
        refuse               proposee                         > refusee
        convene              programmee carence               > famille_convoquee
        hear                 famille_convoquee                > famille_entendue
        record_absence       famille_convoquee                > carence
        recommend            famille_entendue                 > recommandations_emises
        inform_party         recommandations_emises           > recommandations_emises
        inform_party         suivie                           > suivie
        follow               recommandations_emises           > suivie
        close                recommandations_emises suivie carence > close
        cancel               proposee programmee famille_convoquee > sans_objet
    """,
    AccompagnementParental: """
        consult_cddf         envisage                         > cddf_consulte
        verify               envisage cddf_consulte           > verifie
        propose              verifie                          > propose
        accept               propose                          > accepte
        refuse               propose                          > refuse
        ask_pcd              accepte                          > avis_pcd_demande
        inform               accepte                          > accepte
        inform               avis_pcd_demande                 > avis_pcd_demande
        record_opinion       avis_pcd_demande                 > avis_pcd_demande
        record_opinion       en_cours                         > en_cours
        start                avis_pcd_demande                 > en_cours
        complete             en_cours                         > termine
        end_partial          en_cours                         > partiel
        cancel  envisage cddf_consulte verifie propose accepte avis_pcd_demande > sans_objet
    """,
    Transaction: """
        accept               proposee                         > acceptee
        refuse               proposee                         > refusee
        lapse                proposee                         > silence
        homologate           acceptee                         > homologuee
        decline              acceptee                         > non_homologuee
        execute              homologuee                       > executee
        default              homologuee                       > non_executee
        inform_parquet       acceptee                         > acceptee
        inform_parquet       refusee                          > refusee
        inform_parquet       silence                          > silence
        inform_parquet       executee                         > executee
        inform_parquet       non_executee                     > non_executee
    """,
    ReferentFollowUp: """
        accept               designe                          > accepte
        record_first_contact accepte injoignable              > premier_contact
        record_unreachable   accepte                          > injoignable
        record_adhesion      premier_contact                  > adhesion
        record_refusal       premier_contact                  > refus
        activate             adhesion                         > actif
        suspend              actif                            > suspendu
        resume               suspendu                         > actif
        end     designe accepte premier_contact adhesion refus injoignable actif suspendu > termine
    """,
    Relais: """
        agree                propose                          > accord_recueilli
        refuse               propose accord_recueilli         > refuse
        hand_over            accord_recueilli                 > remis
        close                remis                            > clos
    """,
    RightsRequest: """
        check_identity       recue                            > identite_verifiee
        freeze               identite_verifiee                > gel
        advise               identite_verifiee                > identite_verifiee
        advise               gel                              > gel
        extend               recue                            > recue
        extend               identite_verifiee                > identite_verifiee
        extend               gel                              > gel
        extend               instruite                        > instruite
        decide               identite_verifiee gel            > instruite
        rectify              instruite                        > instruite
        rectify              repondue                         > repondue
        answer               instruite                        > repondue
        close                repondue                         > close
    """,
    Bilan: """
        write                a_rediger redige                 > redige
        validate             redige                           > valide
        present              valide                           > presente
        communicate          presente                         > communique
    """,
    Charte: """
        adopt                projet                           > adoptee
        publish              adoptee                          > en_vigueur
        replace              en_vigueur                       > remplacee
        repeal               adoptee en_vigueur               > abrogee
    """,
    Seance: """
        convene              planifiee                        > convoquee
        put_off              planifiee                        > planifiee
        put_off              convoquee                        > convoquee
        cancel               planifiee convoquee              > annulee
        open                 convoquee                        > ouverte
        close                ouverte                          > close
        validate_releve      close                            > releve_valide
    """,
    Violation: """
        qualify              detectee                         > qualifiee
        notify_cnil          qualifiee                        > notifiee_cnil
        inform_persons       notifiee_cnil                    > personnes_informees
        close                qualifiee notifiee_cnil personnes_informees > close
    """,
    Bulletin: """
        pass_audit           brouillon                        > audite
        validate             audite                           > audite
        publish              audite                           > publie
    """,
}

# Where each machine begins, and where it may end.
ENDS: dict[type[models.Model], tuple[str, frozenset[str]]] = {
    Saisine: (
        SaisineState.BROUILLON,
        frozenset(
            {
                SaisineState.IRRECEVABLE,
                SaisineState.RECEVABLE,
                SaisineState.RETIREE,
                SaisineState.EXPIREE,
            }
        ),
    ),
    Case: (CaseState.REPERE, frozenset({CaseState.PURGE})),
    # An absence ends a rappel unless a second convocation follows: it has a way out.
    RappelALOrdre: (RappelState.PROPOSE, RAPPEL_FINAL - {RappelState.CARENCE}),
    CddfReferral: (CddfState.PROPOSEE, CDDF_FINAL),
    AccompagnementParental: (AccompagnementState.ENVISAGE, ACCOMPAGNEMENT_FINAL),
    Transaction: (TransactionState.PROPOSEE, TRANSACTION_FINAL),
    ReferentFollowUp: (FollowUpState.DESIGNE, FOLLOW_UP_FINAL),
    Relais: (RelaisState.PROPOSE, RELAIS_FINAL),
    RightsRequest: (RightsState.RECUE, frozenset({RightsState.CLOSE})),
    Bilan: (BilanState.A_REDIGER, frozenset({BilanState.COMMUNIQUE})),
    Charte: (CharteState.PROJET, frozenset({CharteState.REMPLACEE, CharteState.ABROGEE})),
    Seance: (
        SeanceState.PLANIFIEE,
        frozenset({SeanceState.RELEVE_VALIDE, SeanceState.ANNULEE}),
    ),
    Violation: (ViolationState.DETECTEE, frozenset({ViolationState.CLOSE})),
    Bulletin: (BulletinState.BROUILLON, frozenset({BulletinState.PUBLIE})),
}

_READY = (
    "not_ready_instance not_ready_cellule not_ready_charte not_ready_dpo not_ready_register "
    "not_ready_aipd not_ready_notice not_ready_coordonnateur not_ready_maire"
)

_LAWFUL = (
    "rappel_crime_declared rappel_complaint rappel_proceedings rappel_delit measure_case_stopped"
)

_SUPPORT = (
    "measure_case_stopped accompagnement_adult accompagnement_trigger accompagnement_threat "
    "accompagnement_cddf_first"
)

# The conditions of each step, by the codes of their refusals. Steps that have none are not listed.
CONDITIONS: dict[type[models.Model], dict[str, str]] = {
    Saisine: {
        "submit": f"{_READY} saisine_age saisine_territory saisine_motif saisine_answers "
        "saisine_art40 saisine_danger saisine_attestation",
        "declare_recevable": f"{_READY} saisine_art40 saisine_danger",
    },
    Case: {
        "inscribe": "age_limit information_before_examination",
        "engage": "age_limit person_not_informed representatives_not_informed",
        "present_bilan": "bilan_not_valid",
        "carry_on": "age_limit nothing_to_present",
        "open_examination": "seance_not_open",
        "close": "measures_running",
        "close_for_age": "age_limit_not_reached",
        "archive": "closing_without_archive",
        "discard": "closing_with_archive",
        "eliminate": "no_elimination_agreement",
    },
    RappelALOrdre: {
        "consult": f"rappel_is_informal rappel_no_protocol {_LAWFUL}",
        "remind": "rappel_reminder_early",
        "forward": "rappel_no_answer",
        "inform_parquet": "rappel_no_return_wanted rappel_parquet_informed",
        "record_accord": "rappel_attestations",
        "decide": f"rappel_no_answer rappel_informal_needs_no_qualification {_LAWFUL}",
        "postpone": "rappel_second_postponement",
        "convene_again": f"rappel_no_second_chance {_LAWFUL}",
        "record": f"rappel_presence {_LAWFUL}",
    },
    CddfReferral: {
        "accept": "measure_case_stopped cddf_adult cddf_minor_at_hearing",
        "convene": "measure_case_stopped cddf_second_absence cddf_minor_at_hearing",
        "hear": "cddf_minor_at_hearing",
        "recommend": "cddf_recommendation_missing",
        "inform_party": "cddf_third_party_not_examined",
    },
    AccompagnementParental: {
        "consult_cddf": "measure_case_stopped accompagnement_no_cddf",
        "verify": "measure_case_stopped accompagnement_cddf_first",
        "propose": f"{_SUPPORT} accompagnement_not_verified",
        "accept": "measure_case_stopped",
        "ask_pcd": "measure_case_stopped",
        "record_opinion": "accompagnement_opinion_known",
        "start": f"{_SUPPORT} accompagnement_not_verified accompagnement_pcd "
        "accompagnement_informations",
    },
    Transaction: {
        "accept": "transaction_answer_late",
        "lapse": "transaction_answer_awaited",
        "inform_parquet": "transaction_parquet_informed",
    },
    ReferentFollowUp: {
        "accept": "referent_is_police employer_not_agreed",
        "activate": "measure_case_stopped adhesion_missing family_adhesion_missing",
        "resume": "measure_case_stopped",
        "end": "bilan_still_expected",
    },
    Relais: {
        "agree": "relais_case_ended relais_no_agreement relais_no_agreement_of_representatives",
        "hand_over": "relais_case_ended relais_no_agreement relais_no_agreement_of_representatives",
    },
    RightsRequest: {
        "freeze": "right_does_not_freeze",
        "advise": "rights_not_frozen",
        "extend": "rights_extended_once",
        "decide": "dpo_not_asked rights_not_frozen",
        "rectify": "nothing_to_rectify",
        "answer": "rectification_awaited",
    },
    Bilan: {"write": "bilan_incomplete"},
    Charte: {},
    Seance: {"open": "attendance_missing present_unsigned"},
    Violation: {
        "notify_cnil": "violation_no_risk",
        "close": "violation_cnil_not_told violation_persons_not_told",
    },
    Bulletin: {"publish": "bulletin_not_validated"},
}

ROWS: dict[type[models.Model], Callable[[], models.Model]] = {
    Saisine: lambda: people.saisine(factories.agent(Role.MEMBRE), factories.cellule()),
    Case: people.case,
    RappelALOrdre: lambda: people.rappel(people.case()),
    CddfReferral: lambda: people.referral(people.case()),
    AccompagnementParental: lambda: people.accompagnement(people.case()),
    Transaction: lambda: people.transaction(people.case()),
    ReferentFollowUp: lambda: people.follow_up(people.case()),
    Relais: lambda: people.relais(people.case()),
    RightsRequest: lambda: people.rights_request(people.case()),
    Bilan: lambda: people.bilan(people.case()),
    Charte: lambda: factories.charte_in_force(factories.cellule()),
    Seance: lambda: factories.seance(factories.cellule()),
    Violation: lambda: factories.violation(factories.cellule()),
    Bulletin: draft,
}
