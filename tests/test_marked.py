"""Questions marked in documents: which of them still hold."""

import json
from pathlib import Path

from evals.marked import read_marked


def test_spans_hold_in_the_text_that_they_were_marked_in(tmp_path: Path) -> None:
    rows = [
        {
            "document": "bees/hive.md",
            "kind": "plain",
            "question": "What stings?",
            "spans": [[0, 4]],
        },
        {"document": "bees/hive.md", "kind": "absent", "question": "What barks?", "spans": []},
        {
            "document": "bees/comb.md",
            "kind": "plain",
            "question": "What is wax?",
            "spans": [[2, 9]],
        },
    ]
    file = tmp_path / "made.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    (tmp_path / "made-documents.tsv").write_text("document\tid\nbees/hive.md\tabc\n", "utf-8")
    stings, barks, wax = read_marked(file)["bees"]
    assert stings.fits("abc")
    assert not stings.fits("read otherwise")
    assert barks.fits("read otherwise")
    assert wax.fits("whatever")


def test_the_documents_of_the_shipped_questions_are_known_by_id() -> None:
    folder = Path(__file__).parent.parent / "evals" / "questions"
    for name in ("guides", "textbooks"):
        for asked in read_marked(folder / f"{name}.jsonl").values():
            assert all(question.document_id for question in asked)
