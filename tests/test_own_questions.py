"""Questions made from someone's own documents, and what becomes of them."""

from dataclasses import replace
from pathlib import Path

import pytest
from fakes import FakeEmbedder, add, make_document

from evals import history
from evals.history import Entry
from evals.own import run, without
from evals.own_questions import make_questions
from evals.report import Figure, Report
from ingest.documents import Block, Document
from ingest.index_memory import MemoryIndex

PARTS = [
    ("heading", "Night birds"),
    ("paragraph", "An owl is a bird that hunts at night. It hears well."),
    ("heading", "Care of owls"),
    ("item", "Feed them mice."),
    ("item", "Keep them dark."),
    ("item", "Let them fly."),
    ("heading", "Kinds"),
    ("head", "Owl | Typical size | What helps"),
    ("row", "Barn owl | 35 cm | quiet"),
    ("row", "Eagle owl | 70 cm | space"),
    ("paragraph", "Artificial light is a danger to them."),
    ("paragraph", "It is a list of owls."),
]


@pytest.fixture
def owls() -> Document:
    text, blocks = "", []
    for kind, content in PARTS:
        text += "\n\n" if text else ""
        blocks.append(Block(kind, len(text), len(text) + len(content), 1))  # type: ignore[arg-type]
        text += content
    return replace(make_document(text, title="Owls"), blocks=tuple(blocks))


def test_headings_definitions_lists_and_rows_become_questions(
    owls: Document, embedder: FakeEmbedder
) -> None:
    index = MemoryIndex()
    add(index, embedder, owls)
    with index.snapshot() as snapshot:
        made = make_questions(snapshot)
        assert made == make_questions(snapshot)
        assert len(make_questions(snapshot, most=2)) == 2
    asked = {question.question: question for question in made}
    gold = {
        text: [owls.text[start:end] for start, end in question.gold]
        for text, question in asked.items()
    }
    assert gold["What is an owl?"] == ["An owl is a bird that hunts at night."]
    assert gold["What is Artificial light?"] == ["Artificial light is a danger to them."]
    assert gold["What is the typical size of Barn owl?"] == ["Barn owl | 35 cm | quiet"]
    (care,) = [text for text in asked if "owls" in text.lower() and "are" in text.lower()][:1]
    assert gold[care] == ["Feed them mice.", "Keep them dark.", "Let them fly."]
    assert not [text for text in asked if "what helps" in text or "is it" in text.lower()]


def test_a_document_left_out_is_nowhere(owls: Document, citewell) -> None:  # type: ignore[no-untyped-def]
    with citewell.index.snapshot() as snapshot:
        first = snapshot.documents()[0]
        whole = snapshot.passage_count()
    with without(citewell.chat, first.id).index.snapshot() as snapshot:
        assert snapshot.document(first.id) is None
        assert first.id not in {record.id for record in snapshot.documents()}
        assert snapshot.neighbours(first.id) == []
        assert snapshot.passage_count() == whole - first.passages
        hits = snapshot.search_words(first.title, 20)
        assert len(hits) == 20
        assert first.id not in {hit.passage.document_id for hit in hits}


def test_the_shipped_documents_are_measured(citewell) -> None:  # type: ignore[no-untyped-def]
    told: list[tuple[int, int]] = []
    made = run(citewell.chat, most=12, progress=lambda *now: told.append(now))
    figures = {figure.name: figure.value for figure in made.figures}
    assert figures["answered right"] > 0.3
    assert figures["left out: refused"] > 0.3
    assert told[-1][0] == told[-1][1] == len(told)
    assert len(made.extra["pairs"]) == len(told)  # type: ignore[arg-type]


def test_history_keeps_what_changed(tmp_path: Path) -> None:
    def measured(value: float, milliseconds: float) -> None:
        figures = [Figure("right", value), Figure("milliseconds, median", milliseconds)]
        Report("questions", figures).write(tmp_path)

    measured(0.5, 10)
    measured(0.5, 12)
    measured(0.6, 11)
    kept = history.read(tmp_path)
    assert [entry.figures["right"] for entry in kept] == [0.5, 0.6]
    assert kept[0].at < kept[1].at or kept[0].at == kept[1].at
    with (tmp_path / history.NAME).open("a", encoding="utf-8") as file:
        file.write("no line\n{}\n")
    history.remember(tmp_path, Entry("other", "2026-01-01T00:00:00", "abc", {"x": 1.0}))
    assert [entry.name for entry in history.read(tmp_path)] == ["questions", "questions", "other"]
