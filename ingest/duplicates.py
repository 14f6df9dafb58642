"""Near-duplicates: documents that share most of their text, such as two versions of one."""

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ingest.documents import Document

Signature = NDArray[np.uint32]
"""(PERMUTATIONS,) a MinHash signature; equal entries estimate the Jaccard similarity."""

PERMUTATIONS = 128
SIMILAR = 0.8
"""Share of common shingles from which on two documents count as near-duplicates."""

_SHINGLE = 5
_SEED = 1
_BANDS = 16
_WORD = re.compile(r"\w+")


def signature(document: Document) -> Signature | None:
    """The MinHash signature (Broder 1997) of the document's runs of five words, furniture aside;
    None where it is too short for one. Signatures are the same on every machine."""
    from rensa import RMinHash  # type: ignore[import-untyped]

    text = " ".join(
        document.text[block.start : block.end]
        for block in document.blocks
        if block.kind != "furniture"
    )
    words = _WORD.findall(text.lower())
    if len(words) < _SHINGLE:
        return None
    shingles = [" ".join(run) for run in zip(*(words[n:] for n in range(_SHINGLE)), strict=False)]
    sketch = RMinHash(num_perm=PERMUTATIONS, seed=_SEED)
    sketch.update(shingles)
    return np.asarray(sketch.digest(), dtype=np.uint32)


def similarity(first: Signature, second: Signature) -> float:
    """Estimated Jaccard similarity of two documents' shingles, 0..1, give or take 0.05."""
    return float(np.count_nonzero(first == second)) / PERMUTATIONS


def near_duplicates(
    signatures: Mapping[str, Signature], *, least: float = SIMILAR
) -> list[tuple[str, str, float]]:
    """(id, earlier id, similarity) of every pair that is at least so similar, in the order given.

    Only pairs that agree in a whole band of their signatures are compared (locality-sensitive
    hashing), so the time grows with the documents, not with their pairs.
    """
    width = PERMUTATIONS // _BANDS
    buckets: dict[tuple[int, bytes], list[str]] = {}
    pairs: list[tuple[str, str, float]] = []
    for identifier, values in signatures.items():
        earlier: dict[str, None] = {}
        for band in range(_BANDS):
            key = (band, values[band * width : (band + 1) * width].tobytes())
            earlier |= dict.fromkeys(buckets.get(key, ()))
            buckets.setdefault(key, []).append(identifier)
        for other in earlier:
            alike = similarity(values, signatures[other])
            if alike >= least:
                pairs.append((identifier, other, alike))
    return pairs


def near_duplicates_of(identifier: str, stored: Mapping[str, bytes]) -> list[str]:
    """Ids of the documents that are nearly the same as one, by the signatures of an index."""
    signatures = {key: np.frombuffer(data, np.uint32) for key, data in stored.items()}
    own = signatures.get(identifier)
    if own is None:
        return []
    return [k for k, v in signatures.items() if k != identifier and similarity(own, v) >= SIMILAR]


def groups(pairs: Sequence[tuple[str, str, float]]) -> dict[str, str]:
    """For each document with an earlier near-duplicate, the first document of its kind."""
    first: dict[str, str] = {}
    for identifier, other, _ in pairs:
        first.setdefault(identifier, first.get(other, other))
    return first
