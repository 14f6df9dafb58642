"""What runs a model: token ids in, vectors out, and the facts that belong to it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ingest.documents import Vector

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Forward = Callable[[NDArray[np.int64], NDArray[np.int64]], tuple[Vector, Vector]]
"""Token ids and attention mask (texts, tokens) to the states of the last layer
(texts, tokens, token_dimension) and the sentence vectors (texts, dimension). Safe for threads."""


@dataclass(frozen=True, slots=True)
class Streams:
    """`count` calls of `forward` at once take as long as one."""

    forward: Forward
    count: int


@dataclass(frozen=True, slots=True)
class Network:
    """A sentence-transformers model, ready to run.

    `name` holds the first digits of the weights' SHA-256, so that vectors of altered weights are
    told apart; `most_tokens` counts special tokens too; `streams` opens what is faster for many
    texts, where there is such a thing.
    """

    name: str
    dimension: int
    token_dimension: int
    most_tokens: int
    tokenizer: "Tokenizer"
    forward: Forward
    streams: Callable[[], Streams] | None = None
