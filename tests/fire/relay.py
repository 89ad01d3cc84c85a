"""A mail relay that keeps what it was given, for the tests: as much SMTP as Django speaks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Lock, Thread

_IDENTIFIER = re.compile(rb"^Message-ID:\s*(<[^>]+>)", re.MULTILINE | re.IGNORECASE)
_RECIPIENT = re.compile(rb"^RCPT TO:<(\S+)>", re.IGNORECASE)


class Relay(ThreadingTCPServer):
    """What was accepted: how many times each Message-ID, how many mails to each agent.

    ``last``: to whom, and what it said, the last time.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Conversation)
        self.lock = Lock()
        self.accepted: Counter[str] = Counter()
        self.told: Counter[str] = Counter()
        self.last: dict[str, tuple[str, str]] = {}

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def keep(self, recipient: bytes, content: bytes) -> None:
        found = _IDENTIFIER.search(content)
        assert found is not None
        identifier, reader = found[1].decode(), recipient.decode()
        said = message_from_bytes(content, policy=policy.default).get_content()
        with self.lock:
            self.accepted[identifier] += 1
            self.told[reader] += 1
            self.last[identifier] = (reader, said)

    @property
    def copies(self) -> int:
        """Mails whose record was lost by a crash, given again under the same Message-ID."""
        return self.accepted.total() - len(self.accepted)


class _Conversation(StreamRequestHandler):
    server: Relay

    def handle(self) -> None:
        recipient = b""
        self._say(b"220 relay")
        while line := self.rfile.readline():
            if found := _RECIPIENT.match(line):
                recipient = found[1]
            if line.upper().startswith(b"DATA"):
                self._say(b"354 go on")
                content = self._content()
                if content is None:
                    return
                # Kept before it is acknowledged: whoever dies here has sent it all the same.
                self.server.keep(recipient, content)
            self._say(b"221 bye" if line.upper().startswith(b"QUIT") else b"250 ok")

    def _content(self) -> bytes | None:
        """The lines up to the last one; None when the sender dies before it: nothing is sent."""
        lines: list[bytes] = []
        while line := self.rfile.readline():
            if line == b".\r\n":
                return b"".join(lines)
            lines.append(line)
        return None

    def _say(self, words: bytes) -> None:
        try:
            self.wfile.write(words + b"\r\n")
        except OSError:
            # Whoever was talking has just been killed.
            self.connection.close()


@contextmanager
def relay(port: int = 0) -> Iterator[Relay]:
    """Accept mails during the block."""
    with Relay(port) as made:
        Thread(target=made.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield made
        finally:
            made.shutdown()
