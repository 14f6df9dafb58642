"""Lines that are drawn on a PDF page -> grids of cells.

Only the lines themselves, straight ones along the page, are looked at; rectangles count as their
four sides. What touches belongs to one grid. A missing piece of line between two fields makes them
one cell.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pypdfium2

_NEAR = 3.0
"""Points within which two lines count as one, and two ends as touching."""
_SHORTEST = 4.0
_MOST_OBJECTS = 20_000
_MOST_SEGMENTS = 400
"""Of one path: more is a drawing."""
_MOST_RULES = 400
"""Of one page, each way, after pieces are put together: more is a map or a chart."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn line: at one y (or x, where it stands upright), from `begin` to `end`, in points."""

    at: float
    begin: float
    end: float


@dataclass(frozen=True, slots=True)
class Grid:
    """Where a grid's columns and rows are parted (points; `ys` falling, since pages are read
    downwards), and for each field, row by row, the field that begins its cell."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    owners: tuple[tuple[int, int], ...]

    @property
    def columns(self) -> int:
        return len(self.xs) - 1

    @property
    def rows(self) -> int:
        return len(self.ys) - 1

    def cell(self, x: float, y: float) -> tuple[int, int] | None:
        """Row and column of the cell in which a point lies, None outside of the grid."""
        if not (self.xs[0] <= x <= self.xs[-1] and self.ys[-1] <= y <= self.ys[0]):
            return None
        column = sum(x > edge for edge in self.xs[1:-1])
        row = sum(y < edge for edge in self.ys[1:-1])
        return self.owners[row * self.columns + column]


def grids(page: "pypdfium2.PdfPage") -> list[Grid]:
    """The grids of a page with at least two columns and two rows, from the top."""
    across: list[Rule] = []
    upright: list[Rule] = []
    for x0, y0, x1, y1 in _segments(page):
        if abs(y1 - y0) < 1 and abs(x1 - x0) >= _SHORTEST:
            across.append(Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif abs(x1 - x0) < 1 and abs(y1 - y0) >= _SHORTEST:
            upright.append(Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
    across, upright = _joined(across), _joined(upright)
    if max(len(across), len(upright)) > _MOST_RULES:
        return []
    made = (_grid(some, others) for some, others in _connected(across, upright))
    return sorted((grid for grid in made if grid is not None), key=lambda grid: -grid.ys[0])


def _segments(page: "pypdfium2.PdfPage") -> Iterator[tuple[float, float, float, float]]:
    """Straight pieces of the visible paths of a page, in its coordinates."""
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFPage_CountObjects(page)
    for number in range(count if count <= _MOST_OBJECTS else 0):
        path = pdfium.FPDFPage_GetObject(page, number)
        if pdfium.FPDFPageObj_GetType(path) == pdfium.FPDF_PAGEOBJ_PATH:
            yield from _pieces(path, pdfium)


def _pieces(path: Any, pdfium: Any) -> Iterator[tuple[float, float, float, float]]:
    from ctypes import byref, c_float, c_int

    count = pdfium.FPDFPath_CountSegments(path)
    fill, stroke = c_int(), c_int()
    pdfium.FPDFPath_GetDrawMode(path, byref(fill), byref(stroke))
    matrix = pdfium.FS_MATRIX()
    readable = pdfium.FPDFPageObj_GetMatrix(path, byref(matrix))
    if not readable or count > _MOST_SEGMENTS or not (fill.value or stroke.value):
        return
    start = last = (0.0, 0.0)
    x, y = c_float(), c_float()
    for number in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, number)
        pdfium.FPDFPathSegment_GetPoint(segment, byref(x), byref(y))
        point = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield (*last, *point)
        last = point
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield (*last, *start)


def _joined(rules: Iterable[Rule]) -> list[Rule]:
    """Pieces of the same line as one."""
    joined: list[Rule] = []
    for line in _clusters(sorted(rules, key=lambda rule: rule.at)):
        at = sum(rule.at for rule in line) / len(line)
        begin = end = None
        for rule in sorted(line, key=lambda rule: rule.begin):
            if begin is None or end is None:
                begin, end = rule.begin, rule.end
            elif rule.begin <= end + _NEAR:
                end = max(end, rule.end)
            else:
                joined.append(Rule(at, begin, end))
                begin, end = rule.begin, rule.end
        if begin is not None and end is not None:
            joined.append(Rule(at, begin, end))
    return joined


def _clusters(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    line: list[Rule] = []
    for rule in rules:
        if line and rule.at - line[0].at > _NEAR:
            yield line
            line = []
        line.append(rule)
    if line:
        yield line


def _connected(
    across: Sequence[Rule], upright: Sequence[Rule]
) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Lines that touch one another, group by group."""
    left = set(range(len(upright)))
    free = set(range(len(across)))
    while free:
        rows, columns = {free.pop()}, set[int]()
        new = set(rows)
        while new:
            found = {c for c in left if any(_touch(across[r], upright[c]) for r in new)}
            left -= found
            columns |= found
            new = {r for r in free if any(_touch(across[r], upright[c]) for c in found)}
            free -= new
            rows |= new
        yield [across[r] for r in sorted(rows)], [upright[c] for c in sorted(columns)]


def _touch(across: Rule, upright: Rule) -> bool:
    return (
        across.begin - _NEAR <= upright.at <= across.end + _NEAR
        and upright.begin - _NEAR <= across.at <= upright.end + _NEAR
    )


def _grid(across: Sequence[Rule], upright: Sequence[Rule]) -> Grid | None:
    if not across or not upright:
        return None
    # A table's outer lines are often not drawn: it goes as far as its lines do.
    xs = _places([r.at for r in upright] + [_least(across), _most(across)])
    ys = _places([r.at for r in across] + [_least(upright), _most(upright)])[::-1]
    if len(xs) < 3 or len(ys) < 3:
        return None
    owners: list[tuple[int, int]] = []
    for row, (top, bottom) in enumerate(pairwise(ys)):
        for column, (begin, end) in enumerate(pairwise(xs)):
            owner = (row, column)
            if column and not _drawn(upright, begin, (top + bottom) / 2):
                owner = owners[-1]
            elif row and not _drawn(across, top, (begin + end) / 2):
                owner = owners[(row - 1) * (len(xs) - 1) + column]
            owners.append(owner)
    return Grid(tuple(xs), tuple(ys), tuple(owners))


def _least(rules: Sequence[Rule]) -> float:
    return min(rule.begin for rule in rules)


def _most(rules: Sequence[Rule]) -> float:
    return max(rule.end for rule in rules)


def _places(values: Iterable[float]) -> list[float]:
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > _NEAR:
            places.append(value)
    return places


def _drawn(rules: Sequence[Rule], at: float, where: float) -> bool:
    """Whether a line at `at` runs past `where`."""
    return any(
        abs(rule.at - at) <= _NEAR and rule.begin - _NEAR <= where <= rule.end + _NEAR
        for rule in rules
    )
