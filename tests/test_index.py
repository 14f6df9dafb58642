"""The promises of an Index, for each that there is; and those that only the local one makes."""

import multiprocessing
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from fakes import FakeEmbedder, add, make_document, make_passages

from ingest.embedding import encode_passages
from ingest.errors import StoreError
from ingest.index import Addition, FileRecord
from ingest.index_checking import remove_index
from ingest.index_local import LocalIndex
from ingest.index_memory import MemoryIndex
from ingest.index_vectors import VectorStore

CATS = make_document("Cats sleep all day. Cats hunt mice at night.", source="cats.txt", title="C")
TEA = make_document("Tea needs hot water. Green tea is bitter.", source="tea.txt", title="T")


@pytest.fixture(params=["memory", "local"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MemoryIndex | LocalIndex]:
    if request.param == "memory":
        yield MemoryIndex()
    else:
        local = LocalIndex(tmp_path / "index", model="fake", create=True)
        yield local
        local.close()


@pytest.fixture
def local(tmp_path: Path) -> Iterator[LocalIndex]:
    made = LocalIndex(tmp_path / "index", model="fake", create=True)
    yield made
    made.close()


def test_finds_by_meaning(index: MemoryIndex | LocalIndex, embedder: FakeEmbedder) -> None:
    add(index, embedder, CATS)
    add(index, embedder, TEA)
    vector = embedder.encode(["bitter green tea"])[0].vector
    with index.snapshot() as snapshot:
        hits = snapshot.search_meaning(vector, 3)
    assert hits[0].passage.text == "Green tea is bitter."
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert hits[0].meaning == pytest.approx(hits[0].score)


def test_finds_by_stemmed_words(index: MemoryIndex | LocalIndex, embedder: FakeEmbedder) -> None:
    add(index, embedder, CATS)
    add(index, embedder, TEA)
    with index.snapshot() as snapshot:
        hits = snapshot.search_words("hunting a cat", 5)
        assert snapshot.search_words("zebra", 5) == []
        assert snapshot.search_words("?!", 5) == []
    assert [hit.passage.text for hit in hits] == [
        "Cats hunt mice at night.",
        "Cats sleep all day.",
    ]


def test_counts_passages_and_words(index: MemoryIndex | LocalIndex, embedder: FakeEmbedder) -> None:
    add(index, embedder, CATS)
    add(index, embedder, TEA)
    with index.snapshot() as snapshot:
        assert snapshot.passage_count() == 4
        assert snapshot.document_frequency(["cat", "sleeping", "zebra"]) == [2, 1, 0]


def test_keeps_encodings(index: MemoryIndex | LocalIndex, embedder: FakeEmbedder) -> None:
    add(index, embedder, CATS)
    passages = make_passages(CATS)
    expected = encode_passages(embedder, passages)
    with index.snapshot() as snapshot:
        stored = snapshot.encodings([passage.id for passage in reversed(passages)])
    for before, after in zip(reversed(expected), stored, strict=True):
        assert after.vector @ before.vector == pytest.approx(1, abs=1e-3)
        assert after.tokens.starts.tolist() == before.tokens.starts.tolist()
        assert after.tokens.ends.tolist() == before.tokens.ends.tolist()
        cosines = (after.tokens.vectors * before.tokens.vectors).sum(axis=1)
        assert cosines.min() > 0.85  # two bits a component


def test_keeps_documents_and_passages_whole(
    index: MemoryIndex | LocalIndex, embedder: FakeEmbedder
) -> None:
    add(index, embedder, CATS)
    with index.snapshot() as snapshot:
        assert snapshot.document(CATS.id) == CATS
        assert snapshot.document("unknown") is None
        assert snapshot.neighbours(CATS.id) == make_passages(CATS)
        ids = [passage.id for passage in make_passages(CATS)]
        assert snapshot.passages([ids[1], "unknown", ids[0]]) == make_passages(CATS)[::-1]
        (record,) = snapshot.documents()
    assert (record.id, record.source, record.passages) == (CATS.id, "cats.txt", 2)


def test_adding_twice_changes_nothing(
    index: MemoryIndex | LocalIndex, embedder: FakeEmbedder
) -> None:
    add(index, embedder, CATS)
    add(index, embedder, CATS)
    with index.snapshot() as snapshot:
        assert snapshot.passage_count() == 2
        assert len(snapshot.search_words("cats", 10)) == 2


def test_removed_is_not_found(index: MemoryIndex | LocalIndex, embedder: FakeEmbedder) -> None:
    add(index, embedder, CATS)
    add(index, embedder, TEA)
    assert index.remove(CATS.id)
    assert not index.remove(CATS.id)
    vector = embedder.encode(["cats sleep"])[0].vector
    with index.snapshot() as snapshot:
        assert snapshot.search_words("cats", 10) == []
        found = {hit.passage.document_id for hit in snapshot.search_meaning(vector, 10)}
        assert found == {TEA.id}
        assert snapshot.document(CATS.id) is None


def test_empty_index_finds_nothing(index: MemoryIndex | LocalIndex, embedder: FakeEmbedder) -> None:
    with index.snapshot() as snapshot:
        assert snapshot.search_words("cats", 10) == []
        assert snapshot.search_meaning(embedder.encode(["cats"])[0].vector, 10) == []
        assert snapshot.passage_count() == 0


def test_survives_reopening(local: LocalIndex, embedder: FakeEmbedder) -> None:
    add(local, embedder, CATS)
    local.close()
    again = LocalIndex(local.folder, model="fake")
    with again.snapshot() as snapshot:
        assert snapshot.document(CATS.id) == CATS
        assert len(snapshot.search_words("cats", 10)) == 2
        assert len(snapshot.search_meaning(embedder.encode(["cats"])[0].vector, 10)) == 2
    assert again.check() == []
    again.close()


def test_other_model_is_refused_with_the_remedy(local: LocalIndex) -> None:
    with pytest.raises(StoreError, match=r"made with model fake.*citewell ingest --rebuild"):
        LocalIndex(local.folder, model="another")


def test_missing_index_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"there is no index in .*; run: citewell ingest"):
        LocalIndex(tmp_path / "nowhere", model="fake")


