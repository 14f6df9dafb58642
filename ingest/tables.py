"""The cells of a table's row."""

from collections.abc import Sequence

SEPARATOR = " | "
"""Stands between the cells of a row in a document's text."""


def spread(row: Sequence[str | None]) -> tuple[str, ...]:
    """A row's cells, None standing for the further columns of a cell that spans several: empty
    ones, so that each cell stays below its column's head, and nothing at the row's end."""
    last = max((number for number, cell in enumerate(row, start=1) if cell is not None), default=0)
    return tuple(cell or "" for cell in row[:last])
