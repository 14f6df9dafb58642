import hashlib
import re
from collections.abc import Sequence

import numpy as np
import pytest

from chatbot.answers import Quote
from chatbot.grounding import Grounding, claims, held, read
from chatbot.grounding.dates import Date
from chatbot.grounding.polarity import bound, opposing
from evals.perturbing import alter, perturb
from ingest.documents import Block, Document, Encoding, TokenVectors
from ingest.embedding import encode_passages
from ingest.index_memory import MemoryIndex
from ingest.splitting import split

TEXT = (
    "The reading room opens on 6 April 2026 and seats 120 visitors. "
    "Most visitors usually borrow at least three novels in spring. "
    "Guides may not enter the vault without a permit. "
    "Anna Berg manages the archive in Lisbon."
)


class HashEmbedder:
    """Equal words get equal vectors and different words unrelated ones; an Embedder."""

    name = "hash"
    dimension = token_dimension = 64
    most_tokens = 256

    def encode(self, texts: Sequence[str]) -> list[Encoding]:
        return [self._encode(text) for text in texts]

    def _encode(self, text: str) -> Encoding:
        words = list(re.finditer(r"\w+", text))
        vectors = np.stack([self._vector(word.group().lower()) for word in words])
        mean = vectors.mean(axis=0)
        starts = np.array([word.start() for word in words], np.int32)
        ends = np.array([word.end() for word in words], np.int32)
        return Encoding(mean / np.linalg.norm(mean), TokenVectors(starts, ends, vectors))

    def _vector(self, word: str) -> np.ndarray:
        seed = int(hashlib.md5(word.encode(), usedforsecurity=False).hexdigest()[:8], 16)
        vector = np.random.default_rng(seed).normal(size=64).astype(np.float32)
        return vector / np.linalg.norm(vector)

    def count_tokens(self, text: str) -> int:
        return len(text.split())


@pytest.fixture
def grounding() -> Grounding:
    return Grounding(HashEmbedder())


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Anna Berg manages the archive in Lisbon.", "supported"),
        ("Anna Berg manages the Lisbon archive [3].", "supported"),
        ("The archive in Lisbon is managed by Anna Berg.", "supported"),
        ("The reading room seats 140 visitors.", "contradicted"),
        ("The reading room opens on 7 April 2026.", "contradicted"),
        ("The reading room opens in April 2026.", "supported"),
        ("Guides may enter the vault.", "contradicted"),
        ("Anna Berg does not manage the archive in Lisbon.", "contradicted"),
        ("All visitors usually borrow at least three novels in spring.", "partly"),
        ("Most visitors usually borrow at most three novels in spring.", "contradicted"),
        ("Tom Okafor manages the archive in Lisbon.", "contradicted"),
        ("I manage the archive in Lisbon.", "unsupported"),
        ("Does Anna Berg manage the archive?", "unsupported"),
        ("Whales sing for hours.", "unsupported"),
        ("Yes, it does.", "unsupported"),
    ],
)
def test_verdicts(grounding: Grounding, sentence: str, kind: str) -> None:
    verdict = grounding.check(sentence, grounding.evidence_of_texts([TEXT]))
    assert (verdict.kind, bool(verdict.reason)) == (kind, True)


def test_a_verdict_shows_the_quote_that_carries_the_sentence(grounding: Grounding) -> None:
    verdict = grounding.check(
        "The archive in Lisbon is managed by Anna Berg.", grounding.evidence_of_texts([TEXT])
    )
    assert verdict.quote is not None
    assert verdict.quote.text == "Anna Berg manages the archive in Lisbon."
    assert TEXT[verdict.quote.start : verdict.quote.end] == verdict.quote.text


