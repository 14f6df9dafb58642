"""Fits the coefficients of answerability, and reports them on questions they were not fitted on.

    python -m evals.calibrate --squad FILE --questions FILE --corpus PATH --write FILE

Any number of SQuAD 2.0 files and of golden questions (`evals/questions/README.md`) can be given;
`--write` makes `answerability.json`, which `chatbot/answerability.py` reads; `--keep` and
`--measures` save measuring again. Of SQuAD files every
answerable question is also measured with its own document hidden, as one whose answer is not
there: what most refusals in use are about. Each source, and in it each of the two outcomes, weighs
the same, so the probability is calibrated for a reader who asks in vain as often as not.
"""

import argparse
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from sklearn.linear_model import LogisticRegression

from chatbot.answerability import Coefficients, Measures, measure
from chatbot.reading import read_question
from chatbot.retrieval import HybridRanker
from evals.calibration import Pair, calibration_error, ranking_area
from evals.golden import load_questions
from evals.report import Figure, Report
from evals.squad_files import fill, load_squad
from ingest.documents import Hit, Vector
from ingest.embedding import Embedder
from ingest.index import Snapshot
from ingest.index_local import LocalIndex
from ingest.opening import open_embedder, open_index
from ingest.pipeline import ingest
from ingest.settings import Settings

SEPARATE_GROUPS = 12  # a source of so many articles or fewer is held out article by article
STRENGTH = 0.05  # inverse strength of the penalty on standardised coefficients
HITS = 8


@dataclass(frozen=True, slots=True)
class Example:
    """A measured question. `fold` tells what is held out together; `hidden`: its own document was
    out of sight; `fitted`: it may be fitted on."""

    source: str
    fold: str
    answerable: bool
    hidden: bool
    fitted: bool
    values: dict[str, float]


class WithoutDocument:
    """A snapshot in which one document cannot be found."""

    def __init__(self, snapshot: Snapshot, document_id: str) -> None:
        self._snapshot = snapshot
        self._document_id = document_id

    def __getattr__(self, name: str) -> object:
        return getattr(self._snapshot, name)

    def search_meaning(self, vector: Vector, limit: int) -> list[Hit]:
        return self._others(self._snapshot.search_meaning(vector, limit + HITS))[:limit]

    def search_words(self, text: str, limit: int) -> list[Hit]:
        return self._others(self._snapshot.search_words(text, limit + HITS))[:limit]

    def _others(self, hits: Sequence[Hit]) -> list[Hit]:
        return [hit for hit in hits if hit.passage.document_id != self._document_id]


def measured(text: str, snapshot: Snapshot, embedder: Embedder) -> Measures | None:
    """What the judge would see of the question in this snapshot."""
    question = read_question(text, embedder=embedder, snapshot=snapshot)
    hits = HybridRanker().rank(question, snapshot, limit=HITS)
    return measure(question, hits, snapshot)


def squad_examples(path: Path, settings: Settings) -> Iterator[Example]:
    """All questions of a SQuAD 2.0 file; those that have an answer also with it hidden."""
    file = load_squad(path)
    embedder = open_embedder(settings)
    titles = {question.title for question in file.questions}
    with _Scratch(settings, embedder) as index:
        fill(index, file.documents, embedder=embedder, most_tokens=settings.passage_tokens)
        with index.snapshot() as snapshot:
            for question in file.questions:
                fold = question.title if len(titles) <= SEPARATE_GROUPS else _half(question.title)
                for hidden in (False, True) if question.answerable else (False,):
                    view = WithoutDocument(snapshot, question.document_id) if hidden else snapshot
                    if seen := measured(question.text, view, embedder):  # type: ignore[arg-type]
                        there = question.answerable and not hidden
                        values = dict(seen.values)
                        yield Example(path.stem, fold, there, hidden, True, values)


def golden_examples(path: Path, corpus: Path, settings: Settings) -> Iterator[Example]:
    """Golden questions that need no conversation; only their part `fit` may be fitted on."""
    embedder = open_embedder(settings)
    with _Scratch(settings, embedder) as index:
        ingest([corpus], index=index, embedder=embedder, most_tokens=settings.passage_tokens)
        with index.snapshot() as snapshot:
            for question in load_questions(path):
                seen = measured(question.question, snapshot, embedder)
                if seen and not question.history:
                    fitted = question.part == "fit"
                    values = dict(seen.values)
                    yield Example(
                        path.stem, question.part, question.answerable, False, fitted, values
                    )


class _Scratch:
    """An index in a temporary folder."""

    def __init__(self, settings: Settings, embedder: Embedder) -> None:
        self._folder = TemporaryDirectory(prefix="citewell-calibrate-")
        chosen = settings.model_copy(update={"index": Path(self._folder.name)})
        self._index = open_index(chosen, embedder, create=True)

    def __enter__(self) -> LocalIndex:
        return self._index

    def __exit__(self, *_: object) -> None:
        self._index.close()
        self._folder.cleanup()


