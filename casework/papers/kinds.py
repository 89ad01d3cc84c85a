"""What a template is: its code, what it is about, who may have it, when, and how it is composed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from casework.choices.documents import DOCUMENT_TITLES
from confidentiality.actors import Actor
from confidentiality.guards import Guard
from veille.models import Cellule, Collectivite
from veille.papers.blocks import Paper

# What the policy is asked (``CASE_ACTS``): papers of the file, of the follow-up, of the information
# that is owed even while a case is frozen for want of it.
OF_CASE, OF_FOLLOW_UP, OF_INFORMATION = "paper.case", "paper.follow_up", "paper.information"
# Before there is a case, or about several (``PAGE_ACTS``).
OF_SEANCE, OF_SAISINE, OF_REGISTER = "seance.manage", "saisine.qualify", "rappel.list"
# About the file as a whole, its charte, its breaches: no young person is named there.
OF_FILE, OF_CHARTE, OF_VIOLATION = "register.view", "charte.read", "violation.view"


@dataclass(frozen=True, slots=True)
class Setting:
    """For whom and when a paper is made; ``cellule``: none for what is of the collectivité."""

    holder: Collectivite
    cellule: Cellule | None
    today: date


@dataclass(frozen=True, slots=True)
class Template:
    """``version`` moves with the wording: a test holds a picture of each.

    ``offered``: whether the state of the row calls for this paper; ``waits``: what to do first,
    told to whoever asks for it too early. ``rows``: those an agent sees, where the model does not
    say it itself. ``guards``: what holds it back in their own words. ``public``: whoever asks may
    have it. ``plain``: it names no young person, and is read before any charte is signed.
    """

    slug: str
    code: str
    version: int
    model: Any
    compose: Callable[[Any, Setting], Paper]
    offered: Callable[[Any], bool]
    waits: str
    act: str = OF_CASE
    name: str = ""
    rows: Callable[[Actor, datetime], QuerySet[Any]] | None = None
    guards: tuple[Guard, ...] = ()
    public: bool = False
    plain: bool = False

    def visible(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """The rows that this agent sees."""
        found: QuerySet[Any] = (self.rows or self.model.objects.visible_to)(actor, now)
        return found

    @property
    def title(self) -> str:
        return self.name or DOCUMENT_TITLES[self.code]
