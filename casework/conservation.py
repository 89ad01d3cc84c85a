"""How long what is kept is kept: the legal maxima, and the day on which a case must go."""

from __future__ import annotations

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

# AU-038 art. 5: three years at most after the end of the follow-up.
ARCHIVE_LONGEST_MONTHS = 36
AGE_LIMIT = 25
# Outside cases (docs/data-dictionary.md): attendance sheets as long as what was examined there,
# rights requests five years (R10), signatures and accounts six (R8, limitation of délits).
AFTER_SEANCE = relativedelta(months=ARCHIVE_LONGEST_MONTHS)
AFTER_ANSWER = relativedelta(years=5)
AFTER_FUNCTION = relativedelta(years=6)
# Report of the information: practice of the cellules, never extended silently.
DEFERRAL_LONGEST = relativedelta(months=3)
# Motivated readings: one hour each, three a day for one person, looked at by another within a week.
READING_LASTS = timedelta(minutes=60)
READINGS_A_DAY = 3
READING_REVIEW_WORKING_DAYS = 5
# A request to read that nobody approves is over after as long.
READING_WAITS_WORKING_DAYS = 5
JUSTIFICATION_LEAST = 20


def purge_due(closed_on: date, birth_date: date, months: int = ARCHIVE_LONGEST_MONTHS) -> date:
    """The day on which an archived case becomes unreadable (invariant I53).

    The earlier of the end of the archive, at most three years after closing, and the twenty-fifth
    birthday (AU-038 art. 5). Born or closed on 29 February: 28 February when there is no other.
    """
    kept = relativedelta(months=min(months, ARCHIVE_LONGEST_MONTHS))
    return min(closed_on + kept, birth_date + relativedelta(years=AGE_LIMIT))
