"""PDF, page by page: lines put together to paragraphs, words that a line end broke rejoined,
headers and footers that come again on every page marked as furniture, tables row by row."""

import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.cleaning import rejoined, vocabulary
from ingest.documents import Document, Finding
from ingest.errors import DocumentError
from ingest.loaders.building import DocumentBuilder
from ingest.loaders.columned import columned_tables
from ingest.loaders.gridded import Table, tables
from ingest.loaders.layout import Paragraph, Style, TextLine, paragraphs, style_of
from ingest.loaders.recognition import MISSING, can_recognise, recognised
from ingest.loaders.tables import add_rows
from ingest.loaders.text import add_text

if TYPE_CHECKING:
    import pypdfium2

SUFFIXES = (".pdf",)
MOST_PAGES = 20_000
MOST_RECOGNISED = 200
"""Pages without text that are read by text recognition; each takes seconds."""

_EDGE = 3
"""Lines at the top and at the bottom of a page that may be its header or footer."""
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"(?i)\W*(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\W*")
_NOT_A_TITLE = re.compile(
    r"(?i)\.\w{2,4}$|^\W*(?:untitled|anonymous|unspecified|microsoft word|document\d*)\b|^\S+_\S+$"
)
_BOLD = 600
_LEAST_SIZE = 3.0
_RECOGNITION_SCALE = 200 / 72


def load(path: Path, *, source: str) -> Iterator[Document]:
    """One Document with the page of each block.

    A page without text is read with tesseract where that is installed; a file that has no text at
    all without it raises DocumentError.
    """
    import pypdfium2

    builder = DocumentBuilder("PDF")
    try:
        file = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise DocumentError(_reason(str(error))) from None
    try:
        _add_file(builder, file)
    finally:
        file.close()
    yield builder.build(source, builder.metadata.get("title"))


def _reason(message: str) -> str:
    if "password" in message.lower():
        return "it is protected by a password; save it without one"
    return "it is damaged or cut off and cannot be opened as PDF; export it again"


def _add_file(builder: DocumentBuilder, file: "pypdfium2.PdfDocument") -> None:
    builder.pages = len(file)
    builder.metadata.update(_metadata(file))
    if len(file) > MOST_PAGES:
        raise DocumentError(f"it has {len(file)} pages, more than {MOST_PAGES}; split it")
    read = [_lines(file, number) for number in range(len(file))]
    pages = [lines for lines, _ in read]
    blank = [number for number, lines in enumerate(pages) if not lines]
    found = {number: _recognised(file, number) for number in blank[:MOST_RECOGNISED]}
    if not any(pages) and not any(found.values()):
        raise DocumentError(f"none of its {len(pages)} pages has text (scanned?); {MISSING}")
    without = [number + 1 for number in blank if not found.get(number)]
    if without:
        shown = ", ".join(map(str, without[:10])) + (", ..." if len(without) > 10 else "")
        builder.warn(f"pages without text: {shown}")
    if any(found.values()):
        recognised_pages = sum(map(bool, found.values()))
        builder.found([Finding("pages read by text recognition", recognised_pages)])
    _add_pages(builder, pages, [on_page for _, on_page in read], found)


def _metadata(file: "pypdfium2.PdfDocument") -> dict[str, str]:
    fields = file.get_metadata_dict(skip_empty=True)
    names = {"Title": "title", "Author": "author", "Subject": "subject", "CreationDate": "created"}
    found = {name: str(fields[key]).strip() for key, name in names.items() if key in fields}
    return {
        name: value
        for name, value in found.items()
        if not _NOT_A_TITLE.search(value.strip("() ")) or name == "created"
    }


def _lines(file: "pypdfium2.PdfDocument", number: int) -> tuple[list[TextLine], list[Table]]:
    """The lines of a page that hold anything, and the tables that some of them make."""
    page = file[number]
    text_page = page.get_textpage()
    try:
        text = text_page.get_text_range()
        lines = []
        letters = []
        offset = 0
        for raw in text.splitlines(keepends=True):
            line = raw.strip()
            if line:
                begin = offset + raw.index(line[0])
                lines.append(_line(text_page, line, begin, begin + len(line) - 1))
                letters.append((begin, begin + len(line) - 1))
            offset += len(raw)
        if len(text) != text_page.count_chars():  # letters and their places would not agree
            return lines, []
        ruled = tables(page, text_page, text, letters)
        return lines, [*ruled, *columned_tables(text_page, lines, letters, ruled)]
    finally:
        text_page.close()
        page.close()


def _line(text_page: "pypdfium2.PdfTextPage", text: str, first: int, last: int) -> TextLine:
    import pypdfium2.raw as pdfium

    most = text_page.count_chars() - 1
    first, last = min(first, most), min(last, most)
    # Three letters tell enough of a line; one of them may be a raised note mark.
    middle = (first + last) // 2
    boxes = [text_page.get_charbox(letter, loose=True) for letter in (first, middle, last)]
    size = float(pdfium.FPDFText_GetFontSize(text_page, middle))
    if size < _LEAST_SIZE:  # scaled elsewhere
        size = max(1.0, *(box[3] - box[1] for box in boxes))
    return TextLine(
        text=text,
        left=boxes[0][0],
        right=boxes[2][2],
        bottom=min(box[1] for box in boxes),
        top=max(box[3] for box in boxes),
        size=size,
        bold=pdfium.FPDFText_GetFontWeight(text_page, first) >= _BOLD,
    )


