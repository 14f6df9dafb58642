"""Tables of a PDF page that are set in columns without drawn lines: what stands below each other
between the same white gaps.

Only where it is plain: lines that follow one another, white gaps that run through all of them, and
cells that are no running text. Everything else stays what it was.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean
from typing import TYPE_CHECKING

from ingest.loaders.gridded import Table
from ingest.loaders.layout import TextLine, is_marker
from ingest.loaders.tables import filled

if TYPE_CHECKING:
    import pypdfium2

_SPREAD = 0.62
"""Mean width of a letter, in letter sizes, from which a line must hold more than words and spaces:
prose has .45 to .55, typewriter letters .6."""
_GAP = 0.8
"""Letter sizes that columns are apart; a space between words has .25 to .35."""
_WIDE = 1.5
"""Letter sizes between two words that no cell has: there is a column that was not found."""
_LEAST_ROWS = 3
_LEVELS = ((8, 3.0), (8, 1.8), (2, 1.8), (0, 1.8))
"""Lines that may lie between those that are spread, such as cells of several lines, and letter
sizes of white space that end a table: the less, the surer, so what is no table as a whole is tried
in pieces."""
_MOST_LINES = 400
_SHORT = 25
"""Letters: the mean length of the cells of every column but one; more is text in columns."""
_LONG = 120
"""Letters: the mean length of the cells of that one."""


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    left: float
    right: float


@dataclass(slots=True)
class _Row:
    """Words at one height of the page, from the left."""

    top: float
    bottom: float
    words: list[_Word]


def columned_tables(
    text_page: "pypdfium2.PdfTextPage",
    lines: Sequence[TextLine],
    letters: Sequence[tuple[int, int]],
    taken: Sequence[Table],
) -> list[Table]:
    """The tables of a page among the lines that are in none of those `taken`. `letters`: the first
    and last letter of each line."""
    taken_lines = {number for table in taken for number in table.lines}
    free = [number not in taken_lines for number in range(len(lines))]

    def tables(among: range, level: int) -> list[Table]:
        found: list[Table] = []
        for run in _runs(lines, free, among, *_LEVELS[level]) if level < len(_LEVELS) else ():
            whole = _table(text_page, lines, letters, run)
            found += [whole] if whole else tables(run, level + 1)
        return found

    return tables(range(len(lines)), 0)


def _runs(
    lines: Sequence[TextLine], free: Sequence[bool], among: range, between: int, apart: float
) -> Iterator[range]:
    """Stretches of free lines that begin and end with spread ones."""
    begin = end = -1
    lowest = 0.0
    for number in among:
        line = lines[number]
        goes_on = (
            begin >= 0
            and free[number]
            and number - end <= between + 1
            and lowest - line.top <= apart * line.size
        )
        if begin >= 0 and not goes_on:
            yield range(begin, end + 1)
            begin = -1
        if free[number] and _is_spread(line):
            begin = number if begin < 0 else begin
            end = number
        lowest = min(lowest, line.bottom) if goes_on else line.bottom
    if begin >= 0:
        yield range(begin, end + 1)


def _is_spread(line: TextLine) -> bool:
    return " " in line.text and line.letter > _SPREAD * line.size


def _table(
    text_page: "pypdfium2.PdfTextPage",
    lines: Sequence[TextLine],
    letters: Sequence[tuple[int, int]],
    run: range,
) -> Table | None:
    if not _LEAST_ROWS <= len(run) <= _MOST_LINES:
        return None
    size = fmean(lines[number].size for number in run)
    rows = _rows(text_page, lines, letters, run)
    edges = _edges(rows, size)
    if not edges or _goes_on_below(lines, run, edges[0], size):
        return None
    if any(_has_hole(row, edges, _WIDE * size) for row in rows):
        return None
    cells = [_cells(row, edges) for row in rows]
    if any(_is_inside(above, row) for above, row in pairwise(cells)):
        return None
    merged = _merged(rows, cells)
    if not _is_table(merged):
        return None
    bold = [lines[number].bold for number in (run[0], run[-1])]
    return Table(run, tuple(map(tuple, merged)), headed=bold == [True, False] or _names(merged))


def _goes_on_below(lines: Sequence[TextLine], run: range, edge: float, size: float) -> bool:
    """Whether the line behind the last one belongs to one of the columns but the first."""
    if run.stop >= len(lines):
        return False
    line, lowest = lines[run.stop], min(lines[number].bottom for number in run)
    return line.left > edge and lowest - line.top <= size


def _rows(
    text_page: "pypdfium2.PdfTextPage",
    lines: Sequence[TextLine],
    letters: Sequence[tuple[int, int]],
    run: range,
) -> list[_Row]:
    """The words of the lines by their heights, from the top: a file may hold a row's cells in any
    order."""
    rows: list[_Row] = []
    for number in run:
        line = lines[number]
        middle = (line.top + line.bottom) / 2
        row = next((row for row in rows if row.bottom < middle < row.top), None)
        if row is None:
            row = _Row(line.top, line.bottom, [])
            rows.append(row)
        row.words += _words(text_page, line.text, letters[number][0])
    for row in rows:
        row.words.sort(key=lambda word: word.left)
    return sorted(rows, key=lambda row: -row.top)


def _words(text_page: "pypdfium2.PdfTextPage", text: str, first: int) -> Iterator[_Word]:
    place = 0
    for word in text.split():
        place = text.index(word, place)
        left = text_page.get_charbox(first + place, loose=True)[0]
        place += len(word)
        yield _Word(word, left, text_page.get_charbox(first + place - 1, loose=True)[2])


def _edges(rows: Sequence[_Row], size: float) -> list[float]:
    """Where columns are parted: the middles of the gaps that no row has a word in."""
    edges = []
    behind = None
    for left, right in sorted((word.left, word.right) for row in rows for word in row.words):
        if behind is not None and left - behind >= _GAP * size:
            edges.append((left + behind) / 2)
        behind = right if behind is None else max(behind, right)
    return edges


def _has_hole(row: _Row, edges: Sequence[float], most: float) -> bool:
    return any(
        word.left - last.right > most and not any(last.right < e < word.left for e in edges)
        for last, word in pairwise(row.words)
    )


def _cells(row: _Row, edges: Sequence[float]) -> list[str]:
    cells: list[list[str]] = [[] for _ in range(len(edges) + 1)]
    for word in row.words:
        cells[sum(word.left > edge for edge in edges)].append(word.text)
    return [" ".join(cell) for cell in cells]


def _is_inside(above: Sequence[str], row: Sequence[str]) -> bool:
    """Whether a row's first cell stands at the middle of cells of several lines, which begin above
    it: what is whose cannot be told by the first cell then."""
    return bool(row[0] and not above[0]) and any(
        cell[:1].islower() and before for before, cell in zip(above, row, strict=True)
    )


def _names(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row may name the columns: of two, only if the second holds figures, since
    most such tables are of names and what they mean."""
    figures = sum(_is_figure(row[1]) for row in rows[1:])
    return len(rows[0]) > 2 or (not _is_figure(rows[0][1]) and figures > len(rows) / 2)


