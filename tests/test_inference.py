"""A compiled network, called by threads."""

import subprocess
import sys
from pathlib import Path

import filelock
import pytest

TOGETHER = """
import sys, threading
from pathlib import Path
import numpy as np
from ingest.embedding_inference import compile_network
from ingest.embedding_reader import FOLDER

THREADS = 4
network = compile_network(FOLDER / "model.xml", Path(sys.argv[1]))
inputs = [np.ones((1, 16), np.int64)] * 3
meet = threading.Barrier(THREADS)
scores = []

def read():
    meet.wait()
    scores.append(float(network.infer(inputs)[0][0]))

def compute():
    while True:
        sum(range(100))

sys.setswitchinterval(1e-5)
threading.Thread(target=compute, daemon=True).start()
threading.Thread(target=compute, daemon=True).start()
readers = [threading.Thread(target=read, daemon=True) for _ in range(THREADS)]
for reader in readers:
    reader.start()
for reader in readers:
    reader.join()
print(len(scores), len(set(scores)))
"""
STARTS = 3
SECONDS = 60


def test_the_first_calls_in_a_process_may_come_at_once(tmp_path: Path) -> None:
    for _ in range(STARTS):
        done = subprocess.run(
            [sys.executable, "-c", TOGETHER, str(tmp_path)],
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )
        assert done.stdout == "4 1\n", done.stderr


ALONE = """
import sys
from pathlib import Path
import numpy as np
from ingest.embedding_inference import compile_network
from ingest.embedding_reader import FOLDER

network = compile_network(FOLDER / "model.xml", Path(sys.argv[1]))
print(network.infer([np.ones((1, 16), np.int64)] * 3)[0].shape)
"""
PROCESSES = 6


def test_many_processes_may_start_at_once_with_an_empty_cache(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ALONE, str(tmp_path)]
    started = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(PROCESSES)
    ]
    said = [each.communicate(timeout=SECONDS)[0] for each in started]
    assert [each.returncode for each in started] == [0] * PROCESSES
    assert len(set(said)) == 1


def test_what_another_process_compiles_is_waited_for(tmp_path: Path) -> None:
    with filelock.FileLock(tmp_path / "compiling.lock"):
        command = [sys.executable, "-c", ALONE, str(tmp_path)]
        started = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        with pytest.raises(subprocess.TimeoutExpired):  # alone it takes one or two seconds
            started.wait(timeout=6)
        assert not list(tmp_path.glob("*.blob"))
    assert started.communicate(timeout=SECONDS)[0]
    assert started.returncode == 0
    assert list(tmp_path.glob("*.blob"))
