"""Every delay of the domain (§9.9): its article, whether the law fixes it, its bounds."""

from __future__ import annotations

from typing import Final

from django.db.models import TextChoices

from notifications.bounds import TimerRule
from notifications.choices import Unit


class Delay(TextChoices):
    """One delay. What is said of each is in ``RULES``."""

    SAISINE = "saisine", "Réponse à une saisine"
    BROUILLON = "brouillon", "Effacement d’un brouillon laissé de côté"
    IRRECEVABLE = "irrecevable", "Effacement d’une saisine sans suite"
    ALERTE = "alerte", "Alerte avant l’information du jeune"
    INFORMATION = "information", "Information du jeune après la saisine"
    PROCUREUR = "procureur", "Suites d’un signalement au procureur"
    AGENDA = "agenda", "Inscription à une séance"
    NON_RETENU = "non_retenu", "Effacement d’une situation non retenue"
    CONTACT = "contact", "Premier contact du référent"
    BILAN = "bilan", "Bilan de parcours, puis le suivant"
    REDACTION = "redaction", "Rédaction d’un bilan demandé"
    PARQUET = "parquet", "Relance du parquet"
    CONVOCATION = "convocation", "Convocation avant le jour dit"
    TRANSACTION = "transaction", "Proposition de transaction après le procès-verbal"
    REPONSE = "reponse", "Réponse à une transaction"
    SUSPENSION = "suspension", "Revue d’une suspension"
    JUDICIAIRE = "judiciaire", "Revue d’un statut judiciaire"
    DUREE = "duree", "Durée totale du suivi"
    NUIT = "nuit", "Archivage après la clôture"
    ARCHIVE = "archive", "Archive intermédiaire"
    AGE = "age", "Anniversaire où tout s’efface"
    MAJORITE = "majorite", "Effacement des représentants après la majorité"
    DROITS = "droits", "Réponse à une demande de droits"
    PROLONGATION = "prolongation", "Prolongation de cette réponse"
    VIOLATION = "violation", "Notification d’une violation de données"
    CHARTE = "charte", "Validité d’une signature de la charte"
    RENOUVELLEMENT = "renouvellement", "Rappel avant la fin d’une signature"
    PLENIERE = "pleniere", "Réunion plénière du CLSPD"


_D, _W, _M, _Y, _H = Unit.DAYS, Unit.WORKING_DAYS, Unit.MONTHS, Unit.YEARS, Unit.HOURS
_PRACTICE = "Pratique de la cellule"
_AU = "AU-038, art. 5"


def _legal(
    delay: Delay, article: str, unit: Unit, longest: int, *, at_least: int | None = None
) -> TimerRule:
    """Fixed by the law, or shortened at will where ``at_least`` says so; never longer."""
    least = longest if at_least is None else at_least
    return TimerRule(delay.value, str(delay.label), article, True, unit, longest, least, longest)


def _practice(
    delay: Delay, article: str, unit: Unit, default: int, least: int, longest: int
) -> TimerRule:
    """Set by each cellule, between two bounds."""
    return TimerRule(delay.value, str(delay.label), article, False, unit, default, least, longest)


_ALL: Final = (
    _practice(Delay.SAISINE, _PRACTICE, _W, 5, 1, 10),
    _practice(Delay.BROUILLON, "RGPD, art. 5", _D, 30, 1, 30),
    _practice(Delay.IRRECEVABLE, "RGPD, art. 5", _D, 30, 1, 30),
    _practice(Delay.ALERTE, "RGPD, art. 14", _D, 20, 1, 29),
    _legal(Delay.INFORMATION, "RGPD, art. 14", _D, 30, at_least=7),
    _legal(Delay.PROCUREUR, "CSI, art. L. 132-3", _M, 1),
    _practice(Delay.AGENDA, _PRACTICE, _D, 45, 7, 90),
    _practice(Delay.NON_RETENU, "RGPD, art. 5 et 14", _D, 90, 0, 90),
    _practice(Delay.CONTACT, _PRACTICE, _D, 15, 1, 30),
    _practice(Delay.BILAN, "Plan départemental, mesure 2", _M, 3, 1, 6),
    _practice(Delay.REDACTION, _PRACTICE, _D, 15, 1, 30),
    _practice(Delay.PARQUET, _PRACTICE, _D, 7, 1, 30),
    _practice(Delay.CONVOCATION, _PRACTICE, _D, 8, 8, 30),
    _legal(Delay.TRANSACTION, "CPP, art. R. 15-33-61", _M, 1),
    _legal(Delay.REPONSE, "CPP, art. R. 15-33-62", _D, 15),
    _practice(Delay.SUSPENSION, _PRACTICE, _M, 3, 1, 3),
    _practice(Delay.JUDICIAIRE, "RGPD, art. 5", _M, 6, 1, 6),
    _practice(Delay.DUREE, _PRACTICE, _M, 12, 3, 12),
    _legal(Delay.NUIT, _AU, _D, 1),
    # Set for the whole collectivité, which answers for the file: see ``archive_months``.
    _legal(Delay.ARCHIVE, _AU, _M, 36),
    _legal(Delay.AGE, _AU, _Y, 25),
    _practice(Delay.MAJORITE, "RGPD, art. 5", _D, 30, 0, 30),
    _legal(Delay.DROITS, "RGPD, art. 12", _M, 1),
    _legal(Delay.PROLONGATION, "RGPD, art. 12", _M, 2),
    _legal(Delay.VIOLATION, "RGPD, art. 33", _H, 72),
    _practice(Delay.CHARTE, "Charte, clause C12", _M, 12, 12, 12),
    _practice(Delay.RENOUVELLEMENT, "Charte, clause C12", _D, 30, 7, 60),
    _legal(Delay.PLENIERE, "CSI, art. D. 132-9", _M, 12),
)
RULES: Final[dict[str, TimerRule]] = {rule.code: rule for rule in _ALL}
