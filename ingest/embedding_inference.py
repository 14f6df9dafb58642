"""A network that OpenVINO has compiled, as a function that any thread may call."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import filelock
import numpy as np
from numpy.typing import NDArray

from ingest.documents import Vector

Inference = Callable[[Sequence[NDArray[np.int64]]], tuple[Vector, Vector]]
"""The network's first two outputs for its inputs. Safe for threads."""


_converting = threading.Lock()
_PATIENCE = 60  # seconds


@contextmanager
def _alone(cache: Path) -> Iterator[None]:
    """Hold a cache against other processes: OpenVINO maps a file of it into memory that another
    may be writing still, and a process dies that reads beyond what is written."""
    with ExitStack() as held:
        with suppress(OSError, filelock.Timeout):  # a cache that nobody can write
            cache.mkdir(parents=True, exist_ok=True)
            lock = filelock.FileLock(cache / "compiling.lock", poll_interval=0.01)
            held.enter_context(lock.acquire(timeout=_PATIENCE))
        yield


@dataclass(frozen=True, slots=True)
class Compiled:
    """A network that runs at once on `streams` inputs, of as many threads, without waiting."""

    infer: Inference
    streams: int


def compile_network(
    model: Path, cache: Path, *, shortened: bool = False, in_streams: bool = False
) -> Compiled:
    """The network of a file `model.xml`; what is compiled is kept in `cache` for the next start.

    `shortened`: in bfloat16, where the processor has it; not for networks in 8 bits, which OpenVINO
    gets wrong at some lengths then. `in_streams`: the cores are divided among inputs, for many at
    once. One input on all cores is done sooner, but keeps them waiting for each other, most of all
    while something else is at work on one of them.
    """
    import openvino

    # The first array that becomes a tensor in a process sets up what all others use; two threads
    # that come with the first one at once would wait for each other for ever.
    with _converting:
        openvino.Tensor(np.zeros(1, np.int64), shared_memory=True)
    core = openvino.Core()
    # Without the processor's support bfloat16 is emulated, some thirty times slower than float32.
    short = shortened and "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    settings = {
        "INFERENCE_PRECISION_HINT": "bf16" if short else "f32",
        "PERFORMANCE_HINT": "THROUGHPUT" if in_streams else "LATENCY",
        "CACHE_DIR": str(cache),
    }
    with _alone(cache):
        compiled = core.compile_model(model, "CPU", settings)
    # Requests are lent to threads and given back, and not kept by each thread: one that a thread
    # frees at its end, while Python itself ends, aborts the process.
    idle = [compiled.create_infer_request()]

    def infer(inputs: Sequence[NDArray[np.int64]]) -> tuple[Vector, Vector]:
        try:
            request = idle.pop()
        except IndexError:
            request = compiled.create_infer_request()
        try:
            for place, value in enumerate(inputs):
                request.set_input_tensor(place, openvino.Tensor(value, shared_memory=True))
            request.infer()
            first, second = (request.get_output_tensor(i).data.copy() for i in (0, 1))
        finally:
            idle.append(request)
        return first, second

    return Compiled(infer, compiled.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS"))
