"""Reranking: the pair scores decide among the first, the rest stay behind."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from chatbot.questions import Question
from chatbot.reranking import RerankingRanker
from ingest.documents import Encoding, Hit, Passage, TokenVectors
from ingest.embedding_pairs import load_cross_encoder
from ingest.errors import ModelError
from ingest.index import Snapshot
from ingest.index_memory import MemoryIndex

NOTHING = np.zeros(0, np.int32)
QUESTION = Question(
    "q", Encoding(np.ones(1, np.float32), TokenVectors(NOTHING, NOTHING, np.ones((0, 1)))), ()
)


class FixedRanker:
    """Finds the same passages, in the order given, whatever is asked."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts

    def rank(self, question: Question, snapshot: Snapshot, *, limit: int) -> list[Hit]:
        hits = [
            Hit(Passage(t, t, t, t, "", t, 0, len(t), None, ()), score=1.0 - i / 10)
            for i, t in enumerate(self.texts)
        ]
        return hits[:limit]


def by_length(pairs: Sequence[tuple[str, str]]) -> list[float]:
    return [float(len(passage)) for _, passage in pairs]


def rank(texts: Sequence[str], *, depth: int, limit: int) -> list[Hit]:
    ranker = RerankingRanker(FixedRanker(texts), by_length, depth=depth)
    with MemoryIndex().snapshot() as snapshot:
        return ranker.rank(QUESTION, snapshot, limit=limit)


def test_the_first_are_reordered_and_the_rest_stay_behind() -> None:
    hits = rank(["a", "bbb", "cc", "dddd", "e"], depth=3, limit=10)
    assert [hit.passage.id for hit in hits] == ["bbb", "cc", "a", "dddd", "e"]
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)


def test_more_is_read_than_is_asked_for() -> None:
    assert [hit.passage.id for hit in rank(["a", "bb", "ccc"], depth=3, limit=1)] == ["ccc"]
    assert rank([], depth=3, limit=5) == []


@pytest.mark.filterwarnings("ignore")
def test_a_reranker_that_is_not_here_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="hf download nobody/nothing"):
        load_cross_encoder("nobody/nothing")
    with pytest.raises(ModelError, match="is it a cross-encoder"):
        load_cross_encoder(str(tmp_path))
