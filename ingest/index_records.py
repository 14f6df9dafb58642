"""Documents, passages and files written to SQLite: the truth of the local index.

What is committed here exists; vectors and words are derived from it. The `pending` table names rows
that were handed to the derived stores but not committed: a later writer sweeps them away.
"""

import json
import sqlite3
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict

import numpy as np

from ingest.documents import Document, Encoding, Passage
from ingest.index import FileRecord
from ingest.index_schema import meta, put_meta, transaction
from ingest.quantising import pack


def reserve(connection: sqlite3.Connection, count: int) -> list[int]:
    """Row numbers that were never used, noted as pending until they are committed."""
    with transaction(connection):
        first = int(meta(connection, "next_row") or 1)
        rows = list(range(first, first + count))
        put_meta(connection, "next_row", str(first + count))
        connection.executemany("INSERT INTO pending VALUES (?)", [(row,) for row in rows])
    return rows


def pending(connection: sqlite3.Connection) -> list[int]:
    return [row for (row,) in connection.execute("SELECT row FROM pending")]


def forget_pending(connection: sqlite3.Connection, rows: Sequence[int]) -> None:
    """Rows that are committed, or that the derived stores hold no longer."""
    connection.executemany("DELETE FROM pending WHERE row = ?", [(row,) for row in rows])


def insert_document(
    connection: sqlite3.Connection, document: Document, passages: int, signature: bytes | None
) -> None:
    connection.execute(
        "INSERT INTO documents VALUES (?,?,?,?,?,?,?,?,?)",
        (
            document.id,
            document.source,
            document.title,
            len(document.text),
            passages,
            time.time(),
            signature,
            json.dumps(asdict(document.receipt)),
            json.dumps(dict(document.metadata)),
        ),
    )
    blocks = [[b.kind, b.start, b.end, b.level, b.page] for b in document.blocks]
    connection.execute(
        "INSERT INTO texts VALUES (?,?,?)",
        (document.id, document.text, json.dumps(blocks, separators=(",", ":"))),
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
    forget_pending(connection, rows)
    _count(connection, len(rows))


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
    for statement in _DELETIONS:
        connection.execute(statement, (document_id,))
    connection.execute(
        "INSERT OR REPLACE INTO history VALUES (?,?,?,?)", (document_id, *found, time.time())
    )
    _count(connection, -len(rows))
    return rows


_DELETIONS = (
    "DELETE FROM passages WHERE document_id = ?",
    "DELETE FROM texts WHERE document_id = ?",
    "DELETE FROM documents WHERE id = ?",
    "DELETE FROM files WHERE document_id = ?",
)


def _count(connection: sqlite3.Connection, more: int) -> None:
    """Keep the number of passages, which every question asks for, at hand."""
    put_meta(connection, "passages", str(int(meta(connection, "passages") or 0) + more))


def orphans(connection: sqlite3.Connection, among: Iterable[str]) -> list[str]:
    """Those documents that no file holds any more."""
    query = "SELECT 1 FROM files WHERE document_id = ?"
    return [each for each in among if connection.execute(query, (each,)).fetchone() is None]


def documents_of(connection: sqlite3.Connection, path: str) -> list[str]:
    query = "SELECT document_id FROM files WHERE path = ?"
    return [document_id for (document_id,) in connection.execute(query, (path,))]


def put_file(connection: sqlite3.Connection, file: FileRecord) -> None:
    connection.execute("DELETE FROM files WHERE path = ?", (file.path,))
    connection.executemany(
        # A document that has gone meanwhile is not referred to: its file is read again next time.
        "INSERT OR REPLACE INTO files SELECT ?,id,?,?,?,? FROM documents WHERE id = ?",
        [
            (file.path, file.source, file.digest, file.size, file.modified, each)
            for each in file.documents
        ],
    )


def follow_renames(connection: sqlite3.Connection, among: Iterable[str]) -> None:
    """A document's source is one of its files: the first, when its old one is gone."""
    connection.executemany(
        "UPDATE documents SET source = (SELECT min(f.source) FROM files f WHERE document_id = id) "
        "WHERE id = ? AND EXISTS (SELECT 1 FROM files f WHERE document_id = id) "
        "AND NOT EXISTS (SELECT 1 FROM files f WHERE document_id = id "
        "AND substr(documents.source, 1, length(f.source)) = f.source)",
        [(each,) for each in among],
    )


def delete_file(connection: sqlite3.Connection, path: str) -> None:
    connection.execute("DELETE FROM files WHERE path = ?", (path,))