def test_snapshot_does_not_see_a_later_commit(local: LocalIndex, embedder: FakeEmbedder) -> None:
    add(local, embedder, CATS)
    with local.snapshot() as before:
        assert before.passage_count() == 2
        add(local, embedder, TEA)
        assert before.passage_count() == 2
        assert before.document(TEA.id) is None
        assert before.search_words("tea", 10) == []
    with local.snapshot() as after:
        assert after.passage_count() == 4


def test_rows_of_a_killed_writer_are_invisible_and_swept(
    local: LocalIndex, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(local, embedder, TEA)

    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr("ingest.index_records.insert_document", fail)
        with pytest.raises(StoreError, match="disk full"):
            add(local, embedder, CATS)
    with local.snapshot() as snapshot:
        assert snapshot.search_words("cats", 10) == []
        cats = encode_passages(embedder, make_passages(CATS))[0].vector
        assert len(snapshot.search_meaning(cats, 10)) == 2
        # What the stores hold too much of does not stand in the way of what there is.
        (nearest,) = snapshot.search_meaning(cats, 1)
        (matching,) = snapshot.search_words("cats cats mice tea", 1)
        assert nearest.passage.document_id == matching.passage.document_id == TEA.id
    assert local.check() != []
    add(local, embedder, CATS)
    assert local.check() == []
    with local.snapshot() as snapshot:
        assert len(snapshot.search_words("cats", 10)) == 2


def test_repair_makes_the_derived_stores_again(local: LocalIndex, embedder: FakeEmbedder) -> None:
    add(local, embedder, CATS)
    add(local, embedder, TEA)
    local.close()
    remove_words = local.folder / "words"
    for path in remove_words.iterdir():
        path.unlink()
    again = LocalIndex(local.folder, model="fake")
    assert any("words" in problem for problem in again.check())
    again.repair()
    assert again.check() == []
    with again.snapshot() as snapshot:
        assert len(snapshot.search_words("cats", 10)) == 2
        vector = embedder.encode(["green tea"])[0].vector
        assert snapshot.search_meaning(vector, 1)[0].passage.document_id == TEA.id
    again.close()


def test_document_of_two_files_stays_until_both_are_gone(
    local: LocalIndex, embedder: FakeEmbedder
) -> None:
    passages = make_passages(CATS)
    files = [FileRecord(f"/{n}", n, "digest", 1, 1, (CATS.id,)) for n in ("cats.txt", "copy.txt")]
    local.commit([Addition(CATS, passages, encode_passages(embedder, passages))], files=files)
    local.commit([], gone=["/cats.txt"])
    with local.snapshot() as snapshot:
        (record,) = snapshot.documents()
        assert (record.source, record.paths) == ("copy.txt", ("copy.txt",))
        assert not snapshot.was_known(CATS.id)
    local.commit([], gone=["/copy.txt"])
    with local.snapshot() as snapshot:
        assert snapshot.documents() == []
        assert snapshot.was_known(CATS.id)
        assert snapshot.search_words("cats", 5) == []
    assert local.check() == []


def _hold(folder: Path, ready: object, done: object) -> None:
    other = LocalIndex(folder, model="fake")
    with other.writer():
        ready.set()  # type: ignore[attr-defined]
        done.wait(30)  # type: ignore[attr-defined]


def test_second_writer_is_told_who_writes(local: LocalIndex, embedder: FakeEmbedder) -> None:
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    process = context.Process(target=_hold, args=(local.folder, ready, done))
    process.start()
    try:
        assert ready.wait(60)
        hasty = LocalIndex(local.folder, model="fake", patience=0.1)
        with pytest.raises(StoreError, match=f"another process.*process {process.pid}"):
            add(hasty, embedder, CATS)
        hasty.close()
        with local.snapshot() as snapshot:  # readers are not held up
            assert snapshot.passage_count() == 0
    finally:
        done.set()
        process.join(30)
    add(local, embedder, CATS)


def test_reader_sees_what_another_process_commits(
    local: LocalIndex, embedder: FakeEmbedder
) -> None:
    add(local, embedder, CATS)
    vector = embedder.encode(["green tea"])[0].vector
    with local.snapshot() as snapshot:
        assert len(snapshot.search_meaning(vector, 10)) == 2
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=_add_tea, args=(local.folder,))
    process.start()
    process.join(60)
    assert process.exitcode == 0
    with local.snapshot() as snapshot:
        assert snapshot.search_meaning(vector, 1)[0].passage.document_id == TEA.id
        assert snapshot.search_words("tea", 5)[0].passage.document_id == TEA.id


