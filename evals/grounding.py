"""How well verdicts tell what the documents carry from what they do not.

Replies: TSV files with the columns `knowledge`, `response` and `begin_label` (BEGIN, Dziri et al.
2022). A reply is as well grounded as the worst of its sentences; `Generic` replies are left out and
"Fully attributable" is the positive class. The rules were written while looking at begin_dev_wow
and at no other file.

Perturbations: true sentences of a folder of documents, changed in known ways, should not be judged
supported; faithful paraphrases should be. The rules were written while looking at perturbations of
the shipped documents that were drawn with another seed, and at the paraphrases that are not marked
`kept`; documents of your own (`corpus`) are the stricter test.
"""

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chatbot.answers import Verdict
from chatbot.grounding import Grounding, claims
from evals.perturbing import alter, perturb
from evals.report import Figure, Report
from ingest.documents import Passage
from ingest.embedding import Embedder, encode_passages
from ingest.embedding_local import LocalEmbedder
from ingest.index_memory import MemoryIndex
from ingest.loaders import load
from ingest.sentences import sentences
from ingest.settings import Settings
from ingest.shipped import shipped_corpus
from ingest.splitting import split

PARAPHRASES = Path(__file__).parent / "questions" / "paraphrases.jsonl"
ATTRIBUTED = 0.65
"""Least score of a reply that counts as carried by its passage as a whole; set on one file of
replies (begin_dev_wow) and reported on others."""

SEED = 11
AROUND = 2
"""Passages before and after a sentence's own that it is checked against as well."""

BARS = {
    "swapped name": 0.95,
    "swapped term": 0.95,
    "changed number": 0.95,
    "changed date": 0.95,
    "invented": 0.95,
    "negated": 0.85,
    "quantifier changed": 0.80,
}
FEWEST = 10
"""Cases of a kind from which on a share of them is asked to reach a bar."""


def run(path: Path | None = None, *, corpus: Path | None = None, each: int = 100) -> Report:
    """Measure on a TSV file or a folder of them (`path`), and on the documents in `corpus`, or
    else the shipped ones, with at most `each` perturbations of each kind."""
    embedder = LocalEmbedder()
    grounding = Grounding(embedder)
    figures: list[Figure] = []
    for file in [] if path is None else sorted(path.glob("*.tsv")) if path.is_dir() else [path]:
        figures += replies(file, grounding)
    library = Library(corpus or shipped_corpus(), embedder)
    figures += perturbations(library, grounding, each)
    if corpus is None:
        figures += paraphrases(library, grounding)
    return Report("grounding", figures, note="replies, perturbed sentences, paraphrases")


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


class Library:
    """The passages of a folder of documents in memory, with their vectors."""

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        index = MemoryIndex()
        self.passages: list[Passage] = []
        most = Settings().passage_tokens
        for file in sorted(folder.rglob("*") if folder.is_dir() else [folder]):
            if file.is_file() and not file.name.startswith("."):
                for document in load(file):
                    parts = split(document, count_tokens=embedder.count_tokens, most_tokens=most)
                    index.add(document, parts, encode_passages(embedder, parts))
                    self.passages += parts
        with index.snapshot() as snapshot:
            self.snapshot = snapshot

    def around(self, number: int) -> list[Passage]:
        """A passage and its neighbours in the same document."""
        document = self.passages[number].document_id
        near = self.passages[max(0, number - AROUND) : number + AROUND + 1]
        return [passage for passage in near if passage.document_id == document]


def perturbations(library: Library, grounding: Grounding, each: int) -> Iterator[Figure]:
    """The share of perturbed sentences of each kind that are not judged supported."""
    cases = defaultdict(list)
    for case in perturb(library.passages, each=each, seed=SEED):
        cases[case.passage].append(case)
    total: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    for passage, group in cases.items():
        evidence = grounding.evidence(library.around(passage), library.snapshot)
        for case, verdict in zip(
            group, grounding.check_all([case.sentence for case in group], evidence), strict=True
        ):
            total[case.kind] += 1
            caught[case.kind] += verdict.kind != "supported"
    for kind, count in total.items():
        bar = BARS.get(kind) if count >= FEWEST else None
        yield Figure(f"caught: {kind} (of {count})", caught[kind] / count, bar=bar)


@dataclass(frozen=True, slots=True)
class Paraphrase:
    """A faithful rewording of `quote`, which stands in passage number `passage`; no threshold
    was set on the `kept` ones."""

    sentence: str
    quote: str
    passage: int
    kept: bool


def read_paraphrases(library: Library) -> Iterator[Paraphrase]:
    """The hand-written paraphrases whose quotes the documents still hold."""
    for line in PARAPHRASES.read_text("utf-8").splitlines():
        row = json.loads(line)
        for number, passage in enumerate(library.passages):
            if Path(passage.source).name == row["document"] and row["quote"] in passage.text:
                yield Paraphrase(row["paraphrase"], row["quote"], number, row["kept"])
                break


def paraphrases(library: Library, grounding: Grounding) -> Iterator[Figure]:
    """The share of faithful paraphrases that are not judged supported, and the share of
    paraphrases that were then perturbed and are not."""
    written = list(read_paraphrases(library))
    held = [p for p in written if p.kept]
    for group, which in ((held, "kept"), ([p for p in written if not p.kept], "tuned on")):
        verdicts = _verdicts([(p.sentence, p.passage) for p in group], library, grounding)
        alarms = sum(verdict.kind != "supported" for verdict in verdicts)
        name = f"false alarms (of {len(group)} paraphrases, {which})"
        yield Figure(name, alarms / max(1, len(group)), bar=0.08, at_most=True)
    for kind in ("changed number", "negated", "quantifier changed", "swapped name"):
        changed = [(alter(kind, p.sentence, library.passages), p.passage) for p in held]
        false = [(text, passage) for text, passage in changed if text]
        if false:
            caught = sum(v.kind != "supported" for v in _verdicts(false, library, grounding))
            name = f"caught in a paraphrase: {kind} (of {len(false)})"
            yield Figure(name, caught / len(false))


def _verdicts(
    cases: Sequence[tuple[str, int]], library: Library, grounding: Grounding
) -> list[Verdict]:
    return [
        grounding.check(sentence, grounding.evidence(library.around(passage), library.snapshot))
        for sentence, passage in cases
    ]
