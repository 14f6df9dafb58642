"""The embedding model that runs on this machine: sentence and token vectors in one pass.

By default all-MiniLM-L6-v2 (Reimers & Gurevych 2019; Wang et al. 2020), whose files are installed
with Citewell; any other sentence-transformers model by its folder, or by its name once it lies in
the hub's local cache.
"""

import importlib.util
import logging
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ingest.counting import token_counter
from ingest.documents import Encoding, TokenVectors
from ingest.embedding_files import BUNDLED, cache_folder, model_source
from ingest.embedding_network import Forward, Network

if TYPE_CHECKING:
    from tokenizers import Tokenizer

log = logging.getLogger(__name__)

BATCH_TOKENS = 1024
"""Tokens, with padding, of one run of the model: more is not faster on a processor, and a question
that is asked meanwhile waits for the run to end."""
MANY = 4
"""Batches from which they run in streams."""
STEP = 16
"""Lengths are padded to a multiple of it: each new shape costs OpenVINO time, once, and the
processor multiplies blocks of this size: lengths between them take a fifth longer."""


class LocalEmbedder:
    """An Embedder; safe for threads. Make one for a process and hand it on.

    `model`: "all-MiniLM-L6-v2", a folder or a name. `compiled`: run it by OpenVINO, else in torch.
    `cache`: folder of the compiled model. Raises ModelError if it is missing or altered.
    """

    name: str
    dimension: int
    token_dimension: int
    most_tokens: int

    def __init__(
        self, model: str = BUNDLED, *, compiled: bool = True, cache: Path | None = None
    ) -> None:
        self._take(_network(model, compiled, cache or cache_folder()))

    @classmethod
    def of(cls, network: Network) -> "LocalEmbedder":
        """An embedder over a network that is loaded already."""
        embedder = cls.__new__(cls)
        embedder._take(network)
        return embedder

    def _take(self, network: Network) -> None:
        self.name = network.name
        self.dimension = network.dimension
        self.token_dimension = network.token_dimension
        self.most_tokens = network.most_tokens
        self._forward = network.forward
        self._streams = network.streams
        self._tokenizer = _copy(network.tokenizer)
        self._tokenizer.enable_truncation(network.most_tokens)
        counter = _copy(network.tokenizer)
        counter.no_truncation()
        self._count = token_counter(counter)

    def count_tokens(self, text: str) -> int:
        return self._count(text)

    def encode(self, texts: Sequence[str]) -> list[Encoding]:
        """Texts of like length run together, so that little is spent on padding."""
        read = self._tokenizer.encode_batch(list(texts))
        batches = list(_batches([len(each) for each in read]))
        made = self._all([[read[i] for i in batch] for batch in batches])
        encodings: dict[int, Encoding] = {}
        for batch, encoded in zip(batches, made, strict=True):
            encodings.update(zip(batch, encoded, strict=True))
        return [encodings[i] for i in range(len(read))]

    def _all(self, batches: Sequence[Sequence[Any]]) -> Iterable[list[Encoding]]:
        if self._streams is None or len(batches) < MANY:
            return map(partial(_run, self._forward), batches)
        streams = self._streams()
        with ThreadPoolExecutor(streams.count, thread_name_prefix="embedding") as pool:
            return pool.map(partial(_run, streams.forward), batches)


def _network(model: str, compiled: bool, cache: Path) -> Network:
    source = model_source(model, cache)
    label = Path(model).name
    if compiled and importlib.util.find_spec("openvino") is None:
        log.warning("openvino is not installed; the embedding model runs in torch, more slowly")
        compiled = False
    if compiled:
        from ingest.embedding_compiled import compiled_network

        return compiled_network(source, label, cache)
    from ingest.embedding_torch import torch_network

    return torch_network(source, label)


def _run(forward: Forward, read: Sequence[Any]) -> list[Encoding]:
    longest = -(-max(len(each) for each in read) // STEP) * STEP
    ids = np.zeros((len(read), longest), np.int64)
    mask = np.zeros_like(ids)
    for row, each in enumerate(read):
        ids[row, : len(each)] = each.ids
        mask[row, : len(each)] = 1
    states, vectors = forward(ids, mask)
    encodings = []
    for row, each in enumerate(read):
        inner = np.flatnonzero(np.array(each.special_tokens_mask) == 0)
        offsets = np.array(each.offsets, np.int32)[inner]
        tokens = TokenVectors(offsets[:, 0], offsets[:, 1], _unit(states[row, inner]))
        encodings.append(Encoding(_unit(vectors[row]), tokens))
    return encodings


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Indices by falling length, so that the first batch needs the most memory."""
    batch: list[int] = []
    for i in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        if batch and (len(batch) + 1) * lengths[batch[0]] > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def _copy(tokenizer: "Tokenizer") -> "Tokenizer":
    from tokenizers import Tokenizer

    copied: Tokenizer = Tokenizer.from_str(tokenizer.to_str())
    copied.no_padding()
    return copied


def _unit(vectors: Any) -> Any:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return (vectors / np.maximum(norms, 1e-12)).astype(np.float32, copy=False)
