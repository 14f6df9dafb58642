"""One index, used by many threads and processes at once."""

import multiprocessing
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fakes import FakeEmbedder, add, make_document

from ingest.errors import StoreError
from ingest.index_local import LocalIndex
from ingest.index_words import WordStore

READERS = 4
COMMITS = 60
SECRET = "Zanzibarquartz is the word that must not be left behind."


@pytest.fixture
def index(tmp_path: Path, embedder: FakeEmbedder) -> LocalIndex:
    index = LocalIndex(tmp_path / "index", model="fake", create=True)
    for i in range(40):
        text = f"Cats of house {i} hunt mice at night. Dogs {i} bark."
        add(index, embedder, make_document(text, source=f"first-{i}.txt", title=f"House {i}"))
    return index


def _commit(folder: Path) -> None:
    index = LocalIndex(folder, model="fake")
    _add_many(index)
    index.close()


def _add_many(index: LocalIndex) -> None:
    embedder = FakeEmbedder()
    for i in range(COMMITS):
        text = f"Cats of ship {i} sleep all day. Tea {i} needs water."
        add(index, embedder, make_document(text, source=f"later-{i}.txt", title=f"Ship {i}"))


def _ask(index: LocalIndex, embedder: FakeEmbedder, stopped: threading.Event) -> int:
    vector = embedder.encode(["cats hunt"])[0].vector
    asked = 0
    while not stopped.is_set():
        with index.snapshot() as snapshot:
            assert len(snapshot.search_meaning(vector, 20)) == 20
            assert len(snapshot.search_words("cats hunt", 20)) == 20
        asked += 1
    return asked


@pytest.mark.parametrize("writer", ["this process", "another process"])
def test_questions_are_answered_while_documents_are_added(
    writer: str, index: LocalIndex, embedder: FakeEmbedder
) -> None:
    stopped = threading.Event()
    with ThreadPoolExecutor(READERS) as pool:
        asking = [pool.submit(_ask, index, embedder, stopped) for _ in range(READERS)]
        try:
            if writer == "this process":
                _add_many(index)
            else:
                process = multiprocessing.get_context("spawn").Process(
                    target=_commit, args=(index.folder,)
                )
                process.start()
                process.join(120)
                assert process.exitcode == 0
        finally:
            stopped.set()
        assert all(each.result() > 0 for each in asking)
    assert index.check() == []
    with index.snapshot() as snapshot:
        assert len(snapshot.documents()) == 40 + COMMITS


def test_what_another_process_added_is_found_after_a_removal_of_ones_own(
    index: LocalIndex, embedder: FakeEmbedder
) -> None:
    with index.snapshot() as snapshot:
        first = snapshot.documents()[0].id
    process = multiprocessing.get_context("spawn").Process(target=_commit, args=(index.folder,))
    process.start()
    process.join(120)
    assert process.exitcode == 0
    assert index.remove(first)
    vector = embedder.encode(["cats of ship 7 sleep all day"])[0].vector
    with index.snapshot() as snapshot:
        assert snapshot.search_words("ship", 1)
        rows = snapshot.search_meaning(vector, 200)
        assert len(rows) == snapshot.passage_count()


def test_a_removal_waits_for_no_reader_and_leaves_no_text(
    index: LocalIndex, embedder: FakeEmbedder
) -> None:
    secret = make_document(SECRET, source="secret.txt", title="S")
    add(index, embedder, secret)
    with index.snapshot() as snapshot:
        before = time.monotonic()
        assert index.remove(secret.id)
        assert time.monotonic() - before < 10  # a connection waits thirty for others
        assert snapshot.holds(secret.id)  # the reader's moment is the one before
        assert _holding(index.folder)
    assert _holding(index.folder) == []


def test_a_removal_leaves_no_text_though_another_process_reads(
    index: LocalIndex, embedder: FakeEmbedder
) -> None:
    secret = make_document(SECRET, source="secret.txt", title="S")
    add(index, embedder, secret)
    context = multiprocessing.get_context("spawn")
    removed = context.Event()
    with index.snapshot():
        process = context.Process(target=_remove, args=(index.folder, secret.id, removed))
        process.start()
        assert removed.wait(60)  # while this reader reads on
        assert _holding(index.folder)
    process.join(60)  # which ends when the reader has
    assert process.exitcode == 0
    assert _holding(index.folder) == []


def _remove(folder: Path, document_id: str, removed: object) -> None:
    index = LocalIndex(folder, model="fake", patience=60)
    assert index.remove(document_id)
    removed.set()  # type: ignore[attr-defined]
    index.close()


def _holding(folder: Path) -> list[str]:
    """The files of an index that hold the secret."""
    held = [each for each in folder.rglob("*") if each.is_file()]
    return [each.name for each in held if b"anzibarquartz" in each.read_bytes()]


def test_an_interrupt_while_words_are_written_leaves_the_index_writable(
    index: LocalIndex, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = WordStore.add

    def interrupted(self: WordStore, *given: object) -> None:
        with self._committed() as writer:
            writer.delete_all_documents()
            raise KeyboardInterrupt

    monkeypatch.setattr(WordStore, "add", interrupted)
    tea = make_document("Tea needs hot water.", source="tea.txt", title="T")
    try:
        add(index, embedder, tea)
    except KeyboardInterrupt:  # ingestion commits what is under way before it lets go of this
        monkeypatch.setattr(WordStore, "add", real)
        add(index, embedder, tea)
    assert index.check() == []
    with index.snapshot() as snapshot:
        assert len(snapshot.search_words("tea", 5)) == 1


def test_a_thread_waits_for_another_no_longer_than_for_a_process(
    index: LocalIndex, embedder: FakeEmbedder
) -> None:
    hasty = LocalIndex(index.folder, model="fake", patience=0.1)
    ready, done = threading.Event(), threading.Event()

    def hold() -> None:
        with hasty.writer():
            ready.set()
            done.wait(30)

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert ready.wait(30)
        with pytest.raises(StoreError, match="another task of this program is writing"):
            add(hasty, embedder, make_document("Tea.", source="tea.txt", title="T"))
    finally:
        done.set()
        holder.join()
    hasty.close()
