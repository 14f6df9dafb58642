"""The cells of a table's row."""

from pathlib import Path

import docx

from ingest.loaders import load
from ingest.tables import spread


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
