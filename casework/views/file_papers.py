"""Papers about the file as a whole: its record, what was destroyed under which visa. No name."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from casework.papers.eliminations import certificates_of, label_of
from casework.papers.kinds import OF_FILE
from casework.papers.registers import held_by
from casework.views.papers import paper_links
from veille.access import authorize
from veille.http import AgentRequest, charte_not_required


@charte_not_required
@require_safe
def file_papers(request: AgentRequest) -> HttpResponse:
    """For those who answer for the file, and for the DPO: records, slips, certificates."""
    authorize(request.actor, OF_FILE)
    now = timezone.now()
    certificates = [
        {"label": label_of(row), "url": each["url"], "files": row.cases}
        for row in certificates_of(request.actor, now).select_related("collectivite")
        for each in paper_links(row, request.actor)
    ]
    context = {
        "papers": [
            link
            for holder in held_by(request.actor, now)
            for link in paper_links(holder, request.actor, OF_FILE)
        ],
        "certificates": certificates,
    }
    return render(request, "casework/file_papers.html", context)
