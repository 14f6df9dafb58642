"""Does it stay flat? Memory while many documents go in, a sync of what is there already, and the
time of a question over many passages.

    python -m evals.bench_scale [--only memory|sync|questions] [--share 0.1]

What is measured is written after each part, so that a run that is stopped keeps what it has.
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from rich.console import Console

from evals.bench_pipelines import Ingestion, index_size
from evals.report import Figure, Report
from ingest.documents import Block, Document, Encoding, Passage, TokenVectors, Unit, Vector
from ingest.index import Addition, FileRecord
from ingest.index_local import LocalIndex

FEW_FILES, MANY_FILES = 2_000, 20_000
SYNC_FILES = 5_000
FEW_PASSAGES, MANY_PASSAGES = 2_000, 200_000
QUESTIONS = 60
LEAST = 100
"""Files or passages below which a share of them shows nothing."""
_DIMENSION = 384
_TOKENS = 24
_OF_A_DOCUMENT = 20  # passages
_VOCABULARY = 30_000
_TOPICS = 500


def memory(share: float = 1.0) -> list[Figure]:
    """Peak memory of ingestions of few and of many small files, each in a process of its own."""
    peaks = {}
    few, many = _part(FEW_FILES, share), _part(MANY_FILES, share)
    for count in (few, many):
        with TemporaryDirectory(prefix="citewell-bench-") as scratch:
            documents = small_files(Path(scratch) / "documents", count)
            peaks[count] = _ingestion(documents, Path(scratch) / "index").peak_memory
    return [
        *(Figure(f"peak memory, {count:,} files, MB", peak / 1e6) for count, peak in peaks.items()),
        Figure(
            f"peak memory, {many:,} / {few:,} files",
            peaks[many] / peaks[few],
            bar=1.25,
            at_most=True,
        ),
    ]


def sync(share: float = 1.0) -> list[Figure]:
    """A first ingestion against the same again, where nothing has changed."""
    count = _part(SYNC_FILES, share)
    with TemporaryDirectory(prefix="citewell-bench-") as scratch:
        documents = small_files(Path(scratch) / "documents", count)
        first = _ingestion(documents, Path(scratch) / "index")
        later = [_ingestion(documents, Path(scratch) / "index") for _ in range(3)]
    seconds = statistics.median(each.seconds for each in later)
    spent = statistics.median(each.processor for each in later)
    return [
        Figure(f"first ingestion of {count:,} files, s", first.seconds),
        Figure("sync of the same, unchanged, s", seconds),
        Figure("first ingestion / sync", first.seconds / seconds, bar=100.0),
        Figure("the same in processor time", first.processor / spent),
    ]


def questions(share: float = 1.0) -> list[Figure]:
    """Searching and reading what was found, in a small and in a large index of made passages."""
    few, many = (
        _OF_A_DOCUMENT * (_part(count, share) // _OF_A_DOCUMENT)
        for count in (FEW_PASSAGES, MANY_PASSAGES)
    )
    chance = np.random.default_rng(7)
    topics = chance.normal(size=(_TOPICS, _DIMENSION)).astype(np.float32)
    with TemporaryDirectory(prefix="citewell-bench-") as scratch:
        indexes = {count: grown(Path(scratch) / str(count), count, topics) for count in (few, many)}
        times: dict[tuple[int, str], list[float]] = {}
        for turn in range(QUESTIONS + 5):
            vector = _unit(topics[chance.integers(_TOPICS)] + _noise(chance, 1)[0])
            words = _sentence(random.Random(turn), 12)  # noqa: S311 (not for secrets)
            for count, index in indexes.items():
                for what, spent in _asked(index, vector, words).items():
                    if turn >= 5:  # the first ones fill the caches of the system
                        times.setdefault((count, what), []).append(spent)
        sizes = {count: index_size(Path(scratch) / str(count)) for count in indexes}
        for index in indexes.values():
            index.close()
    medians = {key: statistics.median(values) for key, values in times.items()}
    figures = [
        Figure(f"{what}, {count:,} passages, median ms", value)
        for (count, what), value in medians.items()
    ]
    figures += [Figure(f"index of {n:,} passages, MB", size / 1e6) for n, size in sizes.items()]
    for what in dict.fromkeys(what for _, what in medians):
        ratio = medians[many, what] / medians[few, what]
        bar = 3.0 if what == "question" else None
        figures.append(Figure(f"{what}, {many:,} / {few:,}", ratio, bar=bar, at_most=True))
    return figures


def _part(count: int, share: float) -> int:
    return max(LEAST, round(count * share))


def _asked(index: LocalIndex, vector: Vector, words: str) -> dict[str, float]:
    """Milliseconds of all that ranking asks of an index for one question, and of its parts; those
    of the processor, too, which tell growth from what else the machine is doing."""
    began, spent = time.perf_counter(), time.process_time()
    with index.snapshot() as snapshot:
        at = time.perf_counter()
        by_meaning = snapshot.search_meaning(vector, 40)
        meaning = time.perf_counter() - at
        at = time.perf_counter()
        by_words = snapshot.search_words(words, 40)
        word = time.perf_counter() - at
        at = time.perf_counter()
        found = dict.fromkeys(hit.passage.id for hit in [*by_meaning[:13], *by_words[:12]])
        snapshot.encodings(list(found))
        snapshot.passage_count()
        snapshot.document_frequency(words.split())
        reading = time.perf_counter() - at
    return {
        "meaning (Chroma)": 1000 * meaning,
        "words (tantivy)": 1000 * word,
        "reading records": 1000 * reading,
        "question": 1000 * (time.perf_counter() - began),
        "question in processor time": 1000 * (time.process_time() - spent),
    }


def grown(folder: Path, passages: int, topics: Vector) -> LocalIndex:
    """An index of so many passages of random words, their vectors gathered around `topics`."""
    index = LocalIndex(folder, model="made", create=True)
    chance, letters = np.random.default_rng(passages), random.Random(passages)  # noqa: S311
    for first in range(0, passages // _OF_A_DOCUMENT, 100):
        last = min(first + 100, passages // _OF_A_DOCUMENT)
        made = [_made_document(n, topics, chance, letters) for n in range(first, last)]
        # A document that no file holds would be removed at once.
        named = ((each.document.source, each.document.id) for each in made)
        index.commit(made, files=[FileRecord(s, s, i, 0, 0, (i,)) for s, i in named])
    with index.snapshot() as snapshot:
        held = snapshot.passage_count()
    if held != passages:
        raise RuntimeError(f"the index holds {held:,} passages of {passages:,}")
    return index


def _made_document(
    number: int, topics: Vector, chance: np.random.Generator, letters: random.Random
) -> Addition:
    lines = [_sentence(letters, 40) for _ in range(_OF_A_DOCUMENT)]
    text = "\n".join(lines)
    identity, source = f"document-{number}", f"{number}.txt"
    vectors = _unit(topics[chance.integers(len(topics), size=len(lines))] + _noise(chance, 20))
    passages, start = [], 0
    for line in lines:
        end = start + len(line)
        unit = Unit("sentence", start, end)
        passages.append(
            Passage(
                f"{identity}-{start}", identity, source, source, "", line, start, end, None, (unit,)
            )
        )
        start = end + 1
    document = Document(identity, source, source, text, (Block("paragraph", 0, len(text)),))
    return Addition(document, passages, [Encoding(v, _tokens(chance)) for v in vectors])


def _tokens(chance: np.random.Generator) -> TokenVectors:
    starts = np.arange(_TOKENS, dtype=np.int32) * 6
    return TokenVectors(starts, starts + 5, _unit(_noise(chance, _TOKENS)))


def _noise(chance: np.random.Generator, count: int) -> Vector:
    return chance.normal(size=(count, _DIMENSION)).astype(np.float32)


def _unit(vectors: Vector) -> Vector:
    made: Vector = vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
    return made


def _sentence(chance: random.Random, words: int) -> str:
    """Words as often as Zipf has it: the n-th about 1 / n of the times."""
    return " ".join(f"w{int(_VOCABULARY ** chance.random())}" for _ in range(words)) + "."


def small_files(folder: Path, count: int) -> Path:
    """Text files of one sentence each, all different."""
    chance = random.Random(count)  # noqa: S311 (not for secrets)
    for number in range(count):
        place = folder / f"{number // 500:03}"
        place.mkdir(parents=True, exist_ok=True)
        words = " ".join(chance.choice(_WORDS) for _ in range(12))
        (place / f"note {number}.txt").write_text(f"Note {number}: {words}.\n", "utf-8")
    return folder


_WORDS = tuple(
    "river stone winter harbour letter engine garden window paper market bridge forest teacher "
    "music island copper morning village machine library silver doctor journey kitchen mountain "
    "summer answer question signal planet history ocean number pattern theory weather".split()
)


def _ingestion(documents: Path, index: Path) -> Ingestion:
    command = [sys.executable, "-m", "evals.bench_pipelines", "citewell"]
    finished = subprocess.run(
        [*command, str(documents), str(index)], capture_output=True, text=True, check=False
    )
    if finished.returncode:
        said = finished.stderr.strip().splitlines()
        raise RuntimeError(f"the ingestion failed: {said[-1] if said else finished.returncode}")
    return Ingestion(**json.loads(finished.stdout.splitlines()[-1]))


PARTS: Mapping[str, Callable[[float], Sequence[Figure]]] = {
    "memory": memory,
    "sync": sync,
    "questions": questions,
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure whether it stays flat.")
    parser.add_argument("--only", choices=tuple(PARTS), help="one part; nothing is written")
    parser.add_argument(
        "--share",
        type=float,
        default=1.0,
        help="part of the files and passages, to see that it works; nothing is written",
    )
    given = parser.parse_args()
    figures: list[Figure] = []
    console = Console(highlight=False)
    for name, part in PARTS.items():
        if given.only not in (None, name):
            continue
        found = part(given.share)
        figures.extend(found)
        Report("bench-scale", found, f"{name}; {_NOTE}").show(console)
        if given.only is None and given.share == 1.0:
            Report("bench-scale", figures, _NOTE).write()


_NOTE = "made documents; made vectors for the questions"


if __name__ == "__main__":
    main()
