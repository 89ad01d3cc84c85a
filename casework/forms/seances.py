"""Forms of the séances: planning, attendance sheet, agenda, decision on one situation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import TextChoices
from django.utils import timezone

from casework.choices.lists import (
    ORIENTATIONS,
    AdjournReason,
    ClosingReason,
    DecisionCode,
    DismissReason,
    Need,
)
from casework.choices.states import CaseState
from casework.guards import cases as guards
from casework.models import Case
from casework.nomenclatures import offered_today
from casework.services.cases import Orientation
from confidentiality.errors import Refusal
from confidentiality.guards import Guard
from veille.act_form import ActForm
from veille.form_fields import FrenchDateField, FrenchDateTimeField
from veille.french import day_month_year, join_french, spaced
from veille.grammar import inside
from veille.models import Designation, Organisation, Seance

# What a practice expects when nothing else is said: two weeks to act.
_USUAL_DELAY = timedelta(days=15)


class PlanSeanceForm(ActForm):
    """When and where the « groupe » formation meets."""

    held_at = FrenchDateTimeField(
        label="Date et heure",
        future=True,
        help_text="Exemples : 24/11/2026 17 h, mardi à 9 h 30.",
    )
    place = forms.CharField(
        label="Lieu",
        max_length=120,
        help_text="Une salle d’une institution. Jamais l’adresse d’une personne.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Le lieu manque. Exemple : mairie, salle du conseil."},
    )


class InscribeForm(ActForm):
    """The situation put on the agenda, by its reference."""

    situation = forms.CharField(max_length=6, widget=forms.HiddenInput)


class AttendanceForm(ActForm):
    """Who is there, among those designated to the cellule."""

    present = forms.TypedMultipleChoiceField(
        label="Présents", coerce=UUID, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, row: Seance, expected: list[Designation], **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        there = row.attendances.filter(present=True).values_list("designation", flat=True)
        field = self.fields["present"]
        field.choices = [  # type: ignore[attr-defined]  # a choice field
            (str(each.pk), each.user.full_name) for each in expected
        ]
        field.initial = [str(pk) for pk in there]


class Choice(TextChoices):
    """What the cellule may decide about the situation under examination."""

    PRESENT = "presenter-le-bilan", "Présenter le bilan"
    CARRY_ON = "poursuivre", "Poursuivre le suivi"
    ORIENT = "proposer", "Proposer"
    REORIENT = "reorienter", "Réorienter"
    ADJOURN = "ajourner", "Ajourner"
    DISMISS = "ne-pas-retenir", "Ne pas retenir"
    CLOSE = "clore", "Clore le suivi"


PROPOSING = (Choice.ORIENT, Choice.REORIENT)

# At each step of the path, what may be decided, and the condition that can be told beforehand.
_POSSIBLE: dict[str, tuple[tuple[Choice, Guard | None], ...]] = {
    CaseState.EN_EXAMEN: (
        (Choice.PRESENT, guards.bilan_is_valid),
        (Choice.CARRY_ON, guards.already_engaged),
        (Choice.ORIENT, None),
        (Choice.ADJOURN, None),
        (Choice.DISMISS, None),
    ),
    CaseState.BILAN_PRESENTE: (
        (Choice.CARRY_ON, None),
        (Choice.REORIENT, None),
        (Choice.CLOSE, guards.measures_are_final),
    ),
}
# At another step the form was stale or came twice: it is read in full, and the door answers.
_EVERY: tuple[tuple[Choice, Guard | None], ...] = tuple((choice, None) for choice in Choice)
_ASKED: dict[str, tuple[str, ...]] = {
    Choice.ORIENT: ("codes", "pilot", "due_on"),
    Choice.REORIENT: ("codes", "pilot", "due_on"),
    Choice.ADJOURN: ("adjourn_code",),
    Choice.DISMISS: ("dismiss_code",),
    Choice.CLOSE: ("closing_code",),
}


_CHOOSE = ("", "Choisir")


def _choose(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [_CHOOSE, *choices]


class NumberedRadios(forms.RadioSelect):
    """A list that its digits choose from: 1 is the first (ux.md, 5.2)."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        digit = int(option["index"].partition("_")[0]) + 1
        if digit <= 9:
            option["key"] = option["attrs"]["data-key"] = str(digit)
        return option


