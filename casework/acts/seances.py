"""Acts on a séance, and those still to come at each of its steps."""

from __future__ import annotations

from casework.acts.registry import Act
from casework.guards.seances import every_case_is_decided
from casework.services import seances
from casework.services.taking_back import just_done
from veille.act_form import ActForm
from veille.choices import SeanceState

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
            slug="annuler-la-convocation",
            label="Annuler la convocation",
            form=ActForm,
            perform=lambda actor, seance, form: seances.undo_convocation(
                seance_id=seance.pk, actor=actor, sent=form.sent
            ),
            success="La convocation est annulée : personne ne l’avait reçue.",
            when=lambda seance: just_done(seance, "seance.convene"),
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
            guards=(every_case_is_decided,),
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
AHEAD: dict[str, tuple[str, ...]] = {
    SeanceState.PLANIFIEE: ("convoquer", "ouvrir"),
    SeanceState.CONVOQUEE: ("ouvrir", "annuler-la-convocation", "clore"),
    SeanceState.OUVERTE: ("clore", "valider"),
    SeanceState.CLOSE: ("valider",),
    SeanceState.RELEVE_VALIDE: (),
    SeanceState.ANNULEE: (),
}
