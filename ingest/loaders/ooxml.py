"""What Office documents, books and archives share: ZIP archives, of XML."""

import zipfile
from pathlib import Path
from typing import Any

from ingest.errors import DocumentError

MOST_UNPACKED = 512 * 1024 * 1024
MOST_ENTRIES = 20_000
_LEAST_SUSPECT = 16 * 1024 * 1024
_MOST_RATIO = 200


def checked(path: Path) -> None:
    """Refuse archives that are damaged, have a password or unpack to far more than they are."""
    try:
        with zipfile.ZipFile(path) as archive:
            check_entries(archive.infolist())
    except zipfile.BadZipFile:
        raise DocumentError("it is damaged or cut off; save or download it again") from None


def check_entries(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse by the table of contents alone, before anything is unpacked."""
    if len(entries) > MOST_ENTRIES:
        raise DocumentError(f"it holds {len(entries)} entries, more than {MOST_ENTRIES}")
    if any(entry.flag_bits & 1 for entry in entries):
        raise DocumentError("it is protected by a password; unpack it or save it without one")
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    bomb = unpacked > _LEAST_SUSPECT and unpacked > _MOST_RATIO * max(1, packed)
    if unpacked > MOST_UNPACKED or bomb:
        raise DocumentError(
            f"it would unpack to {unpacked / 1e6:,.0f} MB (a decompression bomb?); not unpacked"
        )


def parsed_xml(content: bytes) -> Any:
    """The root element; entities are not resolved, nothing is fetched, depth and size bounded."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise DocumentError(f"it is no valid XML ({error.msg})") from None


def properties(core: Any) -> dict[str, str]:
    """Title, author and the like from an Office document's core properties."""
    found = {}
    for name, attribute in (
        ("title", "title"),
        ("author", "author"),
        ("subject", "subject"),
        ("keywords", "keywords"),
        ("updated", "modified"),
    ):
        value = getattr(core, attribute, None)
        if value:
            found[name] = str(value)
    return found
