"""Reranking by a cross-encoder (Nogueira & Cho 2019): an option for those who have one.

It reads every question and passage anew, which takes some hundred milliseconds; the default does
without.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Protocol

from chatbot.questions import Question
from ingest.documents import Hit
from ingest.index import Snapshot


class Ranker(Protocol):
    def rank(self, question: Question, snapshot: Snapshot, *, limit: int) -> list[Hit]: ...


class RerankingRanker:
    """Puts the `depth` best hits of another ranker into the order of `score`'s judgement.

    `score`: pairs of question and passage text to one number each, higher is better.
    """

    def __init__(
        self, ranker: Ranker, score: Callable[[Sequence[tuple[str, str]]], Any], *, depth: int = 20
    ) -> None:
        self.ranker = ranker
        self.score = score
        self.depth = depth

    def rank(self, question: Question, snapshot: Snapshot, *, limit: int) -> list[Hit]:
        """At most `limit` hits, best first; those beyond `depth` keep their order behind them.

        The scores of reranked hits are the cross-encoder's, those of the others fall below.
        """
        hits = self.ranker.rank(question, snapshot, limit=max(limit, self.depth))
        first, rest = hits[: self.depth], hits[self.depth :]
        if not first:
            return []
        pairs = [(question.text, hit.passage.embedded_text) for hit in first]
        judged = [
            replace(hit, score=float(score))
            for hit, score in zip(first, self.score(pairs), strict=True)
        ]
        judged.sort(key=lambda hit: -hit.score)
        below = judged[-1].score - rest[0].score if rest else 0.0
        return [*judged, *(replace(hit, score=hit.score + below) for hit in rest)][:limit]
