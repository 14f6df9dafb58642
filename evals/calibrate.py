"""Fits the coefficients of answerability, and reports them on questions they were not fitted on.

    python -m evals.calibrate --squad FILE --questions FILE --corpus PATH --write FILE

Any number of SQuAD 2.0 files, golden questions (`evals/questions/README.md`) and questions that are
marked in documents (`evals/marked.py`) can be given; `--write` makes `answerability.json`, which
`chatbot/answerability.py` reads; `--keep` and `--measures` save measuring again. Each source weighs
the same, unless `--less` gives it a share, and the probability is calibrated for people who ask in
vain two times out of five.
"""

import argparse
import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from chatbot.answerability import Coefficients, Measures
from evals.calibration import Pair, calibration_error, ranking_area
from evals.examples import Example, golden_examples, marked_examples, squad_examples
from evals.report import Figure, Report
from ingest.embedding_reader import open_reader
from ingest.settings import Settings

STRENGTH = 0.05  # inverse strength of the penalty on standardised coefficients
IN_VAIN = 0.4  # share of the questions that have no answer, which probabilities are calibrated for
Weights = NDArray[np.float64]


def fit(examples: Sequence[Example], less: Mapping[str, float] | None = None) -> Coefficients:
    """Logistic regressions with a ridge penalty, by coverage alone and with the close reading.
    Every source weighs the same, or the share that `less` gives it; so do, among its questions
    without an answer, those whose document is hidden and the others."""
    names = list(examples[0].values)
    weights = _weights(examples, less or {})
    by_coverage = _fit(examples, [n for n in names if not n.startswith("read ")], weights)
    if all(name in by_coverage.weights for name in names):
        return by_coverage
    return replace(by_coverage, read=_fit(examples, names, weights))


def _fit(examples: Sequence[Example], names: Sequence[str], weights: Weights) -> Coefficients:
    values = np.array([[example.values[name] for name in names] for example in examples])
    truth = np.array([example.answerable for example in examples])
    centre, scale = values.mean(axis=0), values.std(axis=0) + 1e-9
    model = LogisticRegression(C=STRENGTH, max_iter=2000)
    model.fit((values - centre) / scale, truth, sample_weight=weights)
    slopes = model.coef_[0] / scale
    intercept = float(model.intercept_[0] - slopes @ centre)
    return Coefficients(intercept, dict(zip(names, map(float, slopes), strict=True)))


def _weights(examples: Sequence[Example], less: Mapping[str, float]) -> Weights:
    truth = np.array([example.answerable for example in examples])
    weights = np.zeros(len(examples))
    for source in {example.source for example in examples}:
        own = np.array([example.source == source for example in examples])
        hidden = np.array([example.hidden for example in examples])
        kinds = [own & truth, own & ~truth & hidden, own & ~truth & ~hidden]
        unanswerable = sum(1 for kind in kinds[1:] if kind.any())
        vain = IN_VAIN / unanswerable
        for kind, share in zip(kinds, (1 - IN_VAIN, vain, vain), strict=True):
            weights[kind] = less.get(source, 1.0) * share / max(int(kind.sum()), 1)
    result: Weights = weights * (len(examples) / weights.sum())
    return result


def held_out(
    examples: Sequence[Example],
    source: str,
    apart: Callable[[Example], str],
    less: Mapping[str, float],
) -> list[tuple[Example, float]]:
    """The source's examples, each with its probability by coefficients fitted without those that
    `apart` gives the same name."""
    own = [example for example in examples if example.source == source]
    judged = []
    for name in sorted({apart(example) for example in own}):
        rest = [e for e in examples if e.fitted and not (e.source == source and apart(e) == name)]
        if not any(e.answerable for e in rest):
            continue
        coefficients = fit(rest, less)
        part = [example for example in own if apart(example) == name]
        judged += [(e, coefficients.probability(Measures(e.values, (), ()))) for e in part]
    return judged


def report(examples: Sequence[Example], less: Mapping[str, float]) -> Report:
    """For each source: fitted without the part that is reported, and without the source; of a
    source that has no parts, fitted without the half that is reported."""
    figures = []
    for source in sorted({example.source for example in examples}):
        parts = {example.fold for example in examples if example.source == source}
        first = ("", _fold) if len(parts) > 1 else (", fitted with its other half", _half)
        for name, apart in (first, (", fitted on other sources alone", _source)):
            judged = held_out(examples, source, apart, less)
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


def _half(example: Example) -> str:
    """One of two halves, by chance, and always the same one."""
    return str(zlib.crc32(repr(sorted(example.values.items())).encode()) % 2)


def _source(example: Example) -> str:
    return example.source


def write(coefficients: Coefficients, path: Path) -> None:
    path.write_text(json.dumps(_record(coefficients), indent=1) + "\n", "utf-8")


def _record(coefficients: Coefficients) -> dict[str, object]:
    record: dict[str, object] = {
        "intercept": round(coefficients.intercept, 4),
        "weights": {name: round(weight, 4) for name, weight in coefficients.weights.items()},
    }
    return record if coefficients.read is None else record | {"read": _record(coefficients.read)}


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m evals.calibrate", description="Fit and report the answerability judge."
    )
    parser.add_argument("--squad", type=Path, action="append", default=[], metavar="FILE")
    parser.add_argument("--questions", type=Path, metavar="FILE")
    parser.add_argument("--corpus", type=Path, metavar="PATH", help="documents of the questions")
    parser.add_argument("--marked", type=Path, metavar="FILE", help="questions marked in documents")
    parser.add_argument("--documents", type=Path, metavar="DIR", help="their collections")
    parser.add_argument(
        "--collection", action="append", default=[], metavar="NAME", help="only these of them"
    )
    parser.add_argument(
        "--measures", type=Path, action="append", default=[], metavar="FILE", help="kept earlier"
    )
    parser.add_argument(
        "--less", action="append", default=[], metavar="NAME=SHARE", help="a source weighs less"
    )
    parser.add_argument("--keep", type=Path, metavar="FILE", help="keep all that was measured")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the coefficients there")
    given = parser.parse_args()
    if given.questions and not given.corpus:
        parser.error("--questions needs --corpus")
    if given.marked and not given.documents:
        parser.error("--marked needs --documents")
    less = {name: float(share) for name, _, share in (each.partition("=") for each in given.less)}
    settings = Settings()
    examples = [Example(**json.loads(line)) for path in given.measures for line in path.open()]
    reader = open_reader()
    for path in given.squad:
        examples += squad_examples(path, settings, reader)
    if given.questions:
        examples += golden_examples(given.questions, given.corpus, settings, reader)
    if given.marked:
        only = given.collection
        examples += marked_examples(given.marked, given.documents, settings, reader, only=only)
    if given.keep:
        lines = (json.dumps(asdict(example)) + "\n" for example in examples)
        given.keep.write_text("".join(lines), "utf-8")
    if not examples:
        parser.error("nothing to fit on; give --squad or --questions")
    report(examples, less).show()
    if given.write:
        fitted = [example for example in examples if example.fitted]
        write(fit(fitted, less), given.write)


if __name__ == "__main__":
    main()
