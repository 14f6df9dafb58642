"""The measurement of growth measures what it says, on small numbers."""

from pathlib import Path

import numpy as np
import pytest

from evals import bench_scale
from ingest.files import find_files


def test_questions_are_timed_in_both_indexes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_scale, "FEW_PASSAGES", 100)
    monkeypatch.setattr(bench_scale, "MANY_PASSAGES", 400)
    monkeypatch.setattr(bench_scale, "QUESTIONS", 5)
    figures = {figure.name: figure for figure in bench_scale.questions()}
    assert figures["question, 400 / 100"].bar == 3.0
    for store in ("meaning (Chroma)", "words (tantivy)", "reading records"):
        assert figures[f"{store}, 400 passages, median ms"].value > 0


def test_made_indexes_answer(tmp_path: Path) -> None:
    topics = np.eye(4, 384, dtype=np.float32)
    index = bench_scale.grown(tmp_path / "index", 100, topics)
    with index.snapshot() as snapshot:
        assert len(snapshot.search_meaning(topics[0], 10)) == 10
        assert snapshot.search_words("w1 w2 w3", 10)
    index.close()


def test_made_files_are_all_different(tmp_path: Path) -> None:
    folder = bench_scale.small_files(tmp_path / "notes", 60)
    found, failures = find_files([folder])
    assert failures == []
    assert len({Path(path).read_text("utf-8") for path in found}) == 60
