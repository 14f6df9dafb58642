"""Fits the model of the extractive engine to hand-marked spans, and says what it reaches.

    python -m evals.fit_extraction FILE [FILE ...] [--write]

Each file has the format of `evals/spans.py`. The figures are out of sample: twice, a model fitted
on one random half of the questions answers the other half, through the whole engine. With
`--write`, a model fitted on everything replaces the coefficients that ship.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console

from chatbot.engines._evidence import gather
from chatbot.engines._features import Numbers
from chatbot.engines._unit_model import COEFFICIENTS, UnitModel
from chatbot.question_kinds import question_kind
from evals.spans import Case, Indexed, Overlap, count_quotes, read, thorough
from ingest.embedding import Embedder
from ingest.index import Snapshot

STRENGTH = 0.015
"""Inverse of the regularisation (scikit-learn's C), on features scaled to unit variance."""

THRESHOLD = 0.27
"""Half of the F1 that is expected: the best one for calibrated probabilities and a micro F1."""

SPLITS = 3


@dataclass(frozen=True, slots=True)
class Example:
    """A case as the model sees it: (n, f) `features`; (n,) share of each unit that is gold; (n,)
    words of each unit."""

    case: Case
    names: tuple[str, ...]
    features: Numbers
    gold: Numbers
    words: Numbers


def examples(cases: Sequence[Case], snapshot: Snapshot) -> list[Example]:
    found = []
    for case in cases:
        encodings = snapshot.encodings([hit.passage.id for hit in case.hits])
        kind = question_kind(case.question.text)
        evidence = gather(case.question, kind, case.hits, encodings)
        if evidence is None:
            continue
        overlaps = []
        for unit in evidence.units:
            overlap = Overlap()
            overlap.count(case.marked.text, [(unit.start, unit.end)], case.marked.spans)
            overlaps.append(overlap)
        words = np.array([max(1, overlap.quoted) for overlap in overlaps], float)
        gold = np.array([overlap.both for overlap in overlaps], float) / words
        found.append(Example(case, evidence.names, evidence.features, gold, words))
    return found


def fit(train: Sequence[Example]) -> UnitModel:
    """Logistic regression; a unit weighs as many words as it has."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    features = np.concatenate([example.features for example in train])
    labels = np.concatenate([example.gold > 0.5 for example in train])
    words = np.concatenate([example.words for example in train])
    scaler = StandardScaler().fit(features)
    model = LogisticRegression(C=STRENGTH, max_iter=3000)
    model.fit(scaler.transform(features), labels, sample_weight=words / words.mean())
    weights = model.coef_[0] / scaler.scale_
    bias = float(model.intercept_[0] - weights @ scaler.mean_)
    return UnitModel(train[0].names, weights, bias, THRESHOLD)


def reached(model: UnitModel, tests: Sequence[Example], snapshot: Snapshot) -> Overlap:
    """What the engine quotes with this model, against the gold of the tests."""
    engine = thorough(model)
    total = Overlap()
    for example in tests:
        count_quotes(engine, example.case, snapshot, total)
    return total


def halves(count: int, seed: int) -> list[tuple[list[int], list[int]]]:
    """Both ways of fitting on one half and testing on the other."""
    order = [int(index) for index in np.random.default_rng(seed).permutation(count)]
    first, second = order[::2], order[1::2]
    return [(first, second), (second, first)]


def write(model: UnitModel, path: Path = COEFFICIENTS) -> None:
    record = {
        "weights": {n: round(float(w), 5) for n, w in zip(model.names, model.weights, strict=True)},
        "bias": round(model.bias, 5),
        "threshold": model.threshold,
    }
    path.write_text(json.dumps(record, indent=1) + "\n", "utf-8")


def main(arguments: Sequence[str] | None = None, *, embedder: Embedder | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args(arguments)
    console = Console()
    marked = [each for path in options.files for each in read(path)]
    with Indexed(marked, embedder) as (snapshot, cases):
        everything = examples(list(cases), snapshot)
        for seed in range(SPLITS):
            total = Overlap()
            for train, test in halves(len(everything), seed):
                model = fit([everything[i] for i in train])
                total += reached(model, [everything[i] for i in test], snapshot)
            console.print(
                f"halves {seed}: word F1 {total.f1:.4f}, precision {total.precision:.4f}, "
                f"recall {total.recall:.4f}"
            )
        if options.write:
            write(fit(everything))
            console.print(f"wrote {COEFFICIENTS}")


if __name__ == "__main__":
    main()
