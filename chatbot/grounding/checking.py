"""Checking: a sentence of an answer is laid against its sources and judged."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from chatbot.answers import Quote, Verdict, VerdictKind
from chatbot.grounding.agreement import Disagreement, dates, numbers
from chatbot.grounding.alignment import Alignment, align, likeness
from chatbot.grounding.literal import tells
from chatbot.grounding.polarity import negations, opposites, quantities
from chatbot.grounding.sources import (
    Evidence,
    passage_evidence,
    plain,
    text_evidence,
    word_vectors,
)
from chatbot.grounding.text import Reading, abbreviates, read
from chatbot.grounding.wording import wording
from chatbot.grounding.words import FIRST_PERSON, OPINIONS
from ingest.documents import Encoding, Passage, Vector
from ingest.embedding import Embedder
from ingest.index import Snapshot

SUPPORTED, PARTLY = 0.7, 0.5
"""Least scores of a supported and of a partly supported sentence."""

VERBATIM = "says what the source says"

PENALTY = {"contradicted": 0.7, "unsupported": 0.75, "partly": 0.9}
"""What a disagreement leaves of the score."""

WEAKEST = 0.2
"""Share of the worst carried word in the score; the rest is the mean over all words."""

STRANGE = 0.1
"""Likeness below which a word is carried by none of the source's."""

SPARE = 0.25
"""Share of a sentence's telling words that a faithful rewording may bring along."""


