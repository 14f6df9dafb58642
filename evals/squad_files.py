"""SQuAD 2.0 files (Rajpurkar, Jia & Liang 2018): their contexts as documents, their questions."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.documents import Block, Document, Encoding
from ingest.embedding import Embedder, encode_passages
from ingest.index import Addition, FileRecord
from ingest.index_local import LocalIndex
from ingest.splitting import split

_BATCH = 64  # passages that are encoded at once


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """An answer at [start, end) of the context."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SquadQuestion:
    """A question with the document that it was asked about; no `answers`: it is unanswerable."""

    id: str
    text: str
    title: str
    document_id: str
    answers: tuple[GoldSpan, ...]

    @property
    def answerable(self) -> bool:
        return bool(self.answers)


@dataclass(frozen=True, slots=True)
class SquadFile:
    """All questions, and each distinct context once, as a document of one paragraph."""

    questions: Sequence[SquadQuestion]
    documents: Sequence[Document]


class SquadError(ValueError):
    """A file that is not in SQuAD 2.0's layout."""


def load_squad(path: Path) -> SquadFile:
    """Read a file; raises SquadError where the layout is another one."""
    try:
        return _read(json.loads(path.read_text("utf-8")))
    except (KeyError, TypeError, ValueError) as error:
        raise SquadError(f"{path}: not in the layout of SQuAD 2.0: {error!r}") from error


def _read(stored: Any) -> SquadFile:
    documents: dict[str, Document] = {}
    questions = []
    for article in stored["data"]:
        title = article["title"].replace("_", " ")
        for paragraph in article["paragraphs"]:
            document = _document(title, paragraph["context"])
            documents.setdefault(document.id, document)
            for asked in paragraph["qas"]:
                possible = not asked.get("is_impossible", False)
                questions.append(
                    SquadQuestion(
                        id=str(asked["id"]),
                        text=asked["question"].strip(),
                        title=title,
                        document_id=document.id,
                        answers=tuple(_spans(asked["answers"])) if possible else (),
                    )
                )
    return SquadFile(questions, list(documents.values()))


def _spans(answers: Any) -> Iterator[GoldSpan]:
    for answer in answers:
        start, text = int(answer["answer_start"]), str(answer["text"])
        yield GoldSpan(text, start, start + len(text))


def _document(title: str, context: str) -> Document:
    """The context as it is, so that the file's offsets are the document's."""
    digest = hashlib.sha256(f"{title}\n{context}".encode()).hexdigest()[:32]
    block = Block("paragraph", 0, len(context))
    return Document(digest, f"{title}/{digest[:8]}", title, context, (block,))


def fill(
    index: LocalIndex, documents: Sequence[Document], *, embedder: Embedder, most_tokens: int
) -> None:
    """Split, embed and add documents, as ingestion does with files, in one commit."""
    cut = [split(d, count_tokens=embedder.count_tokens, most_tokens=most_tokens) for d in documents]
    passages = [passage for found in cut for passage in found]
    encodings: list[Encoding] = []
    for first in range(0, len(passages), _BATCH):
        encodings += encode_passages(embedder, passages[first : first + _BATCH])
    in_order = iter(encodings)
    index.commit(
        [
            Addition(document, found, [next(in_order) for _ in found])
            for document, found in zip(documents, cut, strict=True)
        ],
        files=[FileRecord(d.source, d.source, d.id, 0, 0, (d.id,)) for d in documents],
    )
