"""Fits the models of the extractive engine to hand-marked spans, and says what they reach.

    python -m evals.fit_extraction FILE [FILE ...] [--unseen SQUAD [--reader DIR]] [--write]

Each file has the format of `evals/spans.py`. The figures are out of sample: several times, models
fitted on one random half of the questions answer the other half, through the whole engine. The
questions of `--unseen`, a file of SQuAD's format, are those that the reader did not learn from: a
second model is fitted to them alone, which weighs what it reads in every unit, and figures are
given for them alone, with and without it. With `--write`, models fitted on everything replace the
coefficients that ship.
"""

import argparse
import json
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from rich.console import Console

from chatbot.engines._evidence import Evidence, gather
from chatbot.engines._features import Numbers
from chatbot.engines._reading_alone import NAMES, ReadingModel, read_alone, reading_features
from chatbot.engines._unit_model import COEFFICIENTS, UnitModel
from chatbot.question_kinds import question_kind
from evals.spans import Case, Indexed, Overlap, count_quotes, read, thorough
from evals.squad_files import load_squad
from ingest.embedding import Embedder
from ingest.embedding_reader import FOLDER, PairReader, PairReading, load_reader
from ingest.index import Snapshot

STRENGTH = 0.015
"""Inverse of the regularisation (scikit-learn's C), on features scaled to unit variance."""

THRESHOLD = 0.27
"""Half of the F1 that is expected: the best one for calibrated probabilities and a micro F1."""

SPLITS = 3

READING_STRENGTH = 1.0
"""The same of the second model, which has few features."""

PARTS = 5
"""Parts of the questions, of which each in turn is kept from the first model for the second."""


@dataclass(frozen=True, slots=True)
class Example:
    """A case as the models see it: (n,) share of each unit that is gold; (n,) words of each unit;
    (n,) what the reader says to each by itself, None for what it has learnt from."""

    case: Case
    evidence: Evidence
    gold: Numbers
    words: Numbers
    alone: Numbers | None


def examples(
    cases: Sequence[Case],
    snapshot: Snapshot,
    *,
    reader: PairReader | None = None,
    unseen: Container[str] = (),
) -> list[Example]:
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
        alone = None
        if reader is not None and case.question.text in unseen:
            every = np.arange(len(evidence.units))
            alone = read_alone(case.question.text, evidence, every, reader)
        found.append(Example(case, evidence, gold, words, alone))
    return found


def fit(train: Sequence[Example]) -> UnitModel:
    """Logistic regression; a unit weighs as many words as it has."""
    weights, bias = _regression(train, [each.evidence.features for each in train], STRENGTH)
    return UnitModel(train[0].evidence.names, weights, bias, THRESHOLD)


def fit_both(train: Sequence[Example]) -> UnitModel:
    """The second model learns from questions that neither the reader nor the first has seen."""
    seen = [example for example in train if example.alone is None]
    fair = [example for example in train if example.alone is not None]
    order = np.random.default_rng(0).permutation(len(fair))
    kept, tables = [], []
    for part in range(PARTS):
        held = {int(index) for index in order[part::PARTS]}
        first = fit([*seen, *(each for index, each in enumerate(fair) if index not in held)])
        for index in sorted(held):
            each = fair[index]
            if each.alone is not None:
                before = first.probabilities(each.evidence)
                kept.append(each)
                tables.append(reading_features(before, each.alone))
    weights, bias = _regression(kept, tables, READING_STRENGTH)
    named = {name: float(weight) for name, weight in zip(NAMES, weights, strict=True)}
    return replace(fit(train), reading=ReadingModel(named, bias))


def _regression(
    train: Sequence[Example], tables: Sequence[Numbers], strength: float
) -> tuple[Numbers, float]:
    """Weights and bias for features as they come."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    features = np.concatenate(tables)
    labels = np.concatenate([example.gold > 0.5 for example in train])
    words = np.concatenate([example.words for example in train])
    scaler = StandardScaler().fit(features)
    model = LogisticRegression(C=strength, max_iter=3000)
    model.fit(scaler.transform(features), labels, sample_weight=words / words.mean())
    weights: Numbers = model.coef_[0] / scaler.scale_
    return weights, float(model.intercept_[0] - weights @ scaler.mean_)


def reached(
    model: UnitModel,
    tests: Sequence[Example],
    snapshot: Snapshot,
    *,
    reader: PairReader | None = None,
) -> Overlap:
    """What the engine quotes with this model, against the gold of the tests."""
    engine = thorough(model, reader=reader)
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
    if (reading := model.reading) is not None:
        record["reading"] = {
            "weights": {name: round(weight, 5) for name, weight in reading.weights.items()},
            "bias": round(reading.bias, 5),
        }
    path.write_text(json.dumps(record, indent=1) + "\n", "utf-8")


def _remembering(reader: PairReader) -> PairReader:
    """Every split of the questions puts the same pairs to it."""
    known: dict[tuple[str, str], PairReading] = {}

    def read_once(pairs: Sequence[tuple[str, str]]) -> list[PairReading]:
        fresh = [pair for pair in pairs if pair not in known]
        known.update(zip(fresh, reader(fresh), strict=True))
        return [known[pair] for pair in pairs]

    return read_once


def main(arguments: Sequence[str] | None = None, *, embedder: Embedder | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--unseen", type=Path, help="questions that the reader did not learn from")
    parser.add_argument("--reader", type=Path, default=FOLDER)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args(arguments)
    console = Console()
    marked = [each for path in options.files for each in read(path)]
    unseen, reader = frozenset[str](), None
    if options.unseen is not None:
        unseen = frozenset(asked.text for asked in load_squad(options.unseen).questions)
        reader = _remembering(load_reader(options.reader))
    with Indexed(marked, embedder) as (snapshot, cases):
        everything = examples(list(cases), snapshot, reader=reader, unseen=unseen)
        fitted = fit if reader is None else fit_both
        for seed in range(SPLITS):
            totals: dict[str, Overlap] = {}
            for train, test in halves(len(everything), seed):
                model = fitted([everything[i] for i in train])
                tests = [everything[i] for i in test]
                fair = [each for each in tests if each.alone is not None]
                runs = {"": reached(model, tests, snapshot)}
                if reader is not None:
                    runs["unseen, not read"] = reached(model, fair, snapshot)
                    runs["unseen, read"] = reached(model, fair, snapshot, reader=reader)
                for name, overlap in runs.items():
                    totals[name] = totals.get(name, Overlap()) + overlap
            for name, total in totals.items():
                console.print(
                    f"halves {seed} {name}: word F1 {total.f1:.4f}, precision "
                    f"{total.precision:.4f}, recall {total.recall:.4f}"
                )
        if options.write:
            write(fitted(everything))
            console.print(f"wrote {COEFFICIENTS}")


if __name__ == "__main__":
    main()
