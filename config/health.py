"""`python -m config.health`: does the web server beside us answer? Exit code 0 or 1.

Any answer below 500 will do: the page asked for sends visitors to the sign-in. Keys, database and
outbox have their own examination, `manage.py doctor`.
"""

import http.client
import os
import sys


def answers(host: str, port: int) -> bool:
    """Ask for the first page, as the proxy in front of us would."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/", headers={"Host": host, "X-Forwarded-Proto": "https"})
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    name = os.environ.get("JALON_HOSTS", "localhost").split(",")[0]
    sys.exit(0 if answers(name, int(os.environ.get("PORT") or 8000)) else 1)
