"""The examination of an installation: keys, database, schema, messages, traces.

Shown to the technical administrator and told by ``manage.py doctor``: counts and delays only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Sum
from django.utils import timezone

from confidentiality import clock, erasures, rotation, verification
from confidentiality.erasures import Standing
from confidentiality.journal_retention import first_kept
from confidentiality.keyring import Keyring
from confidentiality.models import CharteSignature, JournalChain, JournalCheckpoint, JournalEntry
from config.prefecture_role import differences
from indicators import freezing
from notifications import dead_letters, ticking
from veille.french import plural
from veille.papers import pdf as papers
from veille.services.designations import holding_both

# A message that waits longer than this after its hour means that nobody sends.
LATE_MINUTES = 15
# Lines that wait longer than this for a signature mean that nobody seals.
UNSEALED = timedelta(hours=1)
# The purge runs every hour, on whole days.
OVERDUE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Check:
    label: str
    value: str
    sound: bool


def examine() -> list[Check]:
    """Every quick check, in the order in which a failure explains the next ones."""
    checks = [_keyring(), _database(), _migrations()]
    if not all(check.sound for check in checks):
        return checks
    return [
        *checks,
        _epochs(),
        _erasures(),
        _clock(),
        _signatures(),
        _outbox(),
        _abandoned(),
        _timers(),
        _seals(),
        _retention(),
        _accounts(),
        _worn_alone(),
        *_prefecture_role(),
    ]


def examine_journal() -> Check:
    """The chains of the journal, recomputed by a path of its own. Longer: for the command only."""
    report = verification.verify()
    sound = not report.findings
    words = plural(report.entries, "ligne intacte", "lignes intactes") if sound else "rompu"
    return Check("Journal", words, sound)


def examine_papers() -> Check:
    """Whether a PDF can be made here. Loads the renderer: for the command only."""
    needed = papers.missing()
    return Check("Documents PDF", f"il manque : {needed}" if needed else "se font", not needed)


def _keyring() -> Check:
    try:
        ring = Keyring.load(settings.JALON_KEYRING)
    except ImproperlyConfigured as error:
        return Check("Trousseau", str(error), False)
    return Check("Trousseau", f"époque active : {ring.active.id}", True)


def _database() -> Check:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        answered = cursor.fetchone() == (1,)
    return Check("Base de données", f"{connection.display_name}, elle répond", answered)


def _migrations() -> Check:
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    words = plural(missing, "migration à appliquer", "migrations à appliquer")
    return Check("Schéma", words if missing else "à jour", not missing)


def _epochs() -> Check:
    found = rotation.status(timezone.now())
    age = plural(found.active.age.days, "jour", "jours")
    return Check("Époque active", " ".join(found.alarms) or f"{age}", not found.alarms)


def _erasures() -> Check:
    found = erasures.standing()
    return Check("Effacements", erasures.SENTENCES[found], found is Standing.CURRENT)


def _clock() -> Check:
    doubt = ticking.doubt_on(clock.database_now())
    return Check("Horloge", ticking.SENTENCES[doubt] if doubt else "à l’heure", not doubt)


def _signatures() -> Check:
    """Each signature of the charte recomputed from what is stored: text, person, moment (I07)."""
    signed = CharteSignature.objects.select_related("charte").order_by("signed_at")
    broken = [str(each.pk)[:8] for each in signed.iterator() if not each.holds]
    if not broken:
        return Check("Signatures de la charte", "toutes intactes", True)
    words = plural(len(broken), "signature altérée", "signatures altérées")
    return Check("Signatures de la charte", f"{words} : {', '.join(broken[:5])}", False)


def _outbox() -> Check:
    now = timezone.now()
    found = dead_letters.oldest(now)
    if found.since is None:
        return Check("Messages à envoyer", "aucun en retard", True)
    minutes = int((now - found.since).total_seconds() // 60)
    count = plural(found.due, "envoi dû", "envois dus")
    words = f"{count}, le plus ancien depuis {plural(minutes, 'minute', 'minutes')}"
    return Check("Messages à envoyer", words, minutes < LATE_MINUTES)


def _abandoned() -> Check:
    """Given up after every attempt: an alarm until somebody decides, on the page « Envois »."""
    count = sum(each.count for each in dead_letters.found())
    if not count:
        return Check("Envois sans succès", "aucun", True)
    words = f"{plural(count, 'envoi', 'envois')} : à relancer ou à abandonner"
    return Check("Envois sans succès", words, False)


def _timers() -> Check:
    """Does the clock still ask for the deadlines? Workers do it without it, ten minutes late."""
    last = ticking.last_run()
    if last is None:
        return Check("Échéances", "jamais traitées encore", True)
    minutes = int((clock.database_now() - last).total_seconds() // 60)
    words = f"dernier passage il y a {plural(max(minutes, 0), 'minute', 'minutes')}"
    return Check("Échéances", words, minutes < LATE_MINUTES)


def _seals() -> Check:
    """Is the journal being signed? The key is elsewhere: what is looked at is its work."""
    label = "Sceaux du journal"
    last = JournalCheckpoint.objects.order_by("-number").only("at", "lines").first()
    written = JournalChain.objects.aggregate(lines=Sum("head_seq"))["lines"] or 0
    fresh = written - (last.lines if last else 0)
    if not fresh:
        return Check(label, "toutes les lignes sont signées", True)
    waiting = plural(fresh, "ligne attend", "lignes attendent")
    if last is None:
        first = JournalEntry.objects.order_by("pk").values_list("at", flat=True).first()
        late = first is not None and timezone.now() - first > UNSEALED
    else:
        late = timezone.now() - last.at > UNSEALED
    return Check(label, f"{waiting} une signature", not late)


def _retention() -> Check:
    """Are the lines that are due gone? (CNIL, 2021-122)"""
    label = "Conservation du journal"
    oldest = JournalEntry.objects.order_by("pk").values_list("at", flat=True).first()
    kept = plural(settings.JALON_JOURNAL_MONTHS, "mois", "mois")
    overdue = oldest is not None and oldest < first_kept(timezone.now()) - OVERDUE
    return Check(label, f"lignes de plus de {kept}" if overdue else f"{kept} au plus", not overdue)


def _accounts() -> Check:
    """Are the counts of the closed periods frozen? Bulletins wait for them."""
    label = "Comptes des indicateurs"
    late = freezing.late(timezone.now())
    if not late:
        return Check(label, "périodes closes figées", True)
    words = plural(late, "collectivité attend", "collectivités attendent")
    return Check(label, f"{words} : manage.py indicators freeze", False)


def _worn_alone() -> Check:
    """Agents who had the préfecture with another function before the rule: to be put right."""
    label = "Fonction de préfecture"
    both = [str(each)[:8] for each in holding_both(timezone.now())]
    if not both:
        return Check(label, "cumulée par personne", True)
    words = plural(len(both), "agent la cumule", "agents la cumulent")
    return Check(label, f"{words} avec une autre : {', '.join(both[:5])}", False)


def _prefecture_role() -> list[Check]:
    """The rights of the role under which the préfecture reads; nothing where there is no role."""
    role = settings.JALON_PREFECTURE_ROLE
    if not role or connection.vendor != "postgresql":
        return []
    missing, extra = differences(connection, role)
    if not missing and not extra:
        return [Check("Rôle de la préfecture", "ses droits, et aucun autre", True)]
    words = plural(len(missing), "droit manque", "droits manquent")
    told = f"{words}, {len(extra)} de trop : manage.py prefecture_role"
    return [Check("Rôle de la préfecture", told, False)]
