"""How much one user may ask in a while."""

import threading
import time
from collections import deque
from collections.abc import Callable

_WINDOW = 60.0  # seconds


class Limit:
    """At most `most` uses a minute for each user, counted over the last sixty seconds."""

    def __init__(self, most: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.most = most
        self._clock = clock
        self._used: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def wait(self, user: str) -> float:
        """Count a use; 0 where it is allowed, else the seconds until one will be."""
        now = self._clock()
        with self._lock:
            used = self._used.setdefault(user, deque())
            while used and now - used[0] >= _WINDOW:
                used.popleft()
            if len(used) >= self.most:
                return _WINDOW - (now - used[0])
            used.append(now)
            return 0.0
