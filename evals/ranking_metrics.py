"""Measures of a ranking against judged documents, as trec_eval defines them."""

import math
from collections.abc import Mapping, Sequence


def ndcg(ranked: Sequence[str], gains: Mapping[str, int], depth: int = 10) -> float:
    """Normalised discounted cumulative gain (Järvelin & Kekäläinen 2002) with gains as they are
    and a discount of log2(rank + 1), 0..1."""
    ideal = _dcg(sorted(gains.values(), reverse=True)[:depth])
    return _dcg([gains.get(name, 0) for name in ranked[:depth]]) / ideal if ideal else 0.0


def recall(ranked: Sequence[str], gains: Mapping[str, int], depth: int = 10) -> float:
    """Share of the relevant documents among the first `depth`."""
    relevant = {name for name, gain in gains.items() if gain > 0}
    return len(relevant & set(ranked[:depth])) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranked: Sequence[str], gains: Mapping[str, int], depth: int = 10) -> float:
    """1 / rank of the first relevant document, 0 if none is among the first `depth`."""
    ranks = (rank for rank, name in enumerate(ranked[:depth], 1) if gains.get(name, 0) > 0)
    return 1 / next(ranks, math.inf)


def _dcg(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))
