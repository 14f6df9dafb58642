"""Questions marked in documents: JSON lines `{"document", "kind", "question", "spans"}`.

`document` is a path whose first part names a collection, a folder that is asked as a whole; `spans`
are the stretches [start, end) of the document's text, as it is ingested, that answer; none: nothing
in the collection does.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from evals.views import Scratch
from ingest.embedding import Embedder
from ingest.index import Snapshot
from ingest.pipeline import ingest
from ingest.settings import Settings

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class MarkedQuestion:
    """A question written for a document; `spans` count in its text, and are empty where the whole
    collection does not answer. `document_id` is that of the text that they were marked in, "" where
    nobody wrote it down."""

    document: str
    text: str
    spans: tuple[Span, ...]
    document_id: str = ""

    def fits(self, document_id: str) -> bool:
        """Whether the spans hold in a document: loaders change, and then its text is another."""
        return not self.spans or self.document_id in ("", document_id)


def read_marked(path: Path) -> dict[str, list[MarkedQuestion]]:
    """The questions of a file by collection, the first part of their document's path; the ids of
    their documents are in the file beside it that ends in `-documents.tsv`, if there is one."""
    found: dict[str, list[MarkedQuestion]] = {}
    ids = _ids(path.with_name(f"{path.stem}-documents.tsv"))
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        spans = tuple((int(start), int(end)) for start, end in row["spans"])
        document = row["document"]
        question = MarkedQuestion(document, row["question"], spans, ids.get(document, ""))
        found.setdefault(question.document.partition("/")[0], []).append(question)
    return found


def _ids(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["document"]: row["id"] for row in rows if row.get("id")}


@contextmanager
def collection(
    folder: Path, settings: Settings, embedder: Embedder
) -> Iterator[tuple[Snapshot, Mapping[str, str]]]:
    """The folder ingested, and the id of each document by its path from the collections' folder."""
    with Scratch(settings, embedder) as index:
        most = settings.passage_tokens
        ingest([folder], index=index, embedder=embedder, most_tokens=most)
        with index.snapshot() as snapshot:
            root = folder.resolve().parent
            ids = {
                Path(path).resolve().relative_to(root).as_posix(): record.id
                for record in snapshot.documents()
                for path in record.paths
            }
            yield snapshot, ids
