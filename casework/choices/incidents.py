"""Groups of data of a case, in the words of the register of breaches."""

from __future__ import annotations

from confidentiality.choices import FieldGroup as F

DATA_LABELS: dict[str, str] = {
    F.IDENTITY: "Identité",
    F.BIRTH_DATE: "Date de naissance",
    F.CONTACT: "Coordonnées",
    F.REPRESENTATIVES: "Représentants légaux",
    F.SCHOOLING: "Situation scolaire ou professionnelle",
    F.AUTHOR: "Auteur de la saisine",
    F.MOTIFS: "Motifs",
    F.FAITS: "Faits",
    F.FAIT_NATURES: "Nature des faits",
    F.NEEDS: "Besoins",
    F.DECISIONS: "Décisions de la cellule",
    F.RAPPEL: "Rappel à l’ordre",
    F.RAPPEL_STATUS: "Étape du rappel à l’ordre",
    F.CDDF: "CDDF",
    F.CDDF_RECOMMENDATIONS: "Recommandations du CDDF",
    F.CDDF_STATUS: "Étape du CDDF",
    F.ACCOMPAGNEMENT: "Accompagnement parental",
    F.TRANSACTION: "Transaction",
    F.STEPS: "Étapes du suivi",
    F.STEPS_STATUS: "Avancement du suivi",
    F.BILAN: "Bilan",
    F.BILAN_SUMMARY: "Résumé du bilan",
    F.INFORMATION: "Information donnée",
    F.CONSERVATION: "Durée de conservation",
    F.READERS: "Agents qui peuvent lire",
    F.READINGS: "Consultations",
    F.JUDICIAL: "Statut judiciaire",
    F.JUDICIAL_FLAG: "Existence d’un statut judiciaire",
}
