"""Mails that wait for business hours and for the morning; the address of each; what agents chose."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import notifications.models


def give_tokens(apps: Any, schema_editor: Any) -> None:
    """One token for each message that is already there: no address was ever sent for them."""
    rows = apps.get_model("notifications", "OutboxMessage").objects.filter(token=None)
    for row in rows.only("pk").iterator():
        row.token = notifications.models.new_token()
        row.save(update_fields=["token"])


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('notifications', '0010_annual_reports'),
    ]

    operations = [
        migrations.AlterField(
            model_name='outboxmessage',
            name='kind',
            field=models.CharField(choices=[('saisine_received', 'Une saisine est à qualifier'), ('saisine_answered', 'Votre saisine a été examinée'), ('complement_asked', 'Un complément est demandé'), ('charte_to_sign', 'La charte a changé\u202f: une signature est attendue'), ('seance_convened', 'Une séance de la cellule est convoquée'), ('seance_moved', 'Une séance de la cellule est reportée'), ('seance_cancelled', 'Une séance de la cellule est annulée'), ('suppleance_given', 'Une suppléance vous est confiée'), ('releve_validated', 'Le relevé d’une séance est disponible'), ('decision_expected', 'Une décision attend votre signature'), ('consultation_expected', 'Une consultation du maire vous attend'), ('parquet_answered', 'Le parquet a répondu'), ('mission_proposed', 'Une mission de référent vous est proposée'), ('bilan_expected', 'Un bilan de parcours est attendu'), ('bilan_to_validate', 'Un bilan de parcours est à valider'), ('cddf_sitting', 'Une séance du CDDF est programmée'), ('saisine_late', 'Une saisine attend encore votre réponse'), ('information_expected', 'Un jeune reste à informer'), ('case_frozen', 'Une situation est gelée\u202f: personne n’a été informé'), ('agenda_expected', 'Une situation attend une séance'), ('first_contact_expected', 'Un premier contact est attendu'), ('referent_missing', 'Un bilan est dû, et aucun référent n’est désigné'), ('bilan_late', 'Un bilan de parcours n’est pas encore écrit'), ('suspension_review', 'Une suspension est à revoir'), ('conservation_ends', 'Une situation ne sera bientôt plus conservée'), ('follow_up_term', 'Un suivi arrive à son terme'), ('parquet_awaited', 'Le parquet n’a pas encore répondu'), ('procureur_awaited', 'Les suites d’un signalement sont à demander'), ('charte_ends', 'Votre signature de la charte prend bientôt fin'), ('plenary_expected', 'La formation plénière est à réunir'), ('judicial_review', 'Un statut judiciaire est à revoir'), ('transaction_awaited', 'Une transaction est restée sans réponse'), ('rights_to_examine', 'Une demande de droits est à instruire'), ('rights_answer_expected', 'Une demande de droits attend sa réponse'), ('rights_late', 'Une demande de droits a dépassé son délai'), ('case_rectified', 'Une situation que vous lisez a été corrigée'), ('breach_declared', 'Une violation de données vient d’être déclarée'), ('breach_late', 'Une violation de données a dépassé son délai'), ('breach_expected', 'Une violation de données est à notifier'), ('readings_to_check', 'Des lectures de la semaine sont à vérifier'), ('reading_opened', 'Une lecture motivée est ouverte'), ('reading_to_review', 'Une lecture motivée est à relire'), ('reading_unjustified', 'Une lecture motivée est jugée non justifiée'), ('reading_to_approve', 'Une demande de lecture attend votre accord'), ('reading_refused', 'Votre demande de lecture est refusée'), ('reading_lapsed', 'Votre demande de lecture est restée sans accord'), ('export_to_approve', 'Un export attend votre accord'), ('export_ready', 'Un export que vous avez demandé est prêt'), ('export_declined', 'Un export que vous avez demandé est refusé'), ('declarations_expected', 'Des valeurs annuelles restent à saisir'), ('task_given', 'La cellule vous confie une action'), ('saisine_escalated', 'Une saisine est restée sans réponse à temps'), ('seance_near', 'Une séance de la cellule approche'), ('rappel_near', 'Un entretien de rappel à l’ordre approche'), ('cddf_near', 'Une séance du CDDF approche')], max_length=40, verbose_name='message'),
        ),
        migrations.AlterField(
            model_name='outboxmessage',
            name='state',
            field=models.CharField(choices=[('waiting', 'En attente'), ('sent', 'Envoyé'), ('cancelled', 'Annulé'), ('dead', 'Abandonné'), ('kept', 'Sur la page « Avis » seulement')], default='waiting', max_length=10, verbose_name='envoi'),
        ),
        migrations.AddField(
            model_name='outboxmessage',
            name='held_until',
            field=models.DateTimeField(blank=True, null=True, verbose_name='retenu jusqu’au'),
        ),
        migrations.AddField(
            model_name='outboxmessage',
            name='token',
            field=models.CharField(max_length=32, null=True, verbose_name='jeton'),
        ),
        migrations.RunPython(give_tokens, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='outboxmessage',
            name='token',
            field=models.CharField(default=notifications.models.new_token, max_length=32, unique=True, verbose_name='jeton'),
        ),
        migrations.CreateModel(
            name='MessageChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(choices=[('saisines', 'Saisines'), ('seances', 'Séances de la cellule et du CDDF'), ('measures', 'Décisions et mesures'), ('follow_up', 'Suivis et bilans'), ('exports', 'Exports et lectures demandées'), ('charte', 'Charte et suppléances'), ('figures', 'Valeurs annuelles')], max_length=20, verbose_name='sujet')),
                ('channel', models.CharField(choices=[('at_once', 'Un courriel dès que possible'), ('digest', 'Le résumé du matin'), ('page', 'La page «\u202fAvis\u202f» seulement')], max_length=10, verbose_name='canal')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='message_choices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'choix de messages',
                'verbose_name_plural': 'choix de messages',
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('user', 'topic'), name='message_choice_once'), models.CheckConstraint(condition=models.Q(('channel__in', ['at_once', 'digest', 'page']), ('topic__in', ['saisines', 'seances', 'measures', 'follow_up', 'exports', 'charte', 'figures'])), name='message_choice_known')],
            },
        ),
    ]
