"""Word documents: headings and lists by their styles, tables, equations, notes."""

import re
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.documents import Document
from ingest.loaders.building import DocumentBuilder
from ingest.loaders.docx_numbering import Numbering, Place
from ingest.loaders.docx_text import paragraph_text
from ingest.loaders.ooxml import checked, properties
from ingest.tables import spread

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import Table
    from docx.text.paragraph import Paragraph

SUFFIXES = (".docx", ".docm")

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVEL = re.compile(r"(?i)^(?:heading|überschrift|titre|título|titolo|kop)\s*(\d)")
_LONGEST_BOLD_HEADING = 80


def load(path: Path, *, source: str) -> Iterator[Document]:
    """One Document. Comments and deleted text are not part of it."""
    import docx

    checked(path)
    file = docx.Document(str(path))
    builder = DocumentBuilder("DOCX")
    builder.metadata.update(properties(file.core_properties))
    title = _add_body(builder, file)
    if not builder.empty:
        _add_page_edges(builder, file)
    yield builder.build(source, title or builder.metadata.get("title"))


def _add_body(builder: DocumentBuilder, file: "WordDocument") -> str:
    """Append the body; the text of the paragraph in the style "Title", if there is one."""
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    title = ""
    numbering = Numbering(file)
    for block in file.iter_inner_content():
        if isinstance(block, Table):
            _add_table(builder, block)
            for paragraph in block._tbl.iter(f"{_WORD}p"):  # a list may go on behind the table
                numbering.place(paragraph)
        elif isinstance(block, Paragraph):
            text = paragraph_text(block._p)
            style = _style(block)
            if style == "title" and not title:
                title = " ".join(text.split())
            place = numbering.place(block._p)
            _add_paragraph(builder, block, text, style, place)
    return title


def _add_page_edges(builder: DocumentBuilder, file: "WordDocument") -> None:
    """What stands at the head and foot of the pages, each text once, behind all else."""
    seen: set[str] = set()
    for section in file.sections:
        edges = (
            *(section.header, section.first_page_header, section.even_page_header),
            *(section.footer, section.first_page_footer, section.even_page_footer),
        )
        for edge in edges:
            if edge.is_linked_to_previous:  # or there is none
                continue
            for paragraph in edge._element.iter(f"{_WORD}p"):
                text = " ".join(paragraph_text(paragraph).split())
                if text not in seen:
                    builder.furniture(text)
                seen.add(text)


def _add_paragraph(
    builder: DocumentBuilder, block: "Paragraph", text: str, style: str, place: Place | None
) -> None:
    level = _LEVEL.match(style)
    depth = _list_depth(style, place)
    if style == "title":
        builder.heading(text, level=1)
    elif level:
        builder.heading(text, level=min(6, int(level[1])))
    elif depth:
        builder.item(text, depth=depth, marker=place.marker if place else "-")
    elif "code" in style or style.startswith("html pre"):
        builder.code(text)
    elif _is_bold(block) and 0 < len(text.strip()) <= _LONGEST_BOLD_HEADING:
        builder.heading(text, level=4)
    else:
        builder.paragraph(text, label=_bold_label(block))


def _style(block: "Paragraph") -> str:
    try:
        return (block.style.name or "").lower() if block.style is not None else ""
    except KeyError:
        return ""


def _list_depth(style: str, place: Place | None) -> int:
    """1.. for a list item, 0 for anything else."""
    if place is not None and place.direct:
        return 1 + place.level
    if style.startswith("list") and style not in ("list", "list paragraph"):
        last = style[-1]
        return int(last) if last.isdecimal() and last != "0" else 1
    return 1 + place.level if place is not None else 0


def _is_bold(block: "Paragraph") -> bool:
    runs = [run for run in block.runs if run.text.strip()]
    return (
        bool(runs)
        and all(run.bold for run in runs)
        and not block.text.rstrip().endswith((".", ",", ";"))
    )


def _bold_label(block: "Paragraph") -> str:
    """The bold words with which a paragraph begins, or nothing."""
    return "".join(run.text for run in takewhile(lambda run: run.bold, block.runs))


def _add_table(builder: DocumentBuilder, table: "Table") -> None:
    """A table's rows, the first as column heads where there are at least two columns and rows."""
    rows = [_cells(row) for row in table.rows]
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    for number, row in enumerate(rows):
        if number == 0 and len(rows) > 1 and len(row) > 1 and all(cell.strip() for cell in row):
            builder.head(row)
        else:
            builder.row(row)


def _cells(row: Any) -> tuple[str, ...]:
    """The texts of a row's cells; one that spans several columns is read once."""
    cells: list[str | None] = []
    seen = None
    for cell in row.cells:
        text = "\n".join(paragraph_text(paragraph) for paragraph in cell._tc.iter(f"{_WORD}p"))
        cells.append(text if cell._tc is not seen else None)
        seen = cell._tc
    return spread(cells)
