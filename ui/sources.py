"""How other programs are told where a document came from: without the server's folders."""

from pathlib import PurePosixPath, PureWindowsPath


def public_source(source: str) -> str:
    """A web address as it is, and a path below the folder that was ingested from as it is; of an
    upload, and of a file that lies anywhere else, the name alone."""
    if "://" in source:
        return source
    path = PurePosixPath(source)
    windows = PureWindowsPath(source)
    if windows.drive:
        return windows.name
    uploaded = path.parent.name == "uploads"
    return path.name if uploaded or path.is_absolute() or ".." in path.parts else source
