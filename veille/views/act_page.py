"""One form, one act, then back to the page it came from; what is refused stays on the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from confidentiality.door import Sent
from confidentiality.errors import AlreadyDone, Conflict, Refused
from veille.act_form import ActForm
from veille.http import AgentRequest
from veille.views.changed import last_change


def act_page(
    request: AgentRequest,
    form: ActForm,
    context: Mapping[str, object],
    act: Callable[[Sent], Any],
    *,
    done: str,
    back: str,
) -> HttpResponse:
    """Show the form, or perform ``act`` and say ``done`` on the page ``back``.

    ``context`` holds what act.html shows: heading, intro, rows of the subject, effects, label.
    """
    if request.method == "POST" and form.is_valid():
        try:
            act(form.sent)
        except Refused as error:
            form.refuse(error)
        except Conflict as conflict:
            told = last_change(conflict, request.actor)
            return render(request, "409.html", {**told, "current_url": back}, status=409)
        except AlreadyDone:
            return redirect(back)
        else:
            messages.success(request, done)
            return redirect(back)
    return render(request, "veille/act.html", {**context, "form": form, "cancel_url": back})
