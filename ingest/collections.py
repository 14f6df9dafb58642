"""Collections: indexes side by side in one home, asked one at a time or all together.

The home's own index is the collection `main`. Each other one is a whole index in `collections/NAME`
below it, so that one can be deleted, copied or made anew without touching the others.
"""

import re
import shutil
import threading
import unicodedata
from collections.abc import Callable
from pathlib import Path

from ingest.errors import StoreError
from ingest.index_local import LocalIndex
from ingest.index_union import UnionIndex

MAIN = "main"
ALL = "all"
_FOLDER = "collections"
_NAME = re.compile(r"[^\W_](?:[\w -]{0,38}[\w-])?")


def checked_name(name: str) -> str:
    """The name of a collection in its one spelling; StoreError for what cannot be one.

    Letters, digits, blanks, `-` and `_` only, 1 to 40 of them: never a path, never hidden.
    """
    plain = unicodedata.normalize("NFC", " ".join(name.split()))
    if not _NAME.fullmatch(plain):
        raise StoreError(
            f"{name[:60]!r} is no name of a collection; use 1 to 40 letters, digits, blanks, "
            "hyphens and underscores"
        )
    return plain


def names_in(home: Path) -> list[str]:
    """The collections of a home: `main` first, then the others by name."""
    folder = home / _FOLDER
    found = (path.parent.name for path in folder.glob("*/records.sqlite3"))
    return [MAIN, *sorted((each for each in found if _NAME.fullmatch(each)), key=str.casefold)]


def folder_of(home: Path, name: str) -> Path:
    """Where the index of a collection lies; of a new one, where it will.

    StoreError for what is no name, and for `all`, which is no collection.
    """
    plain = checked_name(name)
    if plain.casefold() == ALL:
        raise StoreError("'all' stands for all collections together; name one of them")
    if plain.casefold() == MAIN:
        return home
    # One spelling of capitals: folders on some systems do not tell them apart.
    same = (each for each in names_in(home) if each.casefold() == plain.casefold())
    return home / _FOLDER / next(same, plain)


class Collections:
    """The collections of a home, each opened when it is first asked for. Safe for threads."""

    def __init__(self, home: Path, index: LocalIndex, open_index: Callable[[Path], LocalIndex]):
        """`index` is one of them that is open; `open_index` opens the index in a folder, made empty
        where there is none."""
        self.home = home
        self.all = UnionIndex(self._members)
        self._open_index = open_index
        self._opened = {MAIN if index.folder == home else index.folder.name: index}
        self._lock = threading.Lock()

    def names(self) -> list[str]:
        return names_in(self.home)

    def known(self, name: str) -> str:
        """The name as it is kept, or `main` where there is no such collection (any more)."""
        if name == ALL or name in self.names():
            return name
        return MAIN

    def make(self, name: str) -> str:
        """Make an empty collection; its name. StoreError where it cannot be, or is there."""
        folder = folder_of(self.home, name)
        if folder == self.home or (folder / "records.sqlite3").exists():
            raise StoreError(f"there is a collection {checked_name(name)!r} already")
        with self._lock:
            self._opened[folder.name] = self._open_index(folder)
        return folder.name

    def get(self, name: str) -> LocalIndex:
        """The index of a collection; StoreError where there is none of this name."""
        with self._lock:
            if name not in self._opened:
                if name not in self.names():
                    raise StoreError(f"there is no collection {name[:60]!r}")
                self._opened[name] = self._open_index(folder_of(self.home, name))
            return self._opened[name]

    def asked(self, name: str) -> LocalIndex | UnionIndex:
        """What answers for a name: one collection's index, or all of them."""
        return self.all if name == ALL else self.get(name)

    def holding(self, document_id: str) -> list[str]:
        """The collections that hold a document."""
        found = []
        for name in self.names():
            with self.get(name).snapshot() as snapshot:
                if snapshot.holds(document_id):
                    found.append(name)
        return found

    def delete(self, name: str) -> None:
        """Delete a collection with its documents; StoreError for `main` and for none."""
        if name == MAIN:
            raise StoreError("the main collection stays; remove its documents instead")
        index = self.get(name)
        with index.writer(), self._lock:
            self._opened.pop(name, None)
        index.close()
        shutil.rmtree(index.folder)

    def close(self) -> None:
        with self._lock:
            for index in self._opened.values():
                index.close()

    def _members(self) -> list[LocalIndex]:
        return [self.get(name) for name in self.names()]
