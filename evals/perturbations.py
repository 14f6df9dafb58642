"""How well verdicts catch sentences that were made false, and leave faithful rewordings alone.

True sentences of a folder of documents, changed in known ways, should not be judged supported;
faithful paraphrases should be. The rules were written while looking at perturbations of the shipped
documents that were drawn with another seed, and at the paraphrases that are not marked `kept`;
documents of your own are the stricter test.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from chatbot.answers import Verdict
from chatbot.grounding import Grounding
from evals.perturbing import alter, perturb
from evals.report import Figure, Report
from ingest.documents import Passage
from ingest.embedding import Embedder, encode_passages
from ingest.embedding_local import LocalEmbedder
from ingest.index_memory import MemoryIndex
from ingest.loaders import load
from ingest.settings import Settings
from ingest.shipped import shipped_corpus
from ingest.splitting import split

PARAPHRASES = Path(__file__).parent / "questions" / "paraphrases.jsonl"

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


def run(path: Path | None = None, *, each: int = 100) -> Report:
    """Measure on the documents at `path`, or else on the shipped ones and their paraphrases, with
    at most `each` perturbations of each kind."""
    embedder = LocalEmbedder()
    grounding = Grounding(embedder)
    library = Library(path or shipped_corpus(), embedder)
    figures = list(perturbations(library, grounding, each))
    if path is None:
        figures += paraphrases(library, grounding)
    return Report("perturbations", figures, note="perturbed sentences, paraphrases")


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
