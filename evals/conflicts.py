"""How well conflicts between quotes are told from harmless pairs, on hand-written planted pairs,
and how often an answer from documents that do not contradict each other says that they do.

Each planted pair: `first`, `second`, `conflict`, `kind`, `kept`. The rules were written while
looking at the pairs that are not `kept`; the figures that are asked for are those of the kept half.
Placed pairs stand where documents say such things: each side has `document`, `title`, `section` and
`text`, and each pair the `question` that brought it up. Most are harmless, of the kinds that are
easily taken for conflicts: properties, ingredients and orders of two things, neighbours in a list.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from chatbot.answers import Quote
from chatbot.conflicts import conflicts
from evals.golden import load_questions
from evals.indexing import corpus_chat
from evals.report import Figure, Report
from ingest.settings import Settings

PAIRS = Path(__file__).parent / "questions" / "conflicts.jsonl"
PLACED = Path(__file__).parent / "questions" / "conflicts-placed.jsonl"
QUESTIONS = Path(__file__).parent / "questions" / "corpus.jsonl"
BAR = 0.85


def run(path: Path | None = None, *, golden: bool = False) -> Report:
    """Measure on JSON lines, or else on the pairs that are shipped; with `golden`, also count the
    false alarms in the answers to all golden questions, asked without caution."""
    rows = _rows(path or PAIRS)
    halves = (
        ("kept", [row for row in rows if row.get("kept", True)]),
        ("looked at", [row for row in rows if not row.get("kept", True)]),
    )
    figures = [figure for name, half in halves if half for figure in _figures(name, half)]
    if path is None:
        figures += placed_figures(_rows(PLACED))
    if golden:
        figures += _alarms()
    return Report("conflicts", figures, note="pairs of quotes, planted by hand")


def placed_figures(rows: Sequence[Mapping[str, Any]]) -> Iterator[Figure]:
    """How many harmless pairs are taken for conflicts, and how many conflicts are seen."""
    harmless = [row for row in rows if not row["conflict"]]
    real = [row for row in rows if row["conflict"]]
    name = f"placed: harmless pairs told of as conflicts (of {len(harmless)})"
    yield Figure(name, sum(map(tells, harmless)), bar=0, at_most=True)
    recall = sum(map(tells, real)) / max(1, len(real))
    yield Figure(f"placed: recall ({len(real)} conflicts)", recall, bar=BAR)


def tells(row: Mapping[str, Any]) -> bool:
    """Whether the two sides of a placed pair are told of as a conflict."""
    sides = []
    for at, side in enumerate((row["first"], row["second"])):
        document, start, text = side["document"], 1000 * at, side["text"]
        end = start + len(text)
        sides.append(Quote(document, document, side["title"], side["section"], text, start, end))
    return any(conflicts(sides, question=row["question"]))


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _alarms() -> Iterator[Figure]:
    with corpus_chat(Settings(caution=0.0)) as citewell:
        answers = [citewell.chat.answer(each.question) for each in load_questions(QUESTIONS)]
    answers = [answer for answer in answers if not answer.refused]
    false = sum(bool(answer.conflicts) for answer in answers)
    times = sorted(answer.seconds["conflicts"] for answer in answers)
    name = f"answers that tell of a conflict (of {len(answers)}, none is there)"
    yield Figure(name, false, bar=2, at_most=True)
    yield Figure("milliseconds, median", times[len(times) // 2] * 1000)


def _figures(name: str, rows: Sequence[Mapping[str, Any]]) -> Iterator[Figure]:
    said = [any(conflicts([_quote(row["first"], 0), _quote(row["second"], 1)])) for row in rows]
    true = [bool(row["conflict"]) for row in rows]
    both = sum(a and b for a, b in zip(said, true, strict=True))
    bar = BAR if name == "kept" else None
    yield Figure(f"precision ({name}, {len(rows)} pairs)", both / max(1, sum(said)), bar=bar)
    yield Figure(f"recall ({name}, {sum(true)} conflicts)", both / max(1, sum(true)), bar=bar)


def _quote(text: str, number: int) -> Quote:
    name = f"planted-{number}"
    return Quote(name, name, name, "", text, 0, len(text))
