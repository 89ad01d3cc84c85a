"""Acts of the accompagnement parental and of the transaction, on their own pages."""

from __future__ import annotations

from casework.acts.registry import Act, performing
from casework.forms import mayor as forms
from casework.forms.cases import ConfirmForm
from casework.guards import accompagnements as guards
from casework.guards import transactions as offer_guards
from casework.services import accompagnements, transactions

_on_accompagnement = performing("accompagnement_id")
_on_offer = performing("offer_id")

ACCOMPAGNEMENT_ACTS: tuple[Act, ...] = (
    Act(
        code="accompagnement.consult_cddf",
        slug="consulter-le-cddf",
        label="Noter la consultation du CDDF",
        form=forms.DoneOnForm,
        transition="consult_cddf",
        perform=_on_accompagnement(accompagnements.consult_cddf, "on"),
        intro="Le maire consulte le CDDF avant de proposer l’accompagnement (CASF, art. L. 141-2).",
        success="La consultation du CDDF est notée.",
    ),
    Act(
        code="accompagnement.verify",
        slug="verifier",
        label="Attester la vérification",
        form=forms.VerifyForm,
        transition="verify",
        perform=lambda actor, row, form: accompagnements.verify(
            accompagnement_id=row.pk,
            actor=actor,
            attested=form.cleaned_data["no_assistance"],
            sent=form.sent,
        ),
        intro="Le maire ne propose rien quand le juge des enfants suit déjà la famille. Si c’est "
        "le cas, déclarez l’accompagnement sans objet : la raison ne s’écrit pas ici.",
        effects=("La proposition attend le maire, dans son parapheur.",),
        success="La vérification est attestée.",
    ),
    Act(
        code="accompagnement.propose",
        slug="proposer",
        label="Proposer aux parents",
        form=forms.ProposeAccompagnementForm,
        transition="propose",
        perform=_on_accompagnement(accompagnements.propose, "months"),
        intro="Un suivi, des conseils et un soutien à l’exercice de l’autorité parentale. Les "
        "parents sont libres de refuser (CASF, art. L. 141-2).",
        success="L’accompagnement est proposé aux parents.",
    ),
    Act(
        code="accompagnement.answer",
        slug="repondre",
        label="Noter la réponse des parents",
        form=forms.ParentsAnswerForm,
        transition="accept",
        perform=lambda actor, row, form: accompagnements.answer(
            accompagnement_id=row.pk,
            actor=actor,
            given=accompagnements.ParentsAnswer(
                on=form.cleaned_data["on"],
                agreed=form.cleaned_data["agreed"] == "oui",
                refusal=form.cleaned_data["refusal"],
            ),
            sent=form.sent,
        ),
        success="La réponse des parents est notée.",
    ),
    Act(
        code="accompagnement.ask_pcd",
        slug="demander-l-avis",
        label="Noter la demande d’avis au département",
        form=forms.DoneOnForm,
        transition="ask_pcd",
        perform=_on_accompagnement(accompagnements.ask_pcd, "on"),
        intro="L’identité seulement, aucun récit : un avis, pas une saisine.",
        success="La demande d’avis est notée.",
    ),
    Act(
        code="accompagnement.inform",
        slug="informer-les-autorites",
        label="Dater les quatre informations",
        form=forms.InformForm,
        transition="inform",
        perform=lambda actor, row, form: accompagnements.inform(
            accompagnement_id=row.pk,
            actor=actor,
            given=accompagnements.Informations(
                dasen=form.cleaned_data["dasen"],
                school=form.cleaned_data["school"],
                caf=form.cleaned_data["caf"],
                prefet=form.cleaned_data["prefet"],
            ),
            sent=form.sent,
        ),
        intro="Chacune apprend que l’accompagnement existe et ses dates, rien d’autre.",
        success="Les informations sont datées.",
        when=lambda row: not guards.authorities_are_informed(row),
    ),
    Act(
        code="accompagnement.start",
        slug="mettre-en-place",
        label="Mettre en place l’accompagnement",
        form=ConfirmForm,
        transition="start",
        perform=_on_accompagnement(accompagnements.start),
        success="L’accompagnement est en cours.",
    ),
    Act(
        code="accompagnement.complete",
        slug="terminer",
        label="Remettre l’attestation",
        form=forms.AttestedForm,
        transition="complete",
        perform=lambda actor, row, form: accompagnements.complete(
            accompagnement_id=row.pk,
            actor=actor,
            attested_on=form.cleaned_data["on"],
            sent=form.sent,
        ),
        intro="L’attestation porte l’engagement solennel des parents (CASF, art. L. 141-2).",
        success="L’accompagnement est terminé.",
    ),
    Act(
        code="accompagnement.record_opinion",
        slug="avis",
        label="Noter l’avis du département",
        form=forms.OpinionForm,
        transition="record_opinion",
        perform=_on_accompagnement(accompagnements.record_opinion, "opinion"),
        success="L’avis du département est noté.",
        when=lambda row: guards.opinion_is_awaited(row),
        secondary=True,
    ),
    Act(
        code="accompagnement.end_partial",
        slug="suivi-partiel",
        label="Noter un suivi partiel",
        form=ConfirmForm,
        transition="end_partial",
        perform=_on_accompagnement(accompagnements.end_partial),
        effects=("Aucune conséquence n’y est attachée, aucune autorité n’est saisie.",),
        success="Le suivi partiel est noté.",
        danger=True,
    ),
    Act(
        code="accompagnement.cancel",
        slug="annuler",
        label="Déclarer sans objet",
        form=forms.CancelAccompagnementForm,
        transition="cancel",
        perform=_on_accompagnement(accompagnements.cancel, "code"),
        success="L’accompagnement est sans objet.",
        danger=True,
    ),
)

