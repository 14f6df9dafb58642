"""Hybrid ranking: meaning and words find passages, their tokens' vectors decide between them.

A passage's score is a weighted sum on fixed scales, so that a side which finds little weighs
little: the cosine of the sentence vectors, the BM25 score, and late interaction (Khattab & Zaharia
2020), the best cosine of each of the question's tokens with any token of the passage. Cosines are
raised to a power, which counts one good match for more than two fair ones, and rare words weigh
more. How this was chosen is in docs/decisions/0005-ranking.md.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from chatbot.designations import Designation, designations
from chatbot.questions import Question
from ingest.documents import Encoding, Hit, TokenVectors, Vector
from ingest.index import Snapshot

WORDS_WEIGHT = 0.004
LATE_WEIGHT = 2.25
POWER = 1.5
LEAST_RARITY = 1.5
DESIGNATED = 0.25
DESIGNATED_ABOVE = 0.1
DESIGNATED_DEPTH = 200  # a version's numbers stand in many passages that are not about it
DEPTH = 40
LATE_DEPTH = 25


class HybridRanker:
    """Ranks the passages of a snapshot for a question.

    `depth` passages are taken from each side; the `late_depth` best of them are compared token
    by token.
    """

    def __init__(
        self,
        *,
        words_weight: float = WORDS_WEIGHT,
        late_weight: float = LATE_WEIGHT,
        depth: int = DEPTH,
        late_depth: int = LATE_DEPTH,
    ) -> None:
        self.words_weight = words_weight
        self.late_weight = late_weight
        self.depth = depth
        self.late_depth = late_depth

    def rank(self, question: Question, snapshot: Snapshot, *, limit: int) -> list[Hit]:
        """At most `limit` hits (and at most `late_depth`), best first, with all their scores."""
        found = merged(
            snapshot.search_meaning(question.encoding.vector, self.depth),
            snapshot.search_words(question.text, self.depth),
        )
        asked = designations(question.text)
        for each in asked:
            named = snapshot.search_words(question.text, DESIGNATED_DEPTH, holding=each.text)
            found = merged(
                found, [hit for hit in named if each.stands_in(hit.passage.embedded_text)]
            )
        # What the nearest by meaning do not hold is no nearer than the last of them.
        floor = min((hit.meaning for hit in found if hit.meaning is not None), default=0.0)
        promising = sorted(found, key=lambda hit: -self._early(hit, floor, asked))[
            : self.late_depth
        ]
        if not promising:
            return []
        encodings = snapshot.encodings([hit.passage.id for hit in promising])
        late = late_interaction(
            question.encoding.tokens, token_weights(question), [e.tokens for e in encodings]
        )
        hits = [
            self._scored(hit, question.encoding, encoding, float(late_score), asked)
            for hit, encoding, late_score in zip(promising, encodings, late, strict=True)
        ]
        return sorted(hits, key=lambda hit: -hit.score)[:limit]

    def _early(self, hit: Hit, floor: float, asked: Sequence[Designation]) -> float:
        meaning = floor if hit.meaning is None else hit.meaning
        return meaning + self.words_weight * (hit.words or 0.0) + _designated(hit, asked)

    def _scored(
        self,
        hit: Hit,
        question: Encoding,
        passage: Encoding,
        late: float,
        asked: Sequence[Designation],
    ) -> Hit:
        meaning = hit.meaning
        if meaning is None:
            meaning = float(question.vector @ passage.vector)
        score = meaning + self.words_weight * (hit.words or 0.0) + self.late_weight * late
        score += _designated(hit, asked)
        return replace(hit, score=score, meaning=meaning, late=late)


def _designated(hit: Hit, asked: Sequence[Designation]) -> float:
    """What a passage gains by the share of the designations asked about that stand in it, and
    further where its headings say that it is about them."""
    if not asked:
        return 0.0
    passage = hit.passage
    stands = sum(one.stands_in(passage.embedded_text) for one in asked)
    named = sum(one.stands_in(passage.context) for one in asked)
    return (DESIGNATED * stands + DESIGNATED_ABOVE * named) / len(asked)


def merged(meaning: Sequence[Hit], words: Sequence[Hit]) -> list[Hit]:
    """Each passage once, with the scores of both sides, in order of first appearance."""
    hits = {hit.passage.id: hit for hit in meaning}
    for hit in words:
        known = hits.get(hit.passage.id)
        hits[hit.passage.id] = hit if known is None else replace(known, words=hit.words)
    return list(hits.values())


def token_weights(question: Question) -> Vector:
    """(n,) the weight of each of the question's tokens, of sum 1: the root of the idf of the
    content word that it belongs to; tokens of common words, or of none, count little."""
    tokens = question.encoding.tokens
    rarity = np.full(len(tokens.starts), LEAST_RARITY, np.float32)
    for word in question.words:
        rarity[(tokens.starts < word.end) & (tokens.ends > word.start)] = max(
            word.idf, LEAST_RARITY
        )
    weights: Vector = np.sqrt(rarity)
    return weights / max(float(weights.sum()), 1.0)


def late_interaction(
    question: TokenVectors, weights: Vector, passages: Sequence[TokenVectors]
) -> NDArray[np.float32]:
    """For each passage the weighted mean over the question's tokens of the best cosine with the
    passage's tokens, to the power `POWER`, 0..1.

    A passage without tokens, like a question without any, scores 0.
    """
    asked = np.ascontiguousarray(question.vectors.T)
    scores = np.zeros(len(passages), np.float32)
    for i, tokens in enumerate(passages):
        if len(tokens.vectors):
            best = (tokens.vectors @ asked).max(axis=0)
            scores[i] = weights @ np.clip(best, 0.0, 1.0) ** POWER
    return scores