class DecisionForm(ActForm):
    """One decision, in codes. Of the other fields, only those that it asks are required."""

    # Which field is required depends on the decision: the browser cannot know.
    use_required_attribute = False

    decision = forms.ChoiceField(
        label="La cellule décide de",
        widget=NumberedRadios,
        error_messages={"required": "Choisissez ce que la cellule décide."},
    )
    codes = forms.MultipleChoiceField(
        label="Propositions",
        choices=offered_today(DecisionCode, among=ORIENTATIONS),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins une proposition."},
    )
    pilot = forms.ModelChoiceField(
        label="Pilote",
        queryset=Organisation.objects.none(),
        empty_label="Choisir",
        error_messages={"required": "Choisissez l’organisme qui pilote."},
    )
    due_on = FrenchDateField(
        label="Pour le",
        future=True,
        help_text="Exemples : 24/11/2026, +15 j",
        error_messages={"required": "Indiquez pour quand. Exemple : +15 j."},
    )
    needs = forms.MultipleChoiceField(
        label="Besoins relevés",
        choices=offered_today(Need),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    adjourn_code = forms.ChoiceField(
        label="Motif de l’ajournement",
        choices=_choose(AdjournReason.choices),
        error_messages={"required": "Choisissez pourquoi la situation est ajournée."},
    )
    dismiss_code = forms.ChoiceField(
        label="Motif de la non-retenue",
        choices=_choose(DismissReason.choices),
        error_messages={"required": "Choisissez pourquoi la situation n’est pas retenue."},
    )
    closing_code = forms.ChoiceField(
        label="Motif de clôture",
        choices=offered_today(ClosingReason, _CHOOSE),
        error_messages={"required": "Choisissez le motif de clôture."},
    )

    def __init__(self, *args: Any, row: Case, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        possible = _POSSIBLE.get(row.state, _EVERY)
        choices = [choice for choice, guard in possible if guard is None or guard(row)]
        field = self.fields["decision"]
        field.choices = [  # type: ignore[attr-defined]  # a choice field
            (choice.value, choice.label) for choice in choices
        ]
        self.refused: list[tuple[str, Refusal]] = [
            (str(choice.label), guard.refusal)
            for choice, guard in possible
            if guard is not None and choice not in choices
        ]
        self.fields["pilot"].queryset = pilots_of(row)  # type: ignore[attr-defined]
        self.fields["due_on"].initial = timezone.localdate() + _USUAL_DELAY
        self.fields["needs"].initial = row.needs
        self._keep_asked(choices)
        if self.is_bound:
            self._require(str(self.data.get("decision", "")))

    def _require(self, decision: str) -> None:
        for name, field in self.fields.items():
            if any(name in asked for asked in _ASKED.values()):
                field.required = name in _ASKED.get(decision, ())

    def _keep_asked(self, choices: list[Choice]) -> None:
        asked = {name for choice in choices for name in _ASKED.get(choice, ())}
        if asked & set(_ASKED[Choice.ORIENT]):
            asked.add("needs")
        for name in set(self.fields) - asked - {"version", "cle", "decision"}:
            del self.fields[name]

    @property
    def orientation(self) -> Orientation:
        """What is proposed; read after ``is_valid``."""
        given = self.cleaned_data
        return Orientation(
            codes=tuple(given["codes"]),
            needs=tuple(given["needs"]),
            pilot=given["pilot"],
            due_on=given["due_on"],
        )

    @property
    def sentence(self) -> str:
        """What will be read in the relevé: no name, no comment; read after ``is_valid``."""
        given = self.cleaned_data
        match given["decision"]:
            case Choice.ADJOURN:
                words = f"ajournée ({_label(AdjournReason, given['adjourn_code'])})"
            case Choice.DISMISS:
                words = f"non retenue ({_label(DismissReason, given['dismiss_code'])})"
            case Choice.CLOSE:
                words = f"suivi clos ({_label(ClosingReason, given['closing_code'])})"
            case Choice.CARRY_ON:
                words = "poursuite du suivi"
            case Choice.PRESENT:
                words = "bilan présenté"
            case _:
                labels = [_label(DecisionCode, code) for code in given["codes"]]
                words = (
                    f"{join_french(labels)}. Pilote : {given['pilot'].name}. "
                    f"Pour le {day_month_year(given['due_on'])}"
                )
        return spaced(f"{self.row.reference} : {words}.")


def pilots_of(case: Case) -> Any:
    """Organisations with an agent designated in the cellule."""
    held = Designation.objects.in_force(timezone.now()).filter(cellule=case.cellule_id)
    return Organisation.objects.filter(pk__in=held.values("organisation"))


def _label(choices: type[TextChoices], code: str) -> str:
    """The label of a code inside a sentence."""
    return inside(str(choices(code).label))
