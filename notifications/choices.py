"""The closed list of messages: a subject, a sentence, never a name nor a reference."""

from __future__ import annotations

from django.db.models import TextChoices


class MessageKind(TextChoices):
    """Subjects of messages. The page to open is found after sign-in."""

    SAISINE_RECEIVED = "saisine_received", "Une saisine est à qualifier"
    SAISINE_ANSWERED = "saisine_answered", "Votre saisine a été examinée"
    COMPLEMENT_ASKED = "complement_asked", "Un complément est demandé"
    CHARTE_TO_SIGN = "charte_to_sign", "La charte a changé : une signature est attendue"
    SEANCE_CONVENED = "seance_convened", "Une séance de la cellule est convoquée"
    SEANCE_MOVED = "seance_moved", "Une séance de la cellule est reportée"
    SEANCE_CANCELLED = "seance_cancelled", "Une séance de la cellule est annulée"
    SUPPLEANCE_GIVEN = "suppleance_given", "Une suppléance vous est confiée"
    RELEVE_VALIDATED = "releve_validated", "Le relevé d’une séance est disponible"
    DECISION_EXPECTED = "decision_expected", "Une décision attend votre signature"
    CONSULTATION_EXPECTED = "consultation_expected", "Une consultation du maire vous attend"
    PARQUET_ANSWERED = "parquet_answered", "Le parquet a répondu"
    MISSION_PROPOSED = "mission_proposed", "Une mission de référent vous est proposée"
    BILAN_EXPECTED = "bilan_expected", "Un bilan de parcours est attendu"
    BILAN_TO_VALIDATE = "bilan_to_validate", "Un bilan de parcours est à valider"
    CDDF_SITTING = "cddf_sitting", "Une séance du CDDF est programmée"
    # Left by the clock: a deadline is near, or has come.
    SAISINE_LATE = "saisine_late", "Une saisine attend encore votre réponse"
    INFORMATION_EXPECTED = "information_expected", "Un jeune reste à informer"
    CASE_FROZEN = "case_frozen", "Une situation est gelée : personne n’a été informé"
    AGENDA_EXPECTED = "agenda_expected", "Une situation attend une séance"
    FIRST_CONTACT_EXPECTED = "first_contact_expected", "Un premier contact est attendu"
    REFERENT_MISSING = "referent_missing", "Un bilan est dû, et aucun référent n’est désigné"
    BILAN_LATE = "bilan_late", "Un bilan de parcours n’est pas encore écrit"
    SUSPENSION_REVIEW = "suspension_review", "Une suspension est à revoir"
    CONSERVATION_ENDS = "conservation_ends", "Une situation ne sera bientôt plus conservée"
    FOLLOW_UP_TERM = "follow_up_term", "Un suivi arrive à son terme"
    PARQUET_AWAITED = "parquet_awaited", "Le parquet n’a pas encore répondu"
    PROCUREUR_AWAITED = "procureur_awaited", "Les suites d’un signalement sont à demander"
    CHARTE_ENDS = "charte_ends", "Votre signature de la charte prend bientôt fin"
    PLENARY_EXPECTED = "plenary_expected", "La formation plénière est à réunir"
    JUDICIAL_REVIEW = "judicial_review", "Un statut judiciaire est à revoir"
    TRANSACTION_AWAITED = "transaction_awaited", "Une transaction est restée sans réponse"
    RIGHTS_TO_EXAMINE = "rights_to_examine", "Une demande de droits est à instruire"
    RIGHTS_ANSWER_EXPECTED = "rights_answer_expected", "Une demande de droits attend sa réponse"
    RIGHTS_LATE = "rights_late", "Une demande de droits a dépassé son délai"
    CASE_RECTIFIED = "case_rectified", "Une situation que vous lisez a été corrigée"
    BREACH_DECLARED = "breach_declared", "Une violation de données vient d’être déclarée"
    BREACH_LATE = "breach_late", "Une violation de données a dépassé son délai"
    BREACH_EXPECTED = "breach_expected", "Une violation de données est à notifier"
    READINGS_TO_CHECK = "readings_to_check", "Des lectures de la semaine sont à vérifier"
    READING_OPENED = "reading_opened", "Une lecture motivée est ouverte"
    READING_TO_REVIEW = "reading_to_review", "Une lecture motivée est à relire"
    READING_UNJUSTIFIED = "reading_unjustified", "Une lecture motivée est jugée non justifiée"
    READING_TO_APPROVE = "reading_to_approve", "Une demande de lecture attend votre accord"
    READING_REFUSED = "reading_refused", "Votre demande de lecture est refusée"
    READING_LAPSED = "reading_lapsed", "Votre demande de lecture est restée sans accord"
    EXPORT_TO_APPROVE = "export_to_approve", "Un export attend votre accord"
    EXPORT_READY = "export_ready", "Un export que vous avez demandé est prêt"
    EXPORT_DECLINED = "export_declined", "Un export que vous avez demandé est refusé"
    PAPERS_READY = "papers_ready", "Des papiers que vous avez demandés sont prêts"
    DECLARATIONS_EXPECTED = "declarations_expected", "Des valeurs annuelles restent à saisir"
    TASK_GIVEN = "task_given", "La cellule vous confie une action"
    # An appointment is near; a deadline that nobody kept goes up one step.
    SAISINE_ESCALATED = "saisine_escalated", "Une saisine est restée sans réponse à temps"
    SEANCE_NEAR = "seance_near", "Une séance de la cellule approche"
    RAPPEL_NEAR = "rappel_near", "Un entretien de rappel à l’ordre approche"
    CDDF_NEAR = "cddf_near", "Une séance du CDDF approche"
    COMPLEMENT_AWAITED = "complement_awaited", "Un complément est toujours attendu"
    TASK_NEAR = "task_near", "L’échéance d’une action confiée approche"
    TASK_LATE = "task_late", "Une action confiée par la cellule est en retard"
    TASK_ESCALATED = "task_escalated", "Une action de la cellule est restée sans suite"
    STEP_LATE = "step_late", "Un premier contact est en retard"
    STEP_FOR_SEANCE = "step_for_seance", "Un premier contact en retard est à dire en séance"
    DECISION_AWAITED = "decision_awaited", "Une décision attend encore votre signature"
    DECISION_LATE = "decision_late", "Une décision du maire se fait attendre"
    CDDF_REVIEW = "cddf_review", "Des recommandations du CDDF sont à revoir"
    CONSERVATION_ENDED = "conservation_ended", "Des situations ne sont plus conservées"
    CERTIFICATE_READY = "certificate_ready", "Un certificat d’élimination est disponible"
    MANDATE_ENDS = "mandate_ends", "Le mandat change : des signatures sont à refaire"
    LETTERS_WAITING = "letters_waiting", "Des courriers sont à envoyer"
    FIGURES_PUBLISHED = "figures_published", "Les indicateurs de la période sont publiés"


