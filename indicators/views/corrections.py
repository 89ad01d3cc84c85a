"""The page that prepares a correction of a bulletin: lines taken back, words put right."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from confidentiality.door import Sent
from indicators.choices import CorrectedWords, WithdrawalGround
from indicators.diffusion import diffusion_plan, measure_label
from indicators.forms import NOT_A_PERSON
from indicators.models import Bulletin
from indicators.released import in_words, named_in
from indicators.releasing.correcting import Correction
from indicators.services import corrections
from indicators.services.publishing import key_of
from indicators.views.bulletin_parts import head_of, row_of
from veille.access import authorize
from veille.act_form import ActForm
from veille.form_fields import CheckboxListField
from veille.french import spaced
from veille.http import AgentRequest, charte_not_required, runs_as_the_application
from veille.views.act_page import act_page

# Of a public note: it corrects words, and is no article.
LONGEST_NOTE = 500


class CorrectionForm(ActForm):
    """What a version corrects: lines taken back on one ground, or words, or both."""

    lines = CheckboxListField(
        label="Lignes à retirer",
        required=False,
        help_text=spaced(
            "Une ligne est retirée entière, avec ses âges et ses sexes. Elle s’affiche "
            "«\u202fnd\u202f»."
        ),
    )
    ground = forms.ChoiceField(
        label="Motif du retrait",
        required=False,
        choices=[("", "Aucun retrait"), *WithdrawalGround.choices],
        help_text=spaced(
            "Il est public. Un compte faux n’est pas un motif : il se corrige par une écriture du "
            "mois ouvert."
        ),
    )
    about = forms.ChoiceField(
        label="Ce que la note corrige",
        required=False,
        choices=[("", "Aucune note"), *CorrectedWords.choices],
    )
    words = forms.CharField(
        label="Note publique",
        required=False,
        max_length=LONGEST_NOTE,
        help_text=spaced(
            "Exemple : l’arrondissement de Lens est bien celui de l’arrêté de 2017. "
            f"{NOT_A_PERSON} Aucun compte, même en lettres."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": spaced(f"{LONGEST_NOTE} signes au plus.")},
    )

    def __init__(
        self, *args: Any, offered: list[tuple[str, str]], edition: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        lines = self.fields["lines"]
        assert isinstance(lines, forms.ChoiceField)  # noqa: S101 (narrows the type)
        lines.choices = offered
        self.fields["version"].initial = edition

    @property
    def correction(self) -> Correction:
        """What was asked for; read after ``is_valid``."""
        data = self.cleaned_data
        return Correction(
            frozenset(data["lines"]), data["ground"], data["about"], data["words"].strip()
        )


@require_http_methods(["GET", "POST"])
@charte_not_required
@runs_as_the_application
def bulletin_correct(request: AgentRequest, number: str) -> HttpResponse:
    """Prepare the version that corrects a published bulletin; two persons then answer for it."""
    authorize(request.actor, "bulletin.correct")
    row = row_of(request.actor, number)
    form = CorrectionForm(
        request.POST or None, offered=_offered(row), edition=corrections.newest_edition(row)
    )

    def act(sent: Sent) -> None:
        corrections.propose(
            bulletin_id=row.pk, correction=form.correction, actor=request.actor, sent=sent
        )

    back = reverse("indicators:bulletin", args=[number])
    context = {
        "heading": "Corriger ce bulletin",
        "intro": "Une nouvelle version prend la place de celle-ci : elle retire des chiffres faux, "
        "ou corrige des mots. Elle ne change aucune valeur.",
        "subject_rows": head_of(row),
        "effects": [
            "Tout ce que l’année a publié est attaqué de nouveau, chiffres retirés compris : ce "
            "qui a été publié reste connu.",
            "La préfecture et le délégué à la protection des données donnent leur accord, puis la "
            "préfecture publie. Une correction déjà préparée est remplacée.",
            "Le bulletin corrigé garde sa page et ses fichiers, avec un lien vers la version.",
        ],
        "action_label": "Préparer la correction",
        "crumbs": [{"label": f"Bulletin {row.number}", "url": back}],
    }
    return act_page(request, form, context, act, done="Correction préparée.", back=back)


def _offered(row: Bulletin) -> list[tuple[str, str]]:
    """Each line that may be taken back, with its words, in the order of the plan."""
    names, order = named_in(row.content), diffusion_plan(row.plan_version).measures
    found = []
    lines = corrections.lines_of(row).items()
    for line, values in sorted(lines, key=lambda each: order.index(each[1][0].measure)):
        each = values[0]
        told = in_words(key_of(each), None, 0, "", measure_label(each.measure), names)
        found.append((line, f"{told.measure}, {told.territory} {told.place}, {told.span}"))
    return found
