"""Speed, measured: Citewell against LangChain's textbook pipeline, and LlamaIndex's default, with
the same model.

What is compared is measured in one run, turn and turn about, so that whatever else the machine
does falls on all. Needs the extra `bench`.

    python -m evals.bench [--corpus PATH] [--documents DIR] [--rounds N] [--only PART]

The parts are `questions` (answers, and the start from cold) and `ingestion`; how the index grows is
measured by `python -m evals.bench_scale`.
"""

import argparse
import json
import random
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from evals.bench_pipelines import PIPELINES, Ingestion, measure, textbook_store
from evals.golden import load_questions
from evals.report import Figure, Report
from ingest.settings import Settings
from ingest.shipped import shipped_corpus

QUESTIONS = Path(__file__).parent / "questions" / "corpus.jsonl"
COMMAND = "from ui.cli import main; main()"
COLD_IMPORTS = "import torch, sentence_transformers, chromadb"
DOCUMENTS = 300
BLOCK = 24
"""Questions that one side answers before it is the other's turn: right after each other, threads
of the one still hold the processor while the other begins."""
_WORDS = 220  # of a made document: an abstract


def questions_report(corpus: Path, questions: Path, rounds: int) -> Report:
    """The time of an answer, and of the first one, of the documents of `corpus`."""
    asked = [question.question for question in load_questions(questions)]
    with TemporaryDirectory(prefix="citewell-bench-") as scratch:
        folder = Path(scratch)
        measure("citewell", corpus, folder / "citewell")
        measure("textbook", corpus, folder / "textbook")
        figures = [*answering(folder, asked, rounds), *cold_start(folder, asked[0], rounds)]
    note = f"{len(asked)} questions, {rounds} rounds, turn and turn about"
    return Report("bench", figures, note)


def ingestion_report(corpus: Path, documents: Path | None, rounds: int) -> Report:
    """Three pipelines on the documents of a folder, else on documents made of the corpus."""
    with TemporaryDirectory(prefix="citewell-bench-") as scratch:
        folder = Path(scratch)
        given = documents or made_documents(corpus, folder / "documents")
        figures = ingesting(given, folder, rounds)
    note = f"medians of {rounds} rounds, turn and turn about, each in a process of its own"
    return Report("bench-ingestion", figures, note)


def answering(folder: Path, questions: Sequence[str], rounds: int) -> list[Figure]:
    """Milliseconds for the whole answer against the bare `similarity_search`."""
    from chatbot.assembly import assemble

    citewell = assemble(Settings(index=folder / "citewell"))
    store = textbook_store(folder / "textbook")
    search = partial(store.similarity_search, k=4)
    try:
        for question in questions[:5]:
            citewell.chat.answer(question)
            search(question)
        ours, theirs = [], []
        for first in [*range(0, len(questions), BLOCK)] * rounds:
            block = questions[first : first + BLOCK]
            ours += [1000 * _seconds(partial(citewell.chat.answer, each)) for each in block]
            theirs += [1000 * _seconds(partial(search, each)) for each in block]
    finally:
        citewell.index.close()
    ratio = statistics.median(ours) / statistics.median(theirs)
    return [
        Figure("answer, Citewell, median ms", statistics.median(ours)),
        Figure("answer, Citewell, p95 ms", _p95(ours)),
        Figure("similarity search, textbook, median ms", statistics.median(theirs)),
        Figure("similarity search, textbook, p95 ms", _p95(theirs)),
        Figure("answer / similarity search", ratio, bar=3.0, at_most=True),
    ]


def cold_start(folder: Path, question: str, rounds: int) -> list[Figure]:
    """Seconds of whole processes: a first answer against the textbook's imports alone."""
    ask = [sys.executable, "-c", COMMAND, "ask", question, "--index", str(folder / "citewell")]
    imports = [sys.executable, "-c", COLD_IMPORTS]
    if not _process(ask).strip():
        raise RuntimeError("citewell ask printed nothing")
    _process(imports)
    ours, theirs = [], []
    for _ in range(max(rounds, 3)):
        ours.append(_seconds(partial(_process, ask)))
        theirs.append(_seconds(partial(_process, imports)))
    ratio = statistics.median(ours) / statistics.median(theirs)
    return [
        Figure("citewell ask from cold, s", statistics.median(ours)),
        Figure("importing torch, sentence_transformers, chromadb, s", statistics.median(theirs)),
        Figure("citewell ask / imports", ratio, bar=0.5, at_most=True),
    ]


