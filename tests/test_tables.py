"""What the cells of a row are called."""

from pathlib import Path

import docx
import pytest

from ingest.documents import Document, Passage
from ingest.loaders import load
from ingest.splitting import split
from ingest.tables import cells, heads_above, heads_of, labelled, spread


@pytest.fixture
def table(tmp_path: Path) -> tuple[Document, list[Passage]]:
    path = tmp_path / "hives.md"
    path.write_text(
        "# Hives\n\nWeights follow.\n\n## By month\n\n| Month | Weight | Note |\n|---|---|---|\n"
        "| May | 14 kg | |\n| | 15 kg | wet |\n\nAll was well.\n",
        "utf-8",
    )
    (document,) = load(path)
    return document, split(document, count_tokens=lambda text: len(text.split()), most_tokens=60)


def test_a_passage_and_its_document_know_the_column_heads(
    table: tuple[Document, list[Passage]],
) -> None:
    document, passages = table
    (of_rows,) = [passage for passage in passages if passage.units[0].kind == "row"]
    assert heads_of(of_rows) == "Month | Weight | Note"
    assert [heads_of(passage) for passage in passages if passage is not of_rows] == ["", ""]
    for unit in of_rows.units:
        found = heads_above(document, unit.start)
        assert found is not None
        assert document.text[slice(*found)] == "Month | Weight | Note"
    assert heads_above(document, document.text.index("All was")) is None
    assert [labelled(heads_of(of_rows), document.text[u.start : u.end]) for u in of_rows.units] == [
        (("Month", "May"), ("Weight", "14 kg")),
        (("Weight", "15 kg"), ("Note", "wet")),
    ]


@pytest.mark.parametrize("row", [("a", "b"), ("", "b"), ("a", ""), ("a", "", "c"), ("", "", "c")])
def test_cells_are_read_as_they_were_written(row: tuple[str, ...]) -> None:
    assert cells(" | ".join(row).strip(" ")) == row


def test_no_cell_gets_the_name_of_another() -> None:
    assert labelled("Month | Weight", "May | 14 kg | wet") == ()
    assert labelled("", "May | 14 kg") == ()


def test_a_cell_over_several_columns_pushes_none_below_another_head(tmp_path: Path) -> None:
    assert spread(["a", None, "b", None]) == ("a", "", "b")
    file = docx.Document()
    table = file.add_table(rows=2, cols=3)
    for cell, text in zip(table.rows[0].cells, ("Month", "Weight", "Note"), strict=True):
        cell.text = text
    table.cell(1, 0).merge(table.cell(1, 1)).text = "All year"
    table.cell(1, 2).text = "wet"
    path = tmp_path / "hives.docx"
    file.save(str(path))
    (document,) = load(path)
    row = next(block for block in document.blocks if block.kind == "row")
    assert document.text[row.start : row.end] == "All year |  | wet"
