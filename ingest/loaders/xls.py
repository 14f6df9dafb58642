"""Workbooks of Excel 97 to 2003."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.documents import Document
from ingest.errors import DocumentError
from ingest.loaders.building import DocumentBuilder
from ingest.loaders.tables import add_rows

SUFFIXES = (".xls",)


def load(path: Path, *, source: str) -> Iterator[Document]:
    """One Document: a section a sheet, a block a row, formulas as their last values."""
    import xlrd

    builder = DocumentBuilder("XLS")
    try:
        book = xlrd.open_workbook(str(path), on_demand=True, logfile=_Silence())
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise DocumentError("it is protected by a password; save it without one") from None
        raise
    try:
        builder.pages = book.nsheets
        for number in range(book.nsheets):
            sheet = book.sheet_by_index(number)
            builder.page = number + 1
            builder.heading(sheet.name, level=2)
            rows = ([_shown(book, cell) for cell in sheet.row(n)] for n in range(sheet.nrows))
            add_rows(builder, rows, title_level=3)
            book.unload_sheet(number)
    finally:
        book.release_resources()
    yield builder.build(source)


def _shown(book: Any, cell: Any) -> str:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            shown = xlrd.xldate.xldate_as_datetime(cell.value, book.datemode)
            return str(shown).removesuffix(" 00:00:00")
        except (ValueError, OverflowError):
            return str(cell.value)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#ERROR"))
    if isinstance(cell.value, float) and cell.value.is_integer():
        return str(int(cell.value))
    return str(cell.value)


class _Silence:
    """Takes what the library would print."""

    def write(self, _: str) -> None: ...
    def flush(self) -> None: ...
