"""Acts on a request about data, and the one that opens it from the page of a case."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from casework.acts.registry import Act
from casework.choices.rights import ENDING, RightKind, RightsOutcome
from casework.forms import rights as forms
from casework.forms.cases import ConfirmForm
from casework.guards.rights import ACCEPTED
from casework.models import RightsRequest
from casework.services import rectification, rights
from veille.act_form import ActForm

_CORRECTED = (
    "last_name",
    "first_name",
    "birth_date",
    "sex",
    "commune",
    "schooling",
    "address",
    "phone",
    "email",
)
_OF_REPRESENTATIVE = ("quality", "last_name", "first_name", "phone", "removed")


def _ends_the_follow_up(request: RightsRequest) -> bool:
    return request.kind in ENDING and request.outcome == RightsOutcome.FONDEE


def _received(form: ActForm) -> rights.Received:
    given = form.cleaned_data
    return rights.Received(given["kind"], given["requester"], given["received_on"])


CASE_RIGHTS_ACTS: tuple[Act, ...] = (
    Act(
        code="rights.receive",
        slug="demande-de-droits",
        label="Enregistrer une demande de la personne",
        form=forms.ReceiveRightsForm,
        perform=lambda actor, case, form: rights.receive(
            case_id=case.pk, actor=actor, given=_received(form), sent=form.sent
        ),
        intro="Le jeune, ou ses représentants légaux, demandent à lire, corriger, limiter ou "
        "effacer ce qui est enregistré, ou s’y opposent (RGPD, art. 15 à 21).",
        effects=(
            "La réponse est due dans le mois.",
            "Le délégué à la protection des données lit une référence, jamais le nom.",
        ),
        success="La demande est enregistrée : vérifiez maintenant l’identité.",
        secondary=True,
        discreet=True,
    ),
)

# The same form, from the list of archives: the case stays closed.
RECEIVE_ON_ARCHIVE = replace(
    CASE_RIGHTS_ACTS[0],
    code="rights.receive_on_archive",
    perform=lambda actor, case, form: rights.receive_on_archive(
        case_id=case.pk, actor=actor, given=_received(form), sent=form.sent
    ),
    effects=(
        "La réponse est due dans le mois, et avant l’élimination de l’archive.",
        "L’archive reste fermée : elle se lit à deux, au motif de cette demande.",
        "Le délégué à la protection des données lit une référence, jamais le nom.",
    ),
)


def _rectifies(request: RightsRequest) -> bool:
    return request.kind == RightKind.RECTIFICATION and request.outcome in ACCEPTED


_RECTIFIED = (
    "La situation reste gelée jusqu’à la réponse.",
    "Ceux qui lisent ce qui est corrigé sont prévenus, sans le contenu (RGPD, art. 19).",
    "L’ancienne valeur n’est gardée nulle part.",
)

RECTIFICATION_ACTS: tuple[Act, ...] = (
    Act(
        code="rights.rectify",
        slug="corriger",
        label="Corriger l’identité, le contact, la situation",
        form=forms.RectifyForm,
        transition="rectify",
        perform=lambda actor, request, form: rectification.rectify(
            request_id=request.pk,
            actor=actor,
            given=rectification.Corrected(
                **{name: form.cleaned_data[name] for name in _CORRECTED},
                emptied=tuple(form.cleaned_data["emptied"]),
            ),
            sent=form.sent,
        ),
        intro="Écrivez seulement ce qui change : un champ vide laisse la valeur comme elle est.",
        effects=(*_RECTIFIED, "Les échéances qui dépendent de l’âge sont recalculées."),
        success="La correction est faite.",
        when=_rectifies,
    ),
    Act(
        code="rights.rectify",
        slug="corriger-un-representant",
        label="Corriger un représentant légal",
        form=forms.RectifyRepresentativeForm,
        transition="rectify",
        perform=lambda actor, request, form: rectification.rectify_representative(
            request_id=request.pk,
            actor=actor,
            given=rectification.Representative(
                representative_id=UUID(form.cleaned_data["representative"]),
                **{name: form.cleaned_data[name] for name in _OF_REPRESENTATIVE},
            ),
            sent=form.sent,
        ),
        intro="Écrivez seulement ce qui change : un champ vide laisse la valeur comme elle est.",
        effects=_RECTIFIED,
        success="La correction est faite.",
        when=_rectifies,
    ),
    Act(
        code="rights.rectify",
        slug="retirer",
        label="Retirer un motif ou un fait",
        form=forms.WithdrawForm,
        transition="rectify",
        perform=lambda actor, request, form: rectification.withdraw(
            request_id=request.pk,
            actor=actor,
            given=rectification.Withdrawn(
                reason=form.cleaned_data["reason"],
                motifs=tuple(form.cleaned_data["motifs"]),
                faits=tuple(UUID(each) for each in form.cleaned_data["faits"]),
            ),
            sent=form.sent,
        ),
        effects=(
            "Ce qui est retiré n’est plus lu par personne ; il reste noté comme retiré, avec son "
            "motif.",
            *_RECTIFIED[:2],
        ),
        success="C’est retiré.",
        when=_rectifies,
    ),
)

RIGHTS_ACTS: tuple[Act, ...] = (
    Act(
        code="rights.check_identity",
        slug="identite",
        label="Vérifier l’identité",
        form=forms.IdentityForm,
        transition="check_identity",
        perform=lambda actor, request, form: rights.check_identity(
            request_id=request.pk,
            actor=actor,
            proof=form.cleaned_data["proof"],
            authority=form.cleaned_data["authority"],
            sent=form.sent,
        ),
        effects=(
            "Une opposition, une rectification ou une limitation gèle aussitôt la situation.",
            "Le délégué à la protection des données est prévenu.",
        ),
        success="L’identité est vérifiée.",
    ),
    Act(
        code="rights.advise",
        slug="avis",
        label="Donner l’avis du DPO",
        form=forms.OutcomeForm,
        transition="advise",
        perform=lambda actor, request, form: rights.advise(
            request_id=request.pk,
            actor=actor,
            advice=form.cleaned_data["outcome"],
            reason=form.cleaned_data["reason"],
            sent=form.sent,
        ),
        intro="Vous préparez la réponse ; le maire, responsable du fichier, décide.",
        effects=("Le maire est prévenu qu’une décision l’attend.",),
        success="L’avis est donné au maire.",
    ),
    Act(
        code="rights.decide",
        slug="decider",
        label="Décider la suite",
        form=forms.OutcomeForm,
        transition="decide",
        perform=lambda actor, request, form: rights.decide(
            request_id=request.pk,
            actor=actor,
            outcome=form.cleaned_data["outcome"],
            reason=form.cleaned_data["reason"],
            sent=form.sent,
        ),
        effects=(
            "Fondée, une opposition ou un effacement met fin au suivi avec la réponse.",
            "Le coordonnateur répond à la personne.",
        ),
        success="La décision est prise : il reste à répondre à la personne.",
    ),
    *RECTIFICATION_ACTS,
    Act(
        code="rights.answer",
        slug="repondre",
        label="Noter la réponse donnée",
        form=forms.AnswerRightsForm,
        transition="answer",
        perform=lambda actor, request, form: rights.answer(
            request_id=request.pk,
            actor=actor,
            mode=form.cleaned_data["mode"],
            answered_on=form.cleaned_data["answered_on"],
            sent=form.sent,
        ),
        intro="La réponse dit la décision, son motif, et la possibilité de saisir la CNIL.",
        effects=(
            "La situation reprend, sauf limitation accordée : elle dure jusqu’à la clôture.",
            "Une opposition ou un effacement fondé clôt la situation, sans archive.",
        ),
        success="La réponse est enregistrée.",
        when=lambda request: not _ends_the_follow_up(request),
    ),
    Act(
        code="rights.answer",
        slug="repondre-et-clore",
        label="Noter la réponse et clore la situation",
        form=forms.AnswerRightsForm,
        transition="answer",
        perform=lambda actor, request, form: rights.answer(
            request_id=request.pk,
            actor=actor,
            mode=form.cleaned_data["mode"],
            answered_on=form.cleaned_data["answered_on"],
            sent=form.sent,
        ),
        effects=(
            "Le suivi prend fin à la minute : mesures, accès, coordonnées. S’il était déjà fini, "
            "ce qui en restait est scellé aussitôt.",
            "Rien n’est archivé.",
        ),
        success="La réponse est enregistrée et la situation est close.",
        when=_ends_the_follow_up,
        danger=True,
    ),
    Act(
        code="rights.extend",
        slug="prolonger",
        label="Prolonger le délai",
        form=forms.ExtendRightsForm,
        transition="extend",
        perform=lambda actor, request, form: rights.extend(
            request_id=request.pk,
            actor=actor,
            code=form.cleaned_data["code"],
            told_on=form.cleaned_data["told_on"],
            sent=form.sent,
        ),
        effects=("La réponse est due deux mois plus tard. Une seule fois.",),
        success="Le délai est prolongé de deux mois.",
        secondary=True,
    ),
    Act(
        code="rights.close",
        slug="clore",
        label="Clore la demande",
        form=ConfirmForm,
        transition="close",
        perform=lambda actor, request, form: rights.close(
            request_id=request.pk, actor=actor, sent=form.sent
        ),
        effects=("Une limitation accordée prend fin ; la personne en a été avertie.",),
        success="La demande est close.",
    ),
)
