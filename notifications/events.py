"""What is told to whom: the thirty-three events of the design, with the kinds that carry each.

An event without a kind leaves no message, and says why. The channel and the wait of each kind are
in ``notifications.catalogue``; ``manage.py messages`` writes docs/messages.md from both.
"""

from __future__ import annotations

from dataclasses import dataclass

from notifications.choices import MessageKind

K = MessageKind


@dataclass(frozen=True, slots=True)
class Event:
    """One event. ``timing``: when, then again, then to whom above. All of it is read in French."""

    code: str
    label: str
    to: str
    kinds: tuple[MessageKind, ...] = ()
    timing: str = ""
    none_because: str = ""


EVENTS = (
    Event(
        "N-01",
        "invitation d’un membre",
        "nouveau membre",
        none_because="le compte et son premier mot de passe sont remis en main propre, contre "
        "l’acte de désignation : un lien de création par courriel serait une porte de plus",
    ),
    Event(
        "N-02",
        "charte à signer, nouvelle version",
        "membres liés par la version en vigueur",
        (K.CHARTE_TO_SIGN, K.SUPPLEANCE_GIVEN),
        "à la publication, 3 et 7 jours après ; la coordination voit qui reste à signer ; une "
        "suppléance, dès qu’elle est déclarée",
    ),
    Event(
        "N-03",
        "fin prochaine d’une signature",
        "signataire",
        (K.CHARTE_ENDS,),
        "30 jours avant (délai de la cellule), 7 jours avant, le jour même",
    ),
    Event(
        "N-04",
        "saisine reçue",
        "coordination ; maire",
        (K.SAISINE_RECEIVED, K.SAISINE_LATE, K.SAISINE_ESCALATED, K.PROCUREUR_AWAITED),
        "à l’envoi ; au dernier jour du délai de réponse ; le lendemain, au maire ; suites d’un "
        "signalement, au délai de la cellule",
    ),
    Event("N-05", "saisine examinée", "auteur", (K.SAISINE_ANSWERED,), "à la réponse"),
    Event(
        "N-06",
        "complément demandé",
        "auteur",
        (K.COMPLEMENT_ASKED, K.COMPLEMENT_AWAITED),
        "à la demande, 3 et 7 jours après",
    ),
    Event(
        "N-07",
        "séance convoquée",
        "membres",
        (K.SEANCE_CONVENED, K.AGENDA_EXPECTED, K.PLENARY_EXPECTED),
        "à la convocation ; situation sans séance ou plénière à réunir, à leur échéance",
    ),
    Event(
        "N-08",
        "situations ouvertes avant une séance",
        "membres convoqués",
        (K.SEANCE_NEAR,),
        "7 jours avant, jour où elles s’ouvrent, puis la veille",
    ),
    Event(
        "N-09",
        "séance reportée ou annulée",
        "membres convoqués",
        (K.SEANCE_MOVED, K.SEANCE_CANCELLED),
        "à l’acte ; le début d’une séance se voit dans la salle",
    ),
    Event("N-10", "relevé validé", "présents", (K.RELEVE_VALIDATED,), "à la validation"),
    Event(
        "N-11",
        "action confiée par une décision, mission de référent",
        "organisme pilote ; référent ; coordination, maire",
        (K.TASK_GIVEN, K.MISSION_PROPOSED, K.TASK_NEAR, K.TASK_LATE, K.TASK_ESCALATED),
        "à la décision ; 3 jours avant l’échéance, le jour même, le lendemain à qui lit encore la "
        "situation ; 7 jours après, à la coordination ; 14 jours après, au maire ; rien de plus "
        "une fois l’étape de l’organisme écrite, ou une nouvelle décision prise",
    ),
    Event(
        "N-12",
        "suite donnée à ce que j’ai demandé",
        "demandeur",
        (K.READING_REFUSED, K.READING_LAPSED, K.EXPORT_DECLINED, K.CASE_RECTIFIED),
        "aussitôt ; sans accord, après cinq jours ouvrés",
    ),
    Event(
        "N-13",
        "étape en retard",
        "référent, coordination",
        (
            K.FIRST_CONTACT_EXPECTED,
            K.STEP_LATE,
            K.STEP_FOR_SEANCE,
            K.SUSPENSION_REVIEW,
            K.FOLLOW_UP_TERM,
        ),
        "premier contact : au dernier jour et le lendemain, au référent ; 7 jours après, à la "
        "coordination ; 14 jours après, à dire en séance ; au jour dit : revue d’une suspension, "
        "terme du suivi",
    ),
    Event(
        "N-14",
        "bilan attendu",
        "référent, coordination",
        (K.BILAN_EXPECTED, K.BILAN_LATE, K.REFERENT_MISSING, K.BILAN_TO_VALIDATE),
        "à la demande ; 15 et 3 jours avant, au dernier jour, le lendemain ; 7 jours après, à la "
        "coordination ; sans référent, à la coordination ; écrit, à la coordination",
    ),
    Event(
        "N-15",
        "décision à signer",
        "maire ; coordination",
        (K.DECISION_EXPECTED, K.DECISION_AWAITED, K.DECISION_LATE, K.TRANSACTION_AWAITED),
        "aussitôt ; 2 jours avant la fin des 15 jours laissés au maire ; le lendemain de cette "
        "fin, à la coordination ; transaction sans réponse, quinze jours après",
    ),
    Event(
        "N-16",
        "consultation du parquet",
        "parquet ; coordination",
        (K.CONSULTATION_EXPECTED, K.PARQUET_AWAITED),
        "à la consultation ; 7 jours après (délai de la cellule) ; le silence n’est jamais un "
        "accord",
    ),
    Event("N-17", "réponse du parquet", "coordination, maire", (K.PARQUET_ANSWERED,), "à l’acte"),
    Event(
        "N-18",
        "entretien de rappel à l’ordre",
        "maire, coordination",
        (K.RAPPEL_NEAR,),
        "la veille, puis 2 heures avant",
    ),
    Event(
        "N-19",
        "courrier à envoyer",
        "coordination",
        (K.LETTERS_WAITING,),
        "le matin d’un jour ouvré, quand un courrier s’ajoute à ceux qui attendent",
    ),
    Event(
        "N-20",
        "jeune et famille à informer",
        "coordination ; maire, DPO",
        (K.INFORMATION_EXPECTED, K.CASE_FROZEN),
        "au jour d’alerte ; au trentième jour, la situation est gelée",
    ),
    Event(
        "N-21",
        "séance du CDDF",
        "membres du CDDF ; coordination",
        (K.CDDF_SITTING, K.CDDF_NEAR, K.CDDF_REVIEW),
        "à l’accord du maire ; 14 puis 3 jours avant ; revue des recommandations, 10 jours avant",
    ),
    Event(
        "N-22",
        "accès demandé ou ouvert",
        "qui peut l’accorder ; qui le contrôle",
        (K.READING_OPENED, K.EXPORT_TO_APPROVE),
        "aussitôt",
    ),
    Event(
        "N-23",
        "quelqu’un a changé ce que je remplis",
        "moi",
        none_because="dans la page seulement : les deux textes sont à l’écran, rien n’est perdu",
    ),
    Event(
        "N-24",
        "statut judiciaire à revoir",
        "coordination, maire",
        (K.JUDICIAL_REVIEW,),
        "15 jours avant six mois, puis le dernier jour ; sans réponse, il s’efface",
    ),
    Event(
        "N-25",
        "fin de la conservation",
        "coordination, maire, DPO",
        (K.CONSERVATION_ENDS, K.CONSERVATION_ENDED, K.CERTIFICATE_READY),
        "30 et 7 jours avant ; le jour même, une fois par cellule ; à l’élimination, le certificat",
    ),
    Event(
        "N-26",
        "demande de droits",
        "DPO, maire, coordination",
        (K.RIGHTS_TO_EXAMINE, K.RIGHTS_ANSWER_EXPECTED, K.RIGHTS_LATE),
        "à la demande ; à chaque étape ; 1 et 15 jours après la réception ; 5 jours avant la fin "
        "du mois ou de sa prolongation ; en retard, chaque semaine",
    ),
    Event(
        "N-27",
        "lectures inhabituelles, violation de données",
        "DPO ; maire",
        (
            K.READINGS_TO_CHECK,
            K.READING_UNJUSTIFIED,
            K.BREACH_DECLARED,
            K.BREACH_EXPECTED,
            K.BREACH_LATE,
        ),
        "aussitôt ; 24 heures avant la fin des 72 heures ; en retard, chaque jour",
    ),
    Event(
        "N-28",
        "lecture d’une archive",
        "qui peut l’accorder ; qui la relit",
        (K.READING_TO_APPROVE, K.READING_TO_REVIEW),
        "aussitôt ; au dernier des cinq jours ouvrés",
    ),
    Event(
        "N-29",
        "indicateurs publiés, valeurs annuelles à saisir",
        "préfecture, services pilotes",
        (K.FIGURES_PUBLISHED, K.DECLARATIONS_EXPECTED),
        "le jour d’une publication ; valeurs à saisir, deux fois avant la clôture de l’année",
    ),
    Event(
        "N-30",
        "fichier prêt",
        "demandeur",
        (K.EXPORT_READY, K.PAPERS_READY),
        "aussitôt ; un travail qui échoue se lit sur sa page",
    ),
    Event(
        "N-31",
        "connexion d’un nouvel appareil",
        "agent",
        none_because="aucune empreinte d’appareil n’est gardée ; chacun lit ses connexions et ses "
        "actes auprès du DPO",
    ),
    Event(
        "N-32",
        "fin du mandat municipal",
        "coordination, maire",
        (K.MANDATE_ENDS,),
        "60 jours avant la fin des désignations du maire et de ses délégués, puis le jour même",
    ),
    Event(
        "N-33",
        "interruption du service",
        "tous",
        none_because="un bandeau sur chaque page, trois jours avant puis le jour même, que "
        "l’exploitant annonce (`manage.py maintenance`) ; un courriel à tous serait du bruit",
    ),
)
