"""Acts on a séance: what comes next, as a button or as the reasons that hold it back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.urls import reverse

from casework.acts.registry import Act
from casework.presenters.readiness import with_absent_signatures
from casework.services import seances
from confidentiality.errors import Refusal
from confidentiality.policy import Decision
from veille.act_form import ActForm
from veille.choices import SeanceState
from veille.models import Seance

SEANCE_ACTS: dict[str, Act] = {
    act.slug: act
    for act in (
        Act(
            code="seance.manage",
            slug="convoquer",
            label="Envoyer la convocation",
            form=ActForm,
            transition="convene",
            perform=lambda actor, seance, form: seances.convene(
                seance_id=seance.pk, actor=actor, sent=form.sent
            ),
            success="Les membres sont convoqués. Le message ne nomme personne.",
        ),
        Act(
            code="seance.manage",
            slug="ouvrir",
            label="Ouvrir la séance",
            form=ActForm,
            transition="open",
            perform=lambda actor, seance, form: seances.open_seance(
                seance_id=seance.pk, actor=actor, sent=form.sent
            ),
            success="La séance est ouverte.",
        ),
        Act(
            code="seance.manage",
            slug="clore",
            label="Clore la séance",
            form=ActForm,
            transition="close",
            perform=lambda actor, seance, form: seances.close_seance(
                seance_id=seance.pk, actor=actor, sent=form.sent
            ),
            success="La séance est close. Relisez le relevé, puis validez-le.",
        ),
        Act(
            code="seance.manage",
            slug="valider",
            label="Valider le relevé",
            form=ActForm,
            transition="validate_releve",
            perform=lambda actor, seance, form: seances.validate_releve(
                seance_id=seance.pk, actor=actor, sent=form.sent
            ),
            success="Le relevé est validé. Les présents sont prévenus qu’il est à lire.",
        ),
    )
}
# What is still to come at each step: what is past is neither offered nor explained.
_AHEAD: dict[str, tuple[str, ...]] = {
    SeanceState.PLANIFIEE: ("convoquer", "ouvrir"),
    SeanceState.CONVOQUEE: ("ouvrir", "clore"),
    SeanceState.OUVERTE: ("clore", "valider"),
    SeanceState.CLOSE: ("valider",),
    SeanceState.RELEVE_VALIDE: (),
}


@dataclass(frozen=True, slots=True)
class Button:
    """One act on the séance: its form when it is open, the reasons when it is not."""

    slug: str
    label: str
    url: str
    form: ActForm
    refusals: tuple[Refusal, ...]
    primary: bool = False


def buttons_of(seance: Seance) -> dict[str, Button]:
    """The acts to come, by slug; the first that is open is the primary one.

    For the hat that holds séances only: the policy has answered for the page.
    """
    buttons = [_button(seance, SEANCE_ACTS[slug]) for slug in _AHEAD[seance.state]]
    first = next((each for each in buttons if not each.refusals), None)
    return {each.slug: replace(each, primary=each is first) for each in buttons}


def _button(seance: Seance, act: Act) -> Button:
    reasons = act.reasons(seance, Decision(True, "role"))
    return Button(
        slug=act.slug,
        label=act.label,
        url=reverse("casework:seance_act", args=[seance.pk, act.slug]),
        form=ActForm(row=seance, auto_id=False),
        refusals=with_absent_signatures(seance, reasons),
    )