def ingesting(documents: Path, folder: Path, rounds: int) -> list[Figure]:
    """Documents a second, peak memory and index size, each run in a process of its own."""
    measured: dict[str, list[Ingestion]] = {name: [] for name in PIPELINES}
    for turn in range(rounds):
        for name, runs in measured.items():
            index = folder / f"{name}-{turn}"
            command = [sys.executable, "-m", "evals.bench_pipelines", name]
            output = _process([*command, str(documents), str(index)])
            runs.append(Ingestion(**json.loads(output.splitlines()[-1])))
            shutil.rmtree(index)
    figures = [Figure("documents", measured["citewell"][0].documents)]
    for what, value in _MEASURED.items():
        figures += [
            Figure(f"{what}, {name}", statistics.median(map(value, runs)))
            for name, runs in measured.items()
        ]
    for other in ("textbook", "llamaindex"):
        bar = {"rate": 3.0, "memory": 1.0} if other == "textbook" else {}
        pairs = list(zip(measured["citewell"], measured[other], strict=True))
        rate = statistics.median(theirs.seconds / ours.seconds for ours, theirs in pairs)
        work = statistics.median(theirs.processor / ours.processor for ours, theirs in pairs)
        memory = statistics.median(ours.peak_memory / theirs.peak_memory for ours, theirs in pairs)
        figures += [
            Figure(f"documents/s, Citewell / {other}", rate, bar=bar.get("rate")),
            Figure(f"documents per second of processor time, Citewell / {other}", work),
            Figure(f"peak memory, Citewell / {other}", memory, bar=bar.get("memory"), at_most=True),
        ]
    return figures


_MEASURED: Mapping[str, Callable[[Ingestion], float]] = {
    "documents/s": lambda run: run.documents / run.seconds,
    "processor ms a document": lambda run: 1000 * run.processor / run.documents,
    "peak memory while ingesting, MB": lambda run: run.peak_memory / 1e6,
    "index, MB": lambda run: run.index_size / 1e6,
}


def made_documents(corpus: Path, folder: Path) -> Path:
    """`DOCUMENTS` text files of the corpus' lines in a fixed random order: distinct documents of
    an abstract's length in natural language."""
    lines = [
        line.strip(" -*")
        for path in sorted(corpus.rglob("*.md"))
        for line in path.read_text("utf-8").splitlines()
        if len(line.split()) > 8
    ]
    chance = random.Random(7)  # noqa: S311 (not for secrets)
    folder.mkdir()
    for number in range(DOCUMENTS):
        chance.shuffle(lines)
        chosen: list[str] = []
        while sum(len(line.split()) for line in chosen) < _WORDS:
            chosen.append(lines[len(chosen)])
        (folder / f"{number:04}.txt").write_text("\n\n".join(chosen), "utf-8")
    return folder


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _process(command: Sequence[str]) -> str:
    """Run to the end; what it printed. Raises CalledProcessError when it fails."""
    finished = subprocess.run(command, capture_output=True, text=True, check=True)
    return finished.stdout


def _p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the speed against the textbook pipeline.")
    parser.add_argument("--corpus", type=Path, help="documents that the questions are asked of")
    parser.add_argument("--questions", type=Path, default=QUESTIONS, help="golden questions")
    parser.add_argument("--documents", type=Path, help="folder of documents to ingest")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=("questions", "ingestion"), help="one part")
    given = parser.parse_args()
    corpus = given.corpus or shipped_corpus()
    parts: Mapping[str, Callable[[], Report]] = {
        "questions": partial(questions_report, corpus, given.questions, given.rounds),
        "ingestion": partial(ingestion_report, corpus, given.documents, given.rounds),
    }
    for name, part in parts.items():
        if given.only in (None, name):
            report = part()
            report.show(Console(highlight=False))
            report.write()


if __name__ == "__main__":
    main()
