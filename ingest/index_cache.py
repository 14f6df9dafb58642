"""What was read of the records a moment ago: one question reads the same passages several times."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class Cache(Generic[T]):
    """The most recently used values by key, as many as fit into `most_bytes`; safe for threads.

    Values belong to one generation of the index: the first use at a later one empties the cache,
    so that nothing outlives its removal, and a reader of an earlier one goes without.
    """

    def __init__(self, most_bytes: int, size: Callable[[T], int]) -> None:
        self._most_bytes = most_bytes
        self._size = size
        self._values: OrderedDict[str, T] = OrderedDict()
        self._bytes = 0
        self._generation = -1
        self._lock = threading.Lock()

    def read(
        self,
        generation: int,
        keys: Sequence[str],
        load: Callable[[Sequence[str]], Mapping[str, T]],
    ) -> dict[str, T]:
        """The values of the keys, those that are not here by `load`; unknown keys are left out."""
        with self._lock:
            self._turn_to(generation)
            known: dict[str, T] = {}
            if generation == self._generation:
                for key in keys:
                    if key in self._values:
                        self._values.move_to_end(key)
                        known[key] = self._values[key]
        missing = [key for key in dict.fromkeys(keys) if key not in known]
        if not missing:
            return known
        loaded = load(missing)
        with self._lock:
            if generation == self._generation:
                self._keep(loaded)
        return known | dict(loaded)

    def clear(self) -> None:
        with self._lock:
            self._values.clear()
            self._bytes = 0

    def _turn_to(self, generation: int) -> None:
        if generation > self._generation:
            self._values.clear()
            self._bytes = 0
            self._generation = generation

    def _keep(self, loaded: Mapping[str, T]) -> None:
        for key, value in loaded.items():
            if key not in self._values:
                self._bytes += self._size(value)
                self._values[key] = value
        while self._bytes > self._most_bytes:
            _, oldest = self._values.popitem(last=False)
            self._bytes -= self._size(oldest)
