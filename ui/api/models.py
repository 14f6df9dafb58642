"""What /api takes and gives, as its description says it; the same JSON as the command prints."""

from typing import Annotated, Any

from fastapi import Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from ui.sources import public_source

LONGEST_QUESTION = 2000
MOST_EARLIER = 100  # questions of a conversation that may be sent along
_A_QUESTION = "What does an AI engineer do day to day?"

QuestionText = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=LONGEST_QUESTION, pattern=r"\S"
    ),
]

CollectionName = Annotated[
    str,
    Query(
        max_length=60,
        description="A collection, or `all`; empty: the one that the server was started with.",
    ),
]


Source = Annotated[
    str,
    AfterValidator(public_source),
    Field(description="Path, name or web address; nothing of the server's own folders."),
]


def _examples(*examples: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": list(examples)})


class AskRequest(BaseModel):
    """A question, with the questions of the conversation before it."""

    model_config = _examples(
        {"question": _A_QUESTION},
        {"question": "And a research scientist?", "history": ["What is a data scientist?"]},
    )

    question: QuestionText
    history: list[QuestionText] = Field(
        [], max_length=MOST_EARLIER, description="Earlier questions, oldest first."
    )


class CitationBody(BaseModel):
    """A quote: the document's text from `start` to `end`, in characters, is exactly `quote`."""

    number: int = Field(description="The marker [number] in the answer stands for it.")
    document: str = Field(description="The document's id.")
    source: Source
    title: str
    section: str = Field(description='Path of headings, joined by " > ".')
    quote: str
    start: int
    end: int
    page: int | None


class PassageBody(BaseModel):
    """A passage that was found."""

    document: str
    source: Source
    section: str
    text: str
    start: int
    end: int
    page: int | None
    score: float = Field(description="Orders passages; higher is better.")


class SideBody(BaseModel):
    """One of two quotes that disagree: the number of its citation, its document's own date."""

    number: int
    date: str | None


class ConflictBody(BaseModel):
    """Two quotes that cannot both be right, and in what they disagree."""

    reason: str
    first: SideBody
    second: SideBody


class AnswerBody(BaseModel):
    """An answer, or a refusal where the documents do not hold one."""

    question: str
    understood: str = Field(
        description="The question as read with the conversation's help; empty if it was none."
    )
    answer: str = Field(description="Markdown with markers [n].")
    refused: bool
    probability: float = Field(description="That the documents hold the answer; calibrated.")
    citations: list[CitationBody]
    passages: list[PassageBody] = Field(description="What the answer was drawn from.")
    missing: list[str] = Field(description="Words of the question that no passage covers.")
    suggestions: list[str] = Field(description="After a refusal: questions that are answered.")
    notes: list[str] = Field(description="What else the reader should know.")
    conflicts: list[ConflictBody] = Field(description="Where the documents disagree.")
    seconds: dict[str, float] = Field(description="Time of each stage.")


class SearchBody(BaseModel):
    """Passages, best first."""

    query: str
    passages: list[PassageBody]


class DocumentBody(BaseModel):
    """A line of the list of documents."""

    id: str
    source: Source
    title: str
    characters: int
    passages: int
    paths: list[Source] = Field(description="All files that hold it.")


class DocumentsBody(BaseModel):
    """A stretch of the list of documents."""

    documents: list[DocumentBody]
    total: int = Field(description="How many there are in all.")


class FindingBody(BaseModel):
    """Something that was repaired, and how often."""

    what: str
    count: int


class FurnitureBody(BaseModel):
    """Text around the content (menus, advertisements), which is never cited."""

    parts: int
    characters: int


class ReceiptBody(DocumentBody):
    """A document with its receipt: what happened to the file on its way here."""

    format: str
    pages: int | None
    language: str | None
    repairs: list[FindingBody]
    warnings: list[str]
    instructions: list[str] = Field(
        description="Sentences that read like orders to a language model; obeyed by no one."
    )
    furniture: FurnitureBody
    near_duplicates: list[str] = Field(description="Ids of documents that are nearly the same.")
    metadata: dict[str, str]


class FailureBody(BaseModel):
    """A file that did not go in, and why."""

    source: str
    reason: str


class IngestBody(BaseModel):
    """What became of uploaded files, in numbers of files; `passages` are new ones."""

    added: int
    changed: int
    unchanged: int
    removed: int
    duplicates: int
    passages: int
    embedded: int
    seconds: float
    interrupted: bool
    failures: list[FailureBody]
    documents: list[str] = Field(description="Ids of what the files became.")
