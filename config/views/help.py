"""Help and notices that anyone may read, without signing in: static, and without any data."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from veille.context import KEYS, KEYS_COOKIE, KEYS_OFF, NAVIGATION

_YEAR = 365 * 24 * 3600


def _page(template: str) -> Callable[[HttpRequest], HttpResponse]:
    @login_not_required
    @require_safe
    def page(request: HttpRequest) -> HttpResponse:
        return render(request, f"help/{template}.html")

    return page


index = _page("index")
not_to_write = _page("not_to_write")
first_steps = _page("first_steps")
personal_data = _page("personal_data")
accessibility = _page("accessibility")
legal_notice = _page("legal_notice")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def shortcuts(request: HttpRequest) -> HttpResponse:
    """Every key, and the switch that turns them off in this browser (WCAG 2.1.4).

    A choice of the browser, kept in a cookie that says nothing of anybody: two agents of one
    computer may type differently, and the préfecture has keys without a row of its own.
    """
    on = request.COOKIES.get(KEYS_COOKIE) != KEYS_OFF
    if request.method == "POST":
        answer = redirect("help_shortcuts")
        if on:
            answer.set_cookie(
                KEYS_COOKIE,
                KEYS_OFF,
                max_age=_YEAR,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        else:
            answer.delete_cookie(KEYS_COOKIE, samesite="Lax")
        return answer
    pages = [(KEYS[name].upper(), label) for _, label, name in NAVIGATION if name in KEYS]
    return render(request, "help/shortcuts.html", {"on": on, "pages": pages})
