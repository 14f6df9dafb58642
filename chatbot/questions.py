"""Question: what was asked, as the machine reads it."""

from dataclasses import dataclass

from ingest.documents import Encoding


@dataclass(frozen=True, slots=True)
class Word:
    """A content word of a question: `text` as written at [start, end), its `stem`, and `idf`, its
    rarity in the index (0 for a word in every passage)."""

    text: str
    stem: str
    start: int
    end: int
    idf: float


@dataclass(frozen=True, slots=True)
class Question:
    """A stand-alone question with its vectors and its content words in order."""

    text: str
    encoding: Encoding
    words: tuple[Word, ...]
