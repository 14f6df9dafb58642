"""Misspelt words of a question, mended by the words of the documents.

A word is taken to be misspelt when no passage has it so, the embedding model does not know it as a
word, and the documents hold one that is a slip away: a letter changed, left out, added or swapped
(optimal string alignment; Damerau 1964, who found most slips to be one of these four).
"""

import re

from rapidfuzz.distance import OSA

from ingest.embedding import Embedder
from ingest.index import Snapshot

SHORTEST = 4
"""Letters below which a near word is as likely to be another one."""

_WORD = re.compile(r"[^\W\d_]+")
MOST_WORDS = 40  # a longer question is no longer a question of one's own words


def mend(question: str, *, embedder: Embedder, snapshot: Snapshot) -> str:
    """The question with its misspelt words mended; unchanged, byte for byte, if there are none."""
    matches = list(_WORD.finditer(question))
    if len(matches) > MOST_WORDS:
        return question
    candidates = [m for m in matches if len(m.group()) >= SHORTEST]
    frequencies = snapshot.document_frequency([m.group() for m in candidates])
    mended, end = [], 0
    for match, frequency in zip(candidates, frequencies, strict=True):
        word = match.group()
        if embedder.count_tokens(word.lower()) == 1:
            continue
        # A word whose stem is known is found as it is; only an evident slip is mended.
        near = _nearest(word.lower(), snapshot, most=1 if frequency else 2)
        if near is not None:
            shaped = near.capitalize() if word[0].isupper() else near
            mended += [question[end : match.start()], shaped]
            end = match.end()
    return "".join([*mended, question[end:]])


def _nearest(word: str, snapshot: Snapshot, *, most: int) -> str | None:
    """The word of the documents that is fewest slips away, the commonest of these; slips hardly
    ever change the first letter. None if the documents have the word itself."""
    allowed = 1 if len(word) < 7 else most
    best: tuple[int, int, str] | None = None
    vocabulary = snapshot.vocabulary(word[0])
    if word in vocabulary:
        return None
    for known, frequency in vocabulary.items():
        if abs(len(known) - len(word)) > allowed or not known.isalpha():
            continue
        if known.startswith(word) or word.startswith(known):
            continue  # another form of the word, as a plural is
        distance = OSA.distance(word, known, score_cutoff=allowed)
        if distance <= allowed and (best is None or (distance, -frequency, known) < best):
            best = (distance, -frequency, known)
    return best[2] if best else None
