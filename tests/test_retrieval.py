"""Ranking: what each side finds, and how their scores come together."""

import numpy as np
import pytest

from chatbot.questions import Question, Word
from chatbot.retrieval import HybridRanker, late_interaction, merged, token_weights
from ingest.documents import Document, Encoding, Hit, Passage, TokenVectors
from ingest.index_memory import MemoryIndex

AXES = np.eye(6, dtype=np.float32)


def tokens(*axes: int) -> TokenVectors:
    places = np.arange(len(axes), dtype=np.int32)
    return TokenVectors(places, places + 1, AXES[list(axes)])


def encoding(*axes: int) -> Encoding:
    total = AXES[list(axes)].sum(axis=0)
    return Encoding(total / np.linalg.norm(total), tokens(*axes))


def passage(name: str, text: str) -> Passage:
    return Passage(name, name, name, name, "", text, 0, len(text), None, ())


def index(**texts: tuple[str, Encoding]) -> MemoryIndex:
    made = MemoryIndex()
    for name, (text, vectors) in texts.items():
        document = Document(name, name, name, text, ())
        made.add(document, [passage(name, text)], [vectors])
    return made


def ranked(made: MemoryIndex, question: Question, limit: int = 10) -> list[Hit]:
    with made.snapshot() as snapshot:
        return HybridRanker().rank(question, snapshot, limit=limit)


def even(count: int) -> np.ndarray:
    return np.full(count, 1 / max(count, 1), np.float32)


def test_late_interaction_counts_one_good_match_for_more_than_two_fair_ones() -> None:
    half = TokenVectors(np.zeros(1, np.int32), np.ones(1, np.int32), (AXES[:1] + AXES[1:2]) / 2)
    passages = [tokens(0, 1, 2), tokens(1, 3), tokens(), tokens(4), half]
    scores = late_interaction(tokens(0, 1), even(2), passages)
    assert scores.tolist() == pytest.approx([1.0, 0.5, 0.0, 0.0, 0.5**1.5])


def test_late_interaction_without_question_tokens_is_zero() -> None:
    assert late_interaction(tokens(), even(0), [tokens(0)]).tolist() == [0.0]


def test_rare_words_weigh_more_than_others() -> None:
    words = (Word("b", "b", 1, 2, 13.5), Word("c", "c", 2, 3, 0.0))
    weights = token_weights(Question("abc", encoding(0, 1, 2), words))
    assert weights.tolist() == pytest.approx([0.2, 0.6, 0.2])
    passages = [tokens(0, 2), tokens(1)]
    scores = late_interaction(tokens(0, 1, 2), weights, passages)
    assert scores.tolist() == pytest.approx([0.4, 0.6])


def test_merged_keeps_both_scores() -> None:
    a, b, c = (passage(name, name) for name in "abc")
    hits = merged(
        [Hit(a, 0.9, meaning=0.9), Hit(b, 0.5, meaning=0.5)],
        [Hit(b, 3.0, words=3.0), Hit(c, 2.0, words=2.0)],
    )
    assert [(h.passage.id, h.meaning, h.words) for h in hits] == [
        ("a", 0.9, None),
        ("b", 0.5, 3.0),
        ("c", None, 2.0),
    ]


def test_a_passage_that_only_words_find_gets_its_true_cosine() -> None:
    made = index(
        near=("alpha beta", encoding(0, 1)),
        far=("zebra", encoding(2, 3)),
    )
    question = Question("zebra", encoding(0, 2), ())
    with made.snapshot() as snapshot:
        hits = HybridRanker(depth=1).rank(question, snapshot, limit=10)
    by_name = {hit.passage.id: hit for hit in hits}
    assert by_name["far"].words is not None
    assert by_name["far"].meaning == pytest.approx(0.5)
    assert by_name["far"].late == pytest.approx(0.5)


def test_tokens_decide_between_passages_of_equal_meaning() -> None:
    same = encoding(0, 1).vector
    made = index(
        vague=("one", Encoding(same, tokens(2, 3))),
        exact=("two", Encoding(same, tokens(0, 1))),
    )
    hits = ranked(made, Question("three", Encoding(same, tokens(0, 1)), ()))
    assert [hit.passage.id for hit in hits] == ["exact", "vague"]
    assert hits[0].score > hits[1].score


def test_limit_and_empty_index() -> None:
    question = Question("alpha", encoding(0), ())
    assert ranked(MemoryIndex(), question) == []
    made = index(a=("alpha", encoding(0)), b=("beta", encoding(1)), c=("gamma", encoding(2)))
    assert [hit.passage.id for hit in ranked(made, question, limit=1)] == ["a"]
