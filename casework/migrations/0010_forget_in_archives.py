"""Take out of the archives that exist what ends with the follow-up (retention R1)."""

from typing import Any

from django.db import migrations

# As the application names them when this migration was written.
SEALED = ("archive", "a_eliminer", "purge")
OF_A_CASE = ("suspension_code", "review_on")
OF_A_SAISINE = (
    "author",
    "organisation",
    "q_crime_delit",
    "q_plainte_enquete",
    "q_danger",
    "art40_on",
    "ip_on",
)
BY_THE_AUTHOR = ("saisine.identify", "saisine.describe", "saisine.submit", "saisine.withdraw")


def forget(apps: Any, schema_editor: Any) -> None:
    """The saisines and the suspension of every case already archived, and their past values."""
    cases = apps.get_model("casework", "Case").objects.filter(state__in=SEALED)
    saisines = apps.get_model("casework", "Saisine").objects.filter(case__in=cases.values("pk"))
    events = apps.get_model("confidentiality", "Event").objects
    of_cases = events.filter(object_id__in=cases.values("pk"))
    of_saisines = events.filter(object_id__in=saisines.values("pk"))
    _forget_former(of_cases, OF_A_CASE)
    _forget_former(of_saisines, OF_A_SAISINE)
    of_saisines.filter(act__in=BY_THE_AUTHOR).update(actor_id=None, hat_id=None)
    cases.update(suspension_code="", review_on=None)
    for saisine in saisines.exclude(organisation=None).select_related("organisation").iterator():
        saisines.filter(pk=saisine.pk).update(
            author=None,
            organisation=None,
            organisation_kind=saisine.organisation.kind,
            q_crime_delit="",
            q_plainte_enquete="",
            q_danger="",
            art40_on=None,
            ip_on=None,
        )


def _forget_former(events: Any, names: tuple[str, ...]) -> None:
    for event in events.iterator():
        kept = {name: value for name, value in event.former.items() if name not in names}
        if kept != event.former:
            event.former = kept
            event.save(update_fields=["former"])


class Migration(migrations.Migration):

    dependencies = [
        ("casework", "0009_saisine_author_forgotten"),
        ("confidentiality", "0006_keys_and_erasures"),
    ]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
