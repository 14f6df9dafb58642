"""What becomes of an index when a store fails, cannot be written, or is of an older make."""

import multiprocessing
import os
import pkgutil
import resource
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import FakeEmbedder, add, make_document

from ingest.errors import StoreError
from ingest.index_local import LocalIndex

CATS = make_document("Cats sleep all day. Cats hunt mice at night.", source="cats.txt", title="C")
TEA = make_document("Tea needs hot water. Green tea is bitter.", source="tea.txt", title="T")
NOBODY = 65534


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users can reach."""
    with tempfile.TemporaryDirectory() as made:
        os.chmod(made, 0o755)
        yield Path(made) / "index"


def _is_as_before(folder: Path, embedder: FakeEmbedder) -> None:
    """The index holds what it held, whole; and it can be written to again."""
    index = LocalIndex(folder, model="fake")
    vector = embedder.encode(["cats"])[0].vector
    with index.snapshot() as snapshot:
        assert [record.id for record in snapshot.documents()] == [CATS.id]
        assert len(snapshot.search_words("cats", 10)) == 2
        assert snapshot.search_words("tea", 10) == []
        assert len(snapshot.search_meaning(vector, 10)) == 2
    add(index, embedder, TEA)
    assert index.check() == []
    with index.snapshot() as snapshot:
        assert len(snapshot.search_words("tea", 10)) == 2
    index.close()


STAGES = (
    "ingest.index_records.reserve",
    "ingest.index_vectors.VectorStore.add",
    "ingest.index_words.WordStore.add",
    "ingest.index_records.insert_document",
    "ingest.index_records.insert_passages",
)


@pytest.mark.parametrize("stage", STAGES)
def test_full_disk_leaves_the_old_index(
    stage: str, tmp_path: Path, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file may grow while the stage is under way: the system's own error at that moment."""
    index = LocalIndex(tmp_path / "index", model="fake", create=True)
    add(index, embedder, CATS)
    place, _, name = stage.rpartition(".")
    owner = pkgutil.resolve_name(place)
    real = getattr(owner, name)
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]

    def limited(*given: object) -> object:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
        return real(*given)

    try:
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, limited)
            with pytest.raises(StoreError, match=r"cannot write to the index.*is intact"):
                add(index, embedder, TEA)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    with index.snapshot() as snapshot:  # readers of the same process go on
        assert len(snapshot.search_words("cats", 10)) == 2
        assert snapshot.passage_count() == 2
    index.close()
    _is_as_before(tmp_path / "index", embedder)


def _add_tea(folder: Path, said: object) -> None:
    if os.getuid() == 0:  # whom permissions do not stop
        with tempfile.TemporaryDirectory() as scratch:  # imports what another user may not read
            first = LocalIndex(Path(scratch) / "index", create=True)
            add(first, FakeEmbedder(), TEA)
            first.close()
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    try:
        index = LocalIndex(folder, model="fake")
        add(index, FakeEmbedder(), TEA)
    except StoreError as error:
        said.put(str(error))  # type: ignore[attr-defined]
    except BaseException as error:
        said.put(f"unexpected: {error!r}")  # type: ignore[attr-defined]
    else:
        said.put("added")  # type: ignore[attr-defined]


@pytest.mark.parametrize("part", [".", "records.sqlite3", "vectors", "words"])
def test_unwritable_part_leaves_the_old_index(
    part: str, open_folder: Path, embedder: FakeEmbedder
) -> None:
    index = LocalIndex(open_folder, model="fake", create=True)
    add(index, embedder, CATS)
    index.close()
    if os.getuid() == 0:
        for path in (open_folder, *open_folder.rglob("*")):
            shutil.chown(path, NOBODY, NOBODY)
    kept = open_folder / part
    closed = {path: path.stat().st_mode for path in (kept, *kept.rglob("*")) if path.exists()}
    for path, mode in closed.items():
        path.chmod(mode & ~0o222)
    context = multiprocessing.get_context("spawn")
    said = context.Queue()
    process = context.Process(target=_add_tea, args=(open_folder, said))
    process.start()
    try:
        message = said.get(timeout=120)
        process.join(60)
    finally:
        for path, mode in closed.items():
            path.chmod(mode)
    assert message.startswith(("cannot write to the index", "cannot use the index")), message
    assert "\n" not in message
    _is_as_before(open_folder, embedder)


