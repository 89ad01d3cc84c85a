"""Acts offered on the pages of the mayor’s measures: rappel à l’ordre, CDDF."""

from __future__ import annotations

from casework.acts.registry import Act
from casework.choices.states import CddfState, RappelState
from casework.forms import measures as forms
from casework.forms.cases import ConfirmForm
from casework.forms.mayor import DoneOnForm, InformPartyForm
from casework.guards import measures as measure_guards
from casework.guards import rappels as rappel_guards
from casework.services import cddf, rappels
from casework.services.taking_back import just_done

RAPPEL_ACTS: tuple[Act, ...] = (
    Act(
        code="rappel.consult",
        slug="consulter",
        label="Consulter le parquet",
        form=forms.ConsultForm,
        transition="consult",
        perform=lambda actor, rappel, form: rappels.consult(
            rappel_id=rappel.pk,
            actor=actor,
            attested=form.cleaned_data["no_complaint"] and form.cleaned_data["no_proceedings"],
            agreement=form.cleaned_data["agreement"],
            sent=form.sent,
        ),
        answered=(rappel_guards.protocol_is_in_force,),
        effects=(
            "Le correspondant du parquet lit l’identité et les faits, puis répond.",
            "Son silence ne vaut jamais accord.",
        ),
        success="Le parquet est consulté.",
    ),
    Act(
        code="rappel.remind",
        slug="relancer",
        label="Relancer le parquet",
        form=ConfirmForm,
        transition="remind",
        perform=lambda actor, rappel, form: rappels.remind(
            rappel_id=rappel.pk, actor=actor, sent=form.sent
        ),
        effects=("Le parquet reçoit un nouveau message. Son silence ne vaut jamais accord.",),
        success="Le parquet est relancé.",
    ),
    Act(
        code="rappel.answer",
        slug="repondre",
        label="Répondre au maire",
        form=forms.AnswerForm,
        transition="record_accord",
        perform=lambda actor, rappel, form: rappels.answer(
            rappel_id=rappel.pk,
            actor=actor,
            given=rappels.Answer(
                opinion=form.cleaned_data["opinion"],
                reference=form.cleaned_data["reference"],
                reason=form.cleaned_data["reason"],
            ),
            sent=form.sent,
        ),
        success="La réponse est transmise au maire.",
    ),
    Act(
        code="rappel.decide",
        slug="decider",
        label="Décider et convoquer",
        form=forms.AppointmentForm,
        transition="decide",
        perform=lambda actor, rappel, form: rappels.decide(
            rappel_id=rappel.pk,
            actor=actor,
            appointment_at=form.cleaned_data["appointment_at"],
            sent=form.sent,
        ),
        intro="Vous recevrez vous-même le jeune et ses parents. Le rappel est verbal : ce n’est ni "
        "une sanction ni une condamnation (CSI, art. L. 132-7).",
        effects=("La convocation d’un mineur est adressée à ses représentants légaux.",),
        success="La convocation est datée.",
        at_state={RappelState.CONSULTATION: rappel_guards.may_be_decided},
    ),
    Act(
        code="rappel.forward",
        slug="transmettre",
        label="Transmettre au parapheur",
        form=ConfirmForm,
        transition="forward",
        perform=lambda actor, rappel, form: rappels.forward(
            rappel_id=rappel.pk, actor=actor, sent=form.sent
        ),
        effects=("Le maire est averti que ce rappel attend sa décision.",),
        success="Le rappel est au parapheur du maire.",
    ),
    Act(
        code="rappel.decide",
        slug="reconvoquer",
        label="Convoquer une seconde fois",
        form=forms.AppointmentForm,
        transition="convene_again",
        perform=lambda actor, rappel, form: rappels.convene_again(
            rappel_id=rappel.pk,
            actor=actor,
            appointment_at=form.cleaned_data["appointment_at"],
            sent=form.sent,
        ),
        success="La seconde convocation est datée.",
        when=lambda rappel: rappel.state in (RappelState.CARENCE, RappelState.REPORTE),
    ),
    Act(
        code="rappel.record",
        slug="realiser",
        label="Le rappel à l’ordre a été fait",
        form=forms.InterviewForm,
        transition="record",
        perform=lambda actor, rappel, form: rappels.record(
            rappel_id=rappel.pk,
            actor=actor,
            interview=rappels.Interview(
                presence_young=form.cleaned_data["presence_young"],
                presence_representatives=form.cleaned_data["presence_representatives"],
                impossibility=form.cleaned_data["impossibility"],
                provisions=tuple(form.cleaned_data["provisions"]),
            ),
            sent=form.sent,
        ),
        intro="Qui était là, quels textes ont été rappelés. Rien d’autre ne s’écrit.",
        effects=("Le rappel prend un numéro au registre de la commune.",),
        success="Le rappel à l’ordre est inscrit au registre.",
        answered=(rappel_guards.minor_is_accompanied,),
    ),
    Act(
        code="rappel.postpone",
        slug="reporter",
        label="Reporter le rendez-vous",
        form=forms.PostponeForm,
        transition="postpone",
        perform=lambda actor, rappel, form: rappels.postpone(
            rappel_id=rappel.pk,
            actor=actor,
            code=form.cleaned_data["code"],
            appointment_at=form.cleaned_data["appointment_at"],
            sent=form.sent,
        ),
        success="Le rendez-vous est reporté.",
    ),
    Act(
        code="rappel.record_absence",
        slug="carence",
        label="Constater l’absence",
        form=ConfirmForm,
        transition="record_absence",
        perform=lambda actor, rappel, form: rappels.record_absence(
            rappel_id=rappel.pk, actor=actor, sent=form.sent
        ),
        effects=("Aucune conséquence légale n’est attachée à cette absence.",),
        success="L’absence est constatée.",
    ),
    Act(
        code="rappel.inform_parquet",
        slug="informer-le-parquet",
        label="Informer le parquet des suites",
        form=DoneOnForm,
        transition="inform_parquet",
        perform=lambda actor, rappel, form: rappels.inform_parquet(
            rappel_id=rappel.pk, actor=actor, on=form.cleaned_data["on"], sent=form.sent
        ),
        intro="Le numéro, fait ou non, et la date : rien d’autre.",
        success="L’information du parquet est datée.",
        when=rappel_guards.protocol_wants_return,
    ),
    Act(
        code="rappel.cancel",
        slug="annuler",
        label="Déclarer sans objet",
        form=forms.CancelRappelForm,
        transition="cancel",
        perform=lambda actor, rappel, form: rappels.cancel(
            rappel_id=rappel.pk, actor=actor, code=form.cleaned_data["code"], sent=form.sent
        ),
        success="Le rappel à l’ordre est sans objet.",
        danger=True,
    ),
)

