"""Files inside of files: archives and attachments."""

import posixpath
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import Protocol

from ingest.documents import Document
from ingest.errors import DocumentError

DEEPEST = 3
_depth: ContextVar[int] = ContextVar("depth", default=0)


class Warned(Protocol):
    """Whoever is told of the entries that could not be read."""

    def warn(self, warning: str) -> None: ...


def nested_documents(
    entries: Iterable[tuple[str, Callable[[], bytes]]], source: str, warned: Warned
) -> Iterator[Document]:
    """The Documents of entries (name, their bytes), with sources `source/name`.

    Nothing is ever written under an entry's own name, so that a name cannot lead anywhere.
    Raises DocumentError where archives lie within archives more than `DEEPEST` deep.
    """
    from ingest.loaders import load

    if _depth.get() >= DEEPEST:
        raise DocumentError(f"archives are nested more than {DEEPEST} deep")
    token = _depth.set(_depth.get() + 1)
    try:
        for name, read in entries:
            reason = refused(name)
            if reason:
                warned.warn(f"{name!r} left out: {reason}")
                continue
            with tempfile.TemporaryDirectory(prefix="citewell-") as folder:
                try:
                    file = Path(folder) / f"entry{_suffix(name)}"
                    file.write_bytes(read())
                    yield from load(file, source=f"{source}/{name}")
                except DocumentError as error:
                    warned.warn(f"{name!r} left out: {error}")
    finally:
        _depth.reset(token)


def refused(name: str) -> str:
    """Why an entry's name is refused; "" for a good one."""
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or name.startswith(("/", "\\")) or ":" in parts[0]:
        return "its name points outside of the archive"
    return ""


def _suffix(name: str) -> str:
    suffix = posixpath.splitext(name)[1]
    return suffix if suffix.isascii() and suffix[1:].isalnum() and len(suffix) <= 12 else ""