TRANSACTION_ACTS: tuple[Act, ...] = (
    Act(
        code="transaction.answer",
        slug="repondre",
        label="Noter la réponse",
        form=forms.TransactionAnswerForm,
        transition="accept",
        perform=lambda actor, offer, form: transactions.answer(
            offer_id=offer.pk,
            actor=actor,
            agreed=form.cleaned_data["agreed"] == "oui",
            on=form.cleaned_data["on"],
            sent=form.sent,
        ),
        intro="Le jeune peut prendre conseil d’un avocat avant de répondre.",
        effects=("Sans réponse au bout de quinze jours, le silence vaut refus.",),
        success="La réponse est notée.",
    ),
    Act(
        code="transaction.homologate",
        slug="homologuer",
        label="Noter la réponse du parquet",
        form=forms.HomologationForm,
        transition="homologate",
        perform=lambda actor, offer, form: transactions.homologate(
            offer_id=offer.pk,
            actor=actor,
            given=transactions.Homologation(
                granted=form.cleaned_data["granted"] == "oui",
                reference=form.cleaned_data["reference"],
                on=form.cleaned_data["on"],
            ),
            sent=form.sent,
        ),
        intro="Rien ne s’exécute avant l’homologation (CPP, art. 44-1).",
        success="La réponse du parquet est notée.",
    ),
    Act(
        code="transaction.record_execution",
        slug="executer",
        label="Noter l’exécution",
        form=forms.ExecutionForm,
        transition="execute",
        perform=lambda actor, offer, form: transactions.record_execution(
            offer_id=offer.pk,
            actor=actor,
            done=form.cleaned_data["done"] == "oui",
            on=form.cleaned_data["on"],
            sent=form.sent,
        ),
        success="L’exécution est notée.",
    ),
    Act(
        code="transaction.inform_parquet",
        slug="informer-le-parquet",
        label="Dater l’information du parquet",
        form=forms.DoneOnForm,
        transition="inform_parquet",
        perform=_on_offer(transactions.inform_parquet, "on"),
        success="L’information du parquet est datée.",
        when=lambda offer: offer_guards.parquet_waits(offer),
    ),
)
