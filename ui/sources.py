"""How people and other programs are told where a document came from."""

from pathlib import PurePath, PurePosixPath, PureWindowsPath


def shown_source(source: str) -> str:
    """On the page: the path; for an uploaded file its name, since no one chose where it lies."""
    path = PurePath(source)
    return f"{path.name} (uploaded)" if path.parent.name == "uploads" else source


def public_source(source: str) -> str:
    """To other programs, without the server's folders: a web address as it is, and a path below the
    folder that was ingested from as it is; of an upload, and of a file that lies anywhere else, the
    name alone."""
    if "://" in source:
        return source
    path = PurePosixPath(source)
    windows = PureWindowsPath(source)
    if windows.drive:
        return windows.name
    uploaded = path.parent.name == "uploads"
    return path.name if uploaded or path.is_absolute() or ".." in path.parts else source
