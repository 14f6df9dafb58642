"""Perturbing: turning true sentences of a folder of documents into false ones, in known ways."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from chatbot.grounding import read
from evals.alterations import CHANGES, Material, names_in, pairs_in
from ingest.documents import Passage

FEWEST_WORDS = 6
"""Shorter sentences are left alone."""


@dataclass(frozen=True, slots=True)
class Perturbation:
    """A sentence made from `original`, which stands in passage number `passage`."""

    kind: str
    original: str
    sentence: str
    passage: int


def alter(kind: str, sentence: str, passages: Sequence[Passage], *, seed: int = 7) -> str | None:
    """One sentence changed in one of the `kinds`, with material from the passages; None where
    there is nothing of that kind to change."""
    chooser = random.Random(f"{seed} {kind} {sentence}")  # noqa: S311
    return CHANGES[kind](read(sentence), _gather(tuple(passages)), chooser)


def perturb(
    passages: Sequence[Passage], *, each: int = 200, seed: int = 7
) -> Iterator[Perturbation]:
    """At most `each` perturbations of each kind, the same ones for the same passages and seed."""
    material = _gather(tuple(passages))
    for kind, change in CHANGES.items():
        chooser = random.Random(f"{seed} {kind}")  # noqa: S311
        candidates = list(material.sentences)
        chooser.shuffle(candidates)
        made = 0
        for passage, sentence in candidates:
            if made == each:
                break
            changed = change(read(sentence), material, chooser)
            if changed and changed != sentence and not _stands(changed, passages[passage]):
                made += 1
                yield Perturbation(kind, sentence, changed, passage)
    yield from _from_elsewhere(passages, material, each, seed)


@lru_cache(maxsize=1)
def _gather(passages: tuple[Passage, ...]) -> Material:
    sentences = []
    names: Counter[str] = Counter()
    terms: Counter[str] = Counter()
    for number, passage in enumerate(passages):
        for unit in passage.units:
            text = passage.text[unit.start - passage.start : unit.end - passage.start]
            reading = read(text)
            if unit.kind == "row" or len(reading.tokens) < FEWEST_WORDS:
                continue
            if text.rstrip()[-1:] in ".!":
                sentences.append((number, text))
            names.update(text[a:b] for a, b in names_in(reading))
            terms.update(text[a:b] for a, b in pairs_in(reading))
    common = tuple(term for term, count in terms.items() if count >= 4)
    return Material(tuple(names), common, tuple(sentences))


def _stands(sentence: str, passage: Passage) -> bool:
    return sentence.rstrip(".") in passage.text


def _from_elsewhere(
    passages: Sequence[Passage], material: Material, each: int, seed: int
) -> Iterator[Perturbation]:
    """Sentences shown as if another document carried them."""
    chooser = random.Random(f"{seed} elsewhere")  # noqa: S311
    candidates = list(material.sentences)
    chooser.shuffle(candidates)
    for _, sentence in candidates[:each]:
        home = {p.document_id for p in passages if sentence in p.text}
        foreign = [i for i, p in enumerate(passages) if p.document_id not in home]
        if foreign:
            yield Perturbation("from elsewhere", "", sentence, chooser.choice(foreign))
