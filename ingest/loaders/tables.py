"""What the table formats share: which row holds the column heads, and rows as text."""

from collections.abc import Iterable, Sequence

from ingest.loaders.building import DocumentBuilder

MOST_ROWS = 500_000


def add_rows(builder: DocumentBuilder, rows: Iterable[Sequence[str]]) -> None:
    """Append a table; its first row with text in every used column is the column heads."""
    number = 0
    first: Sequence[str] | None = None
    for row in rows:
        cells = _trimmed(row)
        if not cells:
            continue
        number += 1
        if number > MOST_ROWS:
            builder.warn(f"only the first {MOST_ROWS} rows were read")
            break
        if number == 1:
            first = cells
            continue
        if first is not None:
            (builder.head if _are_heads(first) else builder.row)(first)
            first = None
        builder.row(cells)
    if first is not None:
        builder.row(first)


def _trimmed(row: Sequence[str]) -> list[str]:
    cells = list(row)
    while cells and not cells[-1].strip():
        cells.pop()
    return cells if any(cell.strip() for cell in cells) else []


def _are_heads(cells: Sequence[str]) -> bool:
    """Names: every one there, none a number, no two alike."""
    names = [cell.strip() for cell in cells]
    return (
        len(names) > 1
        and all(names)
        and not any(_is_number(name) for name in names)
        and len(set(names)) == len(names)
    )


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "").strip("%$€£ "))
    except ValueError:
        return False
    return True
