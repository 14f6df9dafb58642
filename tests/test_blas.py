"""numpy keeps to one thread while something is answered, and has its threads back after it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import numpy as np
import pytest
import threadpoolctl

from chatbot.assembly import Citewell
from ingest.blas import _owner, single_threaded_blas

SEVERAL = 3


def threads() -> int:
    """Of numpy's linear algebra."""
    np.ones((2, 2)) @ np.ones((2, 2))
    return min(
        each["num_threads"]
        for each in threadpoolctl.threadpool_info()
        if each["user_api"] == "blas"
    )


@pytest.fixture(autouse=True)
def several_threads():
    """Whatever the machine has; changed by the thread that alone may change their number."""

    def change(count: int) -> None:
        _owner().submit(threadpoolctl.threadpool_limits, count, user_api="blas").result()

    before = threads()
    change(SEVERAL)
    assert threads() == SEVERAL
    yield
    change(before)


def test_the_threads_come_back_when_the_last_caller_leaves():
    with single_threaded_blas():
        with single_threaded_blas():
            assert threads() == 1
        assert threads() == 1
    assert threads() == SEVERAL


def test_callers_that_overlap_in_threads_leave_what_was_there():
    both_in, one_out = Barrier(2), Barrier(2)

    def first() -> None:
        with single_threaded_blas():
            both_in.wait(10)
        one_out.wait(10)

    def second() -> int:
        with single_threaded_blas():
            both_in.wait(10)
            one_out.wait(10)
            return threads()

    with ThreadPoolExecutor(2) as pool:
        done = pool.submit(first)
        assert pool.submit(second).result() == 1
        done.result()
    assert threads() == SEVERAL


def test_an_error_inside_gives_them_back():
    with pytest.raises(KeyError), single_threaded_blas():
        raise KeyError
    assert threads() == SEVERAL


def test_a_question_is_answered_on_one_thread_of_numpy(citewell: Citewell):
    stream = citewell.chat.stream_answer("What does an AI engineer do day to day?")
    next(stream)
    assert threads() == 1
    for _ in stream:
        pass
    assert threads() == SEVERAL
