"""What a program that `bench` starts tells it: events, one JSON object per line of standard output, and the end of the process with its parent."""

import json
import os
import re
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path


def event(name, **members):
    """Report an event."""
    print(json.dumps({"event": name, **members}), flush=True)


@contextmanager
def timed(part):
    """Time a part of the work and report it."""
    start = time.perf_counter()
    yield
    event(part, seconds=time.perf_counter() - start)


def end(note, **members):
    """Report what ran, the most memory that it held, and more."""
    status = Path("/proc/self/status")
    if status.exists():
        members["peakKib"] = int(re.search(r"VmHWM:\s*(\d+)", status.read_text()).group(1))
    event("end", note=note, **members)


def end_with_parent():
    """End this process as soon as standard input ends, which `bench` holds open while it lives."""

    def wait():
        # Not by sys.stdin, whose lock a thread that waits for it would keep when this process ends by itself.
        while os.read(0, 1):
            pass
        os._exit(1)

    if not sys.stdin.isatty():
        threading.Thread(target=wait, daemon=True).start()
