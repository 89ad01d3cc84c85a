"""Is everything ready for a séance? The attendance sheet, the checks, the acts to come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from casework.acts.registry import Act
from casework.acts.seances import AHEAD, SEANCE_ACTS
from casework.choices.delays import Delay
from casework.choices.measures import AgendaKind
from casework.choices.states import BilanState
from casework.deadlines import delays_of
from casework.models import Bilan
from casework.services.seances import expected_at
from confidentiality.errors import Refusal
from confidentiality.models import Charte, CharteSignature
from confidentiality.models.circles import IN_FORCE
from confidentiality.policy import Decision
from veille.act_form import ActForm
from veille.choices import SeanceState
from veille.french import day_month_year, join_french, plural, spaced
from veille.guards import unsigned_present
from veille.models import Seance


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the list: what, whether it is ready, in words, and where to act."""

    label: str
    ready: bool
    words: str
    url: str = ""
    url_label: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """One line of the attendance sheet."""

    designation_id: UUID
    name: str
    organisation: str
    role: str
    signed: bool
    present: bool


def sheet_of(seance: Seance) -> list[Expected]:
    """Those designated to the cellule that day, and whether each has signed the charte."""
    now = timezone.now()
    signatures = CharteSignature.objects.in_force(now).filter(charte__circle=seance.cellule_id)
    signed = dict(signatures.order_by("signed_at").values_list("user", "signed_at"))
    present = set(seance.attendances.filter(present=True).values_list("designation", flat=True))
    return [
        Expected(
            designation_id=each.pk,
            name=each.user.full_name,
            organisation=each.organisation.name,
            role=each.get_role_display() + (" (suppléant)" if each.is_substitute else ""),
            # A signature counts from the designation on (veille.sight.signatures_under).
            signed=each.user_id in signed and signed[each.user_id] >= each.since,
            present=each.pk in present,
        )
        for each in expected_at(seance)
    ]


def checks(seance: Seance) -> list[Check]:
    """What to have ready before the séance opens."""
    return [_charte(seance), _signatures(seance), _convocation(seance), _bilans(seance)]


def _charte(seance: Seance) -> Check:
    charte = Charte.objects.filter(circle=seance.cellule_id, state=IN_FORCE).first()
    url = reverse("veille:charte", args=[seance.cellule_id])
    if charte is None or charte.in_force_since is None:
        return Check("Charte", False, "aucune version en vigueur", url, "Voir la charte")
    since = day_month_year(timezone.localdate(charte.in_force_since))
    return Check("Charte", True, f"version {charte.number}, en vigueur depuis le {since}")


def _signatures(seance: Seance) -> Check:
    sheet = sheet_of(seance)
    missing = [line.name for line in sheet if not line.signed]
    words = f"{len(sheet) - len(missing)} sur {plural(len(sheet), 'membre', 'membres')}"
    if missing:
        words += f". N’ont pas signé : {join_french(missing)}"
    return Check("Signatures", not missing, spaced(words))


def _convocation(seance: Seance) -> Check:
    if seance.convened_at is not None:
        sent = day_month_year(timezone.localdate(seance.convened_at))
        return Check("Convocation", True, f"envoyée le {sent}")
    notice = delays_of(seance.cellule).value(Delay.CONVOCATION)
    last = timezone.localdate(seance.held_at - timedelta(days=notice))
    return Check("Convocation", False, f"à envoyer avant le {day_month_year(last)}")


def _bilans(seance: Seance) -> Check:
    points = seance.items.filter(kind=AgendaKind.BILAN).select_related("case")
    unfinished = set(
        Bilan.objects.for_system("readiness of a séance: codes only")
        .filter(case__in=points.values("case"), state__in=[BilanState.A_REDIGER, BilanState.REDIGE])
        .values_list("case", flat=True)
    )
    waiting = [item.case.reference for item in points if item.case_id in unfinished]
    if waiting:
        return Check("Bilans", False, spaced(f"à valider : {join_french(waiting)}"))
    count = len(points)
    return Check(
        "Bilans", True, plural(count, "validé", "validés") if count else "aucun à présenter"
    )


def with_absent_signatures(seance: Seance, refusals: tuple[Refusal, ...]) -> tuple[Refusal, ...]:
    """The refusal to open, told with the number and names of the agents who have not signed."""
    return tuple(
        _counted(seance, each) if each.code == "present_unsigned" else each for each in refusals
    )


def _counted(seance: Seance, refusal: Refusal) -> Refusal:
    names = [line.designation.user.full_name for line in unsigned_present(seance)]
    many = len(names) >= 2
    who = plural(len(names), "personne présente n’a", "personnes présentes n’ont")
    ways = "Elles peuvent" if many else "Elle peut"
    whose = "leur" if many else "sa"
    return Refusal(
        refusal.code,
        spaced(
            f"{who} pas signé la charte : {join_french(names)}. {ways} signer maintenant, sur "
            f"{whose} propre session, ou sortir pendant l’examen des situations."
        ),
        refusal.article,
        "Modifier les présents",
        reverse("casework:seance_attendance", args=[seance.pk]),
    )


def may_be_corrected(seance: Seance) -> bool:
    """The sheet is written until the séance closes."""
    over = (SeanceState.CLOSE, SeanceState.RELEVE_VALIDE, SeanceState.ANNULEE)
    return seance.state not in over


@dataclass(frozen=True, slots=True)
class Button:
    """One act on the séance: its form when it is open, the reasons when it is not."""

    slug: str
    label: str
    url: str
    form: ActForm
    refusals: tuple[Refusal, ...]
    primary: bool = False


def buttons_of(seance: Seance) -> dict[str, Button]:
    """The acts to come, by slug; the first that is open is the primary one.

    For the hat that holds séances only: the policy has answered for the page.
    """
    acts = [SEANCE_ACTS[slug] for slug in AHEAD[seance.state]]
    buttons = [_button(seance, act) for act in acts if act.when is None or act.when(seance)]
    first = next((each for each in buttons if not each.refusals), None)
    return {each.slug: replace(each, primary=each is first) for each in buttons}


def _button(seance: Seance, act: Act) -> Button:
    reasons = act.reasons(seance, Decision(True, "role"))
    return Button(
        slug=act.slug,
        label=act.label,
        url=reverse("casework:seance_act", args=[seance.pk, act.slug]),
        form=ActForm(row=seance, auto_id=False),
        refusals=with_absent_signatures(seance, reasons),
    )
