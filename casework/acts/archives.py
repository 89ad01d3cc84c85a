"""Acts on an archived case: ask to read it, approve the reading of another."""

from __future__ import annotations

from uuid import UUID

from casework.acts.registry import Act
from casework.forms.archives import AskReadingForm
from casework.forms.cases import ConfirmForm
from casework.services import archives

ASK = Act(
    code="archive.ask",
    slug="demander",
    label="Demander à lire l’archive",
    form=AskReadingForm,
    perform=lambda actor, case, form: archives.ask_reading(
        case_id=case.pk,
        actor=actor,
        reason=form.cleaned_data["reason"],
        reference=form.cleaned_data["reference"],
        justification=form.cleaned_data["justification"],
        sent=form.sent,
    ),
    intro="Une archive se lit pour un motif précis, à deux, pendant une heure (AU-038, art. 5).",
    effects=(
        "Le maire approuve la demande du coordonnateur, et l’inverse.",
        "La lecture est tracée ; rien ne se modifie, ne s’imprime ni ne s’exporte.",
        "La coordination et le délégué à la protection des données en sont prévenus aussitôt.",
        "Une autre personne la relit dans les cinq jours ouvrés.",
    ),
    success="La demande est enregistrée : une seconde personne doit l’approuver.",
)


def approval_of(reading_id: UUID) -> Act:
    """The act that opens one archive to the one who asked."""
    return Act(
        code="archive.approve",
        slug="approuver",
        label="Approuver la lecture",
        form=ConfirmForm,
        perform=lambda actor, case, form: archives.approve_reading(
            reading_id=reading_id, actor=actor, sent=form.sent
        ),
        intro="Vous ouvrez cette archive à la personne qui l’a demandée, et à elle seule.",
        effects=(
            "La lecture dure soixante minutes.",
            "Vos deux noms restent dans la trace.",
            "Une troisième personne la relit dans les cinq jours ouvrés.",
        ),
        success="La lecture est ouverte pour soixante minutes.",
    )
