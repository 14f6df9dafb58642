"""Reading ahead: order, how far, errors, and the end."""

import threading
import time
from collections.abc import Iterator

import pytest

from ingest.reading_ahead import read_ahead


def numbers(made: list[int], most: int = 100) -> Iterator[int]:
    for number in range(most):
        made.append(number)
        yield number


def test_all_items_come_in_their_order() -> None:
    assert list(read_ahead(numbers([]), weight=lambda _: 1, most=3)) == list(range(100))


@pytest.mark.parametrize(("weight", "ahead"), [(1, 10), (5, 2), (50, 1)])
def test_it_runs_ahead_until_what_waits_weighs_enough(weight: int, ahead: int) -> None:
    made: list[int] = []
    items = read_ahead(numbers(made), weight=lambda _: weight, most=10)
    assert next(items) == 0
    deadline = time.monotonic() + 10
    while len(made) < ahead + 1 and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.1)
    assert ahead <= len(made) <= ahead + 1
    items.close()  # type: ignore[attr-defined]


def test_an_error_is_raised_in_its_place() -> None:
    def failing() -> Iterator[int]:
        yield 1
        raise OSError("no such file")

    items = read_ahead(failing(), weight=lambda _: 1, most=10)
    assert next(items) == 1
    with pytest.raises(OSError, match="no such file"):
        next(items)


def test_the_thread_ends_when_nobody_goes_on() -> None:
    items = read_ahead(numbers([]), weight=lambda _: 1, most=2)
    next(items)
    items.close()  # type: ignore[attr-defined]
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if not any(thread.name == "reading ahead" for thread in threading.enumerate()):
            return
        time.sleep(0.01)
    pytest.fail("it reads on")
