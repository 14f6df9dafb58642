"""What must not stop an ingestion: each file here gives one clear line, quickly, or its text."""

import json
import os
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from making_files import encrypted_pdf, make_docx, make_pdf, picture_pdf

from ingest.documents import Document
from ingest.errors import DocumentError
from ingest.loaders import load
from ingest.loaders import pdf as pdf_loader
from ingest.loaders.decoding import LARGEST_TEXT, read_bytes
from ingest.splitting import split

SECONDS = 30


def refused(path: Path) -> str:
    """The one line that says why."""
    began = time.monotonic()
    with pytest.raises(DocumentError) as caught:
        list(load(path))
    assert time.monotonic() - began < SECONDS
    message = str(caught.value)
    assert "\n" not in message
    assert 5 < len(message) < 400
    return message


def only(path: Path) -> Document:
    (document,) = load(path)
    return document


def write(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("name", ["a.txt", "a.pdf", "a.docx", "a.html", "a.json", "a.zip", "a"])
def test_an_empty_file_is_refused(tmp_path: Path, name: str) -> None:
    assert "empty" in refused(write(tmp_path / name, b""))


@pytest.mark.parametrize("content", ["   \n\n \t\n", "\n" * 1_000_000, "\x00" * 50])
def test_a_file_without_text_is_refused(tmp_path: Path, content: str) -> None:
    refused(write(tmp_path / "blank.txt", content))


def test_a_truncated_word_file_is_damaged(tmp_path: Path) -> None:
    whole = make_docx(tmp_path / "whole.docx").read_bytes()
    assert "damaged" in refused(write(tmp_path / "half.docx", whole[: len(whole) // 2]))


def test_a_truncated_pdf_is_read_or_damaged(tmp_path: Path) -> None:
    whole = make_pdf(tmp_path / "whole.pdf", [["A line."]]).read_bytes()
    assert "damaged" in refused(write(tmp_path / "head.pdf", whole[:60]))


def test_a_pdf_with_a_password_says_so(tmp_path: Path) -> None:
    assert "password" in refused(encrypted_pdf(tmp_path / "secret.pdf"))


def test_a_zip_with_a_password_says_so(tmp_path: Path) -> None:
    path = tmp_path / "secret.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "Text.")
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1  # the flag that entries are encrypted
    assert "password" in refused(write(path, bytes(content)))


def test_content_decides_where_the_suffix_is_wrong(tmp_path: Path) -> None:
    pdf = make_pdf(tmp_path / "a.pdf", [["A line of a page."]]).read_bytes()
    word = make_docx(tmp_path / "a.docx").read_bytes()
    assert only(write(tmp_path / "pdf.txt", pdf)).receipt.format == "PDF"
    assert only(write(tmp_path / "word.pdf", word)).receipt.format == "DOCX"
    assert only(write(tmp_path / "no_suffix", word)).receipt.format == "DOCX"
    assert only(write(tmp_path / "text.pdf", "Only text.")).receipt.format == "text"
    page = "<!doctype html><html><body><p>A page of its own.</p></body></html>"
    assert only(write(tmp_path / "page.txt", page)).receipt.format == "HTML"


def test_binary_content_is_no_text(tmp_path: Path) -> None:
    noise = bytes(range(256)) * 64
    assert "binary" in refused(write(tmp_path / "noise.txt", noise))
    refused(write(tmp_path / "noise.bin", noise))


def test_text_beyond_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(300_000_000)  # takes no room on the disk
    assert "MB" in refused(path)
    small = write(tmp_path / "small.txt", b"x" * 101)
    with pytest.raises(DocumentError, match="split it"):
        read_bytes(small, most=100)
    assert read_bytes(small, most=101) == b"x" * 101
    assert LARGEST_TEXT < 50_000_000


@pytest.mark.parametrize("line", ["word " * 100_000, "x" * 500_000])
def test_one_enormous_line_is_cut_into_passages(tmp_path: Path, line: str) -> None:
    document = only(write(tmp_path / "line.txt", line))
    passages = split(document, count_tokens=lambda text: len(text) // 4 + 1, most_tokens=400)
    assert all(len(passage.embedded_text) // 4 <= 400 for passage in passages)
    assert sum(len(passage.text) for passage in passages) >= len(line.strip()) * 0.9


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32"])
def test_unicode_encodings_are_recognised(tmp_path: Path, encoding: str) -> None:
    text = "Die Übung beginnt um neun Uhr. Sie dauert zwei Stunden.\n"
    document = only(write(tmp_path / "text.txt", text.encode(encoding)))
    assert text.strip() in document.text


def test_legacy_encodings_are_guessed(tmp_path: Path) -> None:
    japanese = "名前,年齢,住所\n佐藤太郎,30,東京\n三木英子,25,大阪\n髙橋淳,35,名古屋\n"
    assert "佐藤太郎" in only(write(tmp_path / "a.csv", japanese.encode("cp932"))).text
    german = "Größere Änderungen müssen vorher angekündigt werden. " * 5
    assert "Änderungen müssen" in only(write(tmp_path / "b.txt", german.encode("cp1252"))).text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Café réservé à côté du théâtre. Le numéro de la réservation est le 5521.", "cp1252"),
        ("Åsa får nyckeln på måndag. Lösenordet är ändrat.", "cp1252"),
        ("The résumé of Zoë is in the café folder – see “drafts”.", "cp1252"),
        ("Zażółć gęślą jaźń. Wszyscy ludzie rodzą się wolni i równi.", "cp1250"),
        ("Bütün insanlar hür, haysiyet ve haklar bakımından eşit doğarlar.", "cp1254"),
    ],
)
def test_short_texts_are_western_unless_another_encoding_is_likelier(
    tmp_path: Path, text: str, encoding: str
) -> None:
    assert only(write(tmp_path / "a.txt", text.encode(encoding))).text == text


@pytest.mark.parametrize("before", ["It was a quiet day. ", "It was a quiet day.\n"])
def test_a_letter_far_behind_is_as_good_as_one_at_the_beginning(
    tmp_path: Path, before: str
) -> None:
    text = before * 5_000 + "Zoë Müller closed the café; it cost €40 – too much."
    assert (
        "Zoë Müller closed the café; it cost €40"
        in only(write(tmp_path / "a.txt", text.encode("cp1252"))).text
    )


def test_nul_characters_are_taken_out_and_counted(tmp_path: Path) -> None:
    document = only(write(tmp_path / "nul.txt", "One sentence\0 with\0 NULs. Another one.\n"))
    assert document.text == "One sentence with NULs. Another one."
    assert [(f.what, f.count) for f in document.receipt.repairs] == [("NUL characters", 2)]


@pytest.mark.parametrize("name", ["two\nlines.txt", "🦉 owl.txt", "a'b\"c.txt", "-dash.txt"])
def test_odd_names_do_not_matter(tmp_path: Path, name: str) -> None:
    document = only(write(tmp_path / name, "The owl flies at night, mostly.\n"))
    assert document.text == "The owl flies at night, mostly."
    assert "\n" not in document.title


def test_what_is_no_file_is_refused_without_waiting(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    assert "regular file" in refused(pipe)
    assert "regular file" in refused(tmp_path)
    loop = tmp_path / "loop.txt"
    loop.symlink_to(loop)
    refused(loop)


def test_a_file_that_is_gone_is_said_to_be(tmp_path: Path) -> None:
    assert "gone" in refused(tmp_path / "nothing.txt")


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros.txt", b"\0" * 50_000_000)
    assert "bomb" in refused(path)
    office = tmp_path / "bomb.docx"
    with zipfile.ZipFile(office, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b" " * 50_000_000)
    assert "bomb" in refused(office)


def test_a_zip_that_lies_about_sizes_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "lie.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", "a sentence " * 100_000)
    content = bytearray(path.read_bytes())
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = struct.pack("<I", 10)
    refused(write(path, bytes(content)))


def test_entries_that_point_outside_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "slip.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../outside.txt", "This must not leave the archive.")
        archive.writestr("/etc/passwd", "Nor this.")
        archive.writestr("inside.txt", "This one is a good entry.")
    (document,) = load(path, source="slip.zip")
    assert document.source == "slip.zip/inside.txt"
    assert len(document.receipt.warnings) == 2
    assert not (tmp_path.parent / "outside.txt").exists()


def test_archives_in_archives_end_somewhere(tmp_path: Path) -> None:
    path = write(tmp_path / "0.zip", b"")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "A good text, deep inside.")
    for depth in range(1, 8):
        outer = tmp_path / f"{depth}.zip"
        with zipfile.ZipFile(outer, "w") as archive:
            archive.write(path, "inner.zip")
        path = outer
    assert "deep" in refused(path)


ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9))
    + "]>"
)


