"""Whether the processes that a test started are gone."""

from __future__ import annotations

import os
import signal
import time


def have_ended(group: int, *, within_s: float) -> bool:
    """Whether all processes of a group end in time; those that do not are killed."""
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    os.killpg(group, signal.SIGKILL)
    return False
