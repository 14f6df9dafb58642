"""Items made by a thread of their own, ahead of who works on them."""

import queue
import threading
from collections.abc import Callable, Iterator
from typing import TypeVar

_Item = TypeVar("_Item")


class _Room:
    """What may still be made in advance."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken = 0
        self._closed = False
        self._changed = threading.Condition()

    def take(self, weight: int) -> bool:
        """Take some, and wait until there is more; whether to go on at all."""
        with self._changed:
            self._taken += weight
            self._changed.wait_for(self._free)
            return not self._closed

    def give(self, weight: int) -> None:
        with self._changed:
            self._taken -= weight
            self._changed.notify_all()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _free(self) -> bool:
        return self._closed or self._taken < self._most


def read_ahead(
    items: Iterator[_Item], *, weight: Callable[[_Item], int], most: int
) -> Iterator[_Item]:
    """The same items in the same order. The thread makes them until those that wait weigh `most`
    together, one item at least; what it raises is raised here in its place."""
    made: queue.SimpleQueue[_Item | BaseException | None] = queue.SimpleQueue()
    room = _Room(most)

    def work() -> None:
        try:
            for item in items:
                made.put(item)
                if not room.take(weight(item)):
                    return
            made.put(None)
        except BaseException as error:
            made.put(error)

    threading.Thread(target=work, name="reading ahead", daemon=True).start()
    try:
        while (item := made.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            room.give(weight(item))
            yield item
    finally:
        room.close()
