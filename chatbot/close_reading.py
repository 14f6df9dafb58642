"""Close reading: a small cross-encoder (Nogueira & Cho 2019) reads the question together with a
window of each of the best passages, and says how surely it answers.

Coverage tells what a passage speaks of; whether it says what is asked takes reading both at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chatbot.coverage import PassageCoverage
from chatbot.designations import Designation, designations
from chatbot.question_kinds import question_kind
from ingest.documents import Hit, Passage, Unit
from ingest.embedding_reader import PairReader, PairReading
from ingest.tables import SEPARATOR

STEPS = (2, 6)  # of the passages looked into a window is read, further ones while none answers
ANSWERED = 0.0  # log-odds from which a window does
READ_WEIGHT = 0.025  # what a unit of log-odds adds to a hit's score; more would harm claims
MOST = 6.0  # log-odds beyond which a score says no more

LENGTH = 260  # characters of a window, unless one unit alone is longer
LONGEST = 320  # characters of a unit that are read
HEADINGS = 110  # characters of title and headings that are read with it, the nearest ones


@dataclass(frozen=True, slots=True)
class Reading:
    """`score`: the log-odds that a window of the passage answers; `units`: that each of its units
    belongs to the answer, None for those outside of the window."""

    passage_id: str
    score: float
    units: tuple[float | None, ...]


def window_around(passage: Passage, unit: int, nearness: Sequence[float]) -> tuple[int, int]:
    """[start, end) in the passage's text: the unit, and as many neighbours as there is room for,
    nearer ones first; `nearness` (units,) says how near each is to the question."""
    units = passage.units
    first = last = unit
    while True:
        sides = []
        if last + 1 < len(units) and units[last + 1].end - units[first].start <= LENGTH:
            sides.append((nearness[last + 1], last + 1))
        if first > 0 and units[last].end - units[first - 1].start <= LENGTH:
            sides.append((nearness[first - 1], first - 1))
        if not sides:
            break
        chosen = max(sides)[1]
        first, last = min(first, chosen), max(last, chosen)
    start = units[first].start - passage.start
    return start, min(units[last].end - passage.start, start + LONGEST)


def written(passage: Passage, start: int, end: int) -> tuple[str, int]:
    """What the reader is given of a window: headings, a line break and its text; and where in it
    the text begins."""
    headings = " | ".join(line for line in passage.context.split("\n") if line)[-HEADINGS:]
    head = f"{headings}\n" if headings else ""
    return head + passage.text[start:end], len(head)


def row_in_words(passage: Passage, unit: Unit) -> str | None:
    """What the reader is given of a table's row: headings, a line break, and each cell after its
    column's head, since it learnt from prose; None for what is no row or has no such heads."""
    above, _, heads = passage.context.rpartition("\n")
    names = heads.split(SEPARATOR)
    cells = passage.text[unit.start - passage.start : unit.end - passage.start].split(SEPARATOR)
    if unit.kind != "row" or len(names) != len(cells):
        return None
    told = "; ".join(f"{name}: {cell}" for name, cell in zip(names, cells, strict=True) if cell)
    return f"{above.replace(chr(10), ' | ')[-HEADINGS:]}\n{told[:LONGEST]}"


def read_closely(
    question: str, passages: Sequence[PassageCoverage], reader: PairReader
) -> tuple[Reading, ...]:
    """What is found in the best window of each passage."""
    found = _read_windows(question, [(each, None) for each in passages], reader)
    return tuple(found[each.passage.id] for each in passages)


def read_on(
    question: str,
    passages: Sequence[PassageCoverage],
    readings: Sequence[Reading],
    reader: PairReader,
) -> tuple[Reading, ...]:
    """The same readings, those of `passages` of two windows each: the second is about the nearest
    unit outside of the first. What a passage says is the better of them."""
    before = {reading.passage_id: reading for reading in readings}
    both = [(each, before[each.passage.id]) for each in passages]
    unread = [(coverage, reading) for coverage, reading in both if None in reading.units]
    found = _read_windows(question, unread, reader) if unread else {}
    return tuple(_joined(each, found.get(each.passage_id)) for each in readings)