def fit(examples: Sequence[Example]) -> Coefficients:
    """Logistic regression with a ridge penalty; every source, hidden or not, weighs the same, and
    so do answerable and unanswerable within it."""
    names = list(examples[0].values)
    values = np.array([[example.values[name] for name in names] for example in examples])
    truth = np.array([example.answerable for example in examples])
    weights = np.zeros(len(examples))
    for source in {example.source for example in examples}:
        own = np.array([example.source == source for example in examples])
        hidden = np.array([example.hidden for example in examples])
        kinds = [own & truth, own & ~truth & hidden, own & ~truth & ~hidden]
        unanswerable = sum(1 for kind in kinds[1:] if kind.any())
        for kind, share in zip(kinds, (1.0, 1 / unanswerable, 1 / unanswerable), strict=True):
            weights[kind] = share / max(int(kind.sum()), 1)
    weights *= len(examples) / weights.sum()
    centre, scale = values.mean(axis=0), values.std(axis=0) + 1e-9
    model = LogisticRegression(C=STRENGTH, max_iter=1000)
    model.fit((values - centre) / scale, truth, sample_weight=weights)
    slopes = model.coef_[0] / scale
    intercept = float(model.intercept_[0] - slopes @ centre)
    return Coefficients(intercept, dict(zip(names, map(float, slopes), strict=True)))


def held_out(
    examples: Sequence[Example], source: str, apart: Callable[[Example], str]
) -> list[tuple[Example, float]]:
    """The source's examples, each with its probability by coefficients fitted without those that
    `apart` gives the same name."""
    own = [example for example in examples if example.source == source]
    judged = []
    for name in sorted({apart(example) for example in own}):
        rest = [e for e in examples if e.fitted and not (e.source == source and apart(e) == name)]
        if not any(e.answerable for e in rest):
            continue
        coefficients = fit(rest)
        part = [example for example in own if apart(example) == name]
        judged += [(e, coefficients.probability(Measures(e.values, (), ()))) for e in part]
    return judged


def report(examples: Sequence[Example]) -> Report:
    """For each source: fitted without the part that is reported, and without the source."""
    figures = []
    for source in sorted({example.source for example in examples}):
        for name, apart in (("", _fold), (", fitted on other sources alone", _source)):
            judged = held_out(examples, source, apart)
            for label, hidden in (("", False), (", document hidden", True)):
                chosen = [(e, p) for e, p in judged if e.answerable or e.hidden == hidden]
                if any(not e.answerable for e, _ in chosen):
                    figures += _figures(f"{source}{label}{name}", chosen)
    return Report("calibration", figures, f"{len(examples)} measured questions")


def _figures(name: str, judged: Sequence[tuple[Example, float]]) -> list[Figure]:
    reported = [(e, p) for e, p in judged if e.fold == "report"] or judged
    pairs: list[Pair] = [(p, e.answerable) for e, p in reported]
    refused = {
        truth: float(np.mean([p < 0.5 for p, t in pairs if t == truth] or [False]))
        for truth in (False, True)
    }
    return [
        Figure(f"{name}: ROC AUC", ranking_area(pairs)),
        Figure(f"{name}: refused of unanswerable", refused[False]),
        Figure(f"{name}: refused of answerable", refused[True], at_most=True),
        Figure(f"{name}: calibration error", calibration_error(pairs), at_most=True),
    ]


def _fold(example: Example) -> str:
    return example.fold


def _source(example: Example) -> str:
    return example.source


def _half(name: str) -> str:
    return f"half {hashlib.sha256(name.encode()).digest()[0] % 2}"


def write(coefficients: Coefficients, path: Path) -> None:
    record = {
        "intercept": round(coefficients.intercept, 4),
        "weights": {name: round(weight, 4) for name, weight in coefficients.weights.items()},
    }
    path.write_text(json.dumps(record, indent=1) + "\n", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m evals.calibrate", description="Fit and report the answerability judge."
    )
    parser.add_argument("--squad", type=Path, action="append", default=[], metavar="FILE")
    parser.add_argument("--questions", type=Path, metavar="FILE")
    parser.add_argument("--corpus", type=Path, metavar="PATH", help="documents of the questions")
    parser.add_argument(
        "--measures", type=Path, action="append", default=[], metavar="FILE", help="kept earlier"
    )
    parser.add_argument("--keep", type=Path, metavar="FILE", help="keep all that was measured")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the coefficients there")
    given = parser.parse_args()
    if given.questions and not given.corpus:
        parser.error("--questions needs --corpus")
    settings = Settings()
    examples = [Example(**json.loads(line)) for path in given.measures for line in path.open()]
    examples += [example for path in given.squad for example in squad_examples(path, settings)]
    if given.questions:
        examples += golden_examples(given.questions, given.corpus, settings)
    if given.keep:
        lines = (json.dumps(asdict(example)) + "\n" for example in examples)
        given.keep.write_text("".join(lines), "utf-8")
    if not examples:
        parser.error("nothing to fit on; give --squad or --questions")
    report(examples).show()
    if given.write:
        write(fit([example for example in examples if example.fitted]), given.write)


if __name__ == "__main__":
    main()
