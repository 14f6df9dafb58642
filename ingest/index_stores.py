"""The two derived stores of a local index, kept at the newest generation that was asked for."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.errors import StoreError
from ingest.index_checking import explained
from ingest.index_vectors import VectorStore
from ingest.index_words import WordStore


class DerivedStores:
    """Vectors and words, opened when first needed; safe for threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._open: tuple[VectorStore, WordStore] | None = None
        self._seen = -1  # the generation that they show

    def at(self, generation: int) -> tuple[VectorStore, WordStore]:
        """The stores, reopened when another process has committed since; never for a reader of
        before, who would shut out the newer. StoreError when they cannot be opened."""
        with self._lock:
            try:
                if self._open is None:
                    vectors = VectorStore(self._folder / "vectors")
                    self._open = vectors, WordStore(self._folder / "words")
                    self._seen = generation
                elif generation > self._seen:
                    for store in self._open:
                        store.reopen()
                    self._seen = generation
            except (OSError, ValueError) as error:
                said = f"cannot use the index in {self._folder}: {explained(error)}"
                raise StoreError(said) from error
            return self._open

    @contextmanager
    def advancing(self, current: int) -> Iterator[None]:
        """While this process commits the generation after `current`: what is open shows it at
        once, if it showed that one. A commit that fails takes it back."""
        shown = self._seen == current
        if shown:
            self._seen = current + 1
        try:
            yield
        except BaseException:
            if shown:
                self._seen = current
            raise

    def end_writing(self) -> None:
        """Let go of what a writer holds; to be called while it still holds the index."""
        if self._open is not None:
            vectors, words = self._open
            words.close()  # tantivy's own lock, for the next process
            vectors.blank_remains()

    def close(self) -> VectorStore | None:
        """The vectors that were open, if any, which may have remains to blank."""
        with self._lock:
            if self._open is None:
                return None
            (vectors, words), self._open = self._open, None
            words.close()
            vectors.close()
            return vectors
