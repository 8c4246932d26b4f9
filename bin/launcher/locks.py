"""One at a time: locks that the kernel takes back however their holder ends."""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from typing import Any

from . import console, paths


@contextlib.contextmanager
def only_one(name: str, refusal: str, **facts: Any) -> Iterator[None]:
    """Hold a lock of this checkout, or stop with `refusal`, whose {pid} and own {facts} are the holder's."""
    paths.make_local()
    with open(paths.LOCAL / f"{name}.lock", "a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise console.Stop(refusal.format(**json.loads(lock.read()))) from None
        lock.truncate(0)
        lock.write(json.dumps({"pid": os.getpid()} | facts))
        lock.flush()
        yield


@contextlib.contextmanager
def in_turn(name: str, notice: str) -> Iterator[None]:
    """Hold a lock of this checkout, after waiting for its holder if there is one."""
    paths.make_local()
    with open(paths.LOCAL / f"{name}.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            console.say(f"  {notice}")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
