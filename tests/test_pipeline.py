"""Folders into the index: the index equals the folder, whatever happened to it."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import FakeEmbedder

from ingest.duplicates import near_duplicates_of
from ingest.files import find_files
from ingest.index_local import LocalIndex
from ingest.pipeline import IngestReport, Progress, ingest


@pytest.fixture
def index(tmp_path: Path) -> Iterator[LocalIndex]:
    made = LocalIndex(tmp_path / "index", model="fake", create=True)
    yield made
    made.close()


def run(index: LocalIndex, *paths: Path) -> IngestReport:
    return ingest(paths, index=index, embedder=FakeEmbedder())


def sources(index: LocalIndex) -> list[str]:
    with index.snapshot() as snapshot:
        return sorted(Path(record.source).name for record in snapshot.documents())


def found(index: LocalIndex, words: str) -> list[str]:
    with index.snapshot() as snapshot:
        return [hit.passage.text for hit in snapshot.search_words(words, 10)]


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_new_files_go_in_and_unchanged_ones_are_skipped(index: LocalIndex, folder: Path) -> None:
    write(folder, "a.md", "# Alpha\n\nThe alpha wolf leads the pack.\n")
    write(folder, "deep/b.txt", "The beta release is for testers only.\n")
    first = run(index, folder)
    assert (first.added, first.failures, sources(index)) == (2, [], ["a.md", "b.txt"])
    second = run(index, folder)
    assert (second.added, second.unchanged, second.embedded) == (0, 2, 0)
    assert found(index, "leading wolf") == ["The alpha wolf leads the pack."]


def test_changed_files_are_embedded_only_where_they_changed(
    index: LocalIndex, folder: Path
) -> None:
    sections = [f"## Part {n}\n\nThis part speaks of subject number {n}.\n" for n in range(9)]
    path = write(folder, "a.md", "# Title\n\n" + "\n".join(sections))
    run(index, folder)
    sections[4] = "## Part 4\n\nThis part was rewritten entirely.\n"
    write(folder, "a.md", "# Title\n\n" + "\n".join(sections))
    os.utime(path, (1, 1))
    report = run(index, folder)
    assert (report.changed, report.added, report.embedded) == (1, 0, 1)
    assert sources(index) == ["a.md"]
    assert found(index, "rewritten") == ["This part was rewritten entirely."]
    assert not any(text.endswith("number 4.") for text in found(index, "subject number"))
    assert index.check() == []


def test_deleted_and_renamed_files_are_followed(index: LocalIndex, folder: Path) -> None:
    write(folder, "gone.txt", "Zebras are striped animals of the savanna.\n")
    write(folder, "old.txt", "Quokkas live on Rottnest Island in Australia.\n")
    run(index, folder)
    (folder / "gone.txt").unlink()
    (folder / "old.txt").rename(folder / "new.txt")
    report = run(index, folder)
    assert (report.removed, report.embedded) == (2, 0)
    assert sources(index) == ["new.txt"]
    assert found(index, "zebras") == []
    assert len(found(index, "quokkas")) == 1
    assert index.check() == []


def test_files_outside_the_given_folder_stay(index: LocalIndex, tmp_path: Path) -> None:
    one = write(tmp_path / "one", "a.txt", "Apples grow on trees in the orchard.\n")
    write(tmp_path / "two", "b.txt", "Bananas are grown in warm countries.\n")
    run(index, one.parent, tmp_path / "two")
    run(index, tmp_path / "two")
    assert sources(index) == ["a.txt", "b.txt"]


def test_exact_copies_are_stored_once_with_all_their_paths(index: LocalIndex, folder: Path) -> None:
    for name in ("a.txt", "copy of a.txt"):
        write(folder, name, "Koalas sleep for most of the day.\n")
    report = run(index, folder)
    assert report.duplicates == 1
    with index.snapshot() as snapshot:
        (record,) = snapshot.documents()
    assert [Path(path).name for path in record.paths] == ["a.txt", "copy of a.txt"]
    (folder / "a.txt").unlink()
    run(index, folder)
    assert sources(index) == ["copy of a.txt"]


def test_near_duplicates_are_linked(index: LocalIndex, folder: Path) -> None:
    words = [f"word{n}" for n in range(200)]
    write(folder, "a.txt", "It says: " + " ".join(words) + ".\n")
    write(folder, "b.txt", "It says: " + " ".join(words[:-4]) + " and so on.\n")
    write(folder, "c.txt", "Something else entirely is told in this document, at some length.\n")
    run(index, folder)
    with index.snapshot() as snapshot:
        ids = {Path(record.source).name: record.id for record in snapshot.documents()}
        stored = snapshot.signatures()
    assert near_duplicates_of(ids["a.txt"], stored) == [ids["b.txt"]]
    assert near_duplicates_of(ids["c.txt"], stored) == []


def test_bad_files_are_named_and_the_others_go_in(index: LocalIndex, folder: Path) -> None:
    write(folder, "good.txt", "Good files are read without trouble.\n")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "broken.pdf").write_bytes(b"")
    report = run(index, folder, folder / "missing.txt")
    failed = {Path(failure.source).name: failure.reason for failure in report.failures}
    assert set(failed) == {"empty.txt", "broken.pdf", "missing.txt"}
    assert all(reason and "\n" not in reason for reason in failed.values())
    assert sources(index) == ["good.txt"]


def test_file_that_became_unreadable_keeps_what_was_known(index: LocalIndex, folder: Path) -> None:
    path = write(folder, "a.txt", "Penguins cannot fly but they swim well.\n")
    run(index, folder)
    path.write_bytes(b"")
    report = run(index, folder)
    assert len(report.failures) == 1
    assert len(found(index, "penguins")) == 1


def test_finds_regular_files_once_through_loops(folder: Path) -> None:
    write(folder, "a.txt", "a")
    write(folder, ".hidden/b.txt", "b")
    (folder / "loop").symlink_to(folder)
    (folder / "broken").symlink_to(folder / "nowhere")
    os.mkfifo(folder / "pipe.txt")
    files, failures = find_files([folder, folder / "pipe.txt"])
    assert [Path(path).name for path in files] == ["a.txt"]
    assert [failure.reason for failure in failures] == ["not a regular file"]


def test_an_index_below_the_folder_is_not_read(folder: Path, embedder: FakeEmbedder) -> None:
    write(folder, "notes.txt", "Penguins cannot fly but they swim well.\n")
    home = LocalIndex(folder / "answers", model="fake", create=True)
    other = LocalIndex(folder / "answers" / "collections" / "birds", model="fake", create=True)
    write(folder, "answers/uploads/kept.txt", "Kept beside the index.\n")
    write(folder, "answers-of-old/kept.txt", "Kept in a folder named like it.\n")
    for each in (home, other):
        run(each, folder)
        assert sorted(Path(path).name for path in sources(each)) == ["kept.txt", "notes.txt"]
        each.close()
    files, _ = find_files([folder / "answers" / "uploads"])  # given itself, it is wanted
    assert [Path(path).name for path in files] == ["kept.txt"]


def test_interrupt_keeps_what_was_committed(
    index: LocalIndex, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.pipeline.BATCH_PASSAGES", 1)
    for n in range(10):
        write(folder, f"{n}.txt", f"Document number {n} is about matters of its own.\n")

    def stop(progress: object) -> None:
        if progress.done == 6:  # type: ignore[attr-defined]
            raise KeyboardInterrupt

    report = ingest([folder], index=index, embedder=FakeEmbedder(), progress=stop)
    assert report.interrupted
    assert len(sources(index)) == 5
    assert index.check() == []
    assert run(index, folder).added == 5


@pytest.mark.parametrize("batch", [1, 256])
def test_what_moves_to_another_file_stays(
    index: LocalIndex, folder: Path, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    """As logs are rotated: each file holds now what the one before it held."""
    monkeypatch.setattr("ingest.pipeline.BATCH_PASSAGES", batch)
    texts = [f"Log {n} tells of matter number {n}.\n" for n in range(8)]
    for n, text in enumerate(texts[:6]):
        write(folder, f"{n}.log.txt", text)
    run(index, folder)
    for n, text in enumerate([texts[7], *texts[:4], texts[6]]):
        write(folder, f"{n}.log.txt", text)
    report = run(index, folder)
    with index.snapshot() as snapshot:
        files = snapshot.files()
        held = {record.id for record in snapshot.documents()}
    assert {document for file in files.values() for document in file.documents} == held
    assert (len(held), report.changed, index.check()) == (6, 6, [])
    assert run(index, folder).unchanged == 6


def test_progress_says_files_passages_rate_and_time_left(index: LocalIndex, folder: Path) -> None:
    for n in range(4):
        write(folder, f"{n}.txt", f"Document number {n} is about matters of its own.\n")
    seen: list[Progress] = []
    ingest([folder], index=index, embedder=FakeEmbedder(), progress=seen.append)
    assert [(each.done, each.total) for each in seen] == [(n, 4) for n in (1, 2, 3, 4)]
    assert seen[-1].share == 1.0
    now = Progress(done=10, total=40, passages=25, source="a.txt", seconds=5.0)
    assert (now.rate, now.seconds_left) == (2.0, 15.0)
    assert str(now) == "10/40 files, 25 passages, 2.0 files/s, 15 s left"
    assert Progress(0, 40, 0, "a.txt").seconds_left is None


WORKER = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[3:]
from fakes import FakeEmbedder
from ingest import pipeline
from ingest.duplicates import near_duplicates_of
from ingest.index_local import LocalIndex
pipeline.BATCH_PASSAGES = 4
index = LocalIndex(Path(sys.argv[1]), model="fake", create=True)
print("ready", flush=True)
pipeline.ingest([Path(sys.argv[2])], index=index, embedder=FakeEmbedder())
print("finished", flush=True)
"""