def _recognised(file: "pypdfium2.PdfDocument", number: int) -> str:
    """The text of a page that is only a picture; "" where nothing can read it."""
    if not can_recognise():
        return ""
    page = file[number]
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "page.png"
        page.render(scale=_RECOGNITION_SCALE, grayscale=True).to_pil().save(picture)
        page.close()
        return recognised(picture)


def _add_pages(
    builder: DocumentBuilder,
    pages: Sequence[Sequence[TextLine]],
    tabled: Sequence[Sequence[Table]],
    found: dict[int, str],
) -> None:
    around = _repeated(pages)
    style = style_of(pages)
    words = vocabulary("\n".join(line.text for lines in pages for line in lines))
    open_end: tuple[int, Paragraph | Table] | None = None
    for number, lines in enumerate(pages):
        edges = [n for n, line in enumerate(lines) if _at_edge(n, lines) and _is_edge(line, around)]
        # Rows are much alike; a table at a page's edge is furniture only if all of it is.
        kept = [table for table in tabled[number] if not set(table.lines) <= set(edges)]
        edges = [n for n in edges if not any(n in table.lines for table in kept)]
        blocks = list(_blocks(lines, edges, kept, style))
        if open_end is not None and blocks:
            open_end, blocks = _over_the_page(open_end, blocks)
        if blocks or number + 1 == len(pages):
            _add(builder, open_end, words)
            open_end = None
        builder.page = number + 1
        for edge in edges:
            builder.furniture(lines[edge].text)
        if found.get(number):
            add_text(builder, found[number])
        for block in blocks[:-1]:
            _add(builder, (number, block), words)
        open_end = (number, blocks[-1]) if blocks else open_end
    _add(builder, open_end, words)


def _blocks(
    lines: Sequence[TextLine], edges: Sequence[int], kept: Sequence[Table], style: Style
) -> Iterator[Paragraph | Table]:
    """The paragraphs and tables of a page, without the lines at its edges."""
    begins = {table.lines.start: table for table in kept}
    passed_over = {*edges, *(line for table in kept for line in table.lines)}
    between: list[TextLine] = []
    for number, line in enumerate(lines):
        if number in begins:
            yield from paragraphs(between, style)
            between = []
            yield begins[number]
        if number not in passed_over:
            between.append(line)
    yield from paragraphs(between, style)


def _over_the_page(
    end: tuple[int, Paragraph | Table], blocks: list[Paragraph | Table]
) -> tuple[tuple[int, Paragraph | Table], list[Paragraph | Table]]:
    """The last block of a page and the first ones of the next, put together where one goes on."""
    last, first = end[1], blocks[0]
    if isinstance(last, Table) and isinstance(first, Table):
        if len(last.rows[0]) == len(first.rows[0]):
            return end, [replace(first, heads=last.heads or last.rows[0]), *blocks[1:]]
    elif isinstance(last, Paragraph) and isinstance(first, Paragraph) and _goes_on(last, first):
        return (end[0], replace(last, text=f"{last.text}\n{first.text}")), blocks[1:]
    return end, blocks


def _add(
    builder: DocumentBuilder, numbered: tuple[int, Paragraph | Table] | None, words: Set[str]
) -> None:
    if numbered is None:
        return
    number, block = numbered
    builder.page = number + 1
    if isinstance(block, Table):
        _add_table(builder, block, words)
    elif block.kind == "heading":
        builder.heading(_mended(builder, block.text, words), level=block.level)
    elif block.kind == "item":
        builder.item(_mended(builder, block.text, words), marker=block.marker)
    else:
        builder.paragraph(_mended(builder, block.text, words))


def _add_table(builder: DocumentBuilder, table: Table, words: Set[str]) -> None:
    rows = [[_mended(builder, cell, words) for cell in row] for row in table.rows]
    if table.headed and (not table.heads or table.rows[0] == table.heads):
        add_rows(builder, rows)
    else:  # without heads, or one that goes on from the page before
        for row in rows:
            builder.row(row)


def _mended(builder: DocumentBuilder, text: str, words: Set[str]) -> str:
    joined = rejoined(text, words)
    builder.found(joined.repairs)
    return joined.text.replace("\ufffe", "-").replace("\x02", "-")


def _goes_on(last: Paragraph, following: Paragraph) -> bool:
    """Whether a paragraph at the foot of a page is continued at the head of the next."""
    return (
        last.kind != "heading"
        and following.kind == "paragraph"
        and not last.text.endswith((".", "!", "?", ":"))
        and following.text[:1].islower()
    )


def _at_edge(number: int, lines: Sequence[TextLine]) -> bool:
    edge = min(_EDGE, max(1, len(lines) // 6))
    return number < edge or number >= len(lines) - edge


def _is_edge(line: TextLine, repeated: Set[str]) -> bool:
    return _DIGITS.sub("#", line.text) in repeated or bool(_PAGE_NUMBER.fullmatch(line.text))


def _repeated(pages: Sequence[Sequence[TextLine]]) -> Set[str]:
    """Lines, without regard to numbers, that stand at the edge of at least a third of the pages."""
    counts: Counter[str] = Counter()
    for lines in pages:
        edge = {line.text for n, line in enumerate(lines) if _at_edge(n, lines)}
        counts.update({_DIGITS.sub("#", text) for text in edge})
    least = max(3, len(pages) / 3)
    return frozenset(text for text, count in counts.items() if count >= least)
