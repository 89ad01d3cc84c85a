"""What the application cannot hold, read from its models, lists, forms and pages (§12b)."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from django import forms
from django.apps import apps
from django.db import models
from django.db.models import TextChoices
from django.urls import get_resolver

import casework
import confidentiality
import notifications
import veille
from casework.choices.facts import FAITS
from casework.choices.measures import RepresentativeQuality
from casework.nomenclatures import NOMENCLATURES
from confidentiality.fields import EncryptedTextField
from confidentiality.moves import move_of
from confidentiality.state_field import StateModel

ROOT = Path(casework.__file__).resolve().parents[1]
PACKAGES = (casework, veille, confidentiality, notifications)
# AU-038 art. 3, RGPD art. 9, CP art. 226-19: what no column, code or label may say of anybody.
SENSITIVE = re.compile(
    r"sante|health|medic|malad|disease|handicap|disab|addict|drogue|stupefi|alcool|psych|grossesse|"
    r"religi|culte|laicite|radicalis|ethni|racia|\brace\b|raciste|politi|philosoph|syndica|"
    r"\bunion\b|sexual|sexuel|\bnir\b|securite sociale|nationali|etranger|foreign|birth_?place|"
    r"lieu de naissance|photo|picture|image|biometr"
)
# Facts that are no words on somebody’s health: an arrêté of the mayor, and a délit that is named to
# be reported, never stored (I23).
INNOCENT = (FAITS["F02"].label, FAITS["N07"].label)


def plain(text: object) -> str:
    """Lower case, without accents."""
    folded = unicodedata.normalize("NFKD", str(text)).casefold()
    return "".join(each for each in folded if not unicodedata.combining(each))


def our_models() -> list[type[models.Model]]:
    names = [package.__name__ for package in PACKAGES]
    return [model for name in names for model in apps.get_app_config(name).get_models()]


def about_persons() -> list[type[models.Model]]:
    """Every model of casework: rows about one young person, or that lead to one."""
    return list(apps.get_app_config("casework").get_models())


def columns(model: type[models.Model]) -> Iterator[tuple[str, models.Field[object, object]]]:
    for field in model._meta.get_fields():
        if isinstance(field, models.Field):
            yield f"{model._meta.model_name}.{field.name}", field


Parent = TypeVar("Parent")


def ours(parent: type[Parent]) -> list[type[Parent]]:
    """Our own classes below this one; the addresses of the site import every page and form."""
    assert get_resolver().url_patterns
    below: list[type[Parent]] = []
    for child in parent.__subclasses__():
        below += [child, *ours(child)]
    names = {package.__name__ for package in PACKAGES} | {"config", "indicators"}
    return [each for each in below if each.__module__.split(".")[0] in names]


def every_word() -> Iterator[tuple[str, str]]:
    """Where, and what: each column, each code and each label of the application."""
    for model in our_models():
        for place, field in columns(model):
            yield place, f"{field.name} {getattr(field, 'verbose_name', '')}"
            for value, label in getattr(field, "choices", None) or ():
                yield place, f"{value} {label}"
    for listed in ours(TextChoices):
        for value, label in listed.choices:
            yield f"{listed.__name__}.{value}", f"{value} {label}"
    for nomenclature in NOMENCLATURES:
        for code in nomenclature.codes:
            yield f"{nomenclature.key}.{code.code}", f"{code.code} {code.label} {code.neutral}"
    for fait_code, fait in FAITS.items():
        yield f"FAITS.{fait_code}", fait.label


def test_i16_no_column_no_code_and_no_label_holds_sensitive_data() -> None:
    found = {
        place: text
        for place, text in every_word()
        if SENSITIVE.search(plain(text)) and not any(label in text for label in INNOCENT)
    }

    assert sorted(found.items()) == []


# I17: what may be typed, and nowhere else. A reference is that of an institution.
REFERENCES = {
    "case.reference",
    "casegrant.reason",
    "cddf.deliberation_reference",
    "eliminationcertificate.agreement_reference",
    # Computed from the file, never typed.
    "export.digest",
    # Computed from a paper, never typed.
    "issuedpaper.code",
    "issuedpaper.number",
    "issuedpaper.seal",
    "paperbatch.digest",
    "paperbatchline.number",
    "paperbatchline.refusal",
    "paperbatchline.template",
    # Copied from the collectivité, never typed.
    "case.notice_version",
    "motivatedreading.reference",
    "judicialstatus.reference",
    "parquetcommunication.reference",
    "parquetprotocol.reference",
    "rappelalordre.agreement_reference",
    "rappelalordre.opinion_reference",
    "rightsrequest.reference",
    "tombstone.agreement_reference",
    "transaction.homologation_reference",
    "transaction.pv_reference",
}
NAMES = {
    "youngperson.last_name",
    "youngperson.first_name",
    "youngperson.birth_date",
    "youngperson.address",
    "youngperson.phone",
    "youngperson.email",
    "legalrepresentative.last_name",
    "legalrepresentative.first_name",
    "legalrepresentative.phone",
}
# Why a closed file is read: one line about the request, sealed, opened by whoever reviews.
WORDS = {"motivatedreading.justification"}
LONGEST_REFERENCE, LONGEST_ADDRESS = 120, 200


def test_i17_no_model_about_a_person_holds_a_text_without_a_limit() -> None:
    typed = {
        place: field
        for model in about_persons()
        for place, field in columns(model)
        if isinstance(field, models.CharField | models.TextField) and not field.choices
    }

    assert set(typed) <= REFERENCES
    assert [place for place, field in typed.items() if isinstance(field, models.TextField)] == []
    assert max(field.max_length or 0 for field in typed.values()) <= LONGEST_REFERENCE


def test_i17_no_form_about_a_person_asks_for_a_text_without_a_limit() -> None:
    wrong = [
        f"{form.__name__}.{name}"
        for form in ours(forms.Form)
        if form.__module__.startswith("casework.")
        for name, field in form.base_fields.items()
        if isinstance(field.widget, forms.Textarea)
        or (type(field) is forms.CharField and (field.max_length or 1000) > LONGEST_ADDRESS)
    ]

    assert wrong == []


def test_i26_nobody_is_named_but_the_young_person_and_the_representatives() -> None:
    sealed = {
        place: field
        for model in our_models()
        for place, field in columns(model)
        if isinstance(field, EncryptedTextField)
    }
    named = re.compile(r"name|nom\b|phone|email|address|birth")
    clear = {
        place
        for model in about_persons()
        for place, field in columns(model)
        if named.search(field.name) and place not in sealed
    }

    assert set(sealed) == NAMES | WORDS
    assert clear == set()
    assert set(RepresentativeQuality.values) == {"mere", "pere", "tuteur", "delegataire", "ase"}


# I28: nothing is uploaded, hence no file of a school or of the CAF


def test_i28_no_file_is_uploaded_anywhere() -> None:
    uploads = [
        place
        for model in our_models()
        for place, field in columns(model)
        if isinstance(field, models.FileField)
    ]
    uploads += [
        f"{form.__name__}.{name}"
        for form in ours(forms.Form)
        for name, field in form.base_fields.items()
        if isinstance(field, forms.FileField)
    ]
    written = [
        str(path.relative_to(ROOT))
        for package in ("config", "indicators", *(each.__name__ for each in PACKAGES))
        for path in (ROOT / package).rglob("*")
        if path.suffix in (".py", ".html")
        and re.search(r"request\.FILES|multipart/form-data|type=\"file\"", path.read_text())
    ]

    assert len(ours(forms.Form)) > 20
    assert uploads == []
    assert written == []


def test_i28_the_only_files_read_are_the_communes_and_the_plan() -> None:
    commands = {
        path.stem
        for package in ("config", "indicators", *(each.__name__ for each in PACKAGES))
        for path in (ROOT / package).glob("management/commands/*.py")
        if re.search(r"add_argument\(\s*\"(path|file|fichier)|csv", path.read_text())
    }

    assert commands <= {"load_plan", "load_territory"}


# I29: numbers count acts, delays and money; none measures somebody

NUMBERS = {
    "accessalert.count": "readings by one agent, told to the DPO alone",
    "accessalert.usual": "the same on the days before",
    "accessreview.agents": "agents of a week that was looked at",
    "accessreview.readings": "readings of that week",
    "accompagnementparental.months": "length of the accompagnement",
    "agendaitem.position": "order of the agenda",
    "cddfreferral.absence_count": "absences, of which the second is the last",
    "countedevent.weight": "one line of the accounts of the plan, which names nobody",
    "delaysetting.value": "a delay set by the cellule",
    "eliminationcertificate.cases": "cases destroyed on that day",
    "eliminationcertificate.people": "persons erased on that day",
    "paperbatchline.position": "order of the papers of a sitting in their file",
    "issuedpaper.template_version": "version of the wording of a paper",
    "export.people": "persons in one file",
    "rappelalordre.absence_count": "absences, of which the second is the last",
    "rappelalordre.postponed_count": "postponements, of which one is allowed",
    "rappelalordre.register_number": "number of the register of the commune",
    "rappelline.number": "the same, once the case is eliminated",
    "referentfollowup.attempts": "attempts to reach the young person",
    "saisine.number": "number of the saisine in its cellule",
    "transaction.hours": "work offered for reparation",
    "transaction.prejudice": "cost of the damage",
}


def test_i29_no_number_measures_a_person() -> None:
    numbers = {
        place
        for model in about_persons()
        for place, field in columns(model)
        if isinstance(field, models.IntegerField | models.DecimalField | models.FloatField)
        and not field.primary_key
        and field.name != "version"
    }
    judging = re.compile(r"score|scoring|rank|dangerosit|probabilit|predict|notation")
    words = {place for place, text in every_word() if judging.search(plain(text))}

    assert numbers == set(NUMBERS)
    assert words == set()


# What the clock does without anybody: it asks, freezes, lets lapse and erases. It decides nothing.
CLOCK = {
    "case.archive",
    "case.close_for_age",
    "case.eliminate",
    "case.erase_representatives",
    "case.freeze",
    "case.request_bilan",
    "case.seal",
    "judicial.expire",
    "saisine.expire",
    "transaction.lapse",
}


def test_i29_the_clock_decides_nothing_on_a_person() -> None:
    acts = {
        keyword.value.value
        for path in (ROOT / "casework").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("by_clock", "measure_by_clock", "ticking")
        for keyword in node.keywords
        if keyword.arg == "act" and isinstance(keyword.value, ast.Constant)
    }

    assert acts == CLOCK


# I46: what a court orders is neither started nor stopped here


def machines() -> list[type[StateModel]]:
    return [model for model in our_models() if issubclass(model, StateModel)]


def test_i46_no_transition_starts_or_stops_a_judicial_measure() -> None:
    judicial = re.compile(
        r"\btig\b|travail|\bstage|reparation|amenagement|\bpeine|probation|sursis|bracelet|"
        r"detention|composition penale|mesure educative|assistance educative|\bapp\b|sentence"
    )
    told = {
        f"{machine.__name__}.{each.name}": f"{each.name} {move_of(each).label}"  # type: ignore[union-attr]
        for machine in machines()
        for field in machine._meta.fields
        if hasattr(field, "get_all_transitions")
        for each in field.get_all_transitions(machine)
    }

    assert len(told) > 60
    assert [name for name, text in told.items() if judicial.search(plain(text))] == []
    assert "JudicialStatus" not in {machine.__name__ for machine in machines()}
