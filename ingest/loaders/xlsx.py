"""Excel workbooks: a section a sheet, a block a row."""

import re
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.documents import Document
from ingest.loaders.building import DocumentBuilder
from ingest.loaders.ooxml import checked, properties
from ingest.loaders.tables import add_rows

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

SUFFIXES = (".xlsx", ".xlsm", ".xltx")
_UNQUOTED = re.compile(r'"[^"]*"|\\.')
_PERCENT = re.compile(r"[0#](?:\.(?P<decimals>[0#?]+))?%")


def load(path: Path, *, source: str) -> Iterator[Document]:
    """One Document. A formula shows as its last computed value, and as the formula's own text
    where the file keeps no value."""
    import openpyxl

    checked(path)
    builder = DocumentBuilder("XLSX")
    values = openpyxl.load_workbook(path, read_only=True, data_only=True)
    formulas = openpyxl.load_workbook(path, read_only=True, data_only=False)
    try:
        builder.pages = len(values.sheetnames)
        builder.metadata.update(properties(values.properties))
        _add_sheets(builder, values, formulas)
    finally:
        values.close()
        formulas.close()
    yield builder.build(source, builder.metadata.get("title"))


def _add_sheets(builder: DocumentBuilder, values: "Workbook", formulas: "Workbook") -> None:
    for number, name in enumerate(values.sheetnames, start=1):
        builder.page = number
        sheet, behind = values[name], formulas[name]
        if not hasattr(sheet, "iter_rows"):
            continue  # a sheet that is only a chart
        builder.heading(name, level=2)
        add_rows(
            builder,
            (
                [
                    _shown(cell.value, formula, getattr(cell, "number_format", ""))
                    for cell, formula in zip(row, formula_row, strict=False)
                ]
                for row, formula_row in zip(
                    sheet.iter_rows(),
                    behind.iter_rows(values_only=True),
                    strict=False,
                )
            ),
            title_level=3,
        )


def _shown(value: Any, formula: Any, number_format: str) -> str:
    """A cell as a reader of the sheet sees it, as far as that changes what it says: shares in
    percent, days without midnight, numbers to the fifteen digits that Excel counts with."""
    shown = formula if value is None else value
    if shown is None:
        return ""
    if isinstance(shown, bool):
        return str(shown).upper()
    if isinstance(shown, int | float):
        percent = _PERCENT.search(_UNQUOTED.sub("", number_format.partition(";")[0]))
        if percent and value is not None:
            return f"{100 * shown:.{len(percent['decimals'] or '')}f}%"
        whole = isinstance(shown, int) or (shown.is_integer() and abs(shown) < 1e15)
        return str(int(shown)) if whole else f"{shown:.15g}"
    if isinstance(shown, datetime) and shown.time() == time():
        return shown.date().isoformat()
    if hasattr(shown, "text"):  # an array formula
        return str(shown.text)
    return str(shown)
