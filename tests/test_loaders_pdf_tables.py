"""Tables in PDF files: rows with their column heads, where lines are drawn between the cells, or
where white gaps make the columns plain."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from fpdf import FPDF
from fpdf.enums import VAlign
from making_files import make_pdf

from ingest.documents import Document
from ingest.loaders import load
from ingest.loaders.pdf import tables as read_tables
from ingest.splitting import split

HIVES = (
    ("Hive", "Keeper", "Honey in kg"),
    ("North", "Ada", "12"),
    ("South", "Bela, who came here from a far-off valley with all that was hers in one cart", "7"),
    ("East", "", "31"),
)
BEFORE = "The hives of the valley are listed here, with those who keep them."
AFTER = "Nobody kept a hive in the west this year, and nobody will in the next."


def written(
    path: Path,
    rows: Sequence[Sequence[str]],
    *,
    borders: str = "ALL",
    heads_again: int = 1,
    align: VAlign = VAlign.M,
) -> Document:
    file = FPDF()
    file.add_page()
    file.set_font("Helvetica", size=11)
    file.multi_cell(0, 6, BEFORE, new_x="LMARGIN", new_y="NEXT")
    file.ln(4)
    with file.table(rows, borders_layout=borders, repeat_headings=heads_again, v_align=align):
        pass
    file.ln(4)
    file.multi_cell(0, 6, AFTER, new_x="LMARGIN", new_y="NEXT")
    file.output(str(path))
    (document,) = load(path)
    return document


def shown(document: Document) -> list[tuple[str, str]]:
    return [(b.kind, document.text[b.start : b.end]) for b in document.blocks]


def assert_rows_are_read_with_their_heads(document: Document) -> None:
    passages = split(document, count_tokens=lambda text: len(text.split()), most_tokens=100)
    (of_rows,) = [p for p in passages if any(unit.kind == "row" for unit in p.units)]
    assert of_rows.context.endswith("Hive | Keeper | Honey in kg")
    assert document.text[of_rows.start : of_rows.end] == of_rows.text


@pytest.mark.parametrize("borders", ["ALL", "INTERNAL"])
def test_a_table_within_lines_becomes_rows(tmp_path: Path, borders: str) -> None:
    document = written(tmp_path / "hives.pdf", HIVES, borders=borders)
    assert shown(document) == [
        ("paragraph", BEFORE),
        ("head", "Hive | Keeper | Honey in kg"),
        ("row", "North | Ada | 12"),
        ("row", " | ".join(HIVES[2])),
        ("row", "East |  | 31"),
        ("paragraph", AFTER),
    ]
    assert_rows_are_read_with_their_heads(document)


UNRULED = ["NO_HORIZONTAL_LINES", "HORIZONTAL_LINES", "MINIMAL", "NONE"]


@pytest.mark.parametrize("borders", UNRULED)
def test_columns_without_lines_become_rows(tmp_path: Path, borders: str) -> None:
    rows = [*HIVES[:2], ("South", "Bela, a guest", "7"), HIVES[3], ("West", "Cora", "5")]
    document = written(tmp_path / "hives.pdf", rows, borders=borders)
    assert shown(document) == [
        ("paragraph", BEFORE),
        ("head", "Hive | Keeper | Honey in kg"),
        *(("row", " | ".join(row)) for row in rows[1:]),
        ("paragraph", AFTER),
    ]
    assert_rows_are_read_with_their_heads(document)


def test_cells_of_several_lines_stay_whole_without_drawn_lines(tmp_path: Path) -> None:
    kept = "Bela, who came here\nwith all her bees"
    rows = [*HIVES[:2], ("South", kept, "7"), HIVES[3]]
    document = written(tmp_path / "hives.pdf", rows, borders="NONE", align=VAlign.T)
    found = [text for kind, text in shown(document) if kind == "row"]
    assert found == ["North | Ada | 12", f"South | {' '.join(kept.split())} | 7", "East |  | 31"]


def test_of_two_columns_the_first_row_names_them_only_above_figures(tmp_path: Path) -> None:
    meant = [("-c", "check the syntax"), ("-o", "name the output"), ("-h", "show this help")]
    kinds = [kind for kind, _ in shown(written(tmp_path / "a.pdf", meant, borders="NONE"))]
    assert kinds == ["paragraph", "row", "row", "row", "paragraph"]
    counted = [("Hive", "Honey in kg"), ("North", "12"), ("South", "7")]
    kinds = [kind for kind, _ in shown(written(tmp_path / "b.pdf", counted, borders="NONE"))]
    assert kinds == ["paragraph", "head", "row", "row", "paragraph"]


def test_text_in_columns_and_lists_are_no_tables(tmp_path: Path) -> None:
    lines = ["The bees fly out at dawn and come", "home at dusk, laden with dust"] * 4
    text = list(zip(lines, lines[1:] + lines[:1], strict=True))
    columns = written(tmp_path / "columns.pdf", text, borders="NONE")
    assert "row" not in {kind for kind, _ in shown(columns)}
    items = [(f"{n}.", f"Open hive number {n}") for n in range(1, 6)]
    listed = written(tmp_path / "list.pdf", items, borders="NONE")
    assert "row" not in {kind for kind, _ in shown(listed)}


@pytest.mark.parametrize("borders", UNRULED)
def test_no_row_is_guessed_where_it_is_not_plain(tmp_path: Path, borders: str) -> None:
    document = written(tmp_path / "hives.pdf", HIVES, borders=borders)
    assert {kind for kind, _ in shown(document)} <= {"paragraph", "heading"}
    for word in " ".join(map(" ".join, HIVES)).split():
        assert word in document.text


def test_a_table_over_several_pages_keeps_its_heads_and_pages(tmp_path: Path) -> None:
    rows = [("Number", "Name", "Weight"), *((str(n), f"Hive {n}", f"{n} g") for n in range(90))]
    document = written(tmp_path / "long.pdf", rows, heads_again=0)
    found = shown(document)
    assert [text for kind, text in found if kind == "row"] == [" | ".join(row) for row in rows[1:]]
    assert [text for kind, text in found if kind == "head"] == ["Number | Name | Weight"]
    pages = [block.page for block in document.blocks if block.kind == "row"]
    assert pages == sorted(pages)
    assert len(set(pages)) == document.receipt.pages
    passages = split(document, count_tokens=lambda text: len(text.split()), most_tokens=100)
    of_rows = [p for p in passages if p.units[0].kind == "row"]
    assert all("Number | Name | Weight" in p.context for p in of_rows)
    assert all(document.text[p.start : p.end] == p.text for p in passages)


def test_heads_that_are_repeated_on_each_page_are_heads_there(tmp_path: Path) -> None:
    rows = [("Number", "Name", "Weight"), *((str(n), f"Hive {n}", f"{n} g") for n in range(90))]
    document = written(tmp_path / "long.pdf", rows)
    found = shown(document)
    assert [text for kind, text in found if kind == "head"] == ["Number | Name | Weight"] * (
        document.receipt.pages or 0
    )
    assert sum(kind == "row" for kind, _ in found) == 90


def test_boxes_and_forms_are_no_tables(tmp_path: Path) -> None:
    text = "A page that is set in boxes holds running text in each of them, and goes on. " * 9
    boxes = written(tmp_path / "boxes.pdf", [(text, text), (text, text)])
    assert {kind for kind, _ in shown(boxes)} <= {"paragraph"}
    form = [
        ("Customer", "Car"),
        ("Name\nBruce\nPhone\n555-0123 extension", "Make\nOpel\nYear\n1999"),
    ]
    assert "row" not in {kind for kind, _ in shown(written(tmp_path / "form.pdf", form))}


def test_drawings_take_no_time(tmp_path: Path) -> None:
    lines = b"".join(b"%d 0 m %d 800 l S 0 %d m 590 %d l S\n" % (n, n, n, n) for n in range(0, 590))
    made = make_pdf(
        tmp_path / "map.pdf", [["A map of the valley with its hives lies here."]], extra=lines
    )
    (document,) = load(made)
    assert shown(document)[0][1].startswith("A map of the valley")


def test_a_page_without_lines_is_not_looked_at_letter_by_letter(tmp_path: Path) -> None:
    import pypdfium2

    made = make_pdf(tmp_path / "plain.pdf", [["No line is drawn on this page."]])
    page = pypdfium2.PdfDocument(made)[0]
    text_page = page.get_textpage()
    text = text_page.get_text_range()
    assert read_tables(page, text_page, text, [(0, len(text) - 1)]) == []
