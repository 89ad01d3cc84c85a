"""Make the journal append-only in the database itself, whatever the application does."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from confidentiality.journal_triggers import install_triggers, remove_triggers


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    # The tables of checkpoints and segments come later.
    install_triggers(schema_editor.connection, sealed=False)


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    remove_triggers(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("confidentiality", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