CDDF_ACTS: tuple[Act, ...] = (
    Act(
        code="cddf.accept",
        slug="programmer",
        label="Programmer la famille",
        form=forms.HearingDateForm,
        transition="accept",
        perform=lambda actor, referral, form: cddf.accept(
            referral_id=referral.pk,
            actor=actor,
            hearing_at=form.cleaned_data["hearing_at"],
            sent=form.sent,
        ),
        effects=("Les membres du CDDF lisent la situation sept jours avant la séance.",),
        success="La famille est inscrite à la séance du CDDF.",
    ),
    Act(
        code="cddf.refuse",
        slug="refuser",
        label="Ne pas réunir le CDDF",
        form=ConfirmForm,
        transition="refuse",
        perform=lambda actor, referral, form: cddf.refuse(
            referral_id=referral.pk, actor=actor, sent=form.sent
        ),
        success="Le CDDF ne sera pas réuni.",
        danger=True,
    ),
    Act(
        code="cddf.convene",
        slug="convoquer",
        label="Convoquer la famille",
        form=forms.ConveneForm,
        transition="convene",
        perform=lambda actor, referral, form: cddf.convene(
            referral_id=referral.pk,
            actor=actor,
            hearing_at=form.cleaned_data.get("hearing_at"),
            sent=form.sent,
        ),
        intro="Ce n’est pas un tribunal : le conseil écoute, informe et recommande.",
        success="La famille est convoquée.",
    ),
    Act(
        code="cddf.undo",
        slug="annuler-la-convocation",
        label="Annuler la convocation",
        form=ConfirmForm,
        perform=lambda actor, referral, form: cddf.undo_convocation(
            referral_id=referral.pk, actor=actor, sent=form.sent
        ),
        intro="Possible pendant dix minutes, tant qu’aucun autre acte n’a suivi.",
        success="La convocation est annulée.",
        when=lambda referral: just_done(referral, "cddf.convene"),
        secondary=True,
    ),
    Act(
        code="cddf.hear",
        slug="entendre",
        label="La famille a été entendue",
        form=forms.HearingForm,
        transition="hear",
        perform=lambda actor, referral, form: cddf.hear(
            referral_id=referral.pk,
            actor=actor,
            hearing=cddf.Hearing(
                presence_parents=form.cleaned_data["presence_parents"],
                presence_minor=form.cleaned_data["presence_minor"],
            ),
            sent=form.sent,
        ),
        success="L’audition est enregistrée.",
    ),
    Act(
        code="cddf.record_absence",
        slug="carence",
        label="Constater l’absence de la famille",
        form=ConfirmForm,
        transition="record_absence",
        perform=lambda actor, referral, form: cddf.record_absence(
            referral_id=referral.pk, actor=actor, sent=form.sent
        ),
        effects=("Aucune conséquence légale n’est attachée à cette absence.",),
        success="L’absence est constatée.",
    ),
    Act(
        code="cddf.recommend",
        slug="recommander",
        label="Émettre les recommandations",
        form=forms.RecommendForm,
        transition="recommend",
        answered=(measure_guards.has_recommendations,),
        perform=lambda actor, referral, form: cddf.recommend(
            referral_id=referral.pk,
            actor=actor,
            recommendations=tuple(form.cleaned_data["recommendations"]),
            engagements=tuple(form.cleaned_data["engagements"]),
            examined_with_family=form.cleaned_data["examined_with_family"],
            sent=form.sent,
        ),
        success="Les recommandations sont émises.",
        when=lambda referral: referral.state != CddfState.PROPOSEE,
    ),
    Act(
        code="cddf.inform_party",
        slug="informer-un-tiers",
        label="Informer un tiers des recommandations",
        form=InformPartyForm,
        transition="inform_party",
        perform=lambda actor, referral, form: cddf.inform_party(
            referral_id=referral.pk,
            actor=actor,
            given=cddf.Party(
                organisation_id=form.cleaned_data["organisation"].pk,
                recommendations=tuple(form.cleaned_data["recommendations"]),
                on=form.cleaned_data["on"],
            ),
            sent=form.sent,
        ),
        intro="Seulement les recommandations qui le concernent, comme le conseil l’a examiné avec "
        "la famille (CASF, art. L. 141-1).",
        success="L’organisme informé est noté.",
        secondary=True,
    ),
    Act(
        code="cddf.follow",
        slug="suivre",
        label="Ouvrir les suites",
        form=ConfirmForm,
        transition="follow",
        perform=lambda actor, referral, form: cddf.follow(
            referral_id=referral.pk, actor=actor, sent=form.sent
        ),
        success="Les suites sont ouvertes.",
    ),
    Act(
        code="cddf.close",
        slug="clore",
        label="Clore le dossier du CDDF",
        form=ConfirmForm,
        transition="close",
        perform=lambda actor, referral, form: cddf.close(
            referral_id=referral.pk, actor=actor, sent=form.sent
        ),
        effects=("Les membres du CDDF ne lisent plus la situation.",),
        success="Le dossier du CDDF est clos.",
    ),
    Act(
        code="cddf.cancel",
        slug="annuler",
        label="Déclarer sans objet",
        form=ConfirmForm,
        transition="cancel",
        perform=lambda actor, referral, form: cddf.cancel(
            referral_id=referral.pk, actor=actor, sent=form.sent
        ),
        success="La saisine du CDDF est sans objet.",
        danger=True,
    ),
)
