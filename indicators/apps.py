"""Django’s description of the application."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """Counts for the préfecture, the plan as data, what the pilot services declare of it."""

    name = "indicators"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Indicateurs"

    def ready(self) -> None:
        # Imported here: the application's models are not loaded before.
        from indicators import clock
        from indicators.choices import ReportStep
        from indicators.freezing import freeze_each_night
        from indicators.services import reports
        from notifications import nightly, work

        clock.register()
        steps = {
            ReportStep.CHIFFRES: reports.gather,
            ReportStep.PDF: reports.lay_out,
            ReportStep.ODT: reports.write,
        }
        for step, run in steps.items():
            work.register(reports.WORKS[step], run=run, give_up=reports.give_up)
        nightly.register("Contributions", freeze_each_night)
