"""Whether the three stores of a local index agree; making the derived ones again, removing all."""

import shutil
import sqlite3
from pathlib import Path

from ingest import index_reading as reading
from ingest.index_records import pending
from ingest.index_schema import put_meta
from ingest.index_vectors import VectorStore
from ingest.index_words import WordStore


def check(connection: sqlite3.Connection, vectors: VectorStore, words: WordStore) -> list[str]:
    """What is wrong, one line each; empty when all is well."""
    problems = _damage(connection)
    rows = reading.passage_rows(connection)
    for name, stored in (("vectors", vectors.rows()), ("words", words.rows())):
        if missing := len(rows - stored):
            problems.append(f"{name}: {missing} passages are missing")
        if extra := len(stored - rows):
            problems.append(f"{name}: {extra} left over from an interrupted run")
    if left := len(pending(connection)):
        problems.append(f"records: {left} rows are still pending")
    if len(rows) != reading.passage_count(connection):
        problems.append("records: the number of passages is not as noted")
    for what, query in _ORPHANS.items():
        if count := connection.execute(query).fetchone()[0]:
            problems.append(f"records: {count} {what}")
    dimensions = reading.dimensions(connection)
    if len(dimensions) > 1:
        problems.append(f"records: vectors of different dimensions {sorted(dimensions)}")
    stored_dimension = vectors.dimension()
    if stored_dimension and dimensions and {stored_dimension} != dimensions:
        problems.append(
            f"vectors: dimension {stored_dimension}, the records have {min(dimensions)}"
        )
    return problems


_ORPHANS = {
    "documents without a file": (
        "SELECT count(*) FROM documents WHERE id NOT IN (SELECT document_id FROM files)"
    ),
    "documents without a text": (
        "SELECT count(*) FROM documents WHERE id NOT IN (SELECT document_id FROM texts)"
    ),
    "passages without a document": (
        "SELECT count(*) FROM passages WHERE document_id NOT IN (SELECT id FROM documents)"
    ),
    "documents that miss passages": (
        "SELECT count(*) FROM documents d WHERE passages != "
        "(SELECT count(*) FROM passages p WHERE p.document_id = d.id)"
    ),
}


def _damage(connection: sqlite3.Connection) -> list[str]:
    """What SQLite itself finds wrong with its file."""
    found = [line for (line,) in connection.execute("PRAGMA quick_check(5)")]
    return [] if found == ["ok"] else [f"records: {line}" for line in found]


def refill(connection: sqlite3.Connection, vectors: VectorStore, words: WordStore) -> None:
    """Fill empty derived stores from the records; needs no model."""
    rows = sorted(reading.passage_rows(connection))
    for batch, array, texts in reading.all_vectors(connection, rows):
        vectors.add(batch, array)
        words.add(batch, texts)
    connection.execute("DELETE FROM pending")
    put_meta(connection, "passages", str(len(rows)))


def explained(error: Exception) -> str:
    """What a store said, with the remedy that its own words leave out."""
    said = str(error)
    lowered = said.lower()
    if any(words in lowered for words in ("readonly", "read-only", "permission", "unable to open")):
        return f"{said} (make the folder and all in it writable)"
    if any(words in lowered for words in ("disk is full", "no space left", "disk i/o")):
        return f"{said} (is the disk full? make room)"
    return said


def remove_index(folder: Path) -> None:
    """Delete an index, and nothing else that lies in its folder."""
    for name in ("vectors", "words"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for path in folder.glob("records.sqlite3*"):
        path.unlink()
