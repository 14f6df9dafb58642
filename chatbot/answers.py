"""Citation, Verdict, Answer, Turn: what comes back for a question."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ingest.documents import Hit

PartKind = Literal["sentence", "item", "head", "row", "heading"]


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of a document: `document.text[start:end] == text`."""

    document_id: str
    source: str
    title: str
    section: str
    text: str
    start: int
    end: int
    page: int | None = None


VerdictKind = Literal["supported", "partly", "contradicted", "unsupported"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the documents carry one sentence of an answer, and why it was judged so."""

    kind: VerdictKind
    sentence: str
    reason: str = ""
    quote: Quote | None = None
    score: float = 0.0


Doubt = Literal["removed", "struck", "warned"]
"""What becomes of a sentence that the documents do not carry: it is left out, shown struck through,
or shown with a warning."""


@dataclass(frozen=True, slots=True)
class Part:
    """One sentence, list item, table row or group heading of an answer, with what carries it.

    The extractive engine's parts say exactly what their first quote says. A heading needs no
    quote of its own when it only groups the parts below it. A sentence that a model wrote brings
    its `verdict`; `doubt` says what becomes of one that the documents do not carry. `number` is
    that of an item of a numbered list, as the document counts.
    """

    kind: PartKind
    text: str
    quotes: tuple[Quote, ...] = ()
    verdict: Verdict | None = None
    doubt: Doubt | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered quote: marker `[number]` in the answer's text stands for it."""

    number: int
    document_id: str
    source: str
    title: str
    section: str
    quote: str
    start: int
    end: int
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two cited quotes that cannot both be right, in what they disagree, and the dates that their
    documents give of themselves (None where they give none)."""

    first: Citation
    second: Citation
    reason: str
    dates: tuple[str | None, str | None] = (None, None)


@dataclass(frozen=True, slots=True)
class WordEvidence:
    """One content word of the question: its weight (idf, normalised to sum 1 over the question)
    and how far the passages cover it, 0..1."""

    word: str
    weight: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Answerability:
    """Is the answer in these passages? `probability` is calibrated; `missing` are the words of
    the question that no passage covers, in the question's order."""

    probability: float
    missing: tuple[str, ...] = ()
    words: tuple[WordEvidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to a question; a refusal is an Answer too.

    `question` is as asked, `understood` as read with the conversation's help, empty where nothing
    was asked of the documents ("Hello!"). `text` is Markdown with markers `[n]`; `parts` is the
    same, for those who render it. `seconds` maps each stage to its time. `conflicts` are told at
    the end of `text`; their citations are among `citations`.
    """

    question: str
    understood: str
    text: str
    parts: tuple[Part, ...] = ()
    citations: tuple[Citation, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    hits: tuple[Hit, ...] = ()
    refused: bool = False
    answerability: Answerability = field(default_factory=lambda: Answerability(0.0))
    suggestions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of the conversation and its answer; None where only the question is known."""

    question: str
    answer: Answer | None = None
