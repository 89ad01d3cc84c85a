"""Readings of archives become motivated readings: the DPO’s too, with their words and review."""

from datetime import timedelta
from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

import confidentiality.fields


def to_be_reviewed(apps: Any, schema_editor: Any) -> None:
    """Those opened before have a week from now to be looked at, like the others."""
    opened = apps.get_model("casework", "MotivatedReading").objects.filter(opened_at__isnull=False)
    opened.update(review_due_on=timezone.localdate() + timedelta(days=7))


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0007_elimination_certificate"),
        ("veille", "0002_workflow_engine"),
    ]

    operations = [
        migrations.RemoveConstraint("ArchiveReading", "archive_reading_by_two"),
        migrations.RemoveConstraint("ArchiveReading", "archive_reading_approved_is_whole"),
        migrations.RenameModel("ArchiveReading", "MotivatedReading"),
        migrations.AlterModelOptions(
            "MotivatedReading",
            {
                "default_permissions": (),
                "ordering": ["-asked_at"],
                "verbose_name": "lecture motivée",
                "verbose_name_plural": "lectures motivées",
            },
        ),
        migrations.RemoveField("MotivatedReading", "until"),
        migrations.RenameField("MotivatedReading", "approved_at", "opened_at"),
        migrations.AlterField(
            "MotivatedReading",
            "opened_at",
            models.DateTimeField(blank=True, null=True, verbose_name="ouverte le"),
        ),
        migrations.AddField(
            model_name='motivatedreading',
            name='justification',
            field=confidentiality.fields.EncryptedTextField(blank=True, key='young_person.key', max_length=200, null=True, verbose_name='justification'),
        ),
        migrations.AddField(
            model_name='motivatedreading',
            name='review_due_on',
            field=models.DateField(blank=True, null=True, verbose_name='à relire au plus tard le'),
        ),
        migrations.AddField(
            model_name='motivatedreading',
            name='reviewed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='relue le'),
        ),
        migrations.AddField(
            model_name='motivatedreading',
            name='reviewed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='veille.designation', verbose_name='relue par'),
        ),
        migrations.AddField(
            model_name='motivatedreading',
            name='verdict',
            field=models.CharField(blank=True, choices=[('justifiee', 'Justifiée'), ('non_justifiee', 'Non justifiée')], max_length=16, verbose_name='conclusion'),
        ),
        migrations.AddField(
            model_name='motivatedreading',
            name='young_person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='casework.youngperson', verbose_name='jeune'),
        ),
        migrations.AlterField(
            model_name='motivatedreading',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='motivated_readings', to='casework.case', verbose_name='situation'),
        ),
        migrations.AlterField(
            model_name='motivatedreading',
            name='reason',
            field=models.CharField(choices=[('demande_de_la_personne', 'Demande de la personne'), ('requisition_judiciaire', 'Réquisition judiciaire'), ('contentieux', 'Contentieux'), ('reprise_du_suivi', 'Reprise du suivi'), ('controle', 'Contrôle après une alerte ou une plainte')], max_length=40, verbose_name='motif'),
        ),
        migrations.RunPython(to_be_reviewed, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='motivatedreading',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(('approved_by', models.F('asked_by')), _negated=True), _connector='OR'), name='reading_by_two', violation_error_message='Une lecture d’archive s’approuve à deux.'),
        ),
        migrations.AddConstraint(
            model_name='motivatedreading',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_by', None), ('opened_at', None), ('review_due_on', None)), models.Q(('opened_at__isnull', False), ('review_due_on__isnull', False)), _connector='OR'), name='reading_opened_is_whole', violation_error_message='Une lecture ouverte porte le jour de sa relecture.'),
        ),
        migrations.AddConstraint(
            model_name='motivatedreading',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reviewed_at', None), ('reviewed_by', None), ('verdict', '')), models.Q(('opened_at__isnull', False), ('reviewed_at__isnull', False), ('reviewed_by__isnull', False), models.Q(('verdict', ''), _negated=True)), _connector='OR'), name='reading_reviewed_is_whole', violation_error_message='Une relecture porte sa conclusion et son auteur.'),
        ),
        migrations.AddConstraint(
            model_name='motivatedreading',
            constraint=models.CheckConstraint(condition=models.Q(('reviewed_by', None), models.Q(models.Q(('reviewed_by', models.F('asked_by')), _negated=True), models.Q(('approved_by', None), models.Q(('reviewed_by', models.F('approved_by')), _negated=True), _connector='OR')), _connector='OR'), name='reading_reviewed_by_another', violation_error_message='Une lecture est relue par une autre personne.'),
        ),
    ]