SCHEMA_1 = """
DROP TABLE files; DROP TABLE documents; DROP TABLE texts;
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
INSERT INTO documents SELECT id, source, title, text, blocks, receipt, metadata, signature,
    characters, passages, added FROM old.documents JOIN old.texts ON document_id = id;
INSERT INTO files SELECT path, source, digest, size, modified, document_id FROM old.files;
DELETE FROM meta WHERE key = 'passages';
UPDATE meta SET value = '1' WHERE key = 'schema';
"""


def _turn_back(folder: Path) -> None:
    """Give the records the tables of schema 1."""
    shutil.copy(folder / "records.sqlite3", folder / "copy")
    connection = sqlite3.connect(folder / "records.sqlite3")
    connection.execute("ATTACH ? AS old", (str(folder / "copy"),))
    connection.executescript(SCHEMA_1)
    connection.close()
    (folder / "copy").unlink()


def test_older_schema_is_migrated(tmp_path: Path, embedder: FakeEmbedder) -> None:
    folder = tmp_path / "index"
    index = LocalIndex(folder, model="fake", create=True)
    add(index, embedder, CATS)
    index.close()
    _turn_back(folder)
    again = LocalIndex(folder, model="fake")
    assert again.check() == []
    with again.snapshot() as snapshot:
        assert snapshot.document(CATS.id) == CATS
        assert snapshot.passage_count() == 2
        assert list(snapshot.files()) == ["cats.txt"]
    again.close()
    _is_as_before(folder, embedder)


def test_interrupted_migration_begins_again(
    tmp_path: Path, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "index"
    index = LocalIndex(folder, model="fake", create=True)
    add(index, embedder, CATS)
    index.close()
    _turn_back(folder)

    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("ingest.index_schema.advance", fail)
        with pytest.raises(StoreError, match=r"disk is full.*make room.*intact"):
            LocalIndex(folder, model="fake")
    _is_as_before(folder, embedder)


@pytest.mark.parametrize(
    ("version", "remedy"),
    [("99", "made by a newer Citewell.*update"), ("0", "citewell ingest --rebuild")],
)
def test_unknown_schema_names_the_remedy(
    version: str, remedy: str, tmp_path: Path, embedder: FakeEmbedder
) -> None:
    index = LocalIndex(tmp_path / "index", model="fake", create=True)
    index.close()
    connection = sqlite3.connect(tmp_path / "index" / "records.sqlite3")
    connection.execute("UPDATE meta SET value = ? WHERE key = 'schema'", (version,))
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match=remedy):
        LocalIndex(tmp_path / "index", model="fake")


def test_check_sees_what_does_not_belong_together(tmp_path: Path, embedder: FakeEmbedder) -> None:
    index = LocalIndex(tmp_path / "index", model="fake", create=True)
    add(index, embedder, CATS)
    add(index, embedder, TEA)
    assert index.check() == []
    connection = sqlite3.connect(tmp_path / "index" / "records.sqlite3")
    connection.execute("DELETE FROM texts WHERE document_id = ?", (CATS.id,))
    connection.execute("DELETE FROM files WHERE document_id = ?", (TEA.id,))
    connection.execute("UPDATE passages SET vector = x'0000' WHERE document_id = ?", (TEA.id,))
    connection.commit()
    connection.close()
    problems = "\n".join(index.check())
    assert "documents without a text" in problems
    assert "documents without a file" in problems
    assert "different dimensions" in problems
    index.close()


def test_document_that_changed_names_its_successor(tmp_path: Path, embedder: FakeEmbedder) -> None:
    index = LocalIndex(tmp_path / "index", model="fake", create=True)
    add(index, embedder, CATS)
    newer = make_document("Cats sleep all night.", source="cats.txt", title="C")
    add(index, embedder, newer)  # the same file, with another text
    with index.snapshot() as snapshot:
        assert snapshot.was_known(CATS.id)
        assert snapshot.successors(CATS.id) == [newer.id]
        assert not snapshot.was_known(newer.id)
    index.remove(newer.id)
    with index.snapshot() as snapshot:
        assert snapshot.was_known(newer.id)
        assert snapshot.successors(CATS.id) == []
    index.close()
