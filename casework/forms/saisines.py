"""Forms of a saisine: who, why now, attestation; then its qualification. Codes and dates only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone

from casework.choices.facts import STORABLE
from casework.choices.lists import (
    Answer,
    Complement,
    PlaceKind,
    SaisineRefusal,
    Schooling,
    Sex,
    Strength,
)
from casework.forms.choices import fait_choices, motif_choices
from casework.likeness import Identity
from casework.models import Saisine
from casework.nomenclatures import offered_today
from casework.services.saisines import Description, FaitInput, Reported
from veille.act_form import ActForm
from veille.form_fields import CheckboxListField, FrenchDateField
from veille.french import spaced
from veille.models import Cellule, Commune

FAIT_ROWS = (1, 2, 3)
_FAIT_PARTS = ("fait", "lieu", "jour", "commune")
_CHOOSE = ("", "Choisir")
_UNKNOWN_COMMUNE = "Cette commune n’est pas dans la liste. Choisissez une commune du territoire."

person_name = RegexValidator(
    r"^[^\W\d_][^\d_<>@/\\:;]*$",
    spaced("Écrivez le nom seul, en lettres. Exemple : D’Hondt-Lefèbvre."),
)


def _commune_field(communes: Any, **options: Any) -> forms.ModelChoiceField[Commune]:
    return forms.ModelChoiceField(
        communes,
        empty_label="Choisir",
        error_messages={
            "required": "Choisissez la commune dans la liste.",
            "invalid_choice": _UNKNOWN_COMMUNE,
        },
        **options,
    )


class StartForm(ActForm):
    """Step 1: who. Nothing is compared before the draft exists, and only in one cellule."""

    last_name = forms.CharField(
        label="Nom de naissance",
        max_length=80,
        validators=[person_name],
        help_text="Tel qu’il est connu. Accents et tirets n’empêchent pas la recherche.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Indiquez le nom de naissance."},
    )
    first_name = forms.CharField(
        label="Prénom",
        max_length=80,
        validators=[person_name],
        help_text="Un seul suffit.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Indiquez le prénom."},
    )
    birth_date = FrenchDateField(
        label="Date de naissance",
        past=True,
        help_text=spaced("De 12 à 25 ans. Exemple : 14/3/2010"),
    )

    def __init__(
        self, *args: Any, cellules: list[Cellule], row: Saisine | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.cellules = {str(cellule.pk): cellule for cellule in cellules}
        tenants = {cellule.collectivite_id for cellule in cellules}
        self.fields["commune"] = _commune_field(
            Commune.objects.filter(collectivites__in=tenants).distinct(),
            label="Commune de résidence",
            help_text="Les communes de votre collectivité.",
        )
        if len(cellules) > 1:
            self.fields["cellule"] = forms.ChoiceField(
                label="Cellule",
                choices=[_CHOOSE, *((key, each.name) for key, each in self.cellules.items())],
                error_messages={"required": "Choisissez la cellule qui recevra la saisine."},
            )
        if row is not None:
            self._recall(row)

    def _recall(self, saisine: Saisine) -> None:
        """Show what the draft already says, to be corrected."""
        person = saisine.young_person
        for name in ("last_name", "first_name", "birth_date"):
            self.fields[name].initial = getattr(person, name)
        self.fields["commune"].initial = person.commune_id

    @property
    def identity(self) -> Identity:
        data = self.cleaned_data
        return Identity(data["last_name"], data["first_name"], data["birth_date"], self.commune.pk)

    @property
    def commune(self) -> Commune:
        commune: Commune = self.cleaned_data["commune"]
        return commune

    @property
    def cellule(self) -> Cellule:
        """The one chosen, or the only one."""
        chosen = self.cleaned_data.get("cellule") or next(iter(self.cellules))
        return self.cellules[chosen]


class DescribeForm(ActForm):
    """Step 2: motifs, three dated facts at most, situation, three questions. No free text.

    A crime or a délit becomes the answer « oui » here already: its code goes no further
    (invariant I23).
    """

    motifs = CheckboxListField(
        label="Motifs, de un à cinq",
        choices=motif_choices,
        at_most=5,
        help_text="Ce que vous avez constaté. Pas de soupçon de délit, pas d’addiction, pas de "
        "santé, pas de religion ni d’origine.",
        error_messages={"required": "Cochez au moins un motif, cinq au plus."},
    )
    schooling = forms.ChoiceField(
        label="Situation scolaire ou professionnelle",
        choices=offered_today(Schooling),
        initial=Schooling.INCONNU,
        help_text="Un choix dans la liste. Pas de notes, pas de sanctions.",
    )
    sex = forms.ChoiceField(
        label="Sexe", choices=Sex.choices, initial=Sex.NON_PRECISE, required=False
    )
    strengths = CheckboxListField(
        label="Leviers",
        choices=offered_today(Strength),
        required=False,
        help_text=spaced("Ce sur quoi s’appuyer : la charte le demande."),
    )
    art40_on = FrenchDateField(
        label="Si oui, signalé au procureur le",
        past=True,
        required=False,
        help_text="La date seulement. La saisine attend cette date.",
    )
    ip_on = FrenchDateField(
        label="Si oui, information préoccupante transmise le",
        past=True,
        required=False,
        help_text="La date seulement. La saisine attend cette date pour un mineur.",
    )

    def __init__(self, *args: Any, row: Saisine, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _initial(row))
        super().__init__(*args, row=row, **kwargs)
        communes = row.cellule.collectivite.communes.all()
        for number in FAIT_ROWS:
            self._add_row(number, communes)
        for name, label in _QUESTIONS:
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=Answer.choices,
                widget=forms.RadioSelect,
                error_messages={"required": "Répondez par oui, non ou je ne sais pas."},
            )
        rows = [f"{part}_{number}" for number in FAIT_ROWS for part in _FAIT_PARTS]
        self.order_fields(["motifs", *rows, *_AFTER_FAITS])

    def _add_row(self, number: int, communes: Any) -> None:
        self.fields[f"fait_{number}"] = forms.ChoiceField(
            label=f"Fait {number}", choices=fait_choices(), required=False
        )
        self.fields[f"jour_{number}"] = FrenchDateField(
            label=f"Jour du fait {number}", past=True, required=False, help_text=""
        )
        self.fields[f"commune_{number}"] = _commune_field(
            communes, label=f"Commune du fait {number}", required=False
        )
        self.fields[f"lieu_{number}"] = forms.ChoiceField(
            label=f"Lieu du fait {number}",
            choices=offered_today(PlaceKind, _CHOOSE),
            required=False,
        )

    @property
    def fait_rows(self) -> list[list[forms.BoundField]]:
        """The bound fields of the facts for the page: two rows for each."""
        pairs = (_FAIT_PARTS[:2], _FAIT_PARTS[2:])
        return [[self[f"{part}_{n}"] for part in pair] for n in FAIT_ROWS for pair in pairs]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for number in FAIT_ROWS:
            self._check_row(number, data)
        return data

    def _check_row(self, number: int, data: dict[str, Any]) -> None:
        names = [f"{part}_{number}" for part in _FAIT_PARTS]
        code, *others = (data.get(name) for name in names)
        if not code and any(others) and names[0] not in self.errors:
            self.add_error(names[0], "Choisissez le fait, ou videz la ligne.")
        if code not in STORABLE:
            return
        for name, value in zip(names[1:], others, strict=True):
            if not value and name not in self.errors:
                self.add_error(name, "Un fait se date et se situe. Complétez, ou videz la ligne.")

    @property
    def names_a_crime(self) -> bool:
        """Whether a crime or a délit was chosen among the facts."""
        return any(
            self.cleaned_data[f"fait_{number}"] not in ("", *STORABLE) for number in FAIT_ROWS
        )

    @property
    def description(self) -> Description:
        data = self.cleaned_data
        return Description(
            motifs=tuple(data["motifs"]),
            schooling=data["schooling"],
            q_crime_delit=Answer.OUI if self.names_a_crime else data["q_crime_delit"],
            q_plainte_enquete=data["q_plainte_enquete"],
            q_danger=data["q_danger"],
            strengths=tuple(data["strengths"]),
            faits=tuple(self._faits()),
            art40_on=data["art40_on"],
            ip_on=data["ip_on"],
            sex=data["sex"] or Sex.NON_PRECISE,
        )

    def _faits(self) -> Iterator[FaitInput]:
        for number in FAIT_ROWS:
            code, place, day, commune = (
                self.cleaned_data[f"{part}_{number}"] for part in _FAIT_PARTS
            )
            if code in STORABLE:
                yield FaitInput(code, day, commune, place)


_QUESTIONS = (
    ("q_crime_delit", spaced("Les faits peuvent-ils constituer un crime ou un délit ?")),
    ("q_plainte_enquete", spaced("Une plainte ou une enquête est-elle connue ?")),
    ("q_danger", spaced("Un mineur peut-il être en danger ?")),
)

_AFTER_FAITS = (
    "schooling",
    "sex",
    "strengths",
    "q_crime_delit",
    "art40_on",
    "q_plainte_enquete",
    "q_danger",
    "ip_on",
)


def _initial(saisine: Saisine) -> dict[str, Any]:
    """What the draft already holds."""
    initial = {
        name: getattr(saisine, name)
        for name in (
            "motifs",
            "schooling",
            "strengths",
            "q_crime_delit",
            "q_plainte_enquete",
            "q_danger",
            "art40_on",
            "ip_on",
        )
    }
    initial["sex"] = saisine.young_person.sex
    for number, fait in zip(FAIT_ROWS, saisine.faits.all(), strict=False):
        values = (fait.code, fait.place_kind, fait.happened_on, fait.commune_id)
        names = (f"{part}_{number}" for part in _FAIT_PARTS)
        initial |= dict(zip(names, values, strict=True))
    return initial


_UNTRUE = {"required": "Cochez si c’est exact. Sinon, n’envoyez pas cette saisine."}


class AttestForm(ActForm):
    """Step 3: the three sentences of the attestation, never ticked beforehand."""

    in_duty = forms.BooleanField(
        label="Je l’ai su dans l’exercice de mes fonctions.", error_messages=_UNTRUE
    )
    not_secret = forms.BooleanField(
        label="Rien n’est couvert par le secret, ni tiré d’une enquête ou d’un fichier de police.",
        error_messages=_UNTRUE,
    )
    necessary = forms.BooleanField(
        label="C’est exact à ma connaissance, et strictement nécessaire.", error_messages=_UNTRUE
    )


class WithdrawForm(ActForm):
    """Nothing to type: the button withdraws."""


class RecevableForm(ActForm):
    """S4: a new case, or the case of the same young person; the dates that are still missing."""

    def __init__(
        self, *args: Any, row: Saisine, likely: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, row=row, **kwargs)
        if likely:
            self.fields["link_to"] = forms.ChoiceField(
                label=spaced("Est-ce un jeune déjà suivi par la cellule ?"),
                choices=[
                    *likely,
                    ("nouvelle", spaced("Aucun : nouvelle situation")),
                ],
                widget=forms.RadioSelect,
                error_messages={"required": "Choisissez la situation, ou une nouvelle situation."},
            )
        if row.q_crime_delit == Answer.OUI and row.art40_on is None:
            self.fields["art40_on"] = FrenchDateField(
                label="Signalé au procureur le", past=True, required=False
            )
        if row.q_danger == Answer.OUI and row.ip_on is None and _is_minor(row):
            self.fields["ip_on"] = FrenchDateField(
                label="Information préoccupante transmise le", past=True, required=False
            )

    @property
    def link_to(self) -> UUID | None:
        chosen = self.cleaned_data.get("link_to", "nouvelle")
        return None if chosen == "nouvelle" else UUID(chosen)

    @property
    def reported(self) -> Reported:
        dates: dict[str, date | None] = {
            name: self.cleaned_data.get(name) for name in ("art40_on", "ip_on")
        }
        return Reported(**dates)


def _is_minor(saisine: Saisine) -> bool:
    return saisine.young_person.is_minor(timezone.localdate())


class IrrecevableForm(ActForm):
    """S3: its author learns the code, nothing else."""

    code = forms.ChoiceField(
        label="Motif d’irrecevabilité",
        choices=[_CHOOSE, *SaisineRefusal.choices],
        error_messages={"required": "Choisissez le motif dans la liste."},
    )


class ComplementForm(ActForm):
    """S2: one thing is missing."""

    code = forms.ChoiceField(
        label="Complément à demander",
        choices=[_CHOOSE, *Complement.choices],
        error_messages={"required": "Choisissez le complément dans la liste."},
    )
