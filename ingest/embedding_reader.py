"""The reader's network: a question and a stretch of text go in together, and out comes whether the
one answers the other. Its weights, made by `evals/train_reader.py`, lie beside this file."""

import importlib.util
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.documents import Vector
from ingest.embedding_files import bundled_model, cache_folder, fingerprint
from ingest.embedding_inference import compile_network

FOLDER = Path(__file__).with_name("reader")
MOST_TOKENS = 128
STEP = 16  # tokens: lengths are padded to a multiple, since the network is slow at each new shape


@dataclass(frozen=True, slots=True)
class PairReading:
    """`score`: the log-odds that the text answers. `tokens` (n,): the same of each token of the
    text, which stand at [`starts`, `ends`)."""

    score: float
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    tokens: Vector


PairReader = Callable[[Sequence[tuple[str, str]]], list[PairReading]]
"""Reads pairs of question and text. Safe for threads."""


@lru_cache(maxsize=2)
def open_reader(folder: Path = FOLDER) -> PairReader | None:
    """The reader of a folder, loaded in the background, once in a process; None where it or
    OpenVINO is missing."""
    if not (folder / "model.xml").is_file() or importlib.util.find_spec("openvino") is None:
        return None
    pool = ThreadPoolExecutor(1, thread_name_prefix="reader")
    loading = pool.submit(load_reader, folder)
    pool.shutdown(wait=False)
    return lambda pairs: loading.result()(pairs)


def load_reader(folder: Path = FOLDER, *, cache: Path | None = None) -> PairReader:
    """The reader of a folder, compiled."""
    from tokenizers import Tokenizer

    kept = (cache or cache_folder()) / f"reader-{fingerprint(str(folder))}"
    infer = compile_network(folder / "model.xml", kept).infer
    tokenizer = Tokenizer.from_file(str(bundled_model() / "tokenizer.json"))
    tokenizer.enable_truncation(MOST_TOKENS, strategy="longest_first")
    tokenizer.no_padding()

    def read(pairs: Sequence[tuple[str, str]]) -> list[PairReading]:
        if not pairs:
            return []
        encoded = tokenizer.encode_batch([(_bounded(asked), text) for asked, text in pairs])
        longest = -(-max(map(len, encoded)) // STEP) * STEP
        ids = np.zeros((len(encoded), longest), np.int64)
        types, mask = np.zeros_like(ids), np.zeros_like(ids)
        for row, each in enumerate(encoded):
            ids[row, : len(each)] = each.ids
            types[row, : len(each)] = each.type_ids
            mask[row, : len(each)] = 1
        scores, tokens = infer([ids, types, mask])
        readings = []
        for row, each in enumerate(encoded):
            inside = [i for i, sequence in enumerate(each.sequence_ids) if sequence == 1]
            offsets = np.array(each.offsets, np.int32).reshape(-1, 2)[inside]
            readings.append(
                PairReading(float(scores[row]), offsets[:, 0], offsets[:, 1], tokens[row, inside])
            )
        return readings

    return read


def _bounded(question: str) -> str:
    """A question that leaves room for the text."""
    return question[:300]
