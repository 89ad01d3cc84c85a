"""Acts offered on the pages of a mission of référent and of a bilan."""

from __future__ import annotations

from casework.acts.registry import Act
from casework.forms import measures as forms
from casework.forms.cases import ConfirmForm
from casework.guards import measures as measure_guards
from casework.services import bilans, follow_ups

FOLLOW_UP_ACTS: tuple[Act, ...] = (
    Act(
        code="follow_up.accept",
        slug="accepter",
        label="Accepter la mission",
        form=ConfirmForm,
        transition="accept",
        perform=lambda actor, follow_up, form: follow_ups.accept(
            follow_up_id=follow_up.pk, actor=actor, sent=form.sent
        ),
        effects=(
            "La situation s’ouvre à vous, le temps de la mission.",
            "Chacune de vos lectures est enregistrée.",
        ),
        success="Vous êtes référent de ce parcours.",
    ),
    Act(
        code="follow_up.first_contact",
        slug="premier-contact",
        label="Noter le premier contact",
        form=forms.PastDayForm,
        transition="record_first_contact",
        perform=lambda actor, follow_up, form: follow_ups.record_first_contact(
            follow_up_id=follow_up.pk,
            actor=actor,
            on=form.cleaned_data["on"],
            sent=form.sent,
        ),
        success="Le premier contact est noté.",
    ),
    Act(
        code="follow_up.attempt",
        slug="tentative",
        label="Noter une tentative sans réponse",
        form=ConfirmForm,
        transition="record_unreachable",
        perform=lambda actor, follow_up, form: follow_ups.record_attempt(
            follow_up_id=follow_up.pk, actor=actor, sent=form.sent
        ),
        success="La tentative est notée.",
    ),
    Act(
        code="follow_up.adhesion",
        slug="adhesion",
        label="Recueillir l’adhésion",
        form=forms.AdhesionForm,
        transition="record_adhesion",
        perform=lambda actor, follow_up, form: follow_ups.record_adhesion(
            follow_up_id=follow_up.pk,
            actor=actor,
            given=follow_ups.AdhesionGiven(
                young_on=form.cleaned_data["young_on"],
                family_on=form.cleaned_data["family_on"],
            ),
            sent=form.sent,
        ),
        intro="Le suivi repose sur l’adhésion du jeune, et de ses parents s’il est mineur.",
        success="L’adhésion est recueillie : le suivi est actif.",
    ),
    Act(
        code="follow_up.refusal",
        slug="refus",
        label="Noter un refus",
        form=ConfirmForm,
        transition="record_refusal",
        perform=lambda actor, follow_up, form: follow_ups.record_refusal(
            follow_up_id=follow_up.pk, actor=actor, sent=form.sent
        ),
        success="Le refus est noté ; la cellule choisira une autre réponse.",
    ),
    Act(
        code="follow_up.suspend",
        slug="suspendre",
        label="Suspendre la mission",
        form=ConfirmForm,
        transition="suspend",
        perform=lambda actor, follow_up, form: follow_ups.suspend(
            follow_up_id=follow_up.pk, actor=actor, sent=form.sent
        ),
        success="La mission est suspendue.",
    ),
    Act(
        code="follow_up.resume",
        slug="reprendre",
        label="Reprendre la mission",
        form=ConfirmForm,
        transition="resume",
        perform=lambda actor, follow_up, form: follow_ups.resume(
            follow_up_id=follow_up.pk, actor=actor, sent=form.sent
        ),
        success="La mission reprend.",
    ),
    Act(
        code="follow_up.end",
        slug="terminer",
        label="Terminer la mission",
        form=ConfirmForm,
        transition="end",
        perform=lambda actor, follow_up, form: follow_ups.end(
            follow_up_id=follow_up.pk, actor=actor, sent=form.sent
        ),
        effects=("Le référent ne lit plus la situation, à la minute.",),
        success="La mission est terminée.",
        danger=True,
    ),
)

BILAN_ACTS: tuple[Act, ...] = (
    Act(
        code="bilan.write",
        slug="rediger",
        label="Écrire le bilan",
        form=forms.BilanForm,
        transition="write",
        answered=(measure_guards.bilan_is_complete,),
        perform=lambda actor, bilan, form: bilans.write(
            bilan_id=bilan.pk,
            actor=actor,
            content=bilans.BilanContent(
                adhesion=form.cleaned_data["adhesion"],
                reiteration=form.cleaned_data["reiteration"],
                schooling=form.cleaned_data["schooling"],
                proposal=form.cleaned_data["proposal"],
                objectives=form.objectives,
            ),
            sent=form.sent,
        ),
        success="Le bilan est transmis au coordonnateur.",
    ),
    Act(
        code="bilan.validate",
        slug="valider",
        label="Valider le bilan",
        form=ConfirmForm,
        transition="validate",
        perform=lambda actor, bilan, form: bilans.validate(
            bilan_id=bilan.pk, actor=actor, sent=form.sent
        ),
        effects=("Le bilan peut être présenté à la prochaine séance.",),
        success="Le bilan est validé.",
    ),
    Act(
        code="bilan.communicate",
        slug="communiquer",
        label="Noter la remise au jeune",
        form=ConfirmForm,
        transition="communicate",
        perform=lambda actor, bilan, form: bilans.communicate(
            bilan_id=bilan.pk, actor=actor, sent=form.sent
        ),
        success="La remise du bilan est notée.",
    ),
)
