"""Heads and feet of pages and slides: kept in the text, marked, never made into passages."""

from pathlib import Path

import docx
import pptx
from pptx.enum.shapes import PP_PLACEHOLDER

from ingest.documents import Document
from ingest.loaders import load
from ingest.splitting import split


def _furniture(document: Document) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if b.kind == "furniture"]


def _searched(document: Document) -> str:
    passages = split(document, count_tokens=lambda text: len(text.split()), most_tokens=100)
    return "\n".join(passage.text for passage in passages)


def test_heads_and_feet_of_word_pages_are_furniture(tmp_path: Path) -> None:
    file = docx.Document()
    file.add_heading("Annual report", level=1)
    file.add_paragraph("The harbour was rebuilt after the storm of the year before.")
    file.sections[0].header.paragraphs[0].text = "Confidential draft"
    file.sections[0].footer.paragraphs[0].text = "Harbour authority, page"
    file.add_section()  # takes over both from the one before
    file.save(str(tmp_path / "report.docx"))
    (document,) = load(tmp_path / "report.docx")
    assert _furniture(document) == ["Confidential draft", "Harbour authority, page"]
    assert document.title == "Annual report"
    assert "rebuilt" in _searched(document)
    assert "Confidential" not in _searched(document)


def test_footer_and_number_of_a_slide_are_furniture(tmp_path: Path) -> None:
    file = pptx.Presentation()
    layout = file.slide_layouts[1]
    slide = file.slides.add_slide(layout)
    slide.shapes.title.text = "Tides"
    slide.placeholders[1].text = "The tide turns twice a day."
    for placeholder in layout.placeholders:
        if placeholder.placeholder_format.type == PP_PLACEHOLDER.FOOTER:
            slide.shapes.clone_placeholder(placeholder)
    footer = next(
        shape
        for shape in slide.placeholders
        if shape.placeholder_format.type == PP_PLACEHOLDER.FOOTER
    )
    footer.text_frame.text = "Harbour authority 2024"
    file.save(str(tmp_path / "tides.pptx"))
    (document,) = load(tmp_path / "tides.pptx")
    assert _furniture(document) == ["Harbour authority 2024"]
    assert "turns twice" in _searched(document)
    assert "authority" not in _searched(document)


def test_headings_that_can_be_pressed_are_headings(tmp_path: Path) -> None:
    asked = {"Who runs the club?": "Gareth Iwu runs it.", "When does it meet?": "On Thursdays."}
    panels = "".join(
        f'<h3><button aria-expanded="false">{question}</button></h3><div><p>{reply} Everybody who '
        "can read is welcome, and tea is made by those who come first.</p></div>"
        for question, reply in asked.items()
    )
    page = tmp_path / "faq.html"
    menu = "<button>Menu</button>"
    page.write_text(f"<body>{menu}<main><h1>Questions</h1>{panels}</main></body>", "utf-8")
    (document,) = load(page)
    shown = [document.text[b.start : b.end] for b in document.blocks if b.kind == "heading"]
    assert shown == ["Questions", *asked]
    assert "Menu" not in document.text
