"""Acts on an archived case: ask to read it, or not any more; approve or refuse for another."""

from __future__ import annotations

from uuid import UUID

from casework.acts.registry import Act
from casework.forms.archives import AskReadingForm, RefuseReadingForm
from casework.forms.cases import ConfirmForm
from casework.services import archives, reading_endings

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
        "La lecture est tracée ; rien ne se modifie, ne s’imprime ni ne s’exporte, hors la copie "
        "ou la correction due à la personne qui l’a demandée.",
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


def refusal_of(reading_id: UUID) -> Act:
    """The act by which the second person does not open an archive."""
    return Act(
        code="archive.refuse",
        slug="refuser",
        label="Refuser la lecture",
        form=RefuseReadingForm,
        perform=lambda actor, case, form: reading_endings.refuse(
            reading_id=reading_id,
            actor=actor,
            reason=form.cleaned_data["reason"],
            sent=form.sent,
        ),
        intro="L’archive reste fermée.",
        effects=("La personne qui a demandé la lecture est prévenue, et lit votre motif.",),
        success="La lecture est refusée.",
    )


def withdrawal_of(reading_id: UUID) -> Act:
    """The act by which whoever asked does not ask any more."""
    return Act(
        code="archive.withdraw",
        slug="retirer",
        label="Retirer la demande",
        form=ConfirmForm,
        perform=lambda actor, case, form: reading_endings.withdraw(
            reading_id=reading_id, actor=actor, sent=form.sent
        ),
        intro="Plus personne n’aura à approuver cette lecture.",
        effects=("La demande reste dans les traces, et compte pour la journée.",),
        success="La demande est retirée.",
    )
