"""Measures of ranking, and a whole run over a small set in BEIR's layout."""

import json
from pathlib import Path

import pytest

from evals import beir
from evals.beir_files import BeirError, load_beir
from evals.ranking_metrics import ndcg, recall, reciprocal_rank


def test_ndcg_of_the_published_example() -> None:
    """Gains 3, 2, 3, 0, 1, 2 of eight judged documents: 6.861 / 8.740, as in the encyclopedia's
    article on discounted cumulative gain."""
    gains = {"a": 3, "b": 2, "c": 3, "d": 0, "e": 1, "f": 2, "g": 3, "h": 2}
    assert ndcg(list("abcdef"), gains, 6) == pytest.approx(0.785, abs=5e-4)
    assert ndcg(list("acgbfhed"), gains, 10) == 1.0
    assert ndcg([], gains) == 0.0


def test_recall_and_reciprocal_rank() -> None:
    gains = {"a": 1, "b": 2, "c": 0}
    assert recall(["c", "b", "x"], gains) == 0.5
    assert recall(["x"] * 10 + ["a", "b"], gains) == 0.0
    assert reciprocal_rank(["c", "x", "b"], gains) == pytest.approx(1 / 3)
    assert reciprocal_rank(["c"], gains) == 0.0


def write_set(folder: Path) -> Path:
    corpus = [
        {"_id": "d1", "title": "Bread", "text": "Bread is baked from dough in a hot oven."},
        {"_id": "d2", "title": "Tides", "text": "The moon pulls the sea and makes the tides."},
        {"_id": "d3", "title": "Tides", "text": "The moon pulls the sea and makes the tides."},
        {"_id": "d4", "title": "", "text": ""},
        {"_id": "d5", "title": "Chess", "text": "The queen moves along rows and diagonals."},
    ]
    queries = [
        {"_id": "q1", "text": "how is bread baked"},
        {"_id": "q2", "text": "what makes the tides"},
        {"_id": "q3", "text": "never judged"},
    ]
    (folder / "qrels").mkdir(parents=True)
    for name, rows in (("corpus", corpus), ("queries", queries)):
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(lines, "utf-8")
    judged = "query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t1\nq2\td3\t1\nq3\td1\t0\n"
    (folder / "qrels" / "test.tsv").write_text(judged, "utf-8")
    return folder


def test_loading_keeps_what_can_be_judged(tmp_path: Path) -> None:
    loaded = load_beir(write_set(tmp_path / "small"))
    assert sorted(loaded.documents) == ["d1", "d2", "d3", "d5"]
    assert sorted(loaded.queries) == ["q1", "q2"]
    with pytest.raises(BeirError, match=r"test\.tsv"):
        load_beir(tmp_path)


def test_a_run_ranks_copies_side_by_side(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "small")
    report = beir.run(folder, index=tmp_path / "index")
    figures = {figure.name: figure.value for figure in report.figures}
    assert len(figures) == 12
    assert figures["nDCG@10 hybrid"] == 1.0
    assert figures["recall@10 meaning"] == 1.0
    assert "4 documents, 3 passages, 2 queries" in report.note
