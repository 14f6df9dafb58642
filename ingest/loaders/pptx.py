"""PowerPoint presentations: a page a slide, with tables, captions and notes."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ingest.documents import Document
from ingest.loaders.building import DocumentBuilder
from ingest.loaders.ooxml import checked, properties
from ingest.loaders.tables import add_rows

SUFFIXES = (".pptx", ".pptm", ".ppsx")


def load(path: Path, *, source: str) -> Iterator[Document]:
    """One Document; each slide's title is a heading, its bullets are list items."""
    import pptx

    checked(path)
    file = pptx.Presentation(str(path))
    builder = DocumentBuilder("PPTX")
    builder.metadata.update(properties(file.core_properties))
    builder.pages = len(file.slides)
    for number, slide in enumerate(file.slides, start=1):
        builder.page = number
        _add_slide(builder, slide, number)
    yield builder.build(source, builder.metadata.get("title"))


def _add_slide(builder: DocumentBuilder, slide: Any, number: int) -> None:
    title = slide.shapes.title
    text = title.text_frame.text if title is not None and title.has_text_frame else ""
    builder.heading(text.replace("\v", " ") or f"Slide {number}", level=2 if number > 1 else 1)
    for shape in _in_order(slide.shapes):
        if title is None or shape.shape_id != title.shape_id:
            _add_shape(builder, shape)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        for line in slide.notes_slide.notes_text_frame.text.split("\n"):
            builder.paragraph(line)


def _in_order(shapes: Iterable[Any]) -> Iterator[Any]:
    """Shapes from top to bottom, then from left to right; groups opened."""
    placed = sorted(shapes, key=lambda shape: (shape.top or 0, shape.left or 0))
    for shape in placed:
        if hasattr(shape, "shapes"):
            yield from _in_order(shape.shapes)
        else:
            yield shape


def _add_shape(builder: DocumentBuilder, shape: Any) -> None:
    if getattr(shape, "has_table", False):
        add_rows(builder, ([cell.text for cell in row.cells] for row in shape.table.rows))
    elif getattr(shape, "has_chart", False):
        _add_chart(builder, shape.chart)
    elif shape.has_text_frame and _is_page_edge(shape):
        builder.furniture(shape.text_frame.text)
    elif shape.has_text_frame:
        paragraphs = [p for p in shape.text_frame.paragraphs if p.text.strip()]
        for paragraph in paragraphs:
            line = paragraph.text.replace("\v", " ")
            if len(paragraphs) > 1:
                builder.item(line, depth=1 + paragraph.level)
            else:
                builder.paragraph(line)
    else:
        described = shape._element.xpath(".//p:cNvPr/@descr")
        builder.paragraph(described[0] if described else "")


def _is_page_edge(shape: Any) -> bool:
    """Whether a shape holds the footer, the date or the slide's number."""
    from pptx.enum.shapes import PP_PLACEHOLDER

    edges = (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.SLIDE_NUMBER)
    return shape.is_placeholder and shape.placeholder_format.type in edges


def _add_chart(builder: DocumentBuilder, chart: Any) -> None:
    """A chart as the table behind it."""
    if chart.has_title and chart.chart_title.has_text_frame:
        builder.paragraph(chart.chart_title.text_frame.text)
    try:
        categories = [str(category) for category in chart.plots[0].categories]
        series = [(one.name, [str(value) for value in one.values]) for one in chart.series]
    except (ValueError, NotImplementedError, IndexError):  # a kind of chart without categories
        return
    add_rows(
        builder,
        [
            ["Category", *(name for name, _ in series)],
            *(
                [category, *row]
                for category, *row in zip(
                    categories, *(values for _, values in series), strict=False
                )
            ),
        ],
    )