def _add_tea(folder: Path) -> None:
    other = LocalIndex(folder, model="fake")
    add(other, FakeEmbedder(), TEA)
    other.close()


def test_removal_leaves_no_text_in_the_records(local: LocalIndex, embedder: FakeEmbedder) -> None:
    secret = make_document("The password is xyzzyplugh.", source="secret.txt")
    add(local, embedder, secret)
    local.remove(secret.id)
    for path in local.folder.glob("records.sqlite3*"):
        assert b"xyzzyplugh" not in path.read_bytes()


WRITING = """
import sys
from pathlib import Path
from fakes import FakeEmbedder, add, make_document
from ingest.index_local import LocalIndex
index = LocalIndex(Path(sys.argv[1]), model="fake", create=True)
if sys.argv[2] == "write":
    add(index, FakeEmbedder(), make_document("Tea needs hot water.", source="tea.txt"))
else:
    with index.snapshot() as snapshot:
        snapshot.search_meaning(FakeEmbedder().encode(["tea"])[0].vector, 1)
index.close()
"""


@pytest.mark.parametrize("doing", [("write",), ("write", "read")])
def test_vector_files_hold_nothing_of_the_memory_of_who_used_them(
    tmp_path: Path, doing: tuple[str, ...]
) -> None:
    # glibc fills what it gives out with this pattern, and takes even large pieces from the heap.
    pattern = {"MALLOC_PERTURB_": str(0x5A), "MALLOC_MMAP_THRESHOLD_": str(1 << 25)}
    paths = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    for each in doing:
        using = [sys.executable, "-c", WRITING, str(tmp_path / "index"), each]
        subprocess.run(using, env={**os.environ, **pattern, **paths}, check=True)
    written = list((tmp_path / "index").rglob("*.bin"))
    assert {path.name for path in written} >= {"data_level0.bin", "length.bin"}
    for path in written:
        assert b"\xa5" * 8 not in path.read_bytes(), path


def test_blanked_files_are_read_as_before(tmp_path: Path) -> None:
    store = VectorStore(tmp_path)
    others = np.random.default_rng(0).normal(size=(1495, 384)).astype(np.float32)
    store.add(range(5), np.eye(5, 384, dtype=np.float32))
    store.blank_remains()
    store.add(range(5, 1500), others / np.linalg.norm(others, axis=1, keepdims=True))
    store.blank_remains()
    store.reopen()
    assert store.count() == 1500
    assert [store.search(np.eye(5, 384)[row], 1)[0][0] for row in range(5)] == list(range(5))
    store.close()


def test_graphs_of_another_layout_are_left_alone(tmp_path: Path) -> None:
    store = VectorStore(tmp_path)
    store.add(range(5), np.eye(5, 384, dtype=np.float32))
    (header,) = tmp_path.glob("*/header.bin")
    for content in (b"", b"\x07" * 100):
        header.write_bytes(content)
        kept = header.with_name("data_level0.bin").read_bytes()
        store.blank_remains()
        assert header.with_name("data_level0.bin").read_bytes() == kept
    header.with_name("length.bin").unlink()
    store.blank_remains()
    store.close()


def test_remove_index_leaves_other_files(local: LocalIndex) -> None:
    other = local.folder / "notes.txt"
    other.write_text("mine")
    local.close()
    remove_index(local.folder)
    assert other.read_text() == "mine"
    assert not (local.folder / "records.sqlite3").exists()


def test_stored_vectors_have_unit_length(local: LocalIndex, embedder: FakeEmbedder) -> None:
    add(local, embedder, CATS)
    with local.snapshot() as snapshot:
        (first, _) = snapshot.encodings([p.id for p in make_passages(CATS)])
    assert np.linalg.norm(first.vector) == pytest.approx(1, abs=1e-4)