def test_the_same_words_need_no_vectors() -> None:
    class NoEmbedder(HashEmbedder):
        def encode(self, texts: Sequence[str]) -> list[Encoding]:
            raise AssertionError("nothing should be encoded")

    grounding = Grounding(NoEmbedder())
    quote = Quote("d", "d", "d", "", "Guides may not enter.", 0, 21)
    empty = grounding.evidence_of_texts([])
    assert grounding.check("Guides may not enter.", empty, quotes=[quote]).quote == quote
    text = grounding.evidence_of_texts([TEXT])
    assert grounding.check("**Anna Berg** manages the archive in Lisbon. [1]", text).score == 1.0


def test_passages_are_checked_with_their_stored_vectors(grounding: Grounding) -> None:
    embedder = HashEmbedder()
    blocks = (Block("paragraph", 0, len(TEXT)),)
    document = Document("d", "house.md", "House rules", TEXT, blocks)
    passages = split(document, count_tokens=embedder.count_tokens, most_tokens=100)
    index = MemoryIndex()
    index.add(document, passages, encode_passages(embedder, passages))
    with index.snapshot() as snapshot:
        evidence = grounding.evidence(passages, snapshot)
        verdict = grounding.check("The Lisbon archive is managed by Anna Berg.", evidence)
    assert verdict.kind == "supported"
    assert verdict.quote is not None
    assert verdict.quote.source == "house.md"
    assert document.text[verdict.quote.start : verdict.quote.end] == verdict.quote.text


@pytest.mark.parametrize("odd", ["⁰⁴⁵", "₀₁₂", "①", "²", "٣", "½", "5²", "1.2.3"])
def test_digits_of_all_kinds_can_be_read(odd: str) -> None:
    assert read(f"It is {odd} long.").text == f"It is {odd} long."


def test_nothing_is_supported_by_nothing(grounding: Grounding) -> None:
    verdict = grounding.check("Whales sing for hours.", grounding.evidence_of_texts([]))
    assert verdict.kind == "unsupported"


def test_numbers_are_read_with_their_units() -> None:
    numbers = read("It paid $5.2 million for twenty-five 5GB disks, 79 % of them new.").numbers
    assert [(n.value, n.unit) for n in numbers] == [
        (5.2e6, "dollar"),
        (25.0, None),
        (5.0, "gigabyte"),
        (79.0, "percent"),
    ]


def test_dates_are_read_in_their_many_forms() -> None:
    expected = Date(2026, 4, 6)
    for written in ("6 April 2026", "April 6, 2026", "2026-04-06", "the 6th of April 2026"):
        assert expected in read(f"It opened on {written}.").dates
    assert Date(year=2026).agrees(expected)
    assert Date(2026, 5).clashes(expected)


def test_bounds_and_opposites() -> None:
    assert bound("It needs no less than 8 bits.") == "least"
    assert bound("It takes up to 8 bits.") == "most"
    assert "decreas" in opposing("increas")


def test_a_sentence_without_content_claims_nothing() -> None:
    assert not claims("Yes, it does.")
    assert claims("The vault is closed.")


def test_perturbations_are_the_same_for_the_same_seed() -> None:
    embedder = HashEmbedder()
    document = Document("d", "d.md", "Rules", TEXT, (Block("paragraph", 0, len(TEXT)),))
    passages = split(document, count_tokens=embedder.count_tokens, most_tokens=100)
    cases = list(perturb(passages, each=5))
    assert cases == list(perturb(passages, each=5))
    assert {"changed number", "changed date", "negated", "quantifier changed"} <= {
        case.kind for case in cases
    }
    assert all(case.sentence not in TEXT for case in cases)
    assert alter("negated", "The vault is closed.", passages) == "The vault is not closed."


def test_the_share_of_a_sentence_that_its_quote_holds() -> None:
    quote = Quote("d", "d", "Archive", "Archive > Staff", "Anna Berg manages it in Lisbon.", 0, 31)
    assert held("The archive in Lisbon is managed by Anna Berg.", quote) == 0.8
    assert held("The vault in Lisbon holds rare maps.", quote) <= 0.25
    assert held("Yes, it does.", quote) == 1.0