def _joined(first: Reading, second: Reading | None) -> Reading:
    if second is None:
        return first
    pairs = zip(first.units, second.units, strict=True)
    units = tuple(max((u for u in pair if u is not None), default=None) for pair in pairs)
    return Reading(first.passage_id, max(first.score, second.score), units)


def _read_windows(
    question: str,
    passages: Sequence[tuple[PassageCoverage, Reading | None]],
    reader: PairReader,
) -> dict[str, Reading]:
    """By passage, the window about the nearest unit that was not read before."""
    compared = question_kind(question).form == "comparison"
    asked = designations(question)
    windows = [_window(each, before, asked, by_rows=not compared) for each, before in passages]
    readings = reader([(question, window.text) for window in windows])
    return {
        coverage.passage.id: Reading(
            coverage.passage.id, _bounded(found.score), window.units(coverage.passage, found)
        )
        for (coverage, _), window, found in zip(passages, windows, readings, strict=True)
    }


@dataclass(frozen=True, slots=True)
class _Window:
    """What the reader is given of a passage: units in their own words, whose offsets in the
    document lie `shift` behind those in `text`; or, in other words, the row with number `row`."""

    text: str
    shift: int = 0
    row: int | None = None

    def units(self, passage: Passage, found: PairReading) -> tuple[float | None, ...]:
        if self.row is None:
            return _of_units(passage, passage.start + self.shift, found)
        inside = found.tokens[found.starts > self.text.index("\n")]
        read = _bounded(float(inside.mean())) if len(inside) else None
        return tuple(read if i == self.row else None for i in range(len(passage.units)))


def _window(
    coverage: PassageCoverage,
    before: Reading | None,
    asked: Sequence[Designation],
    *,
    by_rows: bool,
) -> _Window:
    """The nearest unit with its neighbours; a row alone, unless rows are to be compared. What
    designates the thing asked about is nearer than any vector tells."""
    passage, near = coverage.passage, coverage.nearness
    if asked:
        texts = [
            passage.text[u.start - passage.start : u.end - passage.start] for u in passage.units
        ]
        own = [any(one.stands_in(text) for one in asked) for text in texts]
        near = tuple(n + there for n, there in zip(near, own, strict=True))
    new = [i for i in range(len(near)) if before is None or before.units[i] is None]
    unit = max(new, key=lambda i: near[i])
    if by_rows and (told := row_in_words(passage, passage.units[unit])) is not None:
        return _Window(told, row=unit)
    start, end = window_around(passage, unit, near)
    text, begin = written(passage, start, end)
    return _Window(text, start - begin)


def _of_units(passage: Passage, shift: int, found: PairReading) -> tuple[float | None, ...]:
    """The mean log-odds of the tokens of each unit; None for those outside of the window."""
    starts = found.starts + shift
    of_units: list[float | None] = []
    for unit in passage.units:
        inside = found.tokens[(starts >= unit.start) & (starts < unit.end)]
        of_units.append(_bounded(float(inside.mean())) if len(inside) else None)
    return tuple(of_units)


def _bounded(log_odds: float) -> float:
    return max(-MOST, min(MOST, log_odds))


def reading_measures(readings: Sequence[Reading]) -> dict[str, float]:
    """Of the passage that ranks first, of the best one, and of the next best."""
    best = sorted((reading.score for reading in readings), reverse=True)
    return {
        "read first": readings[0].score,
        "read best": best[0],
        "read second": best[1] if best[1:] else -MOST,
    }


def ranked_by_reading(hits: Sequence[Hit], readings: Sequence[Reading]) -> list[Hit]:
    """The hits with what was read in the first of them, and their scores raised by it, best first;
    the others count as no better than the worst that was read."""
    if not readings:
        return list(hits)
    found = {reading.passage_id: reading for reading in readings}
    worst, best = min(r.score for r in readings), max(r.score for r in readings)
    rescored = []
    for hit in hits:
        reading = found.get(hit.passage.id)
        score = hit.score + READ_WEIGHT * ((reading.score if reading else worst) - best)
        answers = reading.units if reading else ()
        log_odds = reading.score if reading else None
        rescored.append(replace(hit, score=score, read=log_odds, answers=answers))
    return sorted(rescored, key=lambda hit: -hit.score)
