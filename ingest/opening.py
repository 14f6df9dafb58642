"""The embedding model and the index that the settings name."""

from ingest.embedding import Embedder
from ingest.embedding_local import LocalEmbedder
from ingest.index_local import LocalIndex
from ingest.settings import Settings


def open_embedder(settings: Settings) -> Embedder:
    """The embedding model, loaded (compiled on its first use on this machine)."""
    return LocalEmbedder(settings.model, compiled=settings.compiled)


def open_index(settings: Settings, embedder: Embedder, *, create: bool = False) -> LocalIndex:
    """The index, for questions and for writing; made empty if missing and `create`."""
    return LocalIndex(
        settings.index, model=embedder.name, chunking=chunking(settings), create=create
    )


def open_index_without_model(settings: Settings) -> LocalIndex:
    """The index for those who only list, remove or check: no model is loaded."""
    return LocalIndex(settings.index)


def chunking(settings: Settings) -> str:
    """How passages are cut, as the index records it."""
    return f"{settings.passage_tokens} tokens"
