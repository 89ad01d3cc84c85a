"""Acts offered on the page of a case."""

from __future__ import annotations

from django.urls import reverse

from casework.acts.beginnings import BEGINNING_ACTS
from casework.acts.justice import CASE_JUSTICE_ACTS
from casework.acts.leaving import CASE_LEAVING_ACTS
from casework.acts.merges import CASE_MERGE_ACTS
from casework.acts.registry import Act
from casework.acts.relais import CASE_RELAIS_ACTS
from casework.acts.rights import CASE_RIGHTS_ACTS
from casework.choices.lists import DecisionCode
from casework.choices.measures import BilanKind
from casework.choices.states import CDDF_FINAL, ENDED, FOLLOW_UP_FINAL, RappelState
from casework.forms import cases as forms
from casework.guards import cases as guards
from casework.guards import measures as measure_guards
from casework.models import Case
from casework.services import bilans, cases, cddf, follow_ups, people, rappels
from casework.services import undo as undoing
from casework.services.taking_back import too_late
from confidentiality.actors import Actor
from veille.act_form import ActForm
from veille.choices import SeanceState

UNDO = "annuler"
UNDO_STEP = "annuler-l-etape"


def _live(case: Case) -> str:
    """The page of the séance that examines this case; the list of séances when none does."""
    item = case.agenda_items.filter(seance__state=SeanceState.OUVERTE).first()
    item = item or case.agenda_items.order_by("-seance__held_at").first()
    if item is None:
        return reverse("casework:seance_list")
    if item.seance.state == SeanceState.OUVERTE:
        return reverse("casework:seance_live_case", args=[item.seance_id, case.reference])
    return reverse("casework:seance_detail", args=[item.seance_id])


def _never(*_: object) -> None:
    """Acts that another page does: theirs is never reached."""
    raise AssertionError("done on its own page")


def _withdraw_last_step(actor: Actor, case: Case, form: ActForm) -> None:
    step = follow_ups.step_to_withdraw(case, actor, form.sent.now)
    if step is None:
        raise too_late()
    follow_ups.withdraw_step(step_id=step.pk, actor=actor, sent=form.sent)


def _not_ended(case: Case) -> bool:
    return case.state not in ENDED


def _rappel_wanted(case: Case) -> bool:
    pending = (RappelState.REFUSE, RappelState.SANS_OBJET)
    wanted = DecisionCode.RAPPEL in case.decision_codes and _not_ended(case)
    return wanted and not case.rappels.exclude(state__in=pending).exists()


def _cddf_wanted(case: Case) -> bool:
    wanted = DecisionCode.CDDF in case.decision_codes and _not_ended(case)
    return wanted and not case.cddf_referrals.exclude(state__in=CDDF_FINAL).exists()


def _referent_wanted(case: Case) -> bool:
    wanted = DecisionCode.REFERENT in case.decision_codes and _not_ended(case)
    return wanted and not case.follow_ups.exclude(state__in=FOLLOW_UP_FINAL).exists()


def _informed(case: Case) -> bool:
    return guards.person_is_informed(case) and guards.representatives_are_informed(case)


