"""Evidence: the source sentences that an answer is checked against, ready to be compared with."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from chatbot.answers import Quote
from chatbot.grounding.text import Reading, read
from chatbot.grounding.tokens import Token
from chatbot.planted import is_planted
from chatbot.reading import stem
from ingest.documents import Passage, TokenVectors, Vector
from ingest.embedding import Embedder
from ingest.index import Snapshot
from ingest.sentences import sentences

_MARKS = re.compile(r"\s*\[\d+\]|\*\*|__|`|^\s*(?:[-*•]|\d{1,2}[.)])\s+")
_SPACE = re.compile(r"\s+")

VectorsOf = Callable[[], Sequence[TokenVectors]]


@dataclass(frozen=True, slots=True)
class Source:
    """A source sentence: its quote, where it lies in its text (number `text`, from `offset`), and
    the stems of the headings above it."""

    quote: Quote
    text: int
    offset: int
    headings: frozenset[str]


class Evidence:
    """Source sentences with their words and, once they are asked for, their word vectors."""

    def __init__(self, sources: Sequence[Source], vectors: VectorsOf) -> None:
        self.sources = tuple(sources)
        self._vectors = vectors
        self._alone: dict[int, Vector] = {}

    @cached_property
    def verbatim(self) -> dict[str, Source]:
        """Every source sentence, by its text without marks and spare white space."""
        return {plain(source.quote.text): source for source in reversed(self.sources)}

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        return tuple(
            read(source.quote.text.replace("cannot", "can not")) for source in self.sources
        )

    @cached_property
    def starts(self) -> NDArray[np.intp]:
        """(sources + 1,) where the words of each source begin in the columns of all words."""
        counts = [len(reading.tokens) for reading in self.readings]
        return np.concatenate(([0], np.cumsum(counts))).astype(np.intp)

    @cached_property
    def stems(self) -> NDArray[np.str_]:
        """(words,) the stems of all source words."""
        return np.array([token.stem for r in self.readings for token in r.tokens], dtype=np.str_)

    @cached_property
    def words(self) -> Vector:
        """(words, r) the vectors of all source words, unit length, 0 where there is none."""
        tokens = self._vectors()
        rows = [
            word_vectors(reading.tokens, tokens[source.text], offset=source.offset)
            for source, reading in zip(self.sources, self.readings, strict=True)
        ]
        return np.concatenate(rows) if rows else np.zeros((0, 0), np.float32)

    def alone(self, source: int, embedder: Embedder) -> Vector:
        """(words, r) vectors of one source read by itself, as an answer's sentence is: without
        the influence of the sentences around it."""
        if source not in self._alone:
            [encoding] = embedder.encode([self.sources[source].quote.text])
            words = self.readings[source].tokens
            self._alone[source] = word_vectors(words, encoding.tokens)
        return self._alone[source]


def plain(text: str) -> str:
    """The text without citation markers, emphasis and spare white space; 'cannot' as 'can not',
    so that its negation is seen."""
    return _SPACE.sub(" ", _MARKS.sub("", text)).strip().replace("cannot", "can not")


def passage_evidence(passages: Sequence[Passage], snapshot: Snapshot) -> Evidence:
    """Passages of the index, with their stored vectors, read only if a comparison needs them."""
    sources = []
    for number, passage in enumerate(passages):
        headings = frozenset(map(stem, re.findall(r"\w+", f"{passage.title} {passage.section}")))
        for unit in passage.units:
            offset = unit.start - passage.start
            text = passage.text[offset : offset + unit.end - unit.start]
            if is_planted(text):
                continue  # an order to a language model states nothing
            quote = Quote(
                document_id=passage.document_id,
                source=passage.source,
                title=passage.title,
                section=passage.section,
                text=text,
                start=unit.start,
                end=unit.end,
                page=passage.page,
            )
            sources.append(Source(quote, number, offset, headings))
    ids = [passage.id for passage in passages]
    return Evidence(sources, lambda: [e.tokens for e in snapshot.encodings(ids)])


def text_evidence(texts: Sequence[str], embedder: Embedder) -> Evidence:
    """Texts that are in no index; each counts as a document of its own."""
    sources = []
    chunks: list[str] = []
    for text in texts:
        for start, pieces in _chunks(text, embedder):
            for begin, end in pieces:
                quote = Quote("", "", "", "", text[begin:end], begin, end)
                sources.append(Source(quote, len(chunks), begin - start, frozenset()))
            chunks.append(text[start : pieces[-1][1]])
    return Evidence(sources, lambda: [e.tokens for e in embedder.encode(chunks)])


def _chunks(text: str, embedder: Embedder) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Runs of sentences that the embedder can read at once, with the start of each run."""
    pieces: list[tuple[int, int]] = []
    total = 0
    for begin, end in sentences(text):
        count = embedder.count_tokens(text[begin:end])
        if pieces and total + count > embedder.most_tokens - 2:
            yield pieces[0][0], pieces
            pieces, total = [], 0
        pieces.append((begin, end))
        total += count
    if pieces:
        yield pieces[0][0], pieces


def word_vectors(words: Sequence[Token], tokens: TokenVectors, *, offset: int = 0) -> Vector:
    """(words, r) for each word the mean of the vectors of its tokens, unit length."""
    keep = tokens.starts >= 0  # a passage's context lies before its text
    vectors = tokens.vectors[keep].astype(np.float32)
    sums = np.zeros((len(vectors) + 1, tokens.vectors.shape[1]), np.float32)
    np.cumsum(vectors, axis=0, out=sums[1:])
    begin = np.searchsorted(tokens.ends[keep], [w.start + offset for w in words], side="right")
    end = np.searchsorted(tokens.starts[keep], [w.end + offset for w in words], side="left")
    means = sums[np.maximum(end, begin)] - sums[begin]
    norms = np.linalg.norm(means, axis=1, keepdims=True)
    return np.asarray(means / np.maximum(norms, 1e-9), np.float32)
