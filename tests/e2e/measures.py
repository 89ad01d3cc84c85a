"""The journey goes on: the measures of the mayor, the mission of the référent, the bilan."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from playwright.sync_api import expect

from tests.e2e.agent import Agent, Staff
from tests.e2e.journey import Story, open_case, typed
from tests.e2e.site import PARIS
from veille.french import long_date


def prepare_measures(staff: Staff, story: Story) -> None:
    """The coordonnateur prepares the rappel, consults the parquet, proposes the mission."""
    with staff.at_work("coordonnateur") as chair:
        open_case(chair, story)
        chair.act("Désigner le référent de parcours")
        chair.choose("Référent de parcours", "Noémie Van den Voorbeelde")
        chair.write("Accord de l’employeur le", "hier")
        chair.press("Désigner le référent de parcours")
        chair.is_told("La mission est proposée au référent.")
        chair.act("Préparer le rappel à l’ordre")
        chair.page.get_by_role("checkbox").check()
        chair.press("Préparer le rappel à l’ordre")
        chair.is_told("Le rappel à l’ordre est proposé.")
        chair.follow("Voir le rappel à l’ordre")
        chair.act("Consulter le parquet")
        for box in chair.page.get_by_role("checkbox").all():
            box.check()
        chair.press("Consulter le parquet")
        chair.is_told("Le parquet est consulté.")


def answer_of_the_parquet(staff: Staff, story: Story) -> None:
    with staff.at_work("parquet") as parquet:
        parquet.open("Consultations")
        parquet.follow(story.reference)
        parquet.sees(story.name)
        parquet.sees("Bruits ou tapages injurieux ou nocturnes")
        parquet.answer("Réponse", "Pas d’opposition")
        parquet.write("Référence de la réponse", "EX-2026-17")
        parquet.press("Répondre au maire")
        parquet.is_told("La réponse est transmise au maire.")


def decisions_of_the_maire(staff: Staff, story: Story) -> None:
    """The rappel is dated, eight days ahead at least; another family goes to the CDDF."""
    today = staff.site.now.date()
    story.appointment = datetime.combine(today + timedelta(days=9), time(17), PARIS)
    with staff.at_work("maire") as maire:
        maire.open("Parapheur")
        maire.photograph("parapheur")
        maire.follow(f"Rappel à l’ordre, situation {story.reference}")
        maire.act("Décider et convoquer")
        maire.write("Rendez-vous en mairie", f"{typed(today + timedelta(days=2))} 17 h")
        maire.press("Décider et convoquer")
        maire.is_refused("au moins huit jours")
        maire.write("Rendez-vous en mairie", f"{typed(story.appointment.date())} 17 h")
        maire.press("Décider et convoquer")
        maire.is_told("La convocation est datée.")
        maire.open("Parapheur")
        maire.follow(re.compile("^CDDF, situation"))
        story.other = maire.page.locator(".identity__facts dd").last.inner_text()
        maire.act("Programmer la famille")
        maire.write("Séance du CDDF", f"{typed(story.appointment.date())} 18 h")
        maire.press("Programmer la famille")
        maire.is_told("La famille est inscrite à la séance du CDDF.")


def convene_the_family(staff: Staff, story: Story) -> None:
    with staff.at_work("coordonnateur") as chair:
        chair.open("CDDF")
        chair.follow(f"CDDF, situation {story.other}")
        chair.act("Convoquer la famille")
        chair.press("Convoquer la famille")
        chair.is_told("La famille est convoquée.")


def begin_the_follow_up(staff: Staff, story: Story) -> None:
    """The référent reads no name before accepting; then contact, adhesion, two dated steps."""
    with staff.at_work("referent") as referent:
        referent.open("Mes suivis")
        referent.photograph("mes-suivis")
        referent.follow(f"Situation {story.reference}")
        referent.does_not_see(story.last_name)
        referent.act("Accepter la mission")
        referent.press("Accepter la mission")
        referent.is_told("Vous êtes référent de ce parcours.")
        referent.reads(story.name)
        referent.act("Noter le premier contact")
        referent.write("Le", "aujourd’hui")
        referent.press("Noter le premier contact")
        referent.is_told("Le premier contact est noté.")
        _collect_adhesion(referent)
        referent.follow("Revenir à la situation")
        for kind in ("Entretien avec la famille", "Point d’étape"):
            _record_step(referent, kind)


def _collect_adhesion(referent: Agent) -> None:
    """A minor’s family agrees too."""
    referent.act("Recueillir l’adhésion")
    referent.write("Adhésion du jeune le", "aujourd’hui")
    referent.press("Recueillir l’adhésion")
    referent.is_refused("l’adhésion de ses représentants légaux est aussi nécessaire")
    referent.write("Adhésion des représentants légaux le", "aujourd’hui")
    referent.press("Recueillir l’adhésion")
    referent.is_told("L’adhésion est recueillie")


def _record_step(referent: Agent, kind: str) -> None:
    referent.act("Consigner une étape")
    referent.choose("Ce qui a eu lieu", kind)
    referent.choose("Organisme", "Mission locale")
    referent.write("Le", "aujourd’hui")
    referent.choose("Résultat", "Réalisé")
    referent.press("Consigner une étape")
    referent.is_told("L’étape est consignée.")
    expect(referent.page.get_by_role("heading", name=kind)).to_be_visible()


def hold_the_rappel(staff: Staff, story: Story) -> None:
    """The maire records who was there; a minor is never alone (CSI art. L. 132-7)."""
    with staff.at_work("maire") as maire:
        maire.open("Rappels à l’ordre")
        maire.follow(f"Rappel à l’ordre, situation {story.reference}")
        maire.act("Le rappel à l’ordre a été fait")
        maire.answer("Le jeune", "Présent")
        maire.tick("Bruits et tapages (CP, art. R. 623-2)")
        maire.press("Le rappel à l’ordre a été fait")
        maire.is_refused("Indiquez qui représentait le mineur.")
        maire.choose("Qui l’accompagnait", "Un parent")
        maire.press("Le rappel à l’ordre a été fait")
        maire.is_told("Le rappel à l’ordre est inscrit au registre.")
        maire.sees("Un parent")


def hear_the_family(staff: Staff, story: Story) -> None:
    """The member of the CDDF hears, then recommends."""
    with staff.at_work("cddf") as member:
        member.open("CDDF")
        member.follow(f"CDDF, situation {story.other}")
        member.act("La famille a été entendue")
        member.answer("Les parents", "Les deux parents")
        member.answer("Le mineur", "Présent")
        member.press("La famille a été entendue")
        member.is_told("L’audition est enregistrée.")
        member.act("Émettre les recommandations")
        for question in ("Le conseil recommande", "La famille s’engage à"):
            member.answer(question, "Assiduité scolaire")
        member.press("Émettre les recommandations")
        member.is_told("Les recommandations sont émises.")


def make_the_bilan(staff: Staff, story: Story) -> None:
    """Asked by the coordonnateur, written by the référent, validated; then the mission ends."""
    with staff.at_work("coordonnateur") as chair:
        open_case(chair, story)
        chair.act("Demander le bilan au référent")
        chair.answer("Bilan", "Final")
        chair.press("Demander le bilan au référent")
        chair.is_told("Le bilan est demandé au référent.")
    with staff.at_work("referent") as referent:
        open_case(referent, story)
        referent.follow("Lire le bilan")
        referent.act("Écrire le bilan")
        referent.answer("Objectif : scolarité", "Atteint")
        referent.answer("Adhésion au suivi", "Forte")
        referent.answer("Nouveaux faits depuis le début", "Aucune connue")
        referent.choose("Situation aujourd’hui", "Collège, 3e")
        referent.answer("Proposition à la cellule", "Clore le suivi")
        referent.press("Écrire le bilan")
        referent.is_told("Le bilan est transmis au coordonnateur.")
    with staff.at_work("coordonnateur") as chair:
        open_case(chair, story)
        chair.follow("Lire le bilan")
        chair.act("Valider le bilan")
        chair.press("Valider le bilan")
        chair.is_told("Le bilan est validé.")
        open_case(chair, story)
        chair.follow("Voir la mission")
        chair.act("Terminer la mission")
        chair.press("Terminer la mission")
        chair.is_told("La mission est terminée.")


def close_in_seance(staff: Staff, story: Story) -> None:
    """A second séance: the bilan is presented to the cellule, which closes the follow-up."""
    day = staff.site.now.date()
    with staff.at_work("coordonnateur") as chair:
        chair.open("Séances")
        chair.follow("Planifier une séance")
        chair.write("Date et heure", f"{typed(day)} 23 h 30")
        chair.write("Lieu", "Mairie, salle du conseil")
        chair.press("Planifier la séance")
        chair.is_told("La séance est planifiée.")
        chair.follow(long_date(day))
        chair.press(f"Inscrire {story.reference}")
        chair.is_told("à l’ordre du jour")
        chair.press("Envoyer la convocation")
        chair.is_told("Les membres sont convoqués.")
        chair.follow("Noter les présents")
        for row in chair.page.get_by_role("row").filter(has_text="signée").all()[:5]:
            row.get_by_role("checkbox").check()
        chair.press("Enregistrer les présents")
        chair.is_told("Les présents sont enregistrés.")
        chair.press("Ouvrir la séance")
        chair.is_told("La séance est ouverte.")
        chair.press("Ouvrir l’examen")
        chair.is_told("l’examen est ouvert")
        chair.answer("La cellule décide de", "Présenter le bilan")
        chair.press("Décider et passer à la suivante")
        chair.is_told("bilan présenté")
        chair.answer("La cellule décide de", "Clore le suivi")
        chair.choose("Motif de clôture", "Objectifs atteints")
        chair.press("Décider et passer à la suivante")
        chair.is_told("suivi clos")
        chair.press("Clore la séance")
        chair.is_told("La séance est close.")
        open_case(chair, story)
        expect(chair.page.locator(".identity .badge")).to_have_text("Clos")
