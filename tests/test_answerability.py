"""Answerability: what is measured, what is missing, and the kinds of answers."""

import json
from pathlib import Path

import pytest
from fakes import FakeEmbedder, add, make_document

from chatbot.answer_types import answer_kind, holds_kind
from chatbot.answerability import AnswerabilityJudge, Coefficients, load_coefficients, measure
from chatbot.answers import Answerability
from chatbot.reading import read_question
from chatbot.suggestions import question_of, suggest
from ingest.index_memory import MemoryIndex

COVERAGE = Coefficients(-5.0, {"passage coverage": 10.0})


@pytest.fixture
def index() -> MemoryIndex:
    index = MemoryIndex()
    embedder = FakeEmbedder()
    add(index, embedder, make_document("Ravens build nests. A raven eats carrion. Owls hunt."))
    add(index, embedder, make_document("Bread needs yeast. Flour comes from mills.", title="Bread"))
    return index


def judged(index: MemoryIndex, text: str, *, limit: int = 3) -> Answerability:
    with index.snapshot() as snapshot:
        question = read_question(text, embedder=FakeEmbedder(), snapshot=snapshot)
        hits = snapshot.search_meaning(question.encoding.vector, limit)
        return AnswerabilityJudge(COVERAGE).judge(question, hits, snapshot)[0]


def test_what_is_covered_is_likelier_to_be_answered(index: MemoryIndex) -> None:
    covered = judged(index, "what does a raven eat")
    partly = judged(index, "what does a raven drink")
    neither = judged(index, "where do penguins drink")
    assert covered.probability > partly.probability > neither.probability


def test_missing_words_are_named_in_the_order_of_the_question(index: MemoryIndex) -> None:
    assert judged(index, "what salary does a raven with trousers get").missing == (
        "salary",
        "trousers",
    )
    assert judged(index, "what does a raven eat").missing == ()


def test_generic_words_are_never_missing(index: MemoryIndex) -> None:
    assert judged(index, "what kinds of important things do ravens build").missing == ()


def test_every_word_has_a_weight_and_its_coverage(index: MemoryIndex) -> None:
    raven, trousers = judged(index, "has a raven trousers").words
    assert (raven.word, raven.coverage) == ("raven", 1.0)
    assert trousers.coverage < 0.7
    assert raven.weight < trousers.weight, "a rarer word weighs more"
    assert raven.weight + trousers.weight == pytest.approx(1.0)


@pytest.mark.parametrize("text", ["", "?", "what is it?", "🦉"])
def test_questions_without_content_words_are_judged_too(index: MemoryIndex, text: str) -> None:
    answerability = judged(index, text)
    assert 0.0 <= answerability.probability <= 1.0
    assert answerability.missing == ()


def test_what_asks_nothing_is_not_answered(index: MemoryIndex) -> None:
    assert judged(index, "?!...").probability == 0.0


def test_an_empty_index_answers_nothing() -> None:
    answerability = judged(MemoryIndex(), "what does a raven eat")
    assert answerability.probability == 0.0
    assert answerability.missing == ("raven", "eat")


def test_an_index_of_one_passage_can_answer() -> None:
    index = MemoryIndex()
    add(index, FakeEmbedder(), make_document("A raven eats carrion."))
    assert judged(index, "what does a raven eat").probability > 0.9
    assert judged(index, "what salary has a penguin").probability < 0.5


def test_shipped_coefficients_name_measures_that_exist(index: MemoryIndex) -> None:
    with index.snapshot() as snapshot:
        question = read_question("raven nests", embedder=FakeEmbedder(), snapshot=snapshot)
        hits = snapshot.search_meaning(question.encoding.vector, 2)
        measures = measure(question, hits, snapshot)
    assert measures is not None
    assert set(load_coefficients().weights) <= set(measures.values)
    assert 0.0 < load_coefficients().probability(measures) < 1.0


def test_coefficients_can_be_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    path.write_text(json.dumps({"intercept": 1.5, "weights": {"meaning": 2}}))
    assert load_coefficients(path) == Coefficients(1.5, {"meaning": 2})


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who invented it?", "other"),
        ("In what year was it built?", "time"),
        ("How many are there?", "number"),
        ("How long does it take?", "duration"),
        ("How much does a nurse earn?", "money"),
        ("What is the average salary of a nurse?", "money"),
        ("Where is it?", "other"),
        ("Why do models drift?", "other"),
        ("Is it open?", "other"),
        ("How does it work?", "other"),
        ("What is a raven?", "other"),
    ],
)
def test_a_question_asks_for_a_kind_of_answer(question: str, kind: str) -> None:
    assert answer_kind(question) == kind


def test_what_the_question_says_itself_is_no_answer() -> None:
    asked = "How many died in 1812?"
    assert not holds_kind("number", "The war of 1812.", question=asked)
    assert holds_kind("number", "Of 600,000 men few came back.", question=asked)
    assert holds_kind("other", "Anything.", question="What is it?")


@pytest.mark.parametrize(
    ("heading", "question"),
    [
        ("What is an AI engineer", "What is an AI engineer?"),
        ("How to become an engineer", "How do you become an engineer?"),
        ("What an AI engineer is", "What is an AI engineer?"),
        ("Overview of the tools", "What is said about the tools?"),
        ("What engineers do", "Can you explain what engineers do?"),
        ("What a typical day consists of", "What does a typical day consist of?"),
        ("What every AI engineer does", "What does every AI engineer do?"),
        ("What a process carries", "What does a process carry?"),
        ("What a team of engineers", "Can you explain what a team of engineers?"),
        ("2.3 Core Responsibilities", "What is said about core responsibilities?"),
        ("Machine learning", "What is machine learning?"),
        ("Why Python?", "Why Python?"),
        ("Overview", None),
        ("", None),
        ("12", None),
    ],
)
def test_a_heading_becomes_a_question(heading: str, question: str | None) -> None:
    assert question_of(heading, "Machine learning is a field.") == question


def test_suggestions_differ_and_come_from_different_documents(index: MemoryIndex) -> None:
    with index.snapshot() as snapshot:
        found = suggest(snapshot)
        again = suggest(snapshot)
        hits = snapshot.search_words("yeast", 1)
        near = suggest(snapshot, hits)
    assert found == again
    assert len(set(found)) == len(found) == 1, "the title `A` names no topic"
    assert near == ("What is said about bread?",)


def test_an_empty_index_suggests_nothing() -> None:
    with MemoryIndex().snapshot() as snapshot:
        assert suggest(snapshot) == ()
