"""What a stranger can tell of a response: all of it, but what is drawn again at each request."""

from __future__ import annotations

import re
from typing import Any

# The token and the key of a form, the minute of the footer of a printed page.
_DRAWN_AGAIN = re.compile(
    r'(?<= name="csrfmiddlewaretoken") value="[^"]+"|(?<= name="cle") value="[^"]+"'
    r"|Imprimé par .*?</p>"
)


def unmarked(response: Any) -> str:
    """The page without what changes at each request."""
    return _DRAWN_AGAIN.sub("", response.content.decode())


def face(response: Any, *moving: str) -> tuple[int, str, str]:
    """Status, headers and page; headers named in `moving` change with the request itself."""
    headers = sorted(
        f"{name}: {value}"
        for name, value in response.headers.items()
        if name not in ("Set-Cookie", *moving)
    )
    return response.status_code, "\n".join(headers), unmarked(response)
