"""Loading the territory: the packaged files, and files with mistakes."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import Sum

from veille import territory
from veille.models import Arrondissement, Commune
from veille.territory import InvalidTerritory, french_sort_key, load

pytestmark = pytest.mark.django_db

ARRONDISSEMENTS = "code,nom,chef_lieu\n591,Avesnes,59001\n2A1,Ajaccio,2A004\n"
HEADER = "code_insee,nom,type_liaison,arrondissement,population,codes_postaux,epci,epci_nom"
GOOD = "59001,Épreuve-sur-Écaillon,1,591,1200,59000 59001,,"


def folder_of(tmp_path: Path, *communes: str, arrondissements: str = ARRONDISSEMENTS) -> Path:
    (tmp_path / "arrondissements.csv").write_text(arrondissements, encoding="utf-8")
    text = "\n".join((HEADER, *communes)) + "\n"
    (tmp_path / "communes.csv").write_text(text, encoding="utf-8")
    return tmp_path


def errors_of(folder: Path) -> list[str]:
    with pytest.raises(InvalidTerritory) as caught:
        load(folder)
    assert not Arrondissement.objects.exists()
    assert not Commune.objects.exists()
    return caught.value.errors


def test_the_packaged_departement_has_its_communes_and_their_population() -> None:
    loaded = load(territory.PACKAGED)

    assert (loaded.arrondissements, loaded.communes) == (7, 887)
    assert Arrondissement.objects.count() == 7
    assert Commune.objects.count() == 887
    total = Commune.objects.aggregate(total=Sum("population"))["total"]
    assert total == loaded.population == 1_457_905
    lens = Commune.objects.get(code="62498")
    assert (lens.name, lens.arrondissement.name) == ("Lens", "Lens")
    assert set(Arrondissement.objects.values_list("departement", flat=True)) == {"62"}


def test_loading_twice_updates_what_changed_and_adds_nothing(tmp_path: Path) -> None:
    load(folder_of(tmp_path, GOOD))
    load(folder_of(tmp_path, GOOD.replace("1200", "1300")))

    commune = Commune.objects.get()
    assert commune.population == 1300
    assert Arrondissement.objects.count() == 2


def test_the_code_of_an_arrondissement_tells_its_departement(tmp_path: Path) -> None:
    load(folder_of(tmp_path, GOOD))

    assert dict(Arrondissement.objects.values_list("code", "departement")) == {
        "591": "59",
        "2A1": "2A",
    }


def test_communes_sort_word_by_word_without_accents(tmp_path: Path) -> None:
    names = ["Zoteux", "Sainte-Catherine", "Étaples", "Saint-Venant", "Œuf-en-Ternois", "Oye-Plage"]
    rows = [f"5900{i},{name},0,591,10,59000,," for i, name in enumerate(names)]
    load(folder_of(tmp_path, *rows))

    assert list(Commune.objects.values_list("name", flat=True)) == [
        "Étaples",
        "Œuf-en-Ternois",
        "Oye-Plage",
        "Saint-Venant",
        "Sainte-Catherine",
        "Zoteux",
    ]
    assert french_sort_key("L’Écluse-d’Œuf") == "l ecluse d oeuf"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("59002,Ville,0,599,10,59000,,", "l’arrondissement « 599 » est inconnu."),
        (GOOD, "la commune 59001 est déjà dans le fichier."),
        (
            "59002,Ville,0,591,mille,59000,,",
            "la population « mille » n’est pas un nombre entier.",
        ),
        ("59002,Ville,0,591,-3,59000,,", "la population « -3 » n’est pas un nombre entier."),
        ("59002,Ville,,591,10,59000,,", "le type de liaison «  » n’est pas un nombre entier."),
        ("5902,Ville,0,591,10,59000,,", "« 5902 » n’est pas un code INSEE de commune."),
        ("59002, ,0,591,10,59000,,", "la commune 59002 n’a pas de nom."),
        ("59002,Ville,0,591", "il manque des valeurs."),
        (f"59002,{'V' * 81},0,591,10,59000,,", "la valeur de « nom » est trop longue."),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_loaded(
    tmp_path: Path, row: str, sentence: str
) -> None:
    assert errors_of(folder_of(tmp_path, GOOD, row)) == [f"communes.csv, ligne 3 : {sentence}"]


def test_every_wrong_line_is_listed_at_once(tmp_path: Path) -> None:
    wrong = "591,Encore,59001\n5,Trop court,\n592,,59002\n"
    folder = folder_of(
        tmp_path, "59002,Ville,0,599,10,,,", GOOD, arrondissements=ARRONDISSEMENTS + wrong
    )

    assert errors_of(folder) == [
        "arrondissements.csv, ligne 4 : l’arrondissement 591 est déjà dans le fichier.",
        "arrondissements.csv, ligne 5 : « 5 » n’est pas un code d’arrondissement.",
        "arrondissements.csv, ligne 6 : l’arrondissement 592 n’a pas de nom.",
        "communes.csv, ligne 2 : l’arrondissement « 599 » est inconnu.",
    ]


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, GOOD)
    text = (folder / "communes.csv").read_text(encoding="utf-8")
    (folder / "communes.csv").write_text(text.replace("population", "habitants"), encoding="utf-8")

    assert errors_of(folder) == ["communes.csv, ligne 1 : colonne manquante : population."]


def test_a_missing_file_or_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "communes.csv").write_text(f"{HEADER}\n{GOOD}\n", encoding="latin-1")

    assert errors_of(tmp_path) == [
        "arrondissements.csv : fichier absent ou illisible.",
        "communes.csv : le fichier n’est pas en UTF-8.",
    ]


def test_a_file_saved_by_a_spreadsheet_loads(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, GOOD)
    text = (folder / "communes.csv").read_text(encoding="utf-8")
    (folder / "communes.csv").write_text(text.replace("\n", "\r\n"), encoding="utf-8-sig")

    assert load(folder).communes == 1


def test_the_command_says_what_it_loaded_or_what_is_wrong(tmp_path: Path) -> None:
    out = StringIO()
    call_command("load_territory", str(folder_of(tmp_path, GOOD)), stdout=out)
    assert out.getvalue() == "2 arrondissements, 1 communes, 1\u202f200 habitants.\n"

    with pytest.raises(CommandError, match=r"(?s)ligne 2.* inconnu\.\nRien n’a été chargé\."):
        call_command("load_territory", str(folder_of(tmp_path, "59002,Ville,0,599,10,,,")))
