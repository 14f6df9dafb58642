"""How well verdicts tell what the documents carry from what they do not, on labelled replies.

Replies: TSV files with the columns `knowledge`, `response` and `begin_label` (BEGIN, Dziri et al.
2022). A reply is as well grounded as the worst of its sentences; `Generic` replies are left out and
"Fully attributable" is the positive class. The rules were written while looking at begin_dev_wow
and at no other file.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chatbot.answers import Verdict
from chatbot.grounding import Grounding, claims
from evals.report import Figure, Report
from ingest.embedding_local import LocalEmbedder
from ingest.sentences import sentences

ATTRIBUTED = 0.65
"""Least score of a reply that counts as carried by its passage as a whole; set on one file of
replies (begin_dev_wow) and reported on others."""


def run(path: Path) -> Report:
    """Measure on a TSV file or a folder of them."""
    grounding = Grounding(LocalEmbedder())
    files = sorted(path.glob("*.tsv")) if path.is_dir() else [path]
    figures = [figure for file in files for figure in replies(file, grounding)]
    return Report("grounding", figures, note="labelled replies")


def replies(file: Path, grounding: Grounding) -> Iterator[Figure]:
    """ROC AUC of the scores and balanced accuracy of the verdicts of one file of replies."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    rows = [row for row in rows if row["begin_label"] != "Generic"]
    gold = np.array([row["begin_label"] == "Fully attributable" for row in rows])
    judged = [_reply(row["response"], row["knowledge"], grounding) for row in rows]
    scores = np.array([min((v.score for v in verdicts), default=0.0) for verdicts in judged])
    shown = np.array([bool(v) and all(x.kind == "supported" for x in v) for v in judged])
    yield Figure(f"{file.stem} ROC AUC", area_under_curve(gold, scores), bar=0.97)
    accuracy = balanced_accuracy(gold, scores >= ATTRIBUTED)
    yield Figure(f"{file.stem} balanced accuracy", accuracy, bar=0.965)
    yield Figure(f"{file.stem} balanced accuracy of 'supported'", balanced_accuracy(gold, shown))


def _reply(reply: str, knowledge: str, grounding: Grounding) -> list[Verdict]:
    said = [reply[start:end] for start, end in sentences(reply)]
    evidence = grounding.evidence_of_texts([knowledge])
    return grounding.check_all([text for text in said if claims(text)], evidence)


def area_under_curve(gold: NDArray[np.bool_], scores: NDArray[np.float64]) -> float:
    """Probability that a positive scores above a negative, ties counting half."""
    above = scores[gold][:, None] - scores[~gold][None, :]
    return float((above > 0).mean() + (above == 0).mean() / 2)


def balanced_accuracy(gold: NDArray[np.bool_], said: NDArray[np.bool_]) -> float:
    """Mean of the shares of positives and of negatives that were told right."""
    return float((said[gold].mean() + (~said[~gold]).mean()) / 2)
