"""Word overlap of quotes and gold spans, and the evaluation on a file."""

import json
from pathlib import Path

import pytest

from evals.spans import Overlap, document_of, read, run


def test_overlap_counts_whitespace_words() -> None:
    overlap = Overlap()
    overlap.count("one two three four", quoted=[(0, 7)], gold=[(4, 13)])
    assert (overlap.quoted, overlap.gold, overlap.both) == (2, 2, 1)
    assert overlap.f1 == pytest.approx(0.5)


def test_quotes_in_a_text_without_gold_cost_precision() -> None:
    overlap = Overlap()
    overlap.count("one two", quoted=[(0, 7)], gold=[(0, 7)])
    overlap.count("three four", quoted=[(0, 10)], gold=[])
    assert overlap.precision == pytest.approx(0.5)
    assert overlap.recall == pytest.approx(1.0)


def test_a_text_becomes_a_document_without_a_change() -> None:
    text = "First line.\n\n  Second line. \r\nThird"
    document = document_of(text)
    assert document.text == text
    lines = [text[block.start : block.end].strip() for block in document.blocks]
    assert lines == ["First line.", "Second line.", "Third"]


def test_a_wrong_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "spans.jsonl"
    path.write_text('{"question": "a", "text": "b", "spans": []}\n{"question": "a"}\n')
    with pytest.raises(ValueError, match="line 2"):
        read(path)


def test_run_reports_the_share_that_was_found(tmp_path: Path) -> None:
    text = "Herring gulls nest on cliffs. The ferry to Skerry leaves at nine in the morning."
    start = text.index("The ferry")
    rows = [
        {"question": "When does the ferry leave?", "text": text, "spans": [[start, len(text)]]},
        {"question": "Who invented the telephone?", "text": text, "spans": []},
    ]
    path = tmp_path / "spans.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows))
    figures = {figure.name: figure.value for figure in run(path).figures}
    assert figures["word recall"] == pytest.approx(1.0)
    assert figures["share of texts without gold left alone"] == pytest.approx(1.0)
