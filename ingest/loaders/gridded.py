"""Tables of a PDF page: the text in a grid of drawn lines, cell by cell.

A grid is taken for a table only if that loses nothing: every line of text that begins in it lies in
it as a whole, and every letter in one of its cells. Otherwise its lines stay running text.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.loaders.ruling import Grid, grids

if TYPE_CHECKING:
    import pypdfium2

_LONGEST_CELL = 600
"""Letters: more is a page set in boxes."""
_LEAST_UNRULED = 4
"""Lines of text, one below the other in a cell, that may be rows without lines between them."""


@dataclass(frozen=True, slots=True)
class Table:
    """`lines`: the numbers of the page's lines that it is made of; `rows`: its cells' texts, lines
    within a cell parted by line breaks. `heads`: the column heads of the table that it goes on;
    `headed`: whether its first row may be its own."""

    lines: range
    rows: tuple[tuple[str, ...], ...]
    heads: tuple[str, ...] = ()
    headed: bool = True


def tables(
    page: "pypdfium2.PdfPage",
    text_page: "pypdfium2.PdfTextPage",
    text: str,
    lines: Sequence[tuple[int, int]],
) -> list[Table]:
    """The tables of a page. `lines` are the first and last letter of each of its lines in `text`,
    which is all of the page's text, a character for each of its letters."""
    found: list[Table] = []
    for grid in grids(page):
        table = _table(grid, text_page, text, lines)
        if table is not None and not any(set(table.lines) & set(other.lines) for other in found):
            found.append(table)
    return found


def _table(
    grid: Grid,
    text_page: "pypdfium2.PdfTextPage",
    text: str,
    lines: Sequence[tuple[int, int]],
) -> Table | None:
    inside = [n for n, (first, _) in enumerate(lines) if _cell(grid, text_page, first) is not None]
    if not inside or inside[-1] - inside[0] + 1 != len(inside):
        return None
    cells: dict[tuple[int, int], list[str]] = defaultdict(list)
    for number in inside:
        begun: set[tuple[int, int]] = set()
        last: tuple[int, int] | None = None
        for letter in range(lines[number][0], lines[number][1] + 1):
            cell = last if text[letter].isspace() else _cell(grid, text_page, letter)
            if cell is None:
                return None
            if cell not in begun and cells[cell]:
                cells[cell].append("\n")
            begun.add(cell)
            cells[cell].append(text[letter])
            last = cell
    used = sorted({column for _, column in cells})
    every = [
        tuple("".join(cells.get((row, column), ())).strip() for column in used)
        for row in range(grid.rows)
    ]
    rows = [row for row in every if any(row)]
    return Table(range(inside[0], inside[-1] + 1), tuple(rows)) if _is_table(rows) else None


def _cell(grid: Grid, text_page: "pypdfium2.PdfTextPage", letter: int) -> tuple[int, int] | None:
    left, bottom, right, top = text_page.get_charbox(letter, loose=True)
    return grid.cell((left + right) / 2, (bottom + top) / 2)


def _is_table(rows: Sequence[Sequence[str]]) -> bool:
    """Two rows with two cells each, none as long as a text, none with rows without lines in it."""
    filled = sum(sum(map(bool, row)) >= 2 for row in rows)
    longest = max((len(cell) for row in rows for cell in row), default=0)
    one_body = len(rows) == 2 and sum("\n" in cell for cell in rows[1]) >= 2
    several = one_body or any(map(_is_several, rows))
    return filled >= 2 and longest <= _LONGEST_CELL and not several


def _is_several(row: Sequence[str]) -> bool:
    """Whether a row between drawn lines is several rows, or a form: cells of as many lines each, or
    lines too short to be one text that was only wrapped."""
    high = [cell.split("\n") for cell in row if cell.count("\n") + 1 >= _LEAST_UNRULED]
    return len({len(lines) for lines in high}) < len(high) or any(map(_is_ragged, high))


def _is_ragged(lines: Sequence[str]) -> bool:
    widest = max(map(len, lines))
    full = sum(len(line) >= 0.6 * widest for line in lines[:-1])
    return full < 0.75 * (len(lines) - 1)
