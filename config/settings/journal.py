"""How long the journal of accesses is kept, and by what right (CNIL, 2021-122)."""

import os

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import number

DEFAULT_MONTHS = 12
SHORTEST, LONGEST = 6, 12
# Beyond a year, the impact assessment has to say why.
LONGEST_WITH_AIPD = 36


def journal_months() -> int:
    """JALON_JOURNAL_MONTHS: 6 to 12, or up to 36 when JALON_JOURNAL_AIPD names the assessment.

    Raises ImproperlyConfigured for anything else: a doubt about what is destroyed stops the start.
    """
    months = number("JALON_JOURNAL_MONTHS", default=DEFAULT_MONTHS)
    longest = LONGEST_WITH_AIPD if os.environ.get("JALON_JOURNAL_AIPD", "").strip() else LONGEST
    if not SHORTEST <= months <= longest:
        raise ImproperlyConfigured(
            f"JALON_JOURNAL_MONTHS vaut {months} : {SHORTEST} à {LONGEST} mois, et jusqu’à "
            f"{LONGEST_WITH_AIPD} si JALON_JOURNAL_AIPD porte la référence de l’analyse d’impact."
        )
    return months
