"""Pages on which a member reads and signs a charte. Opened before any signature."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from confidentiality.access_matrix import PAGE_ACTS
from confidentiality.choices import Role
from confidentiality.door import Sent
from confidentiality.errors import AlreadyDone, Conflict, NotVisible, Refused
from confidentiality.models import Charte, CharteSignature
from veille.access import authorize
from veille.act_form import ActForm
from veille.forms import SignCharteForm
from veille.french import at_time, day_month_year
from veille.http import AgentRequest, charte_not_required
from veille.models import Designation
from veille.services.chartes import SIGNATURE_LASTS, sign_charte, withdraw_signature
from veille.services.circle_members import CharteStatus, cellule_of, charte_status, chartes_of
from veille.views.act_page import act_page


@charte_not_required
@require_safe
def charte_list(request: AgentRequest) -> HttpResponse:
    """Chartes that bind this hat, and what waits for a signature."""
    authorize(request.actor, "charte.read")
    statuses = chartes_of(request.actor, timezone.now())
    context = {
        "statuses": statuses,
        "waiting": any(status.to_sign for status in statuses),
        "none_signed": not any(status.signature for status in statuses),
        "manages": request.actor.role == Role.COORDONNATEUR,
        "replaced": request.actor.role in PAGE_ACTS["suppleance.list"],
    }
    return render(request, "veille/charte_list.html", context)


@charte_not_required
@require_safe
def charte(request: AgentRequest, cellule_id: UUID) -> HttpResponse:
    """The text in force, its proofs, and where this agent stands."""
    authorize(request.actor, "charte.read")
    cellule = cellule_of(request.actor, cellule_id)
    status = charte_status(request.actor, cellule, timezone.now())
    context = {
        "status": status,
        "rows": _rows(status.charte) if status.charte else [],
        "crumbs": [{"label": "Chartes", "url": reverse("veille:charte_list")}],
    }
    return render(request, "veille/charte.html", context)


@charte_not_required
@require_http_methods(["GET", "POST"])
def charte_sign(request: AgentRequest, cellule_id: UUID) -> HttpResponse:
    """Sign the version in force, one sentence after the other."""
    authorize(request.actor, "charte.sign")
    cellule = cellule_of(request.actor, cellule_id)
    status = charte_status(request.actor, cellule, timezone.now())
    if status.charte is None:
        raise NotVisible
    form = SignCharteForm(request.POST or None, initial={"version": status.charte.version})
    if request.method == "POST" and form.is_valid():
        try:
            signature = sign_charte(
                actor=request.actor,
                charte_id=status.charte.pk,
                acknowledgements=form.acknowledgements(),
                sent=form.sent,
            )
        except Refused as error:
            form.refuse(error)
        except Conflict:
            return render(
                request,
                "409.html",
                {"current_url": reverse("veille:charte", args=[cellule_id])},
                status=409,
            )
        except AlreadyDone:
            return redirect(_next_page(request))
        else:
            day = day_month_year(localdate(signature.signed_at))
            hour = at_time(signature.signed_at)
            messages.success(request, f"Signée le {day} à {hour}. Valable un an.")
            return redirect(_next_page(request))
    return render(request, "veille/charte_sign.html", _sign_context(request, status, form))


@charte_not_required
@require_safe
def charte_receipt(request: AgentRequest, cellule_id: UUID, signature_id: UUID) -> HttpResponse:
    """What this agent signed, when and under which function: to read again, and to print.

    Their own signatures only, past ones too. The digest is computed again from what is stored.
    """
    authorize(request.actor, "charte.read")
    cellule = cellule_of(request.actor, cellule_id)
    signed = CharteSignature.objects.filter(user=request.actor.user.pk, charte__circle=cellule.pk)
    signature = signed.select_related("charte", "user").filter(pk=signature_id).first()
    if signature is None:
        raise NotVisible
    hat = Designation.objects.select_related("organisation").get(pk=request.actor.hat_id)
    asked = (field.label for field in SignCharteForm.base_fields.values())
    acknowledged = [str(label) for label in asked if label]
    context = {
        "agent": [
            {"label": "Agent", "value": signature.user.full_name},
            {"label": "Fonction", "value": request.actor.role_label},
            {"label": "Organisme", "value": hat.organisation.name},
            {"label": "Cellule", "value": cellule.name},
        ],
        "signed": _signed_rows(signature),
        "version": _rows(signature.charte),
        "acknowledged": acknowledged,
        "holds": signature.holds,
        "paper_url": reverse("casework:plain_paper", args=["acte-adhesion", signature.pk])
        if signature.holds
        else "",
        "crumbs": [
            {"label": "Chartes", "url": reverse("veille:charte_list")},
            {"label": cellule.name, "url": reverse("veille:charte", args=[cellule.pk])},
        ],
    }
    return render(request, "veille/charte_receipt.html", context)


def _signed_rows(signature: CharteSignature) -> list[dict[str, str]]:
    day = day_month_year(localdate(signature.signed_at))
    rows = [
        {"label": "Signée le", "value": f"{day} à {at_time(signature.signed_at)}"},
        {
            "label": "Valable jusqu’au",
            "value": day_month_year(localdate(signature.valid_until)),
        },
    ]
    if signature.revoked_at:
        ended = day_month_year(localdate(signature.revoked_at))
        rows.append({"label": "Terminée le", "value": ended})
    return [*rows, {"label": "Empreinte de la signature", "value": _in_groups(signature.digest)}]


def _in_groups(digest: str) -> str:
    """So that it is read aloud, compared, and folded on a phone."""
    return " ".join(digest[at : at + 8] for at in range(0, 64, 8))


@charte_not_required
@require_http_methods(["GET", "POST"])
def charte_withdraw(request: AgentRequest, cellule_id: UUID) -> HttpResponse:
    """Take back one’s own signature."""
    authorize(request.actor, "charte.sign")
    cellule = cellule_of(request.actor, cellule_id)
    back = reverse("veille:charte", args=[cellule.pk])
    context = {
        "heading": "Retirer ma signature",
        "subject_rows": [{"label": "Cellule", "value": cellule.name}],
        "effects": [
            "Les situations de cette cellule se ferment aussitôt pour vous.",
            "Vos missions et vos saisines restent : la coordination les confie à un autre.",
            "Vous pouvez signer de nouveau quand vous le voulez.",
        ],
        "action_label": "Retirer ma signature",
        "danger": True,
        "crumbs": [{"label": "Chartes", "url": reverse("veille:charte_list")}],
    }

    def act(sent: Sent) -> None:
        withdraw_signature(actor=request.actor, cellule_id=cellule.pk, sent=sent)

    form = ActForm(request.POST or None)
    return act_page(request, form, context, act, done="Signature retirée.", back=back)


def _sign_context(
    request: AgentRequest, status: CharteStatus, form: SignCharteForm
) -> dict[str, object]:
    hat = Designation.objects.select_related("user", "organisation").get(pk=request.actor.hat_id)
    end = timezone.now() + SIGNATURE_LASTS
    return {
        "status": status,
        "form": form,
        "hat": hat,
        "designated_on": day_month_year(localdate(hat.since)),
        "adopted_on": day_month_year(status.charte.adopted_on)
        if status.charte and status.charte.adopted_on
        else "",
        "until": day_month_year(localdate(end)),
        "suite": request.GET.get("suite", ""),
        "crumbs": [
            {"label": "Chartes", "url": reverse("veille:charte_list")},
            {
                "label": status.cellule.name,
                "url": reverse("veille:charte", args=[status.cellule.pk]),
            },
        ],
    }


def _rows(version: Charte) -> list[dict[str, str]]:
    rows = [
        {"label": "Version", "value": str(version.number)},
        {"label": "Référence d’adoption", "value": version.adoption_reference},
    ]
    if version.adopted_on:
        rows.append({"label": "Adoptée le", "value": day_month_year(version.adopted_on)})
    if version.in_force_since:
        rows.append(
            {
                "label": "En vigueur depuis le",
                "value": day_month_year(localdate(version.in_force_since)),
            }
        )
    rows.append({"label": "Empreinte du texte (SHA-256)", "value": _in_groups(version.text_hash)})
    return rows


def _next_page(request: HttpRequest) -> str:
    """Where the agent was going, when it is a page of this site; the home page otherwise."""
    target = request.GET.get("suite", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        return target
    return reverse("home")
