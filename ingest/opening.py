"""The embedding model and the index that the settings name."""

from pathlib import Path

from ingest.collections import ALL, MAIN, Collections, folder_of, names_in
from ingest.embedding import Embedder
from ingest.embedding_local import LocalEmbedder
from ingest.errors import StoreError
from ingest.index_local import LocalIndex
from ingest.settings import Settings


def open_embedder(settings: Settings) -> Embedder:
    """The embedding model, loaded (compiled on its first use on this machine)."""
    return LocalEmbedder(settings.model, compiled=settings.compiled)


def open_index(settings: Settings, embedder: Embedder, *, create: bool = False) -> LocalIndex:
    """The index of the settings' collection; made empty if missing and `create`."""
    folder = folder_of(settings.index, settings.collection)
    _expected(settings, folder, create=create)
    return LocalIndex(folder, model=embedder.name, chunking=chunking(settings), create=create)


def open_collections(settings: Settings, embedder: Embedder, index: LocalIndex) -> Collections:
    """All collections of the home, of which one, `index`, is open."""

    def opened(folder: Path) -> LocalIndex:
        return LocalIndex(folder, model=embedder.name, chunking=chunking(settings), create=True)

    return Collections(settings.index, index, opened)


def open_main_of_all(settings: Settings, embedder: Embedder, *, create: bool = False) -> LocalIndex:
    """The home's own index to ask `all` with: empty where only other collections are there."""
    main = settings.model_copy(update={"collection": MAIN})
    return open_index(main, embedder, create=create or len(names_in(settings.index)) > 1)


def open_index_without_model(settings: Settings) -> LocalIndex:
    """The collection for those who only list, remove or check: no model is loaded."""
    folder = folder_of(settings.index, settings.collection)
    _expected(settings, folder)
    return LocalIndex(folder)


def _expected(settings: Settings, folder: Path, *, create: bool = False) -> None:
    """Raise StoreError for a collection that is not there, naming those that are."""
    if create or folder == settings.index or (folder / "records.sqlite3").is_file():
        return
    there = ", ".join([*names_in(settings.index), ALL])
    raise StoreError(f"there is no collection {folder.name!r} in {settings.index}; there: {there}")


def chunking(settings: Settings) -> str:
    """How passages are cut, as the index records it."""
    return f"{settings.passage_tokens} tokens"
