"""What every test needs: a keyring of its own."""

import pytest
from django.conf import settings


@pytest.fixture(scope="session", autouse=True)
def keyring() -> None:
    """Encrypted fields need keys: made once for each process, in its temporary folder."""
    from confidentiality import keyring as keys

    keys.ensure(settings.JALON_KEYRING)
