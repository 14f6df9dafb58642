"""Vectors in Chroma, keyed by row number: the meaning side of the local index.

A derived store: everything in it can be made again from the records. Chroma's embedded client keeps
its graph in memory and does not see other processes' writes, so `reopen` starts it afresh.
"""

import contextlib
import os
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from fasteners import ReaderWriterLock

from ingest.documents import Vector

COLLECTION = "passages"
_HEADER = struct.Struct("=i6Q")  # how hnswlib's begins


class VectorStore:
    """Unit vectors by row, nearest by inner product (HNSW, Malkov & Yashunin 2016)."""

    def __init__(self, folder: Path) -> None:
        """Opens the store, made if missing; OSError when Chroma cannot."""
        self._folder = folder
        self._client_lock = ReaderWriterLock()  # who uses the client shares it with others
        with _translated():
            self._open()

    def _open(self) -> None:
        os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
        import chromadb
        from chromadb.config import Settings

        self._client = chromadb.PersistentClient(
            str(self._folder), settings=Settings(anonymized_telemetry=False)
        )
        self._collection = self._client.get_or_create_collection(
            COLLECTION,
            embedding_function=None,
            # Search wider than Chroma's default: recall matters more than half a millisecond.
            configuration={"hnsw": {"space": "ip", "ef_search": 200, "ef_construction": 128}},
        )
        self._batch = self._client.get_max_batch_size()

    def reopen(self) -> None:
        with self._client_lock.write_lock(), _translated():
            self._close()
            self._open()

    def close(self) -> None:
        with self._client_lock.write_lock():
            self._close()

    def _close(self) -> None:
        # Chroma's interface does not name it, its client has it.
        self._client.close()  # type: ignore[attr-defined]

    def add(self, rows: Sequence[int], vectors: Vector) -> None:
        """Store vectors (n, d); OSError when Chroma cannot."""
        with self._using():
            for at in range(0, len(rows), self._batch):
                self._collection.upsert(
                    ids=[str(row) for row in rows[at : at + self._batch]],
                    embeddings=vectors[at : at + self._batch],
                )

    def remove(self, rows: Sequence[int]) -> None:
        with self._using():
            for at in range(0, len(rows), self._batch):
                self._collection.delete(ids=[str(row) for row in rows[at : at + self._batch]])

    def blank_remains(self) -> None:
        """Overwrite what Chroma wrote of this process' memory into its graph's files; to be called
        by who holds the index against other writers.

        hnswlib allocates room without clearing it and writes it out whole: freed memory, which may
        hold questions or text (chroma-core/chroma, issue 7688). Unused are the elements of
        data_level0.bin behind those the header counts, and all norms in length.bin, which an index
        by inner product never sets.
        """
        with contextlib.suppress(OSError):  # remains are blanked next time
            for header in self._folder.glob("*/header.bin"):
                count = _elements(header)
                if count is not None:
                    _blank(header.with_name("data_level0.bin"), count[0] * count[1])
                    _blank(header.with_name("length.bin"), 0)

    def search(self, vector: Vector, limit: int) -> list[tuple[int, float]]:
        """(row, cosine) of the nearest, best first."""
        with self._using():
            found = self._collection.query(
                query_embeddings=np.asarray(vector, np.float32)[None],
                n_results=limit,
                include=["distances"],
            )
        distances = found["distances"] or [[]]
        return [
            (int(row), 1.0 - distance)
            for row, distance in zip(found["ids"][0], distances[0], strict=True)
        ]

    def count(self) -> int:
        with self._using():
            return self._collection.count()

    def dimension(self) -> int | None:
        """The length of the vectors; None where there are none."""
        with self._using():
            found = self._collection.get(limit=1, include=["embeddings"])["embeddings"]
        return None if found is None or not len(found) else len(found[0])

    def rows(self) -> set[int]:
        """All rows that are stored, for the check of the index."""
        with self._using():
            return {int(row) for row in self._collection.get(include=[])["ids"]}

    @contextmanager
    def _using(self) -> Iterator[None]:
        with self._client_lock.read_lock(), _translated():
            yield


def _elements(header: Path) -> tuple[int, int] | None:
    """How many elements a graph has, and the bytes of one; None for a layout that is not known
    here, which is better left as it is."""
    with header.open("rb") as file:
        read = file.read(_HEADER.size)
    if len(read) < _HEADER.size:
        return None
    version, _, most, count, size, *_ = _HEADER.unpack(read)
    stored = header.with_name("data_level0.bin").stat().st_size
    return (count, size) if version == 1 and count <= most and stored <= most * size else None


def _blank(path: Path, start: int) -> None:
    """Zeros from a byte to the end of a file; nothing is written where they stand already."""
    with path.open("r+b") as file:
        file.seek(start)
        rest = file.read()
        if rest.strip(b"\0"):
            file.seek(start)
            file.write(bytes(len(rest)))


@contextmanager
def _translated() -> Iterator[None]:
    from chromadb.errors import ChromaError

    try:
        yield
    except ChromaError as error:
        raise OSError(f"vectors: {error}") from error