CASE_PAGE_ACTS: tuple[Act, ...] = (
    Act(
        code="case.record_information",
        slug="informer",
        label="Enregistrer l’information du jeune et des parents",
        form=forms.InformationForm,
        perform=lambda actor, case, form: cases.record_information(
            case_id=case.pk,
            actor=actor,
            information=cases.Information(
                informed_on=form.cleaned_data["informed_on"],
                mode=form.cleaned_data["mode"],
                representatives_on=form.cleaned_data["representatives_on"],
                contrary_interest=form.cleaned_data["contrary_interest"],
            ),
            sent=form.sent,
        ),
        intro="Aucune mesure ne commence avant que le jeune, et ses parents s’il est mineur, "
        "n’aient été informés (RGPD, art. 13 et 14).",
        success="L’information est enregistrée.",
        when=lambda case: _not_ended(case) and not _informed(case),
    ),
    Act(
        code="case.defer_information",
        slug="reporter-l-information",
        label="Signer un report de l’information",
        form=forms.DeferForm,
        guards=(guards.person_is_not_informed,),
        perform=lambda actor, case, form: cases.defer_information(
            case_id=case.pk,
            actor=actor,
            code=form.cleaned_data["code"],
            until=form.cleaned_data["until"],
            sent=form.sent,
        ),
        intro="Le report est une exception : la personne est informée un mois au plus après la "
        "saisine (RGPD, art. 14).",
        effects=("La situation peut être examinée ; aucune mesure ne commence avant.",),
        success="Le report est signé.",
        when=lambda case: _not_ended(case) and case.informed_on is None,
        secondary=True,
    ),
    Act(
        code="case.engage",
        slug="engager",
        label="Engager le suivi",
        form=forms.ConfirmForm,
        transition="engage",
        perform=lambda actor, case, form: cases.engage(
            case_id=case.pk, actor=actor, sent=form.sent
        ),
        effects=(
            "Les mesures proposées peuvent commencer.",
            "Un premier bilan est attendu dans trois mois.",
        ),
        success="Le suivi est engagé.",
    ),
    Act(
        code="case.open_examination",
        slug="examiner",
        label="Examiner en séance",
        form=forms.ConfirmForm,
        transition="open_examination",
        perform=_never,
        elsewhere=_live,
    ),
    Act(
        code="case.orient",
        slug="deliberer",
        label="Délibérer en séance",
        form=forms.ConfirmForm,
        transition="orient",
        perform=_never,
        elsewhere=_live,
    ),
    Act(
        code="rappel.propose",
        slug="proposer-un-rappel",
        label="Préparer le rappel à l’ordre",
        form=forms.ProposeRappelForm,
        guards=(guards.follow_up_is_engaged, guards.measures_may_begin),
        perform=lambda actor, case, form: rappels.propose(
            case_id=case.pk,
            actor=actor,
            level=form.cleaned_data["level"],
            commune=form.cleaned_data["commune"],
            fait_ids=form.cleaned_data["faits"],
            sent=form.sent,
        ),
        intro="La cellule propose ; seul le maire décide (CSI, art. L. 132-7).",
        success="Le rappel à l’ordre est proposé.",
        when=_rappel_wanted,
    ),
    Act(
        code="cddf.propose",
        slug="proposer-le-cddf",
        label="Proposer le CDDF au maire",
        form=forms.ConfirmForm,
        guards=(guards.follow_up_is_engaged, guards.measures_may_begin),
        perform=lambda actor, case, form: cddf.propose(
            case_id=case.pk, actor=actor, sent=form.sent
        ),
        intro="Le conseil pour les droits et devoirs des familles écoute, informe et recommande. "
        "Le maire le convoque (CASF, art. L. 141-1).",
        success="Le CDDF est proposé au maire.",
        when=_cddf_wanted,
    ),
    *BEGINNING_ACTS,
    Act(
        code="follow_up.designate",
        slug="designer-un-referent",
        label="Désigner le référent de parcours",
        form=forms.DesignateForm,
        guards=(guards.follow_up_is_engaged,),
        perform=lambda actor, case, form: follow_ups.designate(
            case_id=case.pk,
            actor=actor,
            referent_id=form.cleaned_data["referent"],
            employer_agreed_on=form.cleaned_data["employer_agreed_on"],
            sent=form.sent,
        ),
        success="La mission est proposée au référent.",
        when=_referent_wanted,
    ),
    Act(
        code="case.inscribe",
        slug="inscrire",
        label="Inscrire à une séance",
        form=forms.InscribeForm,
        transition="inscribe",
        perform=lambda actor, case, form: cases.inscribe(
            case_id=case.pk,
            actor=actor,
            seance_id=form.cleaned_data["seance"],
            sent=form.sent,
        ),
        effects=("L’ordre du jour porte la référence, jamais le nom.",),
        success="La situation est inscrite à la séance.",
    ),
    Act(
        code="case.leave_agenda",
        slug="retirer-de-l-ordre-du-jour",
        label="Retirer de l’ordre du jour",
        form=forms.LeaveAgendaForm,
        transition="leave_agenda",
        perform=lambda actor, case, form: cases.leave_agenda(
            case_id=case.pk, actor=actor, code=form.cleaned_data["code"], sent=form.sent
        ),
        effects=(
            "Les membres ne lisent plus la situation, même sur une page déjà ouverte.",
            "Elle attend une autre séance.",
        ),
        success="La situation n’est plus à l’ordre du jour.",
    ),
    Act(
        code="follow_up.add_step",
        slug="etape",
        label="Consigner une étape",
        form=forms.StepForm,
        guards=(guards.follow_up_is_engaged,),
        perform=lambda actor, case, form: follow_ups.add_step(
            case_id=case.pk,
            actor=actor,
            given=follow_ups.StepInput(
                kind=form.cleaned_data["kind"],
                organisation=form.cleaned_data["organisation"],
                happened_on=form.cleaned_data["happened_on"],
                result=form.cleaned_data["result"],
            ),
            sent=form.sent,
        ),
        intro="Une étape est un fait daté : aucun commentaire.",
        success="L’étape est consignée.",
        when=_not_ended,
    ),
    Act(
        code="case.request_bilan",
        slug="demander-le-bilan",
        label="Demander le bilan au référent",
        form=forms.RequestBilanForm,
        transition="request_bilan",
        guards=(measure_guards.a_referent_follows,),
        perform=lambda actor, case, form: bilans.request_bilan(
            case_id=case.pk,
            actor=actor,
            kind=form.cleaned_data["kind"] or BilanKind.FINAL,
            sent=form.sent,
        ),
        success="Le bilan est demandé au référent.",
    ),
    Act(
        code="case.continue",
        slug="poursuivre",
        label="Poursuivre le suivi",
        form=forms.CarryOnForm,
        transition="carry_on",
        perform=lambda actor, case, form: cases.carry_on(
            case_id=case.pk,
            actor=actor,
            prolongation=form.cleaned_data["prolongation"],
            sent=form.sent,
        ),
        success="Le suivi se poursuit.",
        effects=("Le prochain bilan est attendu dans trois mois.",),
    ),
    Act(
        code="case.resume",
        slug="reprendre",
        label="Reprendre le suivi",
        form=forms.ConfirmForm,
        transition="resume",
        perform=lambda actor, case, form: cases.resume(
            case_id=case.pk, actor=actor, sent=form.sent
        ),
        success="Le suivi reprend.",
    ),
    Act(
        code="case.close",
        slug="clore",
        label="Clore la situation",
        form=forms.CloseForm,
        transition="close",
        perform=lambda actor, case, form: cases.close(
            case_id=case.pk, actor=actor, code=form.cleaned_data["code"], sent=form.sent
        ),
        effects=(
            "Les accès du référent, du CDDF et du parquet prennent fin à la minute.",
            "Les coordonnées et les représentants légaux sont effacés.",
            "Sauf exception, un bilan doit avoir été présenté en cellule.",
        ),
        success="La situation est close.",
        danger=True,
    ),
    Act(
        code="case.record_contact",
        slug="coordonnees",
        label="Noter les coordonnées",
        form=forms.ContactForm,
        perform=lambda actor, case, form: people.record_contact(
            case_id=case.pk,
            actor=actor,
            contact=people.Contact(
                address=form.cleaned_data["address"],
                phone=form.cleaned_data["phone"],
                email=form.cleaned_data["email"],
            ),
            sent=form.sent,
        ),
        success="Les coordonnées sont notées.",
        when=_not_ended,
        secondary=True,
    ),
    Act(
        code="case.add_representative",
        slug="representant",
        label="Ajouter un représentant légal",
        form=forms.RepresentativeForm,
        perform=lambda actor, case, form: people.add_representative(
            case_id=case.pk,
            actor=actor,
            given=people.Representative(
                quality=form.cleaned_data["quality"],
                last_name=form.cleaned_data["last_name"],
                first_name=form.cleaned_data["first_name"],
                phone=form.cleaned_data["phone"],
            ),
            sent=form.sent,
        ),
        success="Le représentant légal est noté.",
        when=lambda case: _not_ended(case) and case.young_person.is_minor(),
        secondary=True,
    ),
    Act(
        code="case.suspend",
        slug="suspendre",
        label="Suspendre le suivi",
        form=forms.SuspendForm,
        transition="suspend",
        perform=lambda actor, case, form: cases.suspend(
            case_id=case.pk,
            actor=actor,
            code=form.cleaned_data["code"],
            review_on=form.cleaned_data["review_on"],
            sent=form.sent,
        ),
        success="Le suivi est suspendu.",
    ),
    Act(
        code="follow_up.add_step",
        slug=UNDO_STEP,
        label="Annuler ma dernière étape",
        form=forms.ConfirmForm,
        perform=_withdraw_last_step,
        intro="Possible pendant dix minutes.",
        effects=("L’étape ne se lit plus ; l’annulation est tracée.",),
        success="L’étape est annulée.",
        secondary=True,
    ),
    Act(
        code="case.undo",
        slug=UNDO,
        label="Annuler mon dernier acte",
        form=forms.ConfirmForm,
        perform=lambda actor, case, form: undoing.undo(
            case_id=case.pk, actor=actor, sent=form.sent
        ),
        intro="Possible pendant dix minutes, tant qu’aucun autre acte n’a suivi.",
        effects=(
            "La situation revient à son étape précédente ; l’annulation est tracée.",
            "Les messages qui n’étaient pas partis ne partent pas.",
        ),
        success="L’acte est annulé.",
        secondary=True,
    ),
    *CASE_MERGE_ACTS,
    *CASE_RELAIS_ACTS,
    *CASE_RIGHTS_ACTS,
    *CASE_JUSTICE_ACTS,
    *CASE_LEAVING_ACTS,
)
