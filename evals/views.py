"""Views of an index that evaluations need: one for the time being, one with a document hidden."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from ingest.documents import Hit, Vector
from ingest.embedding import Embedder
from ingest.index import Snapshot
from ingest.index_local import LocalIndex
from ingest.opening import open_index
from ingest.settings import Settings

MORE = 8  # hits that are asked for in place of those of the hidden document


def without_document(snapshot: Snapshot, document_id: str) -> Snapshot:
    """The snapshot, but that one document cannot be found in it."""
    return cast(Snapshot, _WithoutDocument(snapshot, document_id))


class _WithoutDocument:
    def __init__(self, snapshot: Snapshot, document_id: str) -> None:
        self._snapshot = snapshot
        self._document_id = document_id

    def __getattr__(self, name: str) -> object:
        return getattr(self._snapshot, name)

    def search_meaning(self, vector: Vector, limit: int) -> list[Hit]:
        return self._others(self._snapshot.search_meaning(vector, limit + MORE))[:limit]

    def search_words(self, text: str, limit: int, *, holding: str = "") -> list[Hit]:
        return self._others(self._snapshot.search_words(text, limit + MORE, holding=holding))[
            :limit
        ]

    def _others(self, hits: Sequence[Hit]) -> list[Hit]:
        return [hit for hit in hits if hit.passage.document_id != self._document_id]


class Scratch:
    """An index in a temporary folder."""

    def __init__(self, settings: Settings, embedder: Embedder) -> None:
        self._folder = TemporaryDirectory(prefix="citewell-evaluation-")
        chosen = settings.model_copy(update={"index": Path(self._folder.name)})
        self._index = open_index(chosen, embedder, create=True)

    def __enter__(self) -> LocalIndex:
        return self._index

    def __exit__(self, *_: object) -> None:
        self._index.close()
        self._folder.cleanup()
