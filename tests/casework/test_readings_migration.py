"""Readings of archives opened by the former version: kept, and to be reviewed like the others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from casework.choices.states import CaseState
from casework.models import MotivatedReading
from confidentiality.choices import Role
from tests.casework import factories as people
from tests.casework.archives import archive_reading
from tests.casework.test_seals_migration import migrate
from tests.veille import factories

BEFORE = [("casework", "0007_elimination_certificate")]


@pytest.mark.django_db(transaction=True)
def test_a_reading_of_the_former_version_is_to_be_reviewed_within_a_week() -> None:
    case = people.case(state=CaseState.ARCHIVE)
    reader = factories.agent(Role.COORDONNATEUR, case.cellule)
    approver = factories.agent(Role.MAIRE, case.cellule)
    with transaction.atomic():
        opened, waiting = archive_reading(case, reader), archive_reading(case, reader)
    now = timezone.now()
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        migrate(BEFORE)
        former: Any = MigrationExecutor(connection).loader.project_state(BEFORE[0]).apps
        former.get_model("casework", "ArchiveReading").objects.filter(pk=opened.pk).update(
            approved_by=approver.hat_id, approved_at=now, until=now + timedelta(hours=1)
        )
    finally:
        migrate(leaves)

    opened = MotivatedReading.objects.get(pk=opened.pk)
    assert (opened.opened_at, opened.until) == (now, now + timedelta(hours=1))
    assert opened.review_due_on == timezone.localdate() + timedelta(days=7)
    assert MotivatedReading.objects.get(pk=waiting.pk).review_due_on is None
