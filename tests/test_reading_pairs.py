"""What the reader learns from: windows, their labels, and what other readers make of them."""

import json

import pytest

from evals.reading_pairs import ReadingPair, squad_pairs, taught
from ingest.embedding_reader import load_reader
from ingest.opening import open_embedder
from ingest.settings import Settings

CONTEXTS = (
    "The lighthouse of Ardel was built in 1902 by Mira Stroud. Its lamp burns oil of rape seed.",
    "The harbour of Ardel freezes in February. Ferries then sail from Kelm, which was dug in 1911.",
)
ASKED = "When was the lighthouse that Mira Stroud built in Ardel finished, in 1902?"


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> list[ReadingPair]:
    answer = {"text": "built in 1902", "answer_start": CONTEXTS[0].index("built in 1902")}
    paragraphs = [
        {"context": CONTEXTS[0], "qas": [{"id": "1", "question": ASKED, "answers": [answer]}]},
        {
            "context": CONTEXTS[1],
            "qas": [
                {
                    "id": "2",
                    "question": "Who owns the ferries of Kelm?",
                    "is_impossible": True,
                    "answers": [],
                }
            ],
        },
    ]
    path = tmp_path_factory.mktemp("squad") / "file.json"
    path.write_text(json.dumps({"data": [{"title": "Ardel", "paragraphs": paragraphs}]}))
    settings = Settings()
    return list(squad_pairs(path, settings=settings, embedder=open_embedder(settings)))


def test_the_marked_window_answers_its_question_alone(pairs: list[ReadingPair]) -> None:
    (answered,) = [pair for pair in pairs if pair.answers]
    assert answered.question == ASKED
    ((start, end),) = answered.spans
    assert answered.text[start:end] == "built in 1902"


def test_the_same_window_does_not_answer_when_the_question_deceives(
    pairs: list[ReadingPair],
) -> None:
    (answered,) = [pair for pair in pairs if pair.answers]
    (other,) = [p for p in pairs if p.text == answered.text and p.question.startswith("When")][1:]
    assert other.question != ASKED
    assert not other.answers
    assert not other.spans
    assert other.certain == 1


def test_what_is_not_answered_has_windows_that_do_not(pairs: list[ReadingPair]) -> None:
    found = [pair for pair in pairs if pair.question.startswith("Who owns")]
    assert found
    assert not any(pair.answers for pair in found)


def test_readers_teach_what_is_not_certain(pairs: list[ReadingPair]) -> None:
    reader = load_reader()
    for pair in taught(pairs, [reader, reader]):
        if pair.certain == 1:
            assert pair.taught is None
            continue
        assert pair.taught is not None
        (read,) = reader([(pair.question, pair.text)])
        assert pair.taught.answers == pytest.approx(read.score, abs=0.5)
        assert len(pair.taught.tokens) == len(read.tokens)
