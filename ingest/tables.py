"""What the cells of a table's row are called: its column heads, as the document has them."""

from collections.abc import Sequence

from ingest.documents import Document, Passage

SEPARATOR = " | "
"""Stands between the cells of a row in a document's text."""


def cells(line: str) -> tuple[str, ...]:
    """The cells of a row or of column heads, the empty ones too."""
    return tuple(cell.strip() for cell in f" {line} ".split(SEPARATOR))


def spread(row: Sequence[str | None]) -> tuple[str, ...]:
    """A row's cells, None standing for the further columns of a cell that spans several: empty
    ones, so that each cell stays below its column's head, and nothing at the row's end."""
    last = max((number for number, cell in enumerate(row, start=1) if cell is not None), default=0)
    return tuple(cell or "" for cell in row[:last])


def labelled(heads: str, row: str) -> tuple[tuple[str, str], ...]:
    """(head, cell) of each cell of `row` that holds something; nothing where there are more cells
    than heads, so that none is given the name of another."""
    names, values = cells(heads), cells(row)
    if not heads or len(values) > len(names):
        return ()
    return tuple((name, value) for name, value in zip(names, values, strict=False) if value)


def heads_of(passage: Passage) -> str:
    """The column heads of a passage's rows, or nothing; needs no look at the document."""
    if not any(unit.kind == "row" for unit in passage.units):
        return ""
    path = passage.section.split(" > ") if passage.section else []
    if path and path[0].casefold() == passage.title.casefold():
        path = path[1:]
    above = [line for line in (passage.title, " > ".join(path)) if line]
    lines = passage.context.split("\n")
    return lines[-1] if len(lines) == len(above) + 1 and lines[:-1] == above else ""


def heads_above(document: Document, position: int) -> tuple[int, int] | None:
    """(start, end) of the column heads of the row that begins at `position`; None without any."""
    found = None
    for block in document.blocks:
        if block.kind == "head":
            found = (block.start, block.end)
        elif block.kind != "row":
            found = None
        if block.start >= position:
            return found
    return None
