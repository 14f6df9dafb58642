"""The threads of numpy's linear algebra, which are kept from the processor while networks run."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any

_counting = threading.Lock()
_within = 0
_limit: Any = None


@contextmanager
def single_threaded_blas() -> Iterator[None]:
    """Let numpy multiply on the calling thread alone, in the whole process, until the last caller
    has left.

    OpenBLAS's helpers go on spinning for some milliseconds after each product, in case there is
    another one; a network that runs next waits for the cores that they hold. Our products are too
    small to gain by them.
    """
    global _within, _limit
    with _counting:
        if not _within:
            limit = _controller().limit
            _limit = _owner().submit(limit, limits=1, user_api="blas").result()
        _within += 1
    try:
        yield
    finally:
        with _counting:
            _within -= 1
            if not _within:
                with suppress(RuntimeError):  # the interpreter ends
                    _owner().submit(_limit.restore_original_limits).result()


@lru_cache(maxsize=1)
def _owner() -> ThreadPoolExecutor:
    """The one thread that changes the number of threads: threadpoolctl lets the first that does
    so have it for its lifetime, and passes over all others."""
    return ThreadPoolExecutor(1, thread_name_prefix="blas")


@lru_cache(maxsize=1)
def _controller() -> Any:
    import numpy as np  # noqa: F401  (the library must be loaded to be found)
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
