"""Fakes that keep the real protocols, deterministically, and small helpers to make documents."""

import asyncio
import hashlib
import re
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import numpy as np

from ingest.documents import Block, Document, Encoding, Passage, TokenVectors, Unit
from ingest.embedding import encode_passages
from ingest.index_local import LocalIndex
from ingest.index_memory import MemoryIndex


class FakeEmbedder:
    """Every word has a fixed random direction; a text is the mean of its words. So texts are near
    when they share words, and rankings can be asserted."""

    name = "fake"
    dimension = 64
    token_dimension = 64
    most_tokens = 256

    def encode(self, texts: Sequence[str]) -> list[Encoding]:
        return [self._encode(text) for text in texts]

    def count_tokens(self, text: str) -> int:
        return len(re.findall(r"\w+", text))

    def _encode(self, text: str) -> Encoding:
        words = list(re.finditer(r"\w+", text))[: self.most_tokens]
        vectors = np.array([_direction(w.group().lower()) for w in words], np.float32)
        vectors = vectors.reshape(-1, self.dimension)
        total = vectors.sum(axis=0) if words else _direction("")
        starts = np.array([w.start() for w in words], np.int32)
        ends = np.array([w.end() for w in words], np.int32)
        vector = (total / max(float(np.linalg.norm(total)), 1e-9)).astype(np.float32)
        return Encoding(vector, TokenVectors(starts, ends, vectors))


def _direction(word: str) -> np.ndarray:
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
    vector = np.random.default_rng(seed).normal(size=FakeEmbedder.dimension)
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def make_document(text: str, *, source: str = "a.txt", title: str = "A") -> Document:
    """A document of one paragraph; its id follows from what it says."""
    identity = hashlib.sha256(f"{title}\0{text}".encode()).hexdigest()[:16]
    return Document(identity, source, title, text, (Block("paragraph", 0, len(text)),))


def make_passages(document: Document) -> list[Passage]:
    """One passage for each sentence that ends with a full stop."""
    passages = []
    for match in re.finditer(r"[^.]+\.", document.text):
        text = match.group().strip()
        start = document.text.index(text, match.start())
        passages.append(
            Passage(
                id=f"{document.id}-{start}",
                document_id=document.id,
                source=document.source,
                title=document.title,
                section="",
                text=text,
                start=start,
                end=start + len(text),
                page=None,
                units=(Unit("sentence", start, start + len(text)),),
                context=document.title,
            )
        )
    return passages


def add(index: MemoryIndex | LocalIndex, embedder: FakeEmbedder, document: Document) -> None:
    passages = make_passages(document)
    index.add(document, passages, encode_passages(embedder, passages))


T = TypeVar("T")


def run_async(made: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine, in a thread of its own: Playwright keeps a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, made).result()
