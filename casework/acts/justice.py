"""Acts that note what the parquet communicated. Discreet: their very names would tell something."""

from __future__ import annotations

from casework.acts.registry import Act
from casework.choices.states import ENDED
from casework.forms import justice as forms
from casework.guards import justice as guards
from casework.models import Case
from casework.services import justice


def _followed(case: Case) -> bool:
    return case.state not in ENDED


def _with_a_status(case: Case) -> bool:
    return case.judicial_statuses.exists()


CASE_JUSTICE_ACTS: tuple[Act, ...] = (
    Act(
        code="case.classify",
        slug="programme",
        label="Choisir le programme et le cadre",
        form=forms.ClassifyForm,
        perform=lambda actor, case, form: justice.classify(
            case_id=case.pk,
            actor=actor,
            programme=form.cleaned_data["programme"],
            cadre=form.cleaned_data["cadre"],
            sent=form.sent,
        ),
        intro="Les valeurs sur la récidive ne viennent que du parquet ; les autres lecteurs lisent "
        "« suivi individualisé ».",
        success="Le programme est enregistré.",
        when=_followed,
        secondary=True,
        discreet=True,
    ),
    Act(
        code="judicial.communicate",
        slug="communication-du-parquet",
        label="Noter une communication du parquet",
        form=forms.ParquetMotifsForm,
        guards=(guards.case_is_followed,),
        perform=lambda actor, case, form: justice.record_communication(
            case_id=case.pk,
            actor=actor,
            source=form.source,
            motifs=tuple(form.cleaned_data["motifs"]),
            sent=form.sent,
        ),
        intro="Sa référence et sa date permettent ensuite de choisir les valeurs qui ne viennent "
        "que du parquet (CSI, art. L. 132-2, al. 3).",
        effects=("Seuls le maire et le coordonnateur la lisent. Elle n’est jamais archivée.",),
        success="La communication du parquet est notée.",
        when=_followed,
        secondary=True,
        discreet=True,
    ),
    Act(
        code="judicial.record",
        slug="statut-judiciaire",
        label="Noter un statut judiciaire",
        form=forms.StatusForm,
        guards=(guards.case_is_followed,),
        perform=lambda actor, case, form: justice.record_status(
            case_id=case.pk,
            actor=actor,
            code=form.cleaned_data["code"],
            source=form.source,
            sent=form.sent,
        ),
        effects=(
            "Seuls le maire et le coordonnateur le lisent ; d’autres savent au plus qu’un cadre "
            "judiciaire est à respecter.",
            "Sans confirmation du parquet dans les six mois, il est effacé.",
            "Une procédure sur les mêmes faits annule le rappel à l’ordre en cours.",
        ),
        success="Le statut judiciaire est noté.",
        when=_followed,
        secondary=True,
        discreet=True,
    ),
    Act(
        code="judicial.confirm",
        slug="confirmer-le-statut",
        label="Confirmer un statut judiciaire",
        form=forms.ConfirmStatusForm,
        guards=(guards.has_a_status,),
        perform=lambda actor, case, form: justice.confirm_status(
            case_id=case.pk,
            actor=actor,
            status_id=form.cleaned_data["status"],
            source=form.source,
            sent=form.sent,
        ),
        intro="Avec la référence de la nouvelle communication du parquet.",
        success="Le statut judiciaire est confirmé.",
        when=_with_a_status,
        secondary=True,
        discreet=True,
    ),
    Act(
        code="judicial.end",
        slug="effacer-le-statut",
        label="Effacer un statut judiciaire",
        form=forms.EndStatusForm,
        guards=(guards.has_a_status,),
        perform=lambda actor, case, form: justice.end_status(
            case_id=case.pk, actor=actor, status_id=form.cleaned_data["status"], sent=form.sent
        ),
        intro="La mesure est terminée, ou la saisie était une erreur.",
        effects=("Il est effacé, non masqué : rien n’en reste.",),
        success="Le statut judiciaire est effacé.",
        when=_with_a_status,
        secondary=True,
        discreet=True,
        danger=True,
    ),
)
