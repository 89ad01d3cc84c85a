"""Looking for a duplicate of a case, and parting what was joined by mistake."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from casework.acts.registry import Act
from casework.choices.states import ENDED
from casework.forms.cases import ConfirmForm
from casework.models import Case
from casework.services import merges
from confidentiality.actors import Actor
from veille.act_form import ActForm


def _done_elsewhere(*_: object) -> None:
    raise AssertionError("done on its own page")


def _part(actor: Actor, case: Case, form: ActForm) -> Case:
    return merges.unmerge(case_id=case.pk, actor=actor, sent=form.sent)


CASE_MERGE_ACTS: tuple[Act, ...] = (
    Act(
        code="case.merge",
        slug="doublons",
        label="Chercher un doublon",
        form=ConfirmForm,
        perform=_done_elsewhere,
        elsewhere=lambda case: reverse("casework:case_duplicates", args=[case.reference]),
        when=lambda case: case.state not in ENDED,
        secondary=True,
        discreet=True,
    ),
    Act(
        code="case.unmerge",
        slug="separer",
        label="Séparer ce qui a été réuni",
        form=ConfirmForm,
        perform=_part,
        intro="Possible 30 jours après la réunion, tant que rien n’a suivi sur ce qui a été réuni.",
        effects=(
            "La situation ou la saisine réunie redevient comme elle était, avec son identité.",
            "Les droits qui avaient pris fin reviennent, s’ils couraient encore.",
        ),
        success="Elles sont séparées.",
        when=lambda case: merges.reversible_merge(case, timezone.now()) is not None,
        secondary=True,
        discreet=True,
    ),
)
