"""No backup holds a file that waits: what was asked for comes back, not what it gave."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connections
from pytest_django import Settings

from casework.choices.exports import ExportState
from casework.models import Export, ExportFile
from casework.services import exports
from confidentiality import erasures, keyring
from confidentiality.door import Sent
from confidentiality.errors import Refused
from tests.casework.exported import Office, built

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def ring(settings: Settings, tmp_path: Path) -> None:
    settings.JALON_KEYRING = tmp_path / "keys" / "keyring.json"
    keyring.ensure(settings.JALON_KEYRING)
    erasures.standing()


def test_a_backup_brings_no_file_back(tmp_path: Path) -> None:
    office = Office()
    export = built(office.coordinator, office.cases(1))
    sealed = bytes(ExportFile.objects.get().sealed)

    call_command("backup", str(tmp_path / "backup"))

    saved = [path for path in (tmp_path / "backup").rglob("*") if path.is_file()]
    assert saved
    assert not any(sealed[:32] in path.read_bytes() for path in saved)
    connections.close_all()
    call_command("restore", str(tmp_path / "backup"), "--replace", verbosity=0)
    assert Export.objects.get().state == ExportState.PRETE
    assert not ExportFile.objects.exists()
    with pytest.raises(Refused, match="export_withdrawn"):
        exports.take(export_id=export.pk, actor=office.coordinator, sent=Sent())
