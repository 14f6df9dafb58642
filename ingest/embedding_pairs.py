"""A cross-encoder: question and passage read together, for those who have such a model."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.errors import ModelError

PairScorer = Callable[[Sequence[tuple[str, str]]], NDArray[np.float32]]
"""Pairs of question and passage to (n,) scores; higher is better, the scale is the model's own."""


def load_cross_encoder(source: str) -> PairScorer:
    """A sentence-transformers CrossEncoder of a folder, or of the hub's local cache.

    Nothing is downloaded; raises ModelError with the remedy if the model is not there.
    """
    try:
        from sentence_transformers import CrossEncoder
    except ImportError as error:
        raise ModelError(
            f"the reranker {source} needs sentence-transformers ({error}); "
            "run: pip install sentence-transformers"
        ) from error
    try:
        model = CrossEncoder(source, device="cpu", local_files_only=True)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        remedy = (
            "is it a cross-encoder?"
            if Path(source).exists()
            else f"it is not on this machine, and nothing is downloaded; run: hf download {source}"
        )
        raise ModelError(f"cannot load the reranker {source}: {remedy}") from error
    lock = threading.Lock()

    def score(pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        with lock:
            scores = model.predict(list(pairs), show_progress_bar=False)
        return np.asarray(scores, np.float32).reshape(len(pairs))

    return score
