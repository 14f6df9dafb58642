"""The tables of the local index's records, and how those of an older version become this one's."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.errors import StoreError

SCHEMA_VERSION = 2
"""2: texts lie in a table of their own, so that lists and counts do not read them."""

RECORDS = "records.sqlite3"  # in the folder of an index
PATIENCE = 30  # seconds that a connection waits for another one's transaction

_DOCUMENTS = """
CREATE TABLE documents (
    id TEXT PRIMARY KEY, source TEXT NOT NULL, title TEXT NOT NULL, characters INTEGER NOT NULL,
    passages INTEGER NOT NULL, added REAL NOT NULL, signature BLOB, receipt TEXT NOT NULL,
    metadata TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE texts (
    document_id TEXT PRIMARY KEY, text TEXT NOT NULL, blocks TEXT NOT NULL
);
"""

_FILES = """
CREATE TABLE files (
    path TEXT NOT NULL, document_id TEXT NOT NULL, source TEXT NOT NULL, digest TEXT NOT NULL,
    size INTEGER NOT NULL, modified INTEGER NOT NULL, PRIMARY KEY (path, document_id)
) WITHOUT ROWID;
CREATE INDEX files_document ON files (document_id);
"""  # the key's columns first: else SQLite 3.40 takes the others for NULL when it checks itself

_SCHEMA = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
{_DOCUMENTS}
{_FILES}CREATE TABLE passages (
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

_FROM_1 = f"""
ALTER TABLE documents RENAME TO documents_1;
{_DOCUMENTS}
INSERT INTO documents SELECT id, source, title, characters, passages, added, signature, receipt,
    metadata FROM documents_1;
INSERT INTO texts SELECT id, text, blocks FROM documents_1;
DROP TABLE documents_1;
ALTER TABLE files RENAME TO files_1;
DROP INDEX files_document;
{_FILES}
INSERT INTO files SELECT path, document_id, source, digest, size, modified FROM files_1;
DROP TABLE files_1;
INSERT OR REPLACE INTO meta SELECT 'passages', coalesce(sum(passages), 0) FROM documents;
"""

_MIGRATIONS = {1: _FROM_1}
"""What makes the next version of each older one."""


def connect(folder: Path) -> sqlite3.Connection:
    """A connection to the records of an index, made if missing."""
    connection = sqlite3.connect(
        folder / RECORDS, isolation_level=None, check_same_thread=False, timeout=PATIENCE
    )
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA secure_delete = ON")  # removed text is overwritten, not left behind
    return connection


def create(connection: sqlite3.Connection) -> None:
    version = f"INSERT INTO meta VALUES ('schema', '{SCHEMA_VERSION}')"
    connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} {version}; COMMIT;")


def is_created(connection: sqlite3.Connection) -> bool:
    query = "SELECT 1 FROM sqlite_master WHERE name = 'meta'"
    return connection.execute(query).fetchone() is not None


def is_older(connection: sqlite3.Connection, folder: Path) -> bool:
    """Whether the records can be migrated; StoreError where they are of another make altogether."""
    version = meta(connection, "schema")
    if version == str(SCHEMA_VERSION):
        return False
    if version is not None and version.isdecimal():
        if int(version) in _MIGRATIONS:
            return True
        if int(version) > SCHEMA_VERSION:
            raise StoreError(
                f"the index in {folder} was made by a newer Citewell (schema {version}, this one "
                f"reads {SCHEMA_VERSION}); update Citewell, or run: citewell ingest --rebuild"
            )
    raise StoreError(
        f"the index in {folder} has schema {version}, this is {SCHEMA_VERSION}; "
        "run: citewell ingest --rebuild"
    )


def migrate(connection: sqlite3.Connection) -> None:
    """Bring older records to this version, all or nothing. Vectors and words stay as they are."""
    with transaction(connection):
        version = int(meta(connection, "schema") or 0)
        while version in _MIGRATIONS:
            for statement in filter(str.strip, _MIGRATIONS[version].split(";")):
                connection.execute(statement)
            version += 1
            put_meta(connection, "schema", str(version))
        advance(connection)


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All that is written within it, or nothing of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


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
