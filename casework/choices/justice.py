"""What only the parquet may communicate, and what it becomes for those who may not read it.

Domain §10.5: the values tagged J reveal a judicial history. Each rests on a dated communication of
the parquet, is read by the maire and the coordonnateur only (CSI art. L. 132-2, al. 4), and is
rewritten to its neutral value before the case is archived. None means a judgment, a conviction or
a sentence (CPP art. 777-3, invariant I18).
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import TextChoices

from casework.choices.lists import (
    Cadre,
    ClosingReason,
    ParquetMotif,
    Programme,
    SuspensionReason,
)


class JudicialCode(TextChoices):
    """The whole of what may be known of proceedings: no court, no offence, no sentence, no date."""

    AUCUNE = "aucune_information", "Aucune information"
    PROCEDURE = "procedure_en_cours_sur_les_faits", "Procédure en cours sur les faits"
    ALTERNATIVE = "alternative_en_cours", "Alternative en cours"
    EDUCATIVE = "mesure_educative_en_cours", "Mesure éducative en cours"
    SUIVI = "suivi_justice_en_cours", "Suivi par la justice en cours"
    TRAVAIL = (
        "travail_non_remunere_ou_tig_en_cours",
        "Travail non rémunéré ou d’intérêt général en cours",
    )
    AMENAGEMENT = "amenagement_en_cours", "Aménagement en cours"
    ASSISTANCE = "assistance_educative_en_cours", "Assistance éducative en cours"
    RETOUR = "retour_de_detention_annonce", "Retour de détention annoncé"
    CLASSEMENT = "classement_communique", "Classement communiqué"


# Nothing is under way: nobody has a frame to respect.
NO_FRAME = frozenset({JudicialCode.AUCUNE, JudicialCode.CLASSEMENT})


class JudicialSource(TextChoices):
    """A single source, written on each row so that the database itself can require it (I19)."""

    PARQUET = "parquet", "Parquet"


# Value tagged J → neutral value. The neutral ones are ordinary choices too: seen on a page, they
# tell nothing.
NEUTRAL: dict[str, str] = {
    Programme.RECIDIVE.value: Programme.INDIVIDUALISE.value,
    Cadre.RECIDIVE.value: Cadre.INDIVIDUALISE.value,
    ParquetMotif.PREMIER_FAIT.value: "",
    ParquetMotif.REITERATION.value: "",
    ParquetMotif.DETENTION.value: "",
    SuspensionReason.PROCEDURE.value: SuspensionReason.SUSPENDU.value,
    SuspensionReason.INDISPONIBLE.value: SuspensionReason.SUSPENDU.value,
    ClosingReason.JUDICIAIRE.value: ClosingReason.RELAIS.value,
}


def is_j(code: str) -> bool:
    """Whether a value reveals a judicial history."""
    return code in NEUTRAL


def neutral(code: str) -> str:
    """What others read of a value tagged J; any other value is itself. Empty: nothing is read."""
    return NEUTRAL.get(code, code)


def without_j(choices: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The choices of a list that may be offered on a page that others look at."""
    return [(value, label) for value, label in choices if not is_j(value)]
