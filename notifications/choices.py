"""The closed list of messages: a subject, a sentence, never a name nor a reference."""

from __future__ import annotations

from django.db.models import TextChoices


class MessageKind(TextChoices):
    """Subjects of messages. The page to open is found after sign-in."""

    SAISINE_RECEIVED = "saisine_received", "Une saisine est à qualifier"
    SAISINE_ANSWERED = "saisine_answered", "Votre saisine a été examinée"
    COMPLEMENT_ASKED = "complement_asked", "Un complément est demandé"
    CHARTE_TO_SIGN = "charte_to_sign", "La charte a changé : une signature est attendue"
    SEANCE_CONVENED = "seance_convened", "Une séance de la cellule est convoquée"
    RELEVE_VALIDATED = "releve_validated", "Le relevé d’une séance est disponible"
    DECISION_EXPECTED = "decision_expected", "Une décision attend votre signature"
    CONSULTATION_EXPECTED = "consultation_expected", "Une consultation du maire vous attend"
    PARQUET_ANSWERED = "parquet_answered", "Le parquet a répondu"
    MISSION_PROPOSED = "mission_proposed", "Une mission de référent vous est proposée"
    BILAN_EXPECTED = "bilan_expected", "Un bilan de parcours est attendu"
    BILAN_TO_VALIDATE = "bilan_to_validate", "Un bilan de parcours est à valider"
    CDDF_SITTING = "cddf_sitting", "Une séance du CDDF est programmée"
