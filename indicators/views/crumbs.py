"""The way back to the page of figures."""

from __future__ import annotations

from django.urls import reverse


def crumbs(*here: tuple[str, str]) -> list[dict[str, str]]:
    """« Indicateurs », then each (label, address); the last one is the page itself."""
    start = {"label": "Indicateurs", "url": reverse("indicators:overview")}
    return [start, *({"label": label, "url": url} for label, url in here)]
