"""What is read of the local index's records: documents, passages, files, and their vectors."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import numpy as np

from ingest.documents import Block, Document, Encoding, Finding, Passage, Receipt, Unit, Vector
from ingest.index import DocumentRecord, FileRecord
from ingest.index_schema import meta
from ingest.quantising import unpack

T = TypeVar("T")
_CHUNK = 500  # bound variables in one statement

_PASSAGE = (
    "p.row, p.id, p.document_id, d.source, d.title, p.section, p.text, p.start, p.stop, p.page, "
    "p.units, p.context"
)
_FROM = "FROM passages p JOIN documents d ON d.id = p.document_id"


def files(connection: sqlite3.Connection) -> dict[str, FileRecord]:
    found: dict[str, FileRecord] = {}
    query = "SELECT path, source, digest, size, modified, document_id FROM files"
    for path, source, digest, size, modified, document_id in connection.execute(query):
        before = found[path].documents if path in found else ()
        found[path] = FileRecord(path, source, digest, size, modified, (*before, document_id))
    return found


def known_encodings(connection: sqlite3.Connection, contents: Sequence[str]) -> dict[str, Encoding]:
    """Encodings of passages that read the same, by the hash of what is embedded."""
    known: dict[str, Encoding] = {}
    for chunk in _chunks(list(dict.fromkeys(contents))):
        query = f"SELECT content, vector, tokens FROM passages WHERE content IN ({_marks(chunk)})"
        for content, vector, tokens in connection.execute(query, chunk):
            known[content] = _encoding(vector, tokens)
    return known


def passages_by_row(connection: sqlite3.Connection, rows: Sequence[int]) -> dict[int, Passage]:
    found: dict[int, Passage] = {}
    for chunk in _chunks(rows):
        query = f"SELECT {_PASSAGE} {_FROM} WHERE p.row IN ({_marks(chunk)})"
        found |= {line[0]: _passage(line) for line in connection.execute(query, chunk)}
    return found


def passages_by_id(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, Passage]:
    found: dict[str, Passage] = {}
    for chunk in _chunks(ids):
        query = f"SELECT {_PASSAGE} {_FROM} WHERE p.id IN ({_marks(chunk)})"
        found |= {line[1]: _passage(line) for line in connection.execute(query, chunk)}
    return found


def passages_of(connection: sqlite3.Connection, document_id: str) -> list[Passage]:
    query = f"SELECT {_PASSAGE} {_FROM} WHERE p.document_id = ? ORDER BY p.start"
    return [_passage(line) for line in connection.execute(query, (document_id,))]


def encodings_by_id(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, Encoding]:
    found: dict[str, Encoding] = {}
    for chunk in _chunks(ids):
        query = f"SELECT id, vector, tokens FROM passages WHERE id IN ({_marks(chunk)})"
        for passage_id, vector, tokens in connection.execute(query, chunk):
            found[passage_id] = _encoding(vector, tokens)
    return found


def all_vectors(
    connection: sqlite3.Connection, rows: Sequence[int]
) -> Iterable[tuple[list[int], Vector, list[str]]]:
    """Batches of (rows, vectors, texts as searched by words), to rebuild the derived stores."""
    for chunk in _chunks(rows):
        query = f"SELECT row, vector, context, text FROM passages WHERE row IN ({_marks(chunk)})"
        lines = connection.execute(query, chunk).fetchall()
        if lines:
            vectors = np.stack([_vector(vector) for _, vector, _, _ in lines])
            texts = [f"{context}\n{text}" if context else text for _, _, context, text in lines]
            yield [line[0] for line in lines], vectors, texts


def sampled_vectors(connection: sqlite3.Connection, most: int) -> tuple[list[str], Vector]:
    """Ids and sentence vectors (n, d) of at most `most` passages, spread over all of them."""
    step = -(-passage_count(connection) // most) or 1
    query = f"SELECT id, vector FROM passages WHERE row % {step:d} = 0 ORDER BY row LIMIT ?"
    lines = connection.execute(query, (most,)).fetchall()
    vectors = [_vector(vector) for _, vector in lines]
    return [line[0] for line in lines], np.stack(vectors) if vectors else np.empty((0, 0), "f4")


def passage_rows(connection: sqlite3.Connection) -> set[int]:
    return {row for (row,) in connection.execute("SELECT row FROM passages")}


def dimensions(connection: sqlite3.Connection) -> set[int]:
    """The lengths of the sentence vectors that are stored; one, in an index that is well."""
    query = f"SELECT DISTINCT length(vector) / {np.dtype(np.float16).itemsize} FROM passages"
    return {dimension for (dimension,) in connection.execute(query)}


def passage_count(connection: sqlite3.Connection) -> int:
    return int(meta(connection, "passages") or 0)


def document(connection: sqlite3.Connection, document_id: str) -> Document | None:
    line = connection.execute(
        "SELECT id, source, title, text, blocks, receipt, metadata "
        "FROM documents JOIN texts ON document_id = id WHERE id = ?",
        (document_id,),
    ).fetchone()
    if line is None:
        return None
    identity, source, title, text, blocks, receipt, metadata = line
    return Document(
        id=identity,
        source=source,
        title=title,
        text=text,
        blocks=tuple(Block(*block) for block in json.loads(blocks)),
        receipt=_receipt(json.loads(receipt)),
        metadata=json.loads(metadata),
    )


def document_records(connection: sqlite3.Connection) -> list[DocumentRecord]:
    paths: dict[str, list[str]] = {}
    query = "SELECT source, document_id FROM files ORDER BY source"
    for path, document_id in connection.execute(query):
        paths.setdefault(document_id, []).append(path)
    query = (
        "SELECT id, source, title, characters, passages, added FROM documents ORDER BY source, id"
    )
    return [
        DocumentRecord(
            id=identity,
            source=source,
            title=title,
            characters=characters,
            passages=passages,
            paths=tuple(paths.get(identity, ())),
            added=added,
        )
        for identity, source, title, characters, passages, added in connection.execute(query)
    ]


def signatures(connection: sqlite3.Connection) -> dict[str, bytes]:
    query = "SELECT id, signature FROM documents WHERE signature IS NOT NULL"
    return dict(connection.execute(query))


def has_document(connection: sqlite3.Connection, document_id: str) -> bool:
    query = "SELECT 1 FROM documents WHERE id = ?"
    return connection.execute(query, (document_id,)).fetchone() is not None


def was_known(connection: sqlite3.Connection, document_id: str) -> bool:
    """Whether a document with this id was in the index once, and is no longer."""
    query = "SELECT 1 FROM history WHERE document_id = ?"
    return connection.execute(query, (document_id,)).fetchone() is not None


def successors(connection: sqlite3.Connection, document_id: str) -> list[str]:
    """The documents that now stand where one did that has changed or gone; of a file that held
    several, those of the same title, or all where none has it."""
    query = (
        "SELECT d.id, d.title = h.title FROM history h JOIN documents d ON d.source = h.source "
        "WHERE h.document_id = ? ORDER BY d.added DESC, d.id"
    )
    found = connection.execute(query, (document_id,)).fetchall()
    alike = [successor for successor, same_title in found if same_title]
    return alike or [successor for successor, _ in found]


def _chunks(items: Sequence[T]) -> Iterable[list[T]]:
    for at in range(0, len(items), _CHUNK):
        yield list(items[at : at + _CHUNK])


def _marks(chunk: Sequence[object]) -> str:
    return ",".join("?" * len(chunk))


def _passage(line: Sequence[Any]) -> Passage:
    _, identity, document_id, source, title, section, text, start, stop, page, units, context = line
    return Passage(
        id=identity,
        document_id=document_id,
        source=source,
        title=title,
        section=section,
        text=text,
        start=start,
        end=stop,
        page=page,
        units=tuple(Unit(*unit) for unit in json.loads(units)),
        context=context,
    )


def _vector(data: bytes) -> Vector:
    vector = np.frombuffer(data, np.float16).astype(np.float32)
    return vector / max(float(np.linalg.norm(vector)), 1e-12)


def _encoding(vector: bytes, tokens: bytes) -> Encoding:
    return Encoding(_vector(vector), unpack(tokens))


def _receipt(fields: dict[str, Any]) -> Receipt:
    repairs = tuple(Finding(**each) for each in fields.pop("repairs"))
    plain: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in fields.items()}
    return Receipt(repairs=repairs, **plain)