class Channel(TextChoices):
    """Which way a message reaches its reader. The page « Avis » always holds it."""

    AT_ONCE = "at_once", "Un courriel dès que possible"
    DIGEST = "digest", "Le résumé du matin"
    PAGE = "page", "La page « Avis » seulement"


class Topic(TextChoices):
    """What an agent chooses a channel for."""

    SAISINES = "saisines", "Saisines"
    SEANCES = "seances", "Séances de la cellule et du CDDF"
    MEASURES = "measures", "Décisions et mesures"
    FOLLOW_UP = "follow_up", "Suivis et bilans"
    EXPORTS = "exports", "Exports et lectures demandées"
    CHARTE = "charte", "Charte et suppléances"
    FIGURES = "figures", "Valeurs annuelles"


class WorkKind(TextChoices):
    """What is done apart from the page that asks for it."""

    EXPORT = "export", "Préparer un export"
    PAPERS_LINE = "papers_line", "Écrire un papier d’une séance"
    PAPERS_FILE = "papers_file", "Mettre en page les papiers d’une séance"
    # Three, in order: a step that is done is seen by whoever waits.
    REPORT_FIGURES = "report_figures", "Réunir les chiffres d’un rapport"
    REPORT_PDF = "report_pdf", "Mettre en page un rapport"
    REPORT_ODT = "report_odt", "Écrire un rapport en ODT"


class Unit(TextChoices):
    """What a delay is counted in."""

    HOURS = "hours", "heures"
    DAYS = "days", "jours"
    WORKING_DAYS = "working_days", "jours ouvrés"
    MONTHS = "months", "mois"
    YEARS = "years", "ans"
