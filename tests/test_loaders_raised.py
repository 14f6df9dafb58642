"""Raised and struck text: an exponent is no further digit, and what was taken back is not read."""

from pathlib import Path

import docx
import pytest

from ingest.loaders import load
from ingest.loaders.raised import raised


def text_of(path: Path) -> str:
    (document,) = load(path)
    return document.text


PIECES = {
    "10<sup>12</sup> suns": "10¹² suns",
    "10<sup>-3</sup> m": "10⁻³ m",
    "5 m<sup>2</sup> of cloth": "5 m² of cloth",
    "e<sup>x</sup> and 2<sup>k+1</sup>": "e^x and 2^k+1",
    "the 1<sup>st</sup> and the 22<sup>nd</sup>": "the 1st and the 22nd",
    "known since 1676<sup>[1]</sup> and": "known since 1676 and",
    "now <del>40</del> 45 euros": "now 45 euros",
    "on <s>Monday</s> Tuesday": "on Tuesday",
    "H<sub>2</sub>O": "H2O",
}


@pytest.mark.parametrize("piece", PIECES)
def test_pages(tmp_path: Path, piece: str) -> None:
    page = tmp_path / "page.html"
    page.write_text(f"<article><h1>Facts</h1><p>It is {piece}.</p></article>", "utf-8")
    assert f"It is {PIECES[piece]}." in text_of(page)


@pytest.mark.parametrize("piece", PIECES)
def test_markdown(tmp_path: Path, piece: str) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# Facts\n\nIt is {piece}.\n", "utf-8")
    assert f"It is {PIECES[piece]}." in text_of(page).replace("  ", " ")


def test_cells_notes_and_marks_of_markdown(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    rows = (
        "<tr><th>Star</th><th>Mass</th></tr>"
        "<tr><td>Vega</td><td>4 × 10<sup>30</sup> H<sub>2</sub></td></tr>"
    )
    noted = 'It was seen.<sup><a href="#note">2</a></sup>'
    page.write_text(f"<article><table>{rows}</table><p>{noted}</p></article>", "utf-8")
    assert "Vega | 4 × 10³⁰ H2" in text_of(page)
    assert text_of(page).endswith("It was seen.")
    marked = tmp_path / "page.md"
    marked.write_text("# Price\n\nIt is ~~40~~ 45 euros, and <sup>not closed.\n", "utf-8")
    assert "40" not in text_of(marked)
    assert "not closed" in text_of(marked)


def test_word_files(tmp_path: Path) -> None:
    written = docx.Document()
    paragraph = written.add_paragraph("The galaxy holds 10")
    paragraph.add_run("12").font.superscript = True
    paragraph.add_run(" suns and costs ")
    paragraph.add_run("40").font.strike = True
    paragraph.add_run("45 euros.").font.strike = False
    written.save(str(tmp_path / "page.docx"))
    assert "The galaxy holds 10¹² suns and costs 45 euros." in text_of(tmp_path / "page.docx")


def test_what_a_mark_that_nobody_closed_strikes_stays(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(f"<article><p><s>{'It rained all day. ' * 40}</p></article>", "utf-8")
    assert "It rained" in text_of(page)


@pytest.mark.parametrize("text", ["a long remark that was raised", "ère", "TM", ""])
def test_words_stay_as_they_are(text: str) -> None:
    assert raised(text) == text
