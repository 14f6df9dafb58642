"""How far passages cover a question: by words, by the meaning of words, near to each other.

Soft coverage compares the contextual token vectors of a question's word with those of a passage
and takes the best cosine, 1 where the word itself is there; weighted by idf it says how much of
the question a passage speaks of. Late interaction (Khattab & Zaharia 2020, ColBERT) is the mean of
such best cosines over all tokens, the small words included. Both are taken over whole passages and
over windows of two neighbouring units, since an answer stands where the words meet.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chatbot.generic_words import GENERIC_SHARE, is_generic
from chatbot.questions import Question
from chatbot.reading import occurrences
from ingest.documents import Encoding, Passage

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Window:
    """Two neighbouring units of a passage, at [start, end) of its text, against the question.

    `late` is the late interaction, `cosine` that of the mean token vectors. Per content word of
    the question, (w,): `meant` the best cosine of its token vectors, `exact` 1 where it stands
    there itself, else 0, `coverage` the greater of both.
    """

    start: int
    end: int
    late: float
    cosine: float
    meant: Array
    coverage: Array
    exact: Array


@dataclass(frozen=True, slots=True)
class PassageCoverage:
    """One passage against the question: as a whole (context included), and its best window;
    `nearness` (units,) is the late interaction of each unit, 0 for those without tokens."""

    passage: Passage
    late: float
    meant: Array
    coverage: Array
    exact: Array
    meaning: float
    best: Window
    nearness: tuple[float, ...]


class QuestionReader:
    """A question's vectors, arranged to be compared with many passages; `rarities` (w,) are the
    idf of its words, less for generic ones, `weights` the same with sum 1."""

    def __init__(self, question: Question) -> None:
        tokens = question.encoding.tokens
        self.vectors: Array = tokens.vectors.astype(np.float32, copy=False)
        self.mean = _unit(self.vectors.mean(axis=0)) if len(self.vectors) else None
        self.stems = [word.stem for word in question.words]
        shares = [GENERIC_SHARE if is_generic(stem) else 1.0 for stem in self.stems]
        idf = np.array([word.idf for word in question.words], np.float32) + 1e-3
        self.rarities: Array = idf * np.array(shares, np.float32)
        self.weights: Array = self.rarities / max(float(self.rarities.sum()), 1e-9)
        spans = np.array([(word.start, word.end) for word in question.words]).reshape(-1, 2)
        inside = (tokens.starts < spans[:, 1:]) & (tokens.ends > spans[:, :1])
        self._average: Array = inside / np.maximum(inside.sum(axis=1, keepdims=True), 1)
        self._average = self._average.astype(np.float32)
        self._sentence = question.encoding.vector

    # Some BLAS kernels raise the flag of an invalid number for lanes that they do not use.
    @np.errstate(invalid="ignore")
    def read(self, passage: Passage, encoding: Encoding) -> PassageCoverage | None:
        """None for a question or passage without tokens."""
        tokens = encoding.tokens
        if self.mean is None or not len(tokens.starts):
            return None
        cosines = self.vectors @ tokens.vectors.T
        best = cosines.max(axis=1)
        places = occurrences(passage.text, self.stems)
        heads = occurrences(passage.context, self.stems)
        exact = np.array([bool(places[s] or heads[s]) for s in self.stems], np.float32)
        found = self._best_window(passage, encoding, cosines, places)
        if found is None:
            return None
        window, nearness = found
        return PassageCoverage(
            passage=passage,
            late=float(best.mean()),
            meant=(meant := self._average @ best),
            coverage=np.maximum(meant, exact),
            exact=exact,
            meaning=float(encoding.vector @ self._sentence),
            best=window,
            nearness=nearness,
        )

    def _best_window(
        self,
        passage: Passage,
        encoding: Encoding,
        cosines: Array,
        places: dict[str, list[int]],
    ) -> tuple[Window, tuple[float, ...]] | None:
        """The best window, and the nearness of every unit."""
        tokens = encoding.tokens
        starts = np.array([unit.start - passage.start for unit in passage.units], np.int32)
        ends = np.array([unit.end - passage.start for unit in passage.units], np.int32)
        first = np.searchsorted(tokens.starts, starts)
        # Units beyond the tokens that the model reads have none.
        seen = int((first < len(tokens.starts)).sum())
        if seen == 0:
            return None
        best = np.maximum.reduceat(cosines, first[:seen], axis=1)
        nearness = np.zeros(len(passage.units), np.float32)
        nearness[:seen] = best.mean(axis=0)
        mean = _unit(np.add.reduceat(tokens.vectors, first[:seen], axis=0))
        exact = np.zeros((len(self.stems), seen), np.float32)
        for row, at in enumerate(places.values()):
            exact[row, np.searchsorted(starts[:seen], at, side="right") - 1] = 1
        best[:, :-1] = np.maximum(best[:, :-1], best[:, 1:])
        exact[:, :-1] = np.maximum(exact[:, :-1], exact[:, 1:])
        late = best.mean(axis=0)
        meant = self._average @ best
        coverage = np.maximum(meant, exact)
        chosen = int((late + self.weights @ coverage).argmax())
        window = Window(
            start=int(starts[chosen]),
            end=int(ends[min(chosen + 1, seen - 1)]),
            late=float(late[chosen]),
            cosine=float((mean @ self.mean).max()) if self.mean is not None else 0.0,
            meant=meant[:, chosen],
            coverage=coverage[:, chosen],
            exact=exact[:, chosen],
        )
        return window, tuple(map(float, nearness))


def read_passages(
    question: Question, passages: Sequence[Passage], encodings: Sequence[Encoding]
) -> tuple[QuestionReader, list[PassageCoverage]]:
    reader = QuestionReader(question)
    read = (reader.read(p, e) for p, e in zip(passages, encodings, strict=True))
    return reader, [coverage for coverage in read if coverage is not None]


def _unit(vectors: Array) -> Array:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    result: Array = vectors / np.maximum(norms, 1e-12)
    return result
