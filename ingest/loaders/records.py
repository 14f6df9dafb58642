"""Data of nested names and values -> sections, list items and text."""

from collections.abc import Mapping
from typing import Any

from ingest.loaders.building import DocumentBuilder

_TITLES = ("title", "name", "headline", "subject", "heading", "question")
_LEAST_PROSE = 80


def add_value(builder: DocumentBuilder, value: Any, *, level: int = 2, name: str = "") -> None:
    """Append a JSON value: names are headings or lead list items, long strings are paragraphs.

    Strings are kept to the character. Goes at most as deep as the parser has gone.
    """
    if isinstance(value, Mapping):
        add_record(builder, value, level=level, name=name)
    elif isinstance(value, list):
        if name and value:
            builder.heading(name, level=level)
        for entry in value:
            add_value(builder, entry, level=level + 1 if name else level)
    elif value is not None and value != "":
        text = value if isinstance(value, str) else _shown(value)
        if len(text) >= _LEAST_PROSE and text.count(" ") >= len(text) / 20:
            _add_prose(builder, text)
        else:
            builder.item(f"{name}: {text}" if name else text, exact=True)


def add_record(
    builder: DocumentBuilder, record: Mapping[str, Any], *, level: int = 2, name: str = ""
) -> None:
    """Append an object under the heading of its own title, else of the name it has."""
    key = next((key for key in _TITLES if isinstance(record.get(key), str)), None)
    own = record[key] if key is not None and 0 < len(record[key]) <= 200 else ""
    heading = own or name
    if heading:
        builder.heading(heading, level=level, exact=True)
    for field, value in record.items():
        if not (own and field == key):
            add_value(builder, value, level=level + 1, name=field)


def _add_prose(builder: DocumentBuilder, text: str) -> None:
    for paragraph in text.split("\n\n"):
        builder.paragraph(paragraph, exact=True)


def _shown(value: object) -> str:
    return (
        {True: "true", False: "false"}.get(value, str(value))
        if isinstance(value, bool)
        else str(value)
    )
