"""Agents who go on working while everything falls around them: each sends again what got no answer.

The same form twice, with the same key: what the first one did is not done again.
"""

from __future__ import annotations

import re
import time
from abc import ABC, abstractmethod
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from threading import Event, Thread
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils import timezone

_VERSION = re.compile(r'name="version" value="(\d+)"')
_TOKEN = "a" * 32
# Refused while it starts again, or while its database does. Django answers 400 when the database
# dies between the act and the writing of the session.
_AGAIN = frozenset({400, 500, 502, 503, 504})


class Browser:
    """One agent’s: cookies of a session already open, one form after the other."""

    def __init__(self, port: int, session: str, ended: Event) -> None:
        self._port = port
        self._cookies = f"sessionid={session}; csrftoken={_TOKEN}"
        self._ended = ended
        self.sent_again = 0
        self.seconds: list[float] = []

    def read(self, path: str) -> str:
        status, place, text = self._asked("GET", path, b"")
        _expect(200, status, path, place or text)
        return text

    def post(self, path: str, given: dict[str, object]) -> str:
        """Where the answer leads. Sent until there is one."""
        status, place, text = self._asked("POST", path, urlencode(given, doseq=True).encode())
        _expect(302, status, path, text)
        return place

    def _asked(self, method: str, path: str, body: bytes) -> tuple[int, str, str]:
        while True:
            try:
                started = time.monotonic()
                answer = self._once(method, path, body)
            except (OSError, HTTPException):
                pass
            else:
                if answer[0] not in _AGAIN:
                    self.seconds.append(time.monotonic() - started)
                    return answer
            self.sent_again += 1
            time.sleep(0.1)

    def _once(self, method: str, path: str, body: bytes) -> tuple[int, str, str]:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=20)
        headers = {
            "Cookie": self._cookies,
            "X-CSRFToken": _TOKEN,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            connection.request(method, path, body=body, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.getheader("Location") or "", answer.read().decode()
        finally:
            connection.close()


def _expect(wanted: int, status: int, path: str, told: str) -> None:
    words = " ".join(re.sub(r"<[^>]*>", " ", told).split())
    assert status == wanted, f"{path}: {status} {words[:3000]}"


class Worker(Thread, ABC):
    """An agent who starts again until told to stop, and always ends what was begun."""

    def __init__(self, browser: Browser, ended: Event) -> None:
        super().__init__(daemon=True)
        self.browser = browser
        self._ended = ended
        self.done = 0
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            while not self._ended.is_set():
                self.once()
                self.done += 1
        except BaseException as error:
            self.error = error

    @abstractmethod
    def once(self) -> None:
        """One thing done from its first page to its last."""


class Principal(Worker):
    """Speaks up about somebody else each time: three forms, the last of which leaves messages."""

    def __init__(self, browser: Browser, ended: Event, commune: str) -> None:
        super().__init__(browser, ended)
        born = timezone.localdate() - timedelta(days=15 * 366)
        self._who = {
            "first_name": "Enzo",
            "birth_date": born.strftime("%d/%m/%Y"),
            "commune": commune,
        }

    def once(self) -> None:
        who: dict[str, object] = {**self._who, "last_name": _letters(uuid4()), "cle": uuid4()}
        place = self.browser.post(reverse("casework:saisine_start"), who)
        pk = UUID(place.split("/")[2])
        why = {
            "motifs": ["decrochage"],
            "schooling": "college_3e",
            "q_crime_delit": "non",
            "q_plainte_enquete": "non",
            "q_danger": "non",
            "cle": uuid4(),
        }
        place = self.browser.post(reverse("casework:saisine_describe", args=[pk]), why)
        page = self.browser.read(place)
        found = _VERSION.search(page)
        assert found is not None, page
        attested = dict.fromkeys(("in_duty", "not_secret", "necessary"), "on")
        self.browser.post(place, {**attested, "version": found[1], "cle": uuid4()})


class Reporter(Worker):
    """Asks for reports, one every few seconds: each leaves three works, one after the other."""

    def __init__(self, browser: Browser, ended: Event, asked: list[tuple[str, int]]) -> None:
        super().__init__(browser, ended)
        self._asked = asked

    def once(self) -> None:
        kind, year = self._asked[self.done % len(self._asked)]
        self.browser.post(
            reverse("indicators:report_ask"), {"kind": kind, "year": year, "cle": uuid4()}
        )
        self._ended.wait(4)


def _letters(value: UUID) -> str:
    """A name of letters only, that nobody else has."""
    return "".join(chr(ord("a") + int(digit, 16)) for digit in value.hex[:14]).capitalize()
