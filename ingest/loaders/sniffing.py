"""Which format a file has, by its first bytes: names of files are often wrong."""

import re
import zipfile
from pathlib import Path

from ingest.errors import DocumentError
from ingest.loaders.decoding import is_binary

_HEAD = 8 * 1024
_OFFICE = (("word/", "docx"), ("ppt/", "pptx"), ("xl/", "xlsx"))
_TEXT_FORMATS = frozenset(
    ("text", "markdown", "html", "csv", "json", "jsonl", "notebook", "email", "feed", "code")
)
_MARKUP = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html)\b", re.I | re.S
)
_FEED = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml.*?\?>\s*)?(?:<!--.*?-->\s*)*<(?:rss|feed|rdf:RDF)\b",
    re.I | re.S,
)
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM", b"RIFF")


def format_of(path: Path, by_suffix: str | None) -> str:
    """The loader's name for a file; `by_suffix` is what its suffix says, None if it says nothing.

    Text formats are told apart by the suffix first, since one looks like another.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    binary = _binary_format(path, head, by_suffix)
    if binary is not None:
        return binary
    if by_suffix is not None and by_suffix not in _TEXT_FORMATS:
        if is_binary(head):
            return by_suffix  # damaged: let its own loader say what is wrong
        if by_suffix not in ("image", "archive"):
            return _text_format(head) if head.strip(b"\0 \r\n\t") else by_suffix
    if by_suffix in (None, "text") and not is_binary(head):
        return _text_format(head)
    if by_suffix is None:
        raise DocumentError("its format is not known; rename it with the suffix of its format")
    return by_suffix


def _binary_format(path: Path, head: bytes, by_suffix: str | None) -> str | None:
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _zip_format(path, by_suffix)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _compound_format(path, by_suffix)
    if head.startswith(b"\x1f\x8b"):
        raise DocumentError("it is compressed with gzip; unpack it first")
    if head.startswith(_IMAGES) and is_binary(head):
        return "image"
    return None


def _zip_format(path: Path, by_suffix: str | None) -> str:
    """Office documents and books are ZIP archives: what is inside tells."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError):
        if by_suffix is None or by_suffix in _TEXT_FORMATS:
            raise DocumentError("it is a damaged archive or office file (cut off?)") from None
        return by_suffix
    if "[Content_Types].xml" in names:
        for folder, name in _OFFICE:
            if any(entry.startswith(folder) for entry in names):
                return name
    if "META-INF/container.xml" in names:
        return "epub"
    return "archive"


def _compound_format(path: Path, by_suffix: str | None) -> str:
    """Old Office files, Outlook messages and office files with a password share one container."""
    with path.open("rb") as file:
        content = file.read(4 * 1024 * 1024)
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise DocumentError("it is protected by a password; save it without one")
    for mark, name in (("__properties_version1.0", "msg"), ("Workbook", "xls"), ("Book", "xls")):
        if mark.encode("utf-16-le") in content:
            return name
    if "WordDocument".encode("utf-16-le") in content:
        raise DocumentError("it is in the old Word format; save it as .docx")
    if "PowerPoint Document".encode("utf-16-le") in content:
        raise DocumentError("it is in the old PowerPoint format; save it as .pptx")
    return by_suffix or "unknown"


def _text_format(head: bytes) -> str:
    if _MARKUP.match(head):
        return "html"
    if _FEED.match(head):
        return "feed"
    return "text"