class Grounding:
    """Checks sentences by rule and by word vectors; no further model.

    A sentence that stands word for word among the sources is supported at the cost of a look-up.
    Any other is laid against the source sentences word by word, and then compared with those that
    carry it: numbers, units, dates, names, negations, quantities and opposites must agree.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def evidence(self, passages: Sequence[Passage], snapshot: Snapshot) -> Evidence:
        """Passages of an index to check against; share it among the sentences of an answer."""
        return passage_evidence(passages, snapshot)

    def evidence_of_texts(self, texts: Sequence[str]) -> Evidence:
        """Texts that are in no index to check against."""
        return text_evidence(texts, self._embedder)

    def check(self, sentence: str, evidence: Evidence, *, quotes: Sequence[Quote] = ()) -> Verdict:
        """The verdict on one sentence; one that says exactly what one of `quotes` says is
        supported without a look at the evidence."""
        for quote in quotes:
            if quote.text == sentence:
                return Verdict("supported", sentence, VERBATIM, quote, 1.0)
        return self.check_all([sentence], evidence)[0]

    def check_all(self, sentences: Sequence[str], evidence: Evidence) -> list[Verdict]:
        """A verdict on each sentence, in order; those that need vectors are encoded at once."""
        texts = [plain(sentence) for sentence in sentences]
        compared = [text for text in texts if text not in evidence.verbatim]
        encodings = iter(self._embedder.encode(compared)) if compared else iter(())
        return [
            _verbatim(sentence, text, evidence)
            if text in evidence.verbatim
            else self._compared(sentence, text, next(encodings), evidence)
            for sentence, text in zip(sentences, texts, strict=True)
        ]

    def _compared(
        self, sentence: str, text: str, encoding: Encoding, evidence: Evidence
    ) -> Verdict:
        reading = read(text)
        if not any(map(tells, reading.tokens)):
            return Verdict("unsupported", sentence, "states nothing that could be checked")
        if not len(evidence.stems):
            return Verdict("unsupported", sentence, "there is no source")
        vectors = word_vectors(reading.tokens, encoding.tokens)
        alignment = align(reading, vectors, evidence)
        main = alignment.carriers[0]

        def alone() -> Vector:
            return likeness(vectors @ evidence.alone(main, self._embedder).T)

        coverage = _coverage(reading, alignment)
        found = list(_disagreements(reading, alignment, evidence, alone))
        kind, reason = _decide(coverage, found)
        score = coverage + WEAKEST * (_weakest(reading, alignment) - coverage)
        for disagreement in found:
            score *= PENALTY[disagreement.severity]
        quote = evidence.sources[main].quote if kind != "unsupported" else None
        return Verdict(kind, sentence, reason, quote, score)


def claims(sentence: str) -> bool:
    """Whether a sentence states anything that could be checked ('Yes, it does.' does not)."""
    return any(map(tells, read(plain(sentence)).tokens))


def _verbatim(sentence: str, text: str, evidence: Evidence) -> Verdict:
    quote = evidence.verbatim[text].quote
    return Verdict("supported", sentence, VERBATIM, quote, 1.0)


def _coverage(reading: Reading, alignment: Alignment) -> float:
    counted = [i for i, token in enumerate(reading.tokens) if not token.filler]
    return float(np.mean(alignment.overall[counted])) if counted else 0.0


def _weakest(reading: Reading, alignment: Alignment) -> float:
    telling = [i for i, token in enumerate(reading.tokens) if tells(token)]
    return float(alignment.overall[telling].min(initial=1.0))


def _decide(score: float, found: Sequence[Disagreement]) -> tuple[VerdictKind, str]:
    if score < PARTLY:
        return "unsupported", "the sources do not speak of this"
    for severity in ("contradicted", "unsupported", "partly"):
        for disagreement in found:
            if disagreement.severity == severity:
                return disagreement.severity, disagreement.reason
    if score < SUPPORTED:
        return "partly", "the sources carry only part of this"
    return "supported", "the source says so in other words"


def _disagreements(
    reading: Reading, alignment: Alignment, evidence: Evidence, alone: Callable[[], Vector]
) -> Iterator[Disagreement]:
    carriers = [evidence.readings[i] for i in alignment.carriers]
    if reading.text.endswith("?"):
        yield Disagreement("unsupported", "asks instead of stating")
    elif carriers[0].text.endswith("?"):
        yield Disagreement("unsupported", "the source only asks this")
    yield from _personal(reading, carriers)
    yield from numbers(reading, carriers)
    yield from dates(reading, carriers)
    yield from _missing(reading, alignment, evidence)
    for number, carrier in zip(alignment.carriers, carriers, strict=True):
        pairs = _pairs(reading, alignment, number)
        yield from opposites(reading, carrier, pairs)
        yield from negations(reading, carrier, pairs, main=number == alignment.carriers[0])
        if number == alignment.carriers[0]:
            yield from quantities(reading, carrier, pairs)
            yield from wording(reading, carrier, alone)


def _personal(reading: Reading, carriers: Sequence[Reading]) -> Iterator[Disagreement]:
    theirs = {word for carrier in carriers for t in carrier.tokens for word in (t.lower, t.stem)}
    if not theirs & FIRST_PERSON and any(t.lower in FIRST_PERSON for t in reading.tokens):
        yield Disagreement("unsupported", "speaks of the writer, not of the documents")
    for token in reading.tokens:
        if token.lower in OPINIONS and token.stem not in theirs:
            reason = f"“{token.text}” is a judgement that the source does not make"
            yield Disagreement("partly", reason)
            return


def _pairs(reading: Reading, alignment: Alignment, source: int) -> dict[int, int]:
    """Our words to the words of one source that carry them."""
    main = alignment.carriers[0]
    columns = alignment.columns(source)
    best = columns.argmax(axis=1)
    return {
        word: int(best[word])
        for word, token in enumerate(reading.tokens)
        if token.content
        and (source == main or alignment.coverage[word, main] < 0.6)
        and columns[word, best[word]] >= max(0.6, alignment.carried[word] - 0.05)
    }


def _missing(reading: Reading, alignment: Alignment, evidence: Evidence) -> Iterator[Disagreement]:
    """Names that the carriers do not give, and words that nothing there stands for."""
    main = evidence.sources[alignment.carriers[0]]
    carried = alignment.carried
    known = set(main.headings)
    telling = [
        (word, token)
        for word, token in enumerate(reading.tokens)
        if tells(token) and token.stem not in known
    ]
    lost = []
    for word, token in telling:
        if token.name and carried[word] < 1.0:
            if any(abbreviates(token.text, evidence.readings[i]) for i in alignment.carriers):
                continue
            yield Disagreement("unsupported", f"the source does not name “{token.text}”")
        elif carried[word] < STRANGE:
            lost.append(token.text)
    if len(lost) > max(1, len(telling) * SPARE):
        said = ", ".join(f"“{word}”" for word in lost)
        yield Disagreement("partly", f"nothing in the source stands for {said}")
