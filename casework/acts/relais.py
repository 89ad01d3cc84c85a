"""Acts on a hand-over to another commune, and the one that proposes it from a case."""

from __future__ import annotations

from casework.acts.registry import Act
from casework.choices.states import ENDED, RELAIS_FINAL
from casework.forms import relais as forms
from casework.forms.cases import ConfirmForm
from casework.guards import relais as guards
from casework.models import Case
from casework.services import relais as services


def _may_begin(case: Case) -> bool:
    return (
        case.state not in ENDED and not case.relais.exclude(state__in=sorted(RELAIS_FINAL)).exists()
    )


CASE_RELAIS_ACTS: tuple[Act, ...] = (
    Act(
        code="relais.propose",
        slug="proposer-un-relais",
        label="Proposer un relais vers une autre commune",
        form=forms.ProposeRelaisForm,
        guards=(guards.was_not_refused,),
        perform=lambda actor, case, form: services.propose(
            case_id=case.pk,
            actor=actor,
            commune=form.cleaned_data["commune"],
            outside=form.cleaned_data["commune"] is None,
            sent=form.sent,
        ),
        intro="On ne transfère pas un dossier à une autre commune (CSI, art. L. 132-5). Avec "
        "l’accord du jeune, vous pouvez remettre une fiche de relais, sans les faits.",
        success="Le relais est proposé : recueillez maintenant l’accord écrit.",
        when=_may_begin,
        secondary=True,
        discreet=True,
    ),
)

RELAIS_ACTS: tuple[Act, ...] = (
    Act(
        code="relais.agree",
        slug="accord",
        label="Noter l’accord écrit",
        form=forms.AgreementForm,
        transition="agree",
        answered=(guards.young_person_agrees, guards.representatives_agree),
        perform=lambda actor, relais, form: services.agree(
            relais_id=relais.pk,
            actor=actor,
            young_on=form.cleaned_data["young_on"],
            representatives_on=form.cleaned_data.get("representatives_on"),
            sent=form.sent,
        ),
        intro="Sans accord écrit et daté, rien n’est remis.",
        effects=("La fiche de relais peut être imprimée.",),
        success="L’accord est noté : la fiche de relais peut être imprimée.",
    ),
    Act(
        code="relais.hand_over",
        slug="remettre",
        label="La fiche a été remise",
        form=ConfirmForm,
        transition="hand_over",
        perform=lambda actor, relais, form: services.hand_over(
            relais_id=relais.pk, actor=actor, sent=form.sent
        ),
        effects=(
            "La fiche dit l’identité, le contact, l’orientation et le référent. Rien d’autre.",
        ),
        success="La remise de la fiche est enregistrée.",
    ),
    Act(
        code="relais.refuse",
        slug="sans-accord",
        label="Constater l’absence d’accord",
        form=ConfirmForm,
        transition="refuse",
        perform=lambda actor, relais, form: services.refuse(
            relais_id=relais.pk, actor=actor, sent=form.sent
        ),
        effects=(
            "Rien n’est remis, et le relais ne peut plus être proposé.",
            "Il reste à clore la situation pour déménagement.",
        ),
        success="L’absence d’accord est enregistrée.",
        danger=True,
    ),
    Act(
        code="relais.close",
        slug="clore",
        label="Clore le relais",
        form=ConfirmForm,
        transition="close",
        perform=lambda actor, relais, form: services.close(
            relais_id=relais.pk, actor=actor, sent=form.sent
        ),
        effects=("La fiche ne peut plus être imprimée.",),
        success="Le relais est clos.",
    ),
)
