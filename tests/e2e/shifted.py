"""`python -m tests.e2e.shifted MOMENT MODULE ARG…`: run a program as if it were MOMENT.

The clock goes on ticking from there, in the program and in the processes that it forks. For the
tests only: an appointment is eight days ahead, and nobody waits for it.
"""

import runpy
import sys
from datetime import datetime

import time_machine


def main() -> None:
    """Move the clock, then become the program."""
    moment, module, *arguments = sys.argv[1:]
    sys.argv = [module, *arguments]
    with time_machine.travel(datetime.fromisoformat(moment), tick=True):
        runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
