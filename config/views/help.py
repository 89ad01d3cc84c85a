"""Help and notices that anyone may read, without signing in: static, and without any data."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


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
