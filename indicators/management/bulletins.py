"""``manage.py indicators release | audit | verify``: bulletins from the console, without an agent.

It prepares and it verifies; it neither agrees nor publishes: two agents do, on the pages.
"""

from __future__ import annotations

from django.core.management.base import CommandError

from confidentiality import clock
from confidentiality.door import Sent
from confidentiality.errors import Refused
from confidentiality.release_keys import is_signed
from indicators.choices import BulletinState
from indicators.models import AuditRecord, Bulletin
from indicators.periods import UnreadablePeriod
from indicators.releasing.calendar import read_period
from indicators.releasing.manifest import hash_of
from indicators.services import attacks, bulletins, publishing
from indicators.verify import Tampered, read, report

REFUSED = 2
_TOLD = 10


def release(written: str) -> str:
    """Prepare the bulletin of a period. CommandError 2: refused, or found by its audit."""
    try:
        period = read_period(written)
    except UnreadablePeriod:
        raise CommandError(
            f"Période illisible : «\u202f{written}\u202f».", returncode=REFUSED
        ) from None
    try:
        row = bulletins.prepare(period=period, actor=None, sent=Sent(at=clock.database_now()))
    except Refused as error:
        said = "\n".join(str(each) for each in error.refusals)
        raise CommandError(said, returncode=REFUSED) from None
    told = _said(row.audits.latest("at"))
    if row.state == BulletinState.BROUILLON:
        raise CommandError(told, returncode=REFUSED)
    return f"Bulletin {row.number} : {row.get_state_display().lower()}.\n{told}"


def audit(number: str) -> str:
    """Attack a bulletin again and all before it in its year; without a number, everything.

    CommandError 1: a protected figure is recovered; 2: refused.
    """
    rows = [_bulletin(number)] if number else attacks.last_published()
    if not rows:
        raise CommandError("Aucun bulletin n’est publié.", returncode=REFUSED)
    told, held = [], True
    for row in rows:
        try:
            record = attacks.attack(
                bulletin_id=row.pk, actor=None, sent=Sent(at=clock.database_now())
            )
        except Refused as error:
            said = "\n".join(str(each) for each in error.refusals)
            raise CommandError(f"{row.number} : {said}", returncode=REFUSED) from None
        told.append(f"Bulletin {row.number}, et tous ceux de son année avant lui.\n{_said(record)}")
        held &= record.passed
    if not held:
        raise CommandError("\n".join(told), returncode=1)
    return "\n".join(told)


def _said(record: AuditRecord) -> str:
    """The report of an attack, in words."""
    found = record.report
    lines = [found["verdict"]]
    lines += [f"{line['label']} : {line['says']}." for line in found["matrix"]]
    refusing = [each for each in found["findings"] if each["refuses"]]
    lines += [
        f"{each['target']} : {each['values_left']} valeurs possibles pour {each['adversary']}."
        for each in refusing[:_TOLD]
    ]
    return "\n".join(lines)


def verify(number: str) -> str:
    """Verify the figures, the hashes and the signature. CommandError 1: not what was published."""
    row = _bulletin(number)
    content, publication = row.content, getattr(row, "publication", None)
    try:
        told = report(read(content.document.encode()))
    except Tampered as error:
        raise CommandError(f"Bulletin altéré : {error}.", returncode=1) from None
    if hash_of(content.manifest) != content.sha256:
        raise CommandError("Bulletin altéré : empreinte du manifeste.", returncode=1)
    if publication is None:
        return f"{told} Ce bulletin n’est pas publié."
    signed = is_signed(publishing.signed_bytes(publication), publication.signature)
    if not signed or publication.sha256 != content.sha256:
        raise CommandError("Bulletin altéré : signature.", returncode=1)
    return f"{told} Empreintes et signature vérifiées."


def _bulletin(number: str) -> Bulletin:
    found = Bulletin.objects.filter(number=number).first()
    if found is None:
        raise CommandError(
            f"Aucun bulletin ne porte le numéro «\u202f{number}\u202f».", returncode=REFUSED
        )
    return found