def _merged(rows: Sequence[_Row], cells: Sequence[list[str]]) -> list[list[str]]:
    """Rows of the table: what goes on with the row above it is put together with that."""
    usual = _distance(rows, cells)
    wrapped = any(not row[0] and filled(row) == 1 for row in cells[1:])
    merged: list[list[str]] = []
    for number, row in enumerate(cells):
        near = number > 0 and rows[number - 1].top - rows[number].top < 0.8 * usual
        goes_on = wrapped or near if not row[0] else near and filled(row) == 1
        if merged and goes_on:
            both = zip(merged[-1], row, strict=True)
            merged[-1] = ["\n".join(filter(None, pair)) for pair in both]
        else:
            merged.append(row)
    return merged


def _distance(rows: Sequence[_Row], cells: Sequence[list[str]]) -> float:
    """How far apart rows are that are filled from their first cell on, at least; points."""
    full = [n for n, row in enumerate(cells) if row[0] and filled(row) > 1]
    return min((rows[a].top - rows[b].top for a, b in pairwise(full)), default=0.0)


def _is_figure(text: str) -> bool:
    """Whether a cell holds an amount, a date or a number rather than a name."""
    return sum(map(str.isdigit, text)) > sum(map(str.isalpha, text))


def _is_table(rows: Sequence[Sequence[str]]) -> bool:
    """Enough rows, most of them filled, and no running text, list or letters spread for looks."""
    columns = list(zip(*rows, strict=True))
    if len(rows) < _LEAST_ROWS or min(map(filled, columns)) < max(2, len(rows) / 3):
        return False
    lengths = sorted(sum(map(len, column)) / filled(column) for column in columns)
    several = sum(filled(row) > 1 for row in rows)
    return (
        several >= 0.75 * len(rows)
        and lengths[-1] <= _LONG
        and lengths[-2] <= _SHORT
        and not all(is_marker(cell) for cell in columns[0] if cell)
    )
