"""How well conflicts between quotes are told from harmless pairs, on hand-written planted pairs.

Each row: `first`, `second`, `conflict`, `kind`, `kept`. The rules were written while looking at the
pairs that are not `kept`; the figures that are asked for are those of the kept half.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from chatbot.answers import Quote
from chatbot.conflicts import conflicts
from evals.report import Figure, Report

PAIRS = Path(__file__).parent / "questions" / "conflicts.jsonl"
BAR = 0.85


def run(path: Path | None = None) -> Report:
    """Measure on JSON lines, or else on the pairs that are shipped."""
    rows = [json.loads(line) for line in (path or PAIRS).read_text("utf-8").splitlines()]
    halves = (
        ("kept", [row for row in rows if row.get("kept", True)]),
        ("looked at", [row for row in rows if not row.get("kept", True)]),
    )
    figures = [figure for name, half in halves if half for figure in _figures(name, half)]
    return Report("conflicts", figures, note="pairs of quotes, planted by hand")


def _figures(name: str, rows: Sequence[Mapping[str, Any]]) -> Iterator[Figure]:
    said = [any(conflicts([_quote(row["first"], 0), _quote(row["second"], 1)])) for row in rows]
    true = [bool(row["conflict"]) for row in rows]
    both = sum(a and b for a, b in zip(said, true, strict=True))
    bar = BAR if name == "kept" else None
    yield Figure(f"precision ({name}, {len(rows)} pairs)", both / max(1, sum(said)), bar=bar)
    yield Figure(f"recall ({name}, {sum(true)} conflicts)", both / max(1, sum(true)), bar=bar)


def _quote(text: str, number: int) -> Quote:
    name = f"planted-{number}"
    return Quote(name, name, name, "", text, 0, len(text))