def test_xml_entities_are_not_expanded(tmp_path: Path) -> None:
    bomb = f"{ENTITIES}<rss><channel><title>&j;</title></channel></rss>"
    assert "entities" in refused(write(tmp_path / "bomb.xml", bomb))
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f'{ENTITIES}<w:document xmlns:w="{namespace}"><w:body><w:p><w:r><w:t>&j;</w:t></w:r>'
    path = make_docx(tmp_path / "bomb.docx")
    rewrite_entry(path, "word/document.xml", f"{body}</w:p></w:body></w:document>")
    refused(path)


def rewrite_entry(path: Path, name: str, content: str) -> None:
    with zipfile.ZipFile(path) as archive:
        entries = {entry: archive.read(entry) for entry in archive.namelist()}
    entries[name] = content.encode()
    with zipfile.ZipFile(path, "w") as archive:
        for entry, data in entries.items():
            archive.writestr(entry, data)


def test_deeply_nested_pages_end_quickly(tmp_path: Path) -> None:
    page = "<html><body>" + "<div>" * 100_000 + "<p>In the depth.</p>" + "</div>" * 100_000
    path = write(tmp_path / "deep.html", page)
    began = time.monotonic()
    assert "deep" in refused(path)
    assert time.monotonic() - began < SECONDS


