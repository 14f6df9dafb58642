"""E-books (EPUB): chapters in reading order."""

import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from ingest.documents import Document
from ingest.errors import DocumentError
from ingest.loaders.building import DocumentBuilder
from ingest.loaders.html import add_html, decode_page
from ingest.loaders.ooxml import checked, parsed_xml

SUFFIXES = (".epub",)

_CONTAINER = "META-INF/container.xml"
_DUBLIN_CORE = {"title": "title", "creator": "author", "description": "summary", "date": "date"}


def load(path: Path, *, source: str) -> Iterator[Document]:
    """One Document: what the book says of itself, then its chapters."""
    checked(path)
    builder = DocumentBuilder("EPUB")
    with zipfile.ZipFile(path) as archive:
        if "META-INF/encryption.xml" in archive.namelist() and "META-INF/rights.xml" in (
            archive.namelist()
        ):
            raise DocumentError("it is protected against copying (DRM) and cannot be read")
        package = _package_path(archive)
        root = _parsed(archive, package)
        builder.metadata.update(_metadata(root))
        title = builder.metadata.get("title", "")
        builder.heading(title)
        if "author" in builder.metadata:
            builder.paragraph(builder.metadata["author"])
        builder.paragraph(builder.metadata.get("summary", ""))
        names = set(archive.namelist())
        chapters = [name for name in _chapters(root, posixpath.dirname(package)) if name in names]
        builder.pages = len(chapters)
        for chapter in chapters:
            add_html(builder, decode_page(archive.read(chapter)), whole=True)
    yield builder.build(source, title)


def _package_path(archive: zipfile.ZipFile) -> str:
    container = _parsed(archive, _CONTAINER)
    for element in container.iter():
        if element.tag.endswith("rootfile"):
            return str(element.attrib["full-path"])
    raise DocumentError("it is a damaged e-book (no list of its parts)")


def _parsed(archive: zipfile.ZipFile, name: str) -> Any:
    try:
        return parsed_xml(archive.read(name))
    except KeyError:
        raise DocumentError(f"it is a damaged e-book ({name} is missing)") from None


def _metadata(root: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter():
        name = _DUBLIN_CORE.get(element.tag.rpartition("}")[2])
        if name and element.text and "purl.org/dc" in element.tag:
            text = " ".join(element.text.split())
            found[name] = f"{found[name]}, {text}" if name in found else text
    return found


def _chapters(root: Any, folder: str) -> Iterator[str]:
    """Paths in the archive of the parts of the book that are read one after the other."""
    parts = {
        element.attrib.get("id", ""): element.attrib.get("href", "")
        for element in root.iter()
        if element.tag.endswith("}item") and "nav" not in element.attrib.get("properties", "")
    }
    for element in root.iter():
        if element.tag.endswith("}itemref") and element.attrib.get("idref", "") in parts:
            yield posixpath.normpath(
                posixpath.join(folder, unquote(parts[element.attrib["idref"]]))
            )
