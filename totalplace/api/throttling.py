"""No more requests than the operator allows, counted for each token and each session.

Counted in the server process: a flood then costs the database nothing but the look at its token.
"""

from __future__ import annotations

import threading
import time
from typing import Any

from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle

SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
# More names than this, and those of windows that are over are let go.
MOST_NAMES = 10_000


class Windows:
    """How often each name came in the present window of time."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, int], int] = {}
        self._lock = threading.Lock()

    def come(self, name: str, window: int) -> int:
        """Count one more, and answer how many that makes in this window."""
        with self._lock:
            if len(self._counts) > MOST_NAMES:
                self._counts = {key: count for key, count in self._counts.items() if key[1] == window}
            count = self._counts[name, window] = self._counts.get((name, window), 0) + 1
            return count

    def clear(self) -> None:
        """Forget all: for tests."""
        with self._lock:
            self._counts.clear()


windows = Windows()


class PerCredential(BaseThrottle):
    """So many requests a window for one token, else for one person, else for one address."""

    def allow_request(self, request: Any, view: Any) -> bool:
        text = api_settings.DEFAULT_THROTTLE_RATES["api"]
        most, _, unit = text.partition("/")
        length = SECONDS[unit]
        now = time.time()
        self.left = length - now % length
        return windows.come(self._name(request), int(now // length)) <= int(most)

    def wait(self) -> float:
        """Seconds until the next window."""
        return self.left

    def _name(self, request: Any) -> str:
        if request.auth is not None:
            return f"token {request.auth.pk}"
        if request.user.is_authenticated:
            return f"person {request.user.pk}"
        return f"address {self.get_ident(request)}"
