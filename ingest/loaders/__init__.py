"""Files -> Documents. One module a format; a new format is a new module here.

A module is a loader if it has `SUFFIXES` (lower case, with the dot) and
`load(path, *, source) -> Iterator[Document]`. Libraries that read a format are imported by its
loader when it is used, so that importing this package costs nothing.
"""

import importlib
import pkgutil
import stat
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

from ingest.documents import Document
from ingest.errors import DocumentError
from ingest.loaders.sniffing import format_of


@cache
def loaders() -> dict[str, ModuleType]:
    """Every loader of this folder by its name."""
    modules = (
        importlib.import_module(f"{__name__}.{found.name}")
        for found in pkgutil.iter_modules(__path__)
    )
    return {
        module.__name__.rpartition(".")[2]: module
        for module in modules
        if hasattr(module, "SUFFIXES") and hasattr(module, "load")
    }


@cache
def suffixes() -> dict[str, str]:
    """The name of the loader for each suffix."""
    return {suffix: name for name, module in loaders().items() for suffix in module.SUFFIXES}


def load(path: Path, *, source: str | None = None) -> Iterator[Document]:
    """The Documents of a file: one, or more where it is an archive.

    The loader is chosen by the file's suffix, and by its content where the two disagree. `source`
    is what citations show, by default the path. Raises DocumentError, in one line, for whatever
    cannot be read; a document that came before is kept by the caller.
    """
    source = str(path) if source is None else source
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise DocumentError("it is not a regular file (a pipe, device or folder)")
        if not status.st_size:
            raise DocumentError("it is empty")
        name = format_of(path, suffixes().get(path.suffix.lower()))
        if name not in loaders():
            raise DocumentError(f"the format {name!r} is not supported")
        yield from loaders()[name].load(path, source=source)
    except DocumentError:
        raise
    except FileNotFoundError:
        raise DocumentError("it is gone (deleted or renamed while it was read)") from None
    except OSError as error:
        raise DocumentError(f"it cannot be opened: {error.strerror or error}") from error
    except RecursionError:
        raise DocumentError("it is nested too deeply to be read") from None
    except MemoryError:
        raise DocumentError("it does not fit into memory; split it into smaller files") from None
    except Exception as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise DocumentError(f"it is damaged or not what its name says ({reason})") from error
