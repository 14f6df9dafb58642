"""Numbered lists of Word, quoted mails, and titles above the tables of workbooks."""

import zipfile
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph

from ingest.documents import Document
from ingest.loaders import load

_LISTS = f"""<w:numbering {nsdecls("w")}>
<w:abstractNum w:abstractNumId="1">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="4"/><w:numFmt w:val="decimal"/></w:lvl>
  <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="2">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="1"/>
  <w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="99"/></w:num>
</w:numbering>"""


def _kinds(document: Document) -> list[tuple[str, str]]:
    return [(block.kind, document.text[block.start : block.end]) for block in document.blocks]


def _only(path: Path) -> Document:
    (document,) = load(path)
    return document


def _numbered(paragraph: Paragraph, number: str, level: str = "0") -> None:
    numbering = OxmlElement("w:numPr")
    for tag, value in (("w:ilvl", level), ("w:numId", number)):
        child = OxmlElement(tag)
        child.set(qn("w:val"), value)
        numbering.append(child)
    paragraph._p.get_or_add_pPr().append(numbering)


def _word_lists(path: Path, items: list[tuple[str, str, str]]) -> str:
    """The text of a Word file with items as (text, list, level)."""
    file = docx.Document()
    root = file.part.numbering_part.element
    for child in list(root):
        root.remove(child)
    root.extend(list(parse_xml(_LISTS)))
    for text, number, level in items:
        _numbered(file.add_paragraph(text), number, level)
    file.save(str(path))
    return _only(path).text


def test_items_of_a_word_list_have_its_numbers(tmp_path: Path) -> None:
    text = _word_lists(
        tmp_path / "steps.docx",
        [
            ("Lift the lid.", "1", "0"),
            ("Smoke the frames.", "1", "0"),
            ("Gently.", "1", "1"),
            ("Slowly.", "1", "1"),
            ("Or not.", "1", "2"),
            ("Honey.", "2", "0"),
            ("Close the lid.", "1", "0"),
            ("Calmly.", "1", "1"),
            ("Another list.", "3", "0"),
            ("Goes on.", "3", "0"),
        ],
    )
    assert text.split("\n") == [
        "1. Lift the lid.",
        "2. Smoke the frames.",
        "  4. Gently.",
        "  5. Slowly.",
        "    - Or not.",
        "- Honey.",
        "3. Close the lid.",
        "  4. Calmly.",
        "7. Another list.",
        "8. Goes on.",
    ]


def test_numbers_come_from_the_style_of_a_word_paragraph(tmp_path: Path) -> None:
    file = docx.Document()
    file.styles.add_style("Steps", 1).base_style = file.styles["List Number"]
    for text, style in (("Weigh.", "List Number"), ("Wait.", "Steps"), ("Honey.", "List Bullet")):
        file.add_paragraph(text, style=style)
    file.save(str(tmp_path / "a.docx"))
    assert _only(tmp_path / "a.docx").text == "1. Weigh.\n2. Wait.\n- Honey."


@pytest.mark.parametrize("number", ["4", "77", "", "x"])
def test_a_word_list_that_is_not_defined_has_bullets(tmp_path: Path, number: str) -> None:
    path = tmp_path / "a.docx"
    assert _word_lists(path, [("One.", number, "x"), ("Two.", number, "0")]) == "- One.\n- Two."


def test_a_word_file_without_a_numbering_part_is_read(tmp_path: Path) -> None:
    file = docx.Document()
    _numbered(file.add_paragraph("Weigh the hive."), "1")
    file.add_paragraph("Wait.", style="List Number")
    file.save(str(tmp_path / "whole.docx"))
    whole = zipfile.ZipFile(tmp_path / "whole.docx")
    with whole, zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        for name in whole.namelist():
            content = whole.read(name)
            if name == "word/_rels/document.xml.rels":
                before, _, rest = content.partition(b"numbering.xml")
                start = before.rindex(b"<Relationship ")
                content = before[:start] + rest.partition(b"/>")[2]
            if name != "word/numbering.xml":
                archive.writestr(name, content)
    assert _only(tmp_path / "a.docx").text == "- Weigh the hive.\n- Wait."


def _mail(path: Path, body: str, **headers: str) -> list[tuple[str, str]]:
    """The blocks of a mail below its subject and headers."""
    message = EmailMessage()
    message["Subject"] = "The boiler"
    message["From"] = "Ann Hill <ann@example.org>"
    message["To"] = "Peter Moss <peter@example.org>"
    message.set_content(body, **headers)
    path.write_bytes(bytes(message))
    return _kinds(_only(path))[3:]


