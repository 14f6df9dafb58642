"""What the table formats share: which row holds the column heads, and rows as text."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from ingest.loaders.building import DocumentBuilder

MOST_ROWS = 500_000
_OPENING = 10
"""Rows that are looked at before the first is written."""

_MOST_ABOVE = 5
"""Rows that may stand above the column heads."""

_LONGEST_TITLE = 120


def add_rows(
    builder: DocumentBuilder, rows: Iterable[Sequence[str]], *, title_level: int = 0
) -> None:
    """Append a table; its first row with text in every used column is the column heads.

    A title above them is a paragraph, or a heading of `title_level`: for formats where nothing
    but the table follows it.
    """
    used = _used(builder, rows)
    opening = list(islice(used, _OPENING))
    heads = _heads_among(opening)
    for number, cells in enumerate(opening):
        if number == heads:
            builder.head(cells)
        elif number < heads and filled(cells) == 1:
            _add_title(builder, "".join(cells), title_level if number == 0 else 0)
        else:
            builder.row(cells)
    for cells in used:
        builder.row(cells)


def _used(builder: DocumentBuilder, rows: Iterable[Sequence[str]]) -> Iterator[list[str]]:
    """The rows that hold anything, without the empty cells at their ends."""
    number = 0
    for row in rows:
        cells = _trimmed(row)
        if not cells:
            continue
        number += 1
        if number > MOST_ROWS:
            builder.warn(f"only the first {MOST_ROWS} rows were read")
            break
        yield cells


def _trimmed(row: Sequence[str]) -> list[str]:
    cells = list(row)
    while cells and not cells[-1].strip():
        cells.pop()
    return cells if any(cell.strip() for cell in cells) else []


def filled(cells: Sequence[str]) -> int:
    """How many cells hold anything."""
    return sum(1 for cell in cells if cell.strip())


def _add_title(builder: DocumentBuilder, text: str, level: int) -> None:
    if level and len(text) <= _LONGEST_TITLE:
        builder.heading(text, level=level)
    else:
        builder.paragraph(text)


def _heads_among(rows: Sequence[Sequence[str]]) -> int:
    """The number of the row that holds the column heads, -1 if none does: the first, or below a
    title, which fills one cell, the first that is as wide as what follows it."""
    if len(rows) > 1 and (_are_heads(rows[0]) or _are_heads_beside_names(rows)):
        return 0
    if not rows or filled(rows[0]) != 1:
        return -1
    for number in range(1, min(_MOST_ABOVE, len(rows) - 2) + 1):
        below = [len(cells) for cells in rows[number + 1 :]]
        if _are_heads(rows[number]) and max(below) == len(rows[number]):
            return number
    return -1


def _are_heads(cells: Sequence[str]) -> bool:
    """Names: every one there, none a number or, as in forms, ending in a colon, no two alike."""
    names = [cell.strip() for cell in cells]
    return (
        len(names) > 1
        and all(names)
        and not any(_is_number(name) or name.endswith(":") for name in names)
        and len(set(names)) == len(names)
    )


def _are_heads_beside_names(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names all columns but the first, which holds the rows' own names."""
    return (
        not rows[0][0].strip()
        and _are_heads(rows[0][1:])
        and all(row[0].strip() and not _is_number(row[0]) for row in rows[1:])
    )


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "").strip("%$€£ "))
    except ValueError:
        return False
    return True
