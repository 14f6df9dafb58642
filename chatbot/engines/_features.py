"""The table of features that tells how probably a unit belongs to the answer.

Units are compared within their section: the units of the hits that stand under the same heading of
the same document. A text without headings is one section.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chatbot.question_kinds import Detail, QuestionKind
from ingest.documents import Vector

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]

LEANS = re.compile(
    r"^\W*(?:it|its|they|their|them|he|his|she|her|this|these|that|those|such|also|however|then|"
    r"here|in addition|moreover|furthermore|additionally|thus|therefore|hence|instead|otherwise|"
    r"for example|for instance|other|others|another|both|the (?:former|latter|same)|in that case|"
    r"as a result|by contrast|but|and|so|yet|nevertheless|conversely)\b",
    re.IGNORECASE,
)
"""A sentence that begins like this leans on the one before."""

_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|half|hundred|"
    r"thousand|million|billion|percent|daily|weekly|monthly|yearly|annually|hours?|minutes?)\b",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_DATE = re.compile(
    r"\b(?:1\d{3}|20\d{2})\b|\b(?:January|February|March|April|May|June|July|August|September|"
    r"October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b|"
    r"\b(?:century|decade|years?|months?|weeks?|days?|spring|summer|autumn|winter|early|late|"
    r"morning|noon|afternoon|evening|night)\b|\b\d{1,2}:\d{2}\b"
)
_NAME = re.compile(r"(?<=[a-z,;:)'`] )[A-Z][a-z]+")
_PLACE = re.compile(r"\b(?:in|at|from|near|on|of|to) (?:the )?[A-Z][a-z]+")
_REASON = re.compile(
    r"\b(?:because|due to|since|so that|in order to|as a result|causes?|caused|reasons?|therefore|"
    r"thus|hence|leads? to|led to|results? (?:in|from)|to (?:prevent|avoid|allow|make|provide|"
    r"protect|ensure)|purpose|owing to|attributed)\b",
    re.IGNORECASE,
)
_DEFINES = re.compile(
    r"\b(?:is|are|was|were|refers? to|means|denotes?|defined as|known as|called|stands for|"
    r"consists? of|describes?)\b",
    re.IGNORECASE,
)
_PRESENT: dict[Detail, re.Pattern[str]] = {
    "date": _DATE,
    "number": _NUMBER,
    "person": _NAME,
    "place": _PLACE,
}
_MOST_PLACES = 8  # beyond, one place in a section is as good as the next


@dataclass(frozen=True, slots=True)
class Measures:
    """What was measured of n units against the question with w content words; see `Evidence`.

    `cosine`, `late`, `back`: (n,) by mean vectors, by the best token for each of the question's
    and for each of the unit's; `to_asking`, `to_content`, `to_rest`: (n,) cosines to the question
    word, the content words and the other words of the question; `coverage`: (n, w); `held`: (n, w)
    whether the word's stem stands there; `meaning`: (n,) cosine of passage and question.
    """

    cosine: Numbers
    late: Numbers
    back: Numbers
    to_asking: Numbers
    to_content: Numbers
    to_rest: Numbers
    coverage: Numbers
    held: Numbers
    weights: Numbers
    meaning: Numbers
    vectors: Vector


class _Sections:
    """Consecutive units of one section, and sums over them."""

    def __init__(self, section: Places) -> None:
        self.starts = np.flatnonzero(np.append(True, section[1:] != section[:-1]))
        self.counts = np.diff(np.append(self.starts, len(section)))
        self.place = np.arange(len(section)) - np.repeat(self.starts, self.counts)
        self.bounds = [
            (int(start), int(start + count))
            for start, count in zip(self.starts, self.counts, strict=True)
        ]

    def size(self) -> Numbers:
        return self._spread(self.counts.astype(float))

    def total(self, values: Numbers) -> Numbers:
        return self._spread(np.add.reduceat(values, self.starts))

    def mean(self, values: Numbers) -> Numbers:
        return self._spread(np.add.reduceat(values, self.starts) / self.counts)

    def most(self, values: Numbers) -> Numbers:
        return self._spread(np.maximum.reduceat(values, self.starts))

    def deviation(self, values: Numbers) -> Numbers:
        squares = self.mean(values**2) - self.mean(values) ** 2
        deviation: Numbers = np.sqrt(np.maximum(squares, 0.0))
        return deviation

    def best(self, values: Numbers, count: int) -> Numbers:
        """The mean of the `count` highest."""
        means = [float(np.sort(values[a:b])[-count:].mean()) for a, b in self.bounds]
        return self._spread(np.array(means))

    def lead(self, values: Numbers) -> Numbers:
        """How far the highest is ahead of the next; 0 where it is alone."""
        leads = [float(np.ptp(np.sort(values[a:b])[-2:])) for a, b in self.bounds]
        return self._spread(np.array(leads))

    def order(self, values: Numbers) -> Numbers:
        """0 for the highest of the section, 1 for the next, ..."""
        order = np.empty(len(values))
        for a, b in self.bounds:
            order[a:b] = np.argsort(np.argsort(-values[a:b], kind="stable"))
        return order

    def before(self, values: Numbers) -> Numbers:
        """The value of the unit before; the section's mean where there is none."""
        return np.where(self.place == 0, self.mean(values), np.roll(values, 1))

    def after(self, values: Numbers) -> Numbers:
        last = self.place == self.size() - 1
        return np.where(last, self.mean(values), np.roll(values, -1))

    def unsaid(self, coverage: Numbers, weights: Numbers) -> Numbers:
        """The weight of words that no unit up to this one covers."""
        unsaid = np.zeros(len(coverage))
        for a, b in self.bounds:
            unsaid[a:b] = 1.0 - np.maximum.accumulate(coverage[a:b], axis=0) @ weights
        return unsaid

    def alike(self, vectors: Vector, late: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Cosine to the section's mean vector, mean cosine to its other units, and cosine to
        its best unit by late interaction."""
        central, others, to_best = (np.zeros(len(vectors)) for _ in range(3))
        for a, b in self.bounds:
            own = vectors[a:b]
            mean = own.mean(axis=0)
            central[a:b] = own @ (mean / max(float(np.linalg.norm(mean)), 1e-9))
            others[a:b] = own @ mean - 1.0 / (b - a)
            to_best[a:b] = own @ own[int(np.argmax(late[a:b]))]
        return central, others, to_best

    def _spread(self, values: Numbers) -> Numbers:
        spread: Numbers = np.repeat(values, self.counts)
        return spread


def features(
    kind: QuestionKind, texts: Sequence[str], section: Places, measures: Measures
) -> dict[str, Numbers]:
    """(n,) values by name; `section` (n,) numbers the section that each unit belongs to."""
    sections = _Sections(section)
    weights = measures.weights
    late, cosine = measures.late, measures.cosine
    coverage = measures.coverage @ weights
    held = measures.held @ weights
    lengths = np.array([max(1, len(text.split())) for text in texts], float)
    length = np.log(lengths)
    short = (lengths < 6).astype(float)
    first = (sections.place == 0).astype(float)
    order = sections.order(cosine)
    leans = _matches(LEANS.match, texts)
    names = np.log1p([len(_NAME.findall(text)) for text in texts])
    number = _matches(_DIGIT.search, texts)
    central, others, to_best = sections.alike(measures.vectors, late)
    columns = {
        "cosine": cosine,
        "late": late,
        "back": measures.back,
        "coverage": coverage,
        "held": held,
        "to_asking": measures.to_asking,
        "to_content": measures.to_content,
        "to_rest": measures.to_rest,
        "meaning": measures.meaning,
        "order": np.minimum(order, 6.0),
        "nearest": (order == 0).astype(float),
        "near": (order <= 1).astype(float),
        "cosine_before": sections.before(cosine),
        "cosine_after": sections.after(cosine),
        "coverage_before": sections.before(coverage),
        "coverage_after": sections.after(coverage),
        "late_before": sections.before(late),
        "late_after": sections.after(late),
        "central": central,
        "others": others,
        "to_best": to_best,
        "unsaid": sections.unsaid(measures.coverage, weights),
        "first": first,
        "last": (sections.place == sections.size() - 1).astype(float),
        "place": np.minimum(sections.place, _MOST_PLACES).astype(float),
        "position": sections.place / np.maximum(sections.size() - 1, 1.0),
        "length": length,
        "short": short,
        "leans": leans,
        "leans_on": leans * sections.before(cosine),
        "number": number,
        "names": names,
        "section_meaning": sections.most(measures.meaning),
        "section_cosine": sections.most(cosine),
        "section_cosine_mean": sections.mean(cosine),
        "section_cosine_best": sections.best(cosine, 3),
        "section_cosine_spread": sections.deviation(cosine),
        "section_late": sections.most(late),
        "section_late_mean": sections.mean(late),
        "section_late_best": sections.best(late, 3),
        "section_late_spread": sections.deviation(late),
        "section_late_lead": sections.lead(late),
        "section_coverage": sections.most(coverage),
        "section_coverage_mean": sections.mean(coverage),
        "section_coverage_best": sections.best(coverage, 3),
        "section_held": sections.most(held),
        "section_units": np.log(sections.size()),
        "section_words": np.log(sections.total(lengths)),
        "section_names": sections.mean(names),
        "section_short": sections.mean(short),
        "section_number": sections.mean(number),
        "section_length": sections.mean(length),
        **_by_word(measures.coverage, weights),
    }
    columns |= _asked(kind, texts, sections)
    return columns


def _by_word(coverage: Numbers, weights: Numbers) -> dict[str, Numbers]:
    """Coverage of the rarest word, the next one, the worst covered, the first and the last."""
    count = len(coverage)
    if not len(weights):
        names = ("rarest", "second", "worst", "first_word", "last_word", "plain_coverage")
        return {name: np.zeros(count) for name in names} | {"words": np.zeros(count)}
    rare = np.argsort(-weights, kind="stable")
    return {
        "rarest": coverage[:, rare[0]],
        "second": coverage[:, rare[min(1, len(rare) - 1)]],
        "worst": coverage.min(axis=1),
        "first_word": coverage[:, 0],
        "last_word": coverage[:, -1],
        "plain_coverage": coverage.mean(axis=1),
        "words": np.full(count, float(len(weights))),
    }


def _asked(kind: QuestionKind, texts: Sequence[str], sections: _Sections) -> dict[str, Numbers]:
    """What is asked for, and whether it is there; what is not asked for is not looked for."""
    nothing = np.zeros(len(texts))
    columns = {}
    for detail, pattern in _PRESENT.items():
        asks = detail in kind.details
        there = _matches(pattern.search, texts) if asks else nothing
        columns[f"asks_{detail}"] = np.full(len(texts), float(asks))
        columns[f"has_{detail}"] = there
        columns[f"section_has_{detail}"] = sections.most(there)
    for form in ("reason", "definition", "comparison", "list", "choice", "procedure"):
        columns[f"asks_{form}"] = np.full(len(texts), float(kind.form == form))
    reason, definition = kind.form == "reason", kind.form == "definition"
    columns["has_reason"] = _matches(_REASON.search, texts) if reason else nothing
    columns["has_definition"] = _matches(_DEFINES.search, texts) if definition else nothing
    columns["first_definition"] = (sections.place == 0) * float(definition)
    return columns


def _matches(test: Callable[[str], re.Match[str] | None], texts: Sequence[str]) -> Numbers:
    return np.array([float(test(text) is not None) for text in texts])