def test_quoted_lines_of_a_mail_are_paragraphs(tmp_path: Path) -> None:
    body = (
        "Wednesday is fine.\n\nAnn Hill\n\nOn Mon, 3 March 2025 at 10:00\nPeter Moss wrote:\n"
        "> He can fit it on Wednesday,\n> between 8 and 10\n>\n"
        "> The plumber said that the boiler has to be switched off the evening\n"
        "> before. He brings the new pump, which costs 240 euros,\n> and a valve.\n"
        ">\n> You need:\n> - a key\n> - a torch\n"
        ">\n> Peter\n>\n"
        ">> When can\n>> the plumber come?\n"
        "> > Soon?\n\nThanks again for asking him, that was kind.\n"
    )
    assert _mail(tmp_path / "a.eml", body) == [
        ("paragraph", "Wednesday is fine."),
        ("paragraph", "Ann Hill"),
        ("paragraph", "On Mon, 3 March 2025 at 10:00 Peter Moss wrote:"),
        ("paragraph", "He can fit it on Wednesday, between 8 and 10"),
        (
            "paragraph",
            "The plumber said that the boiler has to be switched off the evening before. He "
            "brings the new pump, which costs 240 euros, and a valve.",
        ),
        ("paragraph", "You need:"),
        ("item", "a key"),
        ("item", "a torch"),
        ("paragraph", "Peter"),
        ("paragraph", "When can the plumber come?"),
        ("paragraph", "Soon?"),
        ("paragraph", "Thanks again for asking him, that was kind."),
    ]


@pytest.mark.parametrize("signature", ["-- \nClara Reed\nHarbour Office", "Best regards,\nClara"])
def test_a_signature_is_no_heading(tmp_path: Path, signature: str) -> None:
    body = (
        f"The pump is here.\n\n{signature}\n\n-----Original Message-----\n"
        "When does the pump arrive? The house is cold, and the children complain about it.\n"
    )
    found = _mail(tmp_path / "a.eml", body)
    assert {kind for kind, _ in found} == {"paragraph"}
    assert ("paragraph", signature.split("\n")[-1]) in found


def test_headings_of_a_mail_stay(tmp_path: Path) -> None:
    body = (
        "Opening Hours\n\nThe shop is open from nine to five, and on Saturdays from ten to one, "
        "all year round.\n"
    )
    assert _mail(tmp_path / "a.eml", body)[0] == ("heading", "Opening Hours")


def test_the_lines_of_a_flowed_mail_are_joined(tmp_path: Path) -> None:
    body = (
        "The plumber comes on Wednesday and brings the \nValve and the pump.\n"
        "> Please tell me when the plumber is going to \n> Harbour Street, or ask \n> him.\n"
    )
    short = body.replace("or ask \n> him", "or ask him")
    wanted = [
        ("paragraph", "The plumber comes on Wednesday and brings the Valve and the pump."),
        (
            "paragraph",
            "Please tell me when the plumber is going to Harbour Street, or ask him.",
        ),
    ]
    assert _mail(tmp_path / "a.eml", short, params={"format": "flowed"}) == wanted


def _workbook(path: Path, rows: list[list[str | int | None]]) -> list[tuple[str, str]]:
    """The blocks of a workbook's only sheet, below its name."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return _kinds(_only(path))[1:]


def test_the_head_of_a_sheet_may_stand_below_a_title(tmp_path: Path) -> None:
    rows: list[list[str | int | None]] = [
        *([None, None, None], ["Hives 2024", None, None], ["as counted in May"], []),
        *(["Hive", "Weight", "Note"], ["North", 14, None], ["South", 12, "damp"]),
    ]
    assert _workbook(tmp_path / "a.xlsx", rows) == [
        ("heading", "Hives 2024"),
        ("paragraph", "as counted in May"),
        ("head", "Hive | Weight | Note"),
        ("row", "North | 14"),
        ("row", "South | 12 | damp"),
    ]


def test_rows_without_a_head_below_stay_rows(tmp_path: Path) -> None:
    rows: list[list[str | int | None]] = [["Hives"], ["North", 14], ["South", 12]]
    assert [kind for kind, _ in _workbook(tmp_path / "a.xlsx", rows)] == ["row"] * 3
    narrow: list[list[str | int | None]] = [["Hives"], ["Hive", "Note"], ["North", 14, "damp"]]
    assert [kind for kind, _ in _workbook(tmp_path / "b.xlsx", narrow)] == ["row"] * 3


def test_a_title_above_comma_separated_values_is_the_title(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Hives 2024,,\n,,\nHive,Weight,Note\nNorth,14,dry\nSouth,12,damp\n", "utf-8")
    document = _only(path)
    assert document.title == "Hives 2024"
    assert _kinds(document)[1] == ("head", "Hive | Weight | Note")


def test_cells_show_what_a_reader_of_the_sheet_sees(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(("Item", "Share", "Day", "At", "Sum", "Paid", "Stock"))
    at = datetime(2031, 2, 14, 9, 30)
    book.active.append(("Oak", 0.256, datetime(2031, 2, 14), at, 0.1 + 0.2, True, 12.0))
    book.active.append(("Pine", 0.5, None, None, 1e300, False, 3))
    book.active["B2"].number_format = "0.0%"
    book.active["B3"].number_format = '0.0 "% of all"'
    book.save(tmp_path / "book.xlsx")
    (document,) = load(tmp_path / "book.xlsx")
    assert "Oak | 25.6% | 2031-02-14 | 2031-02-14 09:30:00 | 0.3 | TRUE | 12" in document.text
    assert "1e+300 | FALSE | 3" in document.text
    assert "50" not in document.text
