"""The main job, chapter by chapter, from the saisine to the engagement of the follow-up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from playwright.sync_api import expect

from tests.e2e.agent import Agent, Staff
from veille.french import day_month_year, long_date, parse_moment

UNSIGNED = "Direction du CCAS"
RAPPEL = "Proposer un rappel à l’ordre"
REFERENT = "Désigner un référent de parcours"


@dataclass
class Story:
    """Whose path it is, and what the agents learn on the way."""

    last_name: str = "D’Hermigny-Canari"
    first_name: str = "Maëlle-Ève"
    reference: str = ""
    other: str = ""
    """Reference of the case of the demonstration that goes to the CDDF."""
    held_at: datetime | None = None
    appointment: datetime | None = None

    @property
    def name(self) -> str:
        return f"{self.last_name} {self.first_name}"

    @property
    def page(self) -> str:
        return f"/situations/{self.reference}/"


def typed(day: date) -> str:
    """A day as an agent types it."""
    return f"{day.day}/{day.month}/{day.year}"


def open_case(agent: Agent, story: Story) -> None:
    """The page of the young person, from the list."""
    agent.open("Situations")
    agent.follow(story.name)
    agent.reads(story.name)


def sign_the_charte(staff: Staff) -> None:
    """The principal opens no nominative page before reading and signing the charte."""
    with staff.at_work("principal") as principal:
        for address in ("/situations/", "/saisines/nouvelle/"):
            principal.page.goto(address)
            principal.reads("Chartes de confidentialité")
        principal.follow("Lire et signer")
        principal.reads("Signer la charte")
        principal.photograph("charte")
        principal.press("Signer la charte")
        principal.is_refused("cet engagement se coche pour signer")
        for box in principal.page.get_by_role("checkbox").all():
            box.check()
        principal.press("Signer la charte")
        principal.is_told("Signée le")
        principal.page.goto("/situations/")
        principal.reads("Situations")


def send_a_saisine(staff: Staff, story: Story) -> None:
    """Check first, say why now, read again and attest. No free text."""
    with staff.at_work("principal") as principal:
        principal.open("Saisines")
        principal.follow("Nouvelle saisine")
        principal.write("Nom de naissance", story.last_name)
        principal.write("Prénom", story.first_name)
        principal.write("Date de naissance", typed(date(staff.site.now.year - 15, 3, 14)))
        principal.choose("Commune de résidence", "Lens")
        principal.press("Vérifier")
        principal.sees("Le coordonnateur fera le rapprochement si ce jeune est déjà connu.")
        principal.follow("Continuer")
        _describe(principal, staff.site.now.date())
        principal.sees("Ce que vous transmettez")
        for box in principal.page.get_by_role("checkbox").all():
            box.check()
        principal.press("Envoyer la saisine")
        principal.is_told("Reçue. Numéro")


def _describe(principal: Agent, today: date) -> None:
    expect(principal.page.locator("textarea")).to_have_count(0)
    principal.tick("Incidents aux abords", "Nuisances sonores")
    principal.photograph("saisine")
    principal.choose("Fait 1", "Bruits ou tapages injurieux ou nocturnes")
    principal.write("Jour du fait 1", typed(today - timedelta(days=4)))
    principal.choose("Commune du fait 1", "Lens")
    principal.choose("Lieu du fait 1", "Voie publique")
    principal.choose("Situation scolaire ou professionnelle", "Collège, 3e")
    principal.press("Enregistrer et relire")
    principal.is_refused("Répondez par oui, non ou je ne sais pas.")
    for question in ("crime ou un délit", "plainte ou une enquête", "être en danger"):
        principal.answer(question, "Non")
    principal.press("Enregistrer et relire")


def qualify_and_inscribe(staff: Staff, story: Story) -> None:
    """The coordonnateur opens the case and puts it on the agenda of the next séance."""
    with staff.at_work("coordonnateur") as chair:
        chair.open("Saisines")
        chair.follow(story.name)
        chair.press("Recevable")
        chair.is_told("Saisine recevable.")
        chair.reads(story.name)
        found = re.search(r"/situations/(\w{6})/", chair.page.url)
        assert found, chair.page.url
        story.reference = found[1]
        chair.act("Inscrire à une séance")
        words = chair.page.get_by_label("Séance").locator("option:checked").inner_text()
        story.held_at = parse_moment(words, staff.site.now.date())
        chair.press("Inscrire à une séance")
        chair.is_told("La situation est inscrite à la séance.")
        chair.open("Séances")
        chair.follow(long_date(story.held_at.date()))
        chair.sees(story.reference)
        chair.press("Envoyer la convocation")
        chair.is_told("Les membres sont convoqués. Le message ne nomme personne.")


def hold_the_seance(staff: Staff, story: Story) -> None:
    """Attendance, opening refused then accepted, examination, decision, relevé."""
    assert story.held_at is not None
    with staff.at_work("coordonnateur") as chair:
        chair.open("Séances")
        chair.follow(long_date(story.held_at.date()))
        chair.follow("Noter les présents")
        _open_with_the_signed_only(chair)
        _decide_in_seance(chair, story)
        _adjourn_the_others(chair, by_keys=staff.scripts)
        chair.press("Clore la séance")
        chair.is_told("La séance est close.")
        chair.sees(RAPPEL)
        chair.does_not_see(story.last_name)
        chair.press("Valider le relevé")
        chair.is_told("Le relevé est validé.")


def _open_with_the_signed_only(chair: Agent) -> None:
    """One present member has not signed: the séance does not open (CSI art. L. 132-5)."""
    rows = chair.page.get_by_role("row")
    unsigned = rows.filter(has_text="n’a pas signé")
    name = unsigned.locator("label").inner_text().strip()
    for row in (unsigned, *rows.filter(has_text="signée").all()[:5]):
        row.get_by_role("checkbox").check()
    chair.press("Enregistrer les présents")
    chair.is_told("Les présents sont enregistrés.")
    chair.press("Ouvrir la séance")
    chair.is_refused(f"pas signé la charte : {name}")
    chair.follow("Modifier les présents")
    unsigned.get_by_role("checkbox").uncheck()
    chair.press("Enregistrer les présents")
    chair.is_told("Les présents sont enregistrés.")
    chair.press("Ouvrir la séance")
    chair.is_told("La séance est ouverte.")


def _decide_in_seance(chair: Agent, story: Story) -> None:
    chair.page.get_by_role("complementary", name="Ordre du jour").get_by_role(
        "link", name=story.reference
    ).click()
    chair.press("Ouvrir l’examen")
    chair.is_told("l’examen est ouvert")
    chair.does_not_see(story.last_name)
    chair.answer("La cellule décide de", "Proposer")
    chair.tick(RAPPEL, REFERENT, "Scolarité")
    chair.choose("Pilote", "Mission locale")
    chair.press("Relire la phrase")
    expect(chair.page.get_by_role("status").last).to_contain_text("Sera écrit")
    chair.photograph("seance")
    chair.press("Décider et passer à la suivante")
    chair.is_told("Écrit au relevé")


def _adjourn_the_others(chair: Agent, *, by_keys: bool) -> None:
    """No séance closes while a situation of its agenda waits for a decision.

    ``by_keys``: a digit chooses, Ctrl and Entrée send: only a script makes keys of them.
    """
    agenda = chair.page.get_by_role("complementary", name="Ordre du jour")
    for _ in agenda.get_by_role("link", name="à examiner").all():
        chair.press("Ouvrir l’examen")
        adjourn = chair.group("La cellule décide de").get_by_label("Ajourner", exact=True)
        if by_keys:
            chair.page.keyboard.press(str(adjourn.get_attribute("data-key")))
        else:
            adjourn.check()
        expect(adjourn).to_be_checked()
        chair.choose("Motif de l’ajournement", "Partenaire absent")
        if by_keys:
            chair.page.keyboard.press("Control+Enter")
        else:
            chair.press("Décider et passer à la suivante")
        chair.is_told("ajournée")


def inform_and_engage(staff: Staff, story: Story) -> None:
    """No measure starts before the young person and the parents have been informed."""
    today = staff.site.now.date()
    with staff.at_work("coordonnateur") as chair:
        open_case(chair, story)
        expect(chair.why_not("Engager le suivi")).to_contain_text("n’a pas encore été informé")
        chair.act("Enregistrer l’information du jeune et des parents")
        chair.write("Jeune informé le", "aujourd’hui")
        chair.choose("Comment", "Entretien")
        chair.write("Parents ou représentants légaux informés le", typed(today))
        chair.press("Enregistrer l’information du jeune et des parents")
        chair.is_told("L’information est enregistrée.")
        chair.act("Engager le suivi")
        chair.press("Engager le suivi")
        chair.is_told("Le suivi est engagé.")
        chair.photograph("situation")
        chair.photograph("situation-320", width=320)
        chair.sees(day_month_year(today))
