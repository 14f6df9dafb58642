"""Texts to vectors: the protocol. The encoders are in `embedding_minilm.py` and its siblings."""

from collections.abc import Sequence
from typing import Protocol

from ingest.documents import Encoding, Passage, TokenVectors


class Embedder(Protocol):
    """A model that encodes texts.

    `name` identifies model, weights and projection: vectors of different names do not mix.
    `dimension` is the length of sentence vectors, `token_dimension` that of token vectors,
    `most_tokens` the tokens of one text that are read; what is beyond is not seen.
    """

    name: str
    dimension: int
    token_dimension: int
    most_tokens: int

    def encode(self, texts: Sequence[str]) -> list[Encoding]:
        """One Encoding a text, in order. Token offsets count from the start of each text."""
        ...

    def count_tokens(self, text: str) -> int:
        """Tokens of the text, without the special ones, not truncated."""
        ...


def encode_passages(embedder: Embedder, passages: Sequence[Passage]) -> list[Encoding]:
    """One Encoding a passage, of its context and text together; token offsets count from the
    start of its text, so those of the context are negative."""
    encodings = embedder.encode([passage.embedded_text for passage in passages])
    return [_shifted(e, p) for e, p in zip(encodings, passages, strict=True)]


def _shifted(encoding: Encoding, passage: Passage) -> Encoding:
    before = len(passage.embedded_text) - len(passage.text)
    tokens = encoding.tokens
    moved = TokenVectors(tokens.starts - before, tokens.ends - before, tokens.vectors)
    return Encoding(encoding.vector, moved)
