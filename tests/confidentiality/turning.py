"""``python -m tests.confidentiality.turning SEED``: an agent at work beside the tests of rotation.

Creates keys, reads them, writes with them until something is typed, then says how much it did: a
failure ends it.
"""

from __future__ import annotations

import json
import select
import sys
import time
from random import Random

import django


def use(rng: Random) -> None:
    """What an agent does to keys, as fast as possible."""
    from django.db import transaction

    from confidentiality.models import PersonKey

    done = {"created": 0, "read": 0, "written": 0}
    known = list(PersonKey.objects.order_by("pk").values_list("pk", flat=True))
    print("begins", flush=True)
    while not select.select([sys.stdin], [], [], 0)[0]:
        with transaction.atomic():
            made = PersonKey.objects.create_for_person()
        known.append(made.pk)
        done["created"] += 1
        for _ in range(5):
            key = PersonKey.objects.get(pk=rng.choice(known))
            assert len(key.data_key()) == 32
            done["read"] += 1
        with transaction.atomic():
            key = PersonKey.objects.get(pk=rng.choice(known))
            token = rng.randbytes(40)
            key.put_in_force({b"place": token})
        assert PersonKey.objects.get(pk=made.pk).data_key() == made.data_key()
        done["written"] += 1
        time.sleep(0.005)
    print(json.dumps(done), flush=True)


if __name__ == "__main__":
    django.setup()
    use(Random(int(sys.argv[1])))  # noqa: S311  # the same work at each run
