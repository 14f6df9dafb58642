"""Speed, measured: Citewell against LangChain's textbook pipeline with the same model.

Every pair is measured in one run, turn and turn about, so that whatever else the machine does
falls on both. Needs the extra `bench` (langchain-huggingface).

    python -m evals.bench [--corpus PATH] [--documents DIR] [--rounds N]
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from evals.bench_pipelines import Ingestion, measure, textbook_store
from evals.golden import load_questions
from evals.report import Figure, Report
from ingest.settings import Settings
from ingest.shipped import shipped_corpus

QUESTIONS = Path(__file__).parent / "questions" / "corpus.jsonl"
COMMAND = "from ui.cli import main; main()"
COLD_IMPORTS = "import torch, sentence_transformers, chromadb"
DOCUMENTS = 300
_WORDS = 220  # of a made document: an abstract


def run(
    path: Path | None = None,
    *,
    documents: Path | None = None,
    questions: Path = QUESTIONS,
    rounds: int = 3,
) -> Report:
    """All measurements. `path` is the corpus that `questions` are asked of (the shipped one);
    `documents` a folder to ingest, else `DOCUMENTS` are made of the corpus' sentences."""
    corpus = path or shipped_corpus()
    asked = [question.question for question in load_questions(questions)]
    with TemporaryDirectory(prefix="citewell-bench-") as scratch:
        folder = Path(scratch)
        measure("citewell", corpus, folder / "citewell")
        measure("textbook", corpus, folder / "textbook")
        figures = [
            *answering(folder, asked, rounds),
            *cold_start(folder, asked[0], rounds),
            *ingesting(documents or made_documents(corpus, folder / "documents"), folder, rounds),
        ]
    note = f"{len(asked)} questions, {rounds} rounds, turn and turn about"
    return Report("bench", figures, note)


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
        for _ in range(rounds):
            for question in questions:
                ours.append(1000 * _seconds(partial(citewell.chat.answer, question)))
                theirs.append(1000 * _seconds(partial(search, question)))
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
    measured: dict[str, list[Ingestion]] = {"citewell": [], "textbook": []}
    for turn in range(rounds):
        for name, runs in measured.items():
            index = folder / f"{name}-{turn}"
            command = [sys.executable, "-m", "evals.bench_pipelines", name]
            output = _process([*command, str(documents), str(index)])
            runs.append(Ingestion(**json.loads(output.splitlines()[-1])))
    rate, memory, size = (
        {name: statistics.median(map(value, runs)) for name, runs in measured.items()}
        for value in (
            lambda run: run.documents / run.seconds,
            lambda run: run.peak_memory / 1e6,
            lambda run: run.index_size / 1e6,
        )
    )
    figures = [
        Figure(f"{what}, {title}", of[name])
        for what, of in (
            ("documents/s", rate),
            ("peak memory while ingesting, MB", memory),
            ("index, MB", size),
        )
        for name, title in (("citewell", "Citewell"), ("textbook", "textbook"))
    ]
    figures.append(Figure("documents/s, ratio", rate["citewell"] / rate["textbook"], bar=3.0))
    ratio = memory["citewell"] / memory["textbook"]
    figures.append(Figure("peak memory, ratio", ratio, bar=1.0, at_most=True))
    return figures


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
    given = parser.parse_args()
    report = run(
        given.corpus,
        documents=given.documents,
        questions=given.questions,
        rounds=given.rounds,
    )
    report.show(Console(highlight=False))
    report.write()


if __name__ == "__main__":
    main()
