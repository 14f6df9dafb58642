"""Lines on a page -> headings, paragraphs and list items, by where they stand and how large."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

_MARKER = re.compile(r"(?P<marker>[•◦▪●○‣∙·⁃➢✓*–—-]|\(?(?:\d{1,3}|[a-z])[.)])[ \t]+(?=\S)")
_NUMBERED = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*\.?|[A-Z]\.|[IVX]{1,5}\.)[ \t]+[A-Z]")
_HYPHENS = ("\ufffe", "\x02", "\u2010", "\xad")
"""What PDFium gives for a hyphen that only a line's end made necessary; and others that
hardly stand anywhere else."""

_LARGER = 1.12
_LONGEST_HEADING = 120
_NEIGHBOURS = 12


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of a page: its text, its box in points (y upwards), its letters' size and weight."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    bold: bool

    @property
    def letter(self) -> float:
        """Mean width of a letter."""
        return max(0.1, (self.right - self.left) / max(1, len(self.text)))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together, joined by line breaks; `level` is a heading's or an item's."""

    kind: Literal["heading", "paragraph", "item"]
    text: str
    level: int = 0
    marker: str = ""


@dataclass(frozen=True, slots=True)
class Style:
    """A document's usual letter size, the sizes of its headings, largest first, whether most of it
    is bold, and the usual white space between lines, in points."""

    body: float
    headings: tuple[float, ...]
    bold: bool
    gap: float


def style_of(pages: Sequence[Sequence[TextLine]]) -> Style:
    """The size in which most of the text is set is the body's; larger, short lines are headings."""
    sizes: Counter[float] = Counter()
    bold = 0
    for lines in pages:
        for line in lines:
            sizes[round(line.size, 1)] += len(line.text)
            bold += len(line.text) if line.bold else 0
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    larger = sorted((size for size in sizes if size >= body * _LARGER), reverse=True)
    merged: list[float] = []
    for size in larger:
        if not merged or merged[-1] / size >= 1.05:
            merged.append(size)
    gaps = Counter(
        round(last.bottom - line.top)
        for lines in pages
        for last, line in pairwise(lines)
        if 0 <= last.bottom - line.top <= 3 * line.size
    )
    gap = float(gaps.most_common(1)[0][0]) if gaps else 0.0
    return Style(body, tuple(merged[:4]), bold > sizes.total() / 3, gap)


def paragraphs(lines: Sequence[TextLine], style: Style) -> Iterator[Paragraph]:
    """The paragraphs of one page in the order of its lines."""
    group: list[TextLine] = []
    for number, line in enumerate(lines):
        if group and _begins_new(group, line, _limit(lines, number), style):
            yield _paragraph(group, style)
            group = []
        group.append(line)
    if group:
        yield _paragraph(group, style)


def _limit(lines: Sequence[TextLine], number: int) -> float:
    """The right margin here: how far the lines around go that begin at about the same place."""
    line = lines[number]
    around = lines[max(0, number - _NEIGHBOURS) : number + _NEIGHBOURS]
    return max(
        (other.right for other in around if abs(other.left - line.left) < 4 * line.size),
        default=line.right,
    )


def is_marker(text: str) -> bool:
    """Whether a text is nothing but the mark of a list's item."""
    marked = _MARKER.match(f"{text} x")
    return marked is not None and marked.end() > len(text)


def _begins_new(group: Sequence[TextLine], line: TextLine, limit: float, style: Style) -> bool:
    last = group[-1]
    if last.text.endswith(_HYPHENS):
        return False
    if abs(last.size - line.size) > 0.06 * last.size or _MARKER.match(line.text):
        return True
    is_heading = _heading_level(last, style) > 0
    if is_heading != (_heading_level(line, style) > 0) or (is_heading and last.bold != line.bold):
        return True
    gap = last.bottom - line.top
    if gap > max(0.9 * line.size, style.gap + 0.35 * line.size) or gap < -2.5 * line.size:
        return True  # white space between them, or the next column
    if len(group) >= 2 and not is_heading:
        usual = group[-2].bottom - last.top
        if gap > usual + 0.35 * line.size:
            return True
    first_word = line.text.split(" ", 1)[0]
    fits = last.right + (len(first_word) + 2) * last.letter < limit
    indented = line.left > last.left + 0.8 * line.size and last.text.endswith((".", "!", "?", ":"))
    return fits or (indented and not _MARKER.match(group[0].text))


def _heading_level(line: TextLine, style: Style) -> int:
    """1.. for a heading, 0 for anything else."""
    if len(line.text) > _LONGEST_HEADING or not any(map(str.isalpha, line.text)):
        return 0
    for level, size in enumerate(style.headings, start=1):
        if line.size >= size * 0.97:
            return level
    if line.size < style.body * 0.97 or line.text.endswith((".", ",", ";")) or len(line.text) > 80:
        return 0
    if (line.bold and not style.bold) or (_NUMBERED.match(line.text) and len(line.text) <= 60):
        return len(style.headings) + 1
    return 0


def _paragraph(group: Sequence[TextLine], style: Style) -> Paragraph:
    text = "\n".join(line.text for line in group)
    level = _heading_level(group[0], style)
    if level and len(text) <= 2 * _LONGEST_HEADING:
        return Paragraph("heading", text, level)
    marked = _MARKER.match(text)
    if marked:
        marker = marked["marker"]
        shown = marker if marker[-1] in ".)" else "-"
        return Paragraph("item", text[marked.end() :], 1, shown)
    return Paragraph("paragraph", text)
