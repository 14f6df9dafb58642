"""Documents, passages and files in SQLite: the truth of the local index.

What is committed here exists; vectors and words are derived from it. The `pending` table names rows
that were handed to the derived stores but not committed: a later writer sweeps them away.
"""

import json
import sqlite3
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from ingest.documents import (
    Block,
    Document,
    Encoding,
    Finding,
    Passage,
    Receipt,
    Unit,
    Vector,
)
from ingest.errors import StoreError
from ingest.index import DocumentRecord, FileRecord
from ingest.quantising import pack, unpack

SCHEMA_VERSION = "1"
T = TypeVar("T")
_CHUNK = 500  # bound variables in one statement

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    id TEXT PRIMARY KEY, source TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL,
    blocks TEXT NOT NULL, receipt TEXT NOT NULL, metadata TEXT NOT NULL,
    signature BLOB, characters INTEGER NOT NULL, passages INTEGER NOT NULL, added REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE files (
    path TEXT NOT NULL, source TEXT NOT NULL, digest TEXT NOT NULL, size INTEGER NOT NULL,
    modified INTEGER NOT NULL, document_id TEXT NOT NULL, PRIMARY KEY (path, document_id)
) WITHOUT ROWID;
CREATE INDEX files_document ON files (document_id);
CREATE TABLE passages (
    row INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, document_id TEXT NOT NULL,
    section TEXT NOT NULL, context TEXT NOT NULL, text TEXT NOT NULL, start INTEGER NOT NULL,
    stop INTEGER NOT NULL, page INTEGER, units TEXT NOT NULL, content TEXT NOT NULL,
    vector BLOB NOT NULL, tokens BLOB NOT NULL
);
CREATE INDEX passages_document ON passages (document_id, start);
CREATE INDEX passages_content ON passages (content);
CREATE TABLE history (
    document_id TEXT PRIMARY KEY, source TEXT NOT NULL, title TEXT NOT NULL, gone REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE pending (row INTEGER PRIMARY KEY);
"""

_PASSAGE = (
    "p.row, p.id, p.document_id, d.source, d.title, p.section, p.text, p.start, p.stop, p.page, "
    "p.units, p.context"
)
_FROM = "FROM passages p JOIN documents d ON d.id = p.document_id"


def connect(folder: Path) -> sqlite3.Connection:
    """A connection to the records of an index, made if missing."""
    connection = sqlite3.connect(
        folder / "records.sqlite3", isolation_level=None, check_same_thread=False, timeout=30
    )
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA secure_delete = ON")  # removed text is overwritten, not left behind
    return connection


def create(connection: sqlite3.Connection) -> None:
    connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} COMMIT;")
    put_meta(connection, "schema", SCHEMA_VERSION)


def is_created(connection: sqlite3.Connection) -> bool:
    query = "SELECT 1 FROM sqlite_master WHERE name = 'meta'"
    return connection.execute(query).fetchone() is not None


def meta(connection: sqlite3.Connection, key: str) -> str | None:
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return row[0] if row else None


def put_meta(connection: sqlite3.Connection, key: str, value: str) -> None:
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def generation(connection: sqlite3.Connection) -> int:
    """Counts commits: what was read at one generation is stale at the next."""
    return int(meta(connection, "generation") or 0)


def advance(connection: sqlite3.Connection) -> None:
    put_meta(connection, "generation", str(generation(connection) + 1))


def reserve(connection: sqlite3.Connection, count: int) -> list[int]:
    """Row numbers that were never used, noted as pending until they are committed."""
    connection.execute("BEGIN IMMEDIATE")
    first = int(meta(connection, "next_row") or 1)
    rows = list(range(first, first + count))
    put_meta(connection, "next_row", str(first + count))
    connection.executemany("INSERT INTO pending VALUES (?)", [(row,) for row in rows])
    connection.execute("COMMIT")
    return rows


def pending(connection: sqlite3.Connection) -> list[int]:
    return [row for (row,) in connection.execute("SELECT row FROM pending")]


def insert_document(
    connection: sqlite3.Connection, document: Document, passages: int, signature: bytes | None
) -> None:
    blocks = [[b.kind, b.start, b.end, b.level, b.page] for b in document.blocks]
    connection.execute(
        "INSERT INTO documents VALUES (?,?,?,?,?,?,?,?,?,?,?)",
        (
            document.id,
            document.source,
            document.title,
            document.text,
            json.dumps(blocks, separators=(",", ":")),
            json.dumps(asdict(document.receipt)),
            json.dumps(dict(document.metadata)),
            signature,
            len(document.text),
            passages,
            time.time(),
        ),
    )
    connection.execute("DELETE FROM history WHERE document_id = ?", (document.id,))


def insert_passages(
    connection: sqlite3.Connection,
    rows: Sequence[int],
    passages: Sequence[Passage],
    encodings: Sequence[Encoding],
    contents: Sequence[str],
) -> None:
    connection.executemany(
        "INSERT INTO passages VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
        [
            (
                row,
                p.id,
                p.document_id,
                p.section,
                p.context,
                p.text,
                p.start,
                p.end,
                p.page,
                json.dumps([[u.kind, u.start, u.end] for u in p.units], separators=(",", ":")),
                content,
                encoding.vector.astype(np.float16).tobytes(),
                pack(encoding.tokens),
            )
            for row, p, encoding, content in zip(rows, passages, encodings, contents, strict=True)
        ],
    )
    connection.executemany("DELETE FROM pending WHERE row = ?", [(row,) for row in rows])


def delete_document(connection: sqlite3.Connection, document_id: str) -> list[int]:
    """Delete a document's records; its rows stay pending until the derived stores forget them."""
    found = connection.execute(
        "SELECT source, title FROM documents WHERE id = ?", (document_id,)
    ).fetchone()
    if found is None:
        return []
    query = "SELECT row FROM passages WHERE document_id = ?"
    rows = [row for (row,) in connection.execute(query, (document_id,))]
    connection.executemany("INSERT OR IGNORE INTO pending VALUES (?)", [(row,) for row in rows])
    connection.execute("DELETE FROM passages WHERE document_id = ?", (document_id,))
    connection.execute("DELETE FROM documents WHERE id = ?", (document_id,))
    connection.execute("DELETE FROM files WHERE document_id = ?", (document_id,))
    connection.execute(
        "INSERT OR REPLACE INTO history VALUES (?,?,?,?)", (document_id, *found, time.time())
    )
    return rows


def has_document(connection: sqlite3.Connection, document_id: str) -> bool:
    query = "SELECT 1 FROM documents WHERE id = ?"
    return connection.execute(query, (document_id,)).fetchone() is not None


def orphans(connection: sqlite3.Connection) -> list[str]:
    """Documents that no file holds any more."""
    query = "SELECT id FROM documents WHERE id NOT IN (SELECT document_id FROM files)"
    return [document_id for (document_id,) in connection.execute(query)]


def put_file(connection: sqlite3.Connection, file: FileRecord) -> None:
    connection.execute("DELETE FROM files WHERE path = ?", (file.path,))
    connection.executemany(
        # A document that has gone meanwhile is not referred to: its file is read again next time.
        "INSERT OR REPLACE INTO files SELECT ?,?,?,?,?,id FROM documents WHERE id = ?",
        [
            (file.path, file.source, file.digest, file.size, file.modified, each)
            for each in file.documents
        ],
    )


def follow_renames(connection: sqlite3.Connection) -> None:
    """A document's source is one of its files: the first, when its old one is gone."""
    connection.execute(
        "UPDATE documents SET source = (SELECT min(f.source) FROM files f WHERE document_id = id) "
        "WHERE NOT EXISTS (SELECT 1 FROM files f WHERE document_id = id "
        "AND substr(documents.source, 1, length(f.source)) = f.source)"
    )


def delete_file(connection: sqlite3.Connection, path: str) -> None:
    connection.execute("DELETE FROM files WHERE path = ?", (path,))


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


def passage_count(connection: sqlite3.Connection) -> int:
    count: int = connection.execute("SELECT coalesce(sum(passages), 0) FROM documents").fetchone()[
        0
    ]
    return count


def document(connection: sqlite3.Connection, document_id: str) -> Document | None:
    line = connection.execute(
        "SELECT id, source, title, text, blocks, receipt, metadata FROM documents WHERE id = ?",
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


def was_known(connection: sqlite3.Connection, document_id: str) -> bool:
    """Whether a document with this id was in the index once, and is no longer."""
    query = "SELECT 1 FROM history WHERE document_id = ?"
    return connection.execute(query, (document_id,)).fetchone() is not None


def check_schema(connection: sqlite3.Connection, folder: Path) -> None:
    version = meta(connection, "schema")
    if version != SCHEMA_VERSION:
        raise StoreError(
            f"the index in {folder} has schema {version}, this is {SCHEMA_VERSION}; "
            "run: citewell ingest --rebuild"
        )


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