def test_killed_at_random_moments_nothing_is_half_there(tmp_path: Path, folder: Path) -> None:
    """SIGKILL again and again: what is in the index is whole, and the last run finishes it."""
    names = {f"{n}.md" for n in range(60)}
    for name in names:
        body = "\n\n".join(f"## {name} {k}\n\nFact {k} of {name} is here." for k in range(4))
        write(folder, name, f"# {name}\n\n{body}\n")
    place = tmp_path / "index"
    here = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]
    moments = random.Random(7)
    seen: set[str] = set()
    for attempt in range(int(os.environ.get("CITEWELL_KILLS", "100"))):
        if attempt % 10 == 9:  # begin anew, so that the kills hit every stage
            write(folder, f"{attempt}.md", f"# New\n\nA document of attempt {attempt}.\n")
            names.add(f"{attempt}.md")
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKER, str(place), str(folder), *here],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert worker.stdout is not None
        worker.stdout.readline()
        time.sleep(moments.uniform(0, 0.6))
        worker.send_signal(signal.SIGKILL)
        worker.wait(30)
        worker.stdout.close()
        index = LocalIndex(place, model="fake", create=True)
        with index.snapshot() as snapshot:
            records = snapshot.documents()
            now = {Path(record.source).name for record in records}
            assert seen <= now  # nothing that was there is lost
            assert len(now) == len(records)  # and nothing is there twice
            for record in records:
                passages = snapshot.neighbours(record.id)
                assert len(passages) == record.passages
                assert len(snapshot.encodings([p.id for p in passages])) == record.passages
        seen = now
        index.close()
    index = LocalIndex(place, model="fake", create=True)
    report = run(index, folder)
    assert report.failures == []
    assert set(sources(index)) == names
    assert index.check() == []
    for name in ("0.md", "31.md", "59.md"):
        assert len(found(index, f"Fact 2 of {name}")) >= 1
    index.close()