def test_deeply_nested_data_is_refused(tmp_path: Path) -> None:
    assert "deep" in refused(write(tmp_path / "deep.json", "[" * 100_000 + "]" * 100_000))


def test_a_pdf_of_thousands_of_pages_is_read(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "long.pdf", [[f"This is sentence {n} of it."] for n in range(2_000)])
    document = only(path)
    assert document.receipt.pages == 2_000
    assert document.blocks[-1].page == 2_000


def test_a_pdf_of_too_many_pages_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_loader, "MOST_PAGES", 2)
    assert "3 pages" in refused(make_pdf(tmp_path / "a.pdf", [["One."], ["Two."], ["Three."]]))


def test_a_picture_of_text_needs_recognition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "OCR" in refused(picture_pdf(tmp_path / "scan.pdf"))
    picture = tmp_path / "scan.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    assert "OCR" in refused(picture)


def test_formulas_stay_text(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Part", "Price"], ["Bolt", 2], ["Nut", 3], ["Sum", "=SUM(B2:B3)"]):
        sheet.append(row)
    path = tmp_path / "sum.xlsx"
    book.save(path)
    assert "Sum | =SUM(B2:B3)" in only(path).text
    dangerous = "Name,Note\nEve,=cmd|' /C calc'!A0\n"
    assert "=cmd|' /C calc'!A0" in only(write(tmp_path / "a.csv", dangerous)).text


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("broken.json", lambda: '{"a": '),
        ("broken.jsonl", lambda: "no json\nnone either\n"),
        ("broken.ipynb", lambda: json.dumps({"no": "cells"})),
        ("broken.xml", lambda: "<a><b></a>"),
        ("broken.epub", lambda: "not a book"),
    ],
)
def test_damaged_files_are_named_so(tmp_path: Path, name: str, make: Callable[[], str]) -> None:
    path = write(tmp_path / name, make())
    if name != "broken.epub":  # plain text under a wrong suffix is read as text
        refused(path)


def test_an_office_file_with_a_password_says_so(tmp_path: Path) -> None:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    content = head + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    assert "password" in refused(write(tmp_path / "secret.docx", content))
    old = head + "WordDocument".encode("utf-16-le") + bytes(600)
    assert ".docx" in refused(write(tmp_path / "old.doc", old))


def test_the_rest_of_a_word_file_survives_a_missing_part(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    file = docx.Document()
    file.add_paragraph("Only this sentence is in it.")
    file.save(str(path))
    assert only(path).text == "Only this sentence is in it."
