"""The text that a cellule starts from when it writes its charte. The CLSPD decides; this proposes.

Clauses that the frame requires: CSI art. L. 132-5, AU-038 art. 3, 5 and 8, charte type of 2014.
"""

from __future__ import annotations

_CLAUSES = (
    "Fondement. Le groupe est constitué en application de l’article L. 132-5 du code de la "
    "sécurité intérieure (L. 132-13 pour une intercommunalité). Il se distingue du partage "
    "d’informations entre professionnels de l’action sociale (art. L. 121-6-2 du code de l’action "
    "sociale et des familles).",
    "But. Repérer les situations difficiles de jeunes de 12 à 25 ans et s’assurer que quelqu’un "
    "s’en occupe.",
    "Lieu des échanges. Aucune situation n’est évoquée en formation plénière : seulement dans ce "
    "groupe.",
    "Participants. Prennent part à l’examen d’une situation les seuls membres présents qui ont "
    "signé la charte et ont à en connaître.",
    "Déontologie. Chacun respecte les règles de sa profession et juge de ce qu’il peut dire.",
    "Secret. Aucune information couverte par le secret professionnel (art. 226-13 du code pénal) "
    "n’est échangée. On ne dit que ce qui est strictement nécessaire.",
    "Information des personnes. Le jeune et, s’il est mineur, ses représentants légaux sont "
    "informés du suivi et associés aux solutions.",
    "Points d’appui. Le groupe cherche ce sur quoi s’appuyer, et pas seulement ce qui manque.",
    "Trace écrite. Elle se limite à la référence de la situation, à la décision, à la personne "
    "chargée de l’appliquer et à l’échéance.",
    "Fichier. Le maire est responsable du fichier. Les données, leur durée, les accès et le "
    "contact du délégué à la protection des données sont connus des membres. Chaque lecture est "
    "enregistrée.",
    "Copies. Aucune copie, aucun fichier personnel, aucune transmission à un tiers ; à sa "
    "hiérarchie, seulement ce qu’exige la tâche confiée.",
    "Désignation. Chaque membre, titulaire ou suppléant, est désigné par écrit par son organisme. "
    "L’adhésion est personnelle et vaut douze mois.",
    "Manquement. Il entraîne l’exclusion du groupe et peut relever des articles 226-13 et 226-22 "
    "du code pénal.",
    "Devoirs qui l’emportent. Le signalement au procureur (art. 40 du code de procédure pénale) "
    "et la protection d’un enfant en danger (art. L. 226-2-1 du code de l’action sociale et des "
    "familles) ne sont jamais suspendus par la charte.",
    "Durée. La charte est évaluée chaque année. Une nouvelle version demande une nouvelle "
    "signature.",
    "Signataires. Les institutions signent d’abord, puis chaque membre en son nom.",
)

CHARTE_MODEL = "\n\n".join(f"C{number}. {clause}" for number, clause in enumerate(_CLAUSES, 1))
