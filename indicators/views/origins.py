"""Where a published figure comes from: its bulletin, its hash, how to verify it, its files."""

from __future__ import annotations

from django.urls import reverse

from indicators.figures import day
from indicators.released import Issue

# The files of a bulletin that a reader takes from a page of figures.
_FILES = (("ods", "ODS"), ("xlsx", "XLSX"), ("csv", "CSV"), ("json", "JSON"))


def origin(issue: Issue | None) -> dict[str, str] | None:
    """What stands beside figures: « Bulletin n° 2026-T1-1, plan de diffusion v1… »."""
    if issue is None:
        return None
    return {
        "number": issue.number,
        "url": reverse("indicators:bulletin", args=[issue.number]),
        "text": said(issue),
        "verify_url": reverse("indicators:bulletin_verify", args=[issue.number]),
    }


def said(issue: Issue) -> str:
    """« plan de diffusion v1, publié le 5 novembre 2026, empreinte 9f3a12c4… »."""
    return (
        f"plan de diffusion v{issue.plan_version}, publié le {day(issue.published_on)}, "
        f"empreinte {issue.sha256[:8]}…"
    )


def files_of(issue: Issue) -> list[dict[str, str]]:
    """Its files, as links."""
    return [
        {"label": label, "url": reverse("indicators:bulletin_file", args=[issue.number, slug])}
        for slug, label in _FILES
    ]
