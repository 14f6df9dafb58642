"""Golden questions through the real chain: answered right, refused right, and how well cited."""

import json
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import mean, median
from tempfile import TemporaryDirectory
from typing import Protocol, cast, get_args

from chatbot.answers import Answer, Turn
from evals.calibration import Pair, calibration_error, ranking_area
from evals.golden import GoldenQuestion, Kind, load_questions
from evals.outcomes import Outcome, Texts, outcome
from evals.report import Figure, Report
from ingest.index import Snapshot
from ingest.settings import Settings

__all__ = [
    "Answerer",
    "GoldenQuestion",
    "draw",
    "load_questions",
    "outcomes",
    "pairs",
    "report",
    "run",
]


class Answerer(Protocol):
    """Whoever answers questions; `history` is the conversation so far, oldest turn first."""

    def answer(self, question: str, history: Sequence[Turn] = ()) -> Answer: ...


def run(
    path: Path,
    *,
    corpus: Path,
    settings: Settings | None = None,
    details: Path | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """Ask every question of the file at `path` about the documents at `corpus`.

    The documents go into an index of their own, in a temporary folder; `settings` are otherwise
    used as they are. `details` names a file for every row, as JSON lines; `progress` is told how
    many questions of how many are done.
    """
    from chatbot.assembly import assemble
    from ingest.pipeline import ingest

    questions = load_questions(path)
    with TemporaryDirectory(prefix="citewell-eval-") as folder:
        chosen = (settings or Settings()).model_copy(update={"index": Path(folder)})
        citewell = assemble(chosen, create=True)
        try:
            ingest(
                [corpus],
                index=citewell.index,
                embedder=citewell.embedder,
                most_tokens=chosen.passage_tokens,
            )
            with citewell.index.snapshot() as snapshot:
                texts = read_texts(snapshot)
            citewell.chat.answer(questions[0].question)  # warms up what the timing shall not count
            rows = []
            for row in outcomes(questions, citewell.chat, texts):
                rows.append(row)
                progress(len(rows), len(questions))
        finally:
            citewell.index.close()
    if details is not None:
        lines = (json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in rows)
        details.write_text("".join(lines), "utf-8")
    return report(rows, note=f"{path.name} about {corpus.name}, caution {chosen.caution:g}")


def read_texts(snapshot: Snapshot) -> Texts:
    """The texts of all documents of an index."""
    records = snapshot.documents()
    documents = [document for r in records if (document := snapshot.document(r.id)) is not None]
    return Texts(documents, {record.id: (record.source, *record.paths) for record in records})


def outcomes(
    questions: Sequence[GoldenQuestion], answerer: Answerer, texts: Texts
) -> Iterator[Outcome]:
    """What became of each question; its history is really asked before it."""
    for question in questions:
        turns: list[Turn] = []
        for earlier in question.history:
            turns.append(Turn(earlier, answerer.answer(earlier, turns)))
        yield outcome(question, answerer.answer(question.question, turns), texts)


def pairs(rows: Sequence[Outcome]) -> list[Pair]:
    """(probability that the documents hold the answer, whether they do), a question."""
    return [(row.probability, row.answerable) for row in rows]


def report(rows: Sequence[Outcome], *, note: str = "") -> Report:
    """Figures with their bars on the part `report`; then by kind, and on all questions.

    `extra` holds the pairs of the reported questions, and all questions that went wrong.
    """
    reported = [row for row in rows if row.part == "report"]
    figures = [*_figures(reported), *_by_kind(reported)]
    if len(reported) < len(rows):
        figures += [
            Figure(f"{figure.name}, both parts", figure.value, at_most=figure.at_most)
            for figure in _figures(rows)
        ]
    counted = f"{len(reported)} reported of {len(rows)} questions"
    return Report(
        "questions",
        [figure for figure in figures if not math.isnan(figure.value)],
        f"{note}; {counted}" if note else counted,
        {"failures": list(_failures(rows)), "pairs": pairs(reported)},
    )


def draw(made: Report, folder: Path, *, caution: float) -> list[Path]:
    """Draw the pictures of a report into `folder`: risk against coverage, and reliability."""
    from evals.plots import reliability, risk_coverage

    stated = cast(list[Pair], made.extra["pairs"])
    return [
        risk_coverage(stated, folder / "risk-coverage.png", caution=caution),
        reliability(stated, folder / "reliability.png"),
    ]


def _failures(rows: Iterable[Outcome]) -> Iterator[dict[str, object]]:
    for row in rows:
        if row.answerable and row.refused:
            what = "wrongly refused"
        elif row.answerable and not row.right:
            what = "no gold cited"
        elif not row.answerable and not row.refused:
            what = "not refused"
        else:
            continue
        said = {"id": row.id, "part": row.part, "what": what, "question": row.question}
        yield said | {"understood": row.understood, "probability": round(row.probability, 3)}


def _figures(rows: Sequence[Outcome]) -> list[Figure]:
    answerable = [row for row in rows if row.answerable]
    answered = [row for row in answerable if not row.refused]
    absent, off_topic = _of(rows, "absent"), _of(rows, "off-topic")
    stated = pairs(rows)
    return [
        Figure("answered right", _mean(row.right for row in answerable), 0.95),
        Figure("wrongly refused", _mean(row.refused for row in answerable), 0.05, at_most=True),
        Figure("on-topic absent refused", _mean(row.refused for row in absent), 0.90),
        Figure("off-topic refused", _mean(row.refused for row in off_topic), 1.0),
        Figure("answerability: ranking area", ranking_area(stated)),
        Figure("answerability: calibration error", calibration_error(stated), at_most=True),
        Figure("passages: recall@5", _mean(row.recall for row in answerable)),
        Figure("passages: MRR@10", _mean(row.reciprocal_rank for row in answerable)),
        Figure("gold cited", _mean(row.gold_cited for row in answered)),
        Figure("cited gold", _mean(row.cited_gold for row in answered)),
        Figure("words, median", _median(row.words for row in answered)),
        Figure("milliseconds, median", _median(row.seconds * 1000 for row in rows)),
    ]


def _by_kind(rows: Sequence[Outcome]) -> Iterator[Figure]:
    for kind in get_args(Kind):
        of_kind = _of(rows, kind)
        if any(row.answerable for row in of_kind):
            yield Figure(f"{kind}: answered right", _mean(row.right for row in of_kind))
            yield Figure(f"{kind}: wrongly refused", _mean(row.refused for row in of_kind))
            against = ranking_area(pairs([*of_kind, *_of(rows, "absent")]))
            yield Figure(f"{kind}: ranking area against absent", against)
            yield Figure(f"{kind}: passages, MRR@10", _mean(r.reciprocal_rank for r in of_kind))
            yield Figure(f"{kind}: gold cited", _mean(row.gold_cited for row in of_kind))
            yield Figure(f"{kind}: cited gold", _mean(row.cited_gold for row in of_kind))


def _of(rows: Sequence[Outcome], kind: Kind) -> list[Outcome]:
    return [row for row in rows if row.kind == kind]


def _mean(values: Iterable[float | None]) -> float:
    """The mean of those that are not None; nan if there are none."""
    known = [value for value in values if value is not None]
    return mean(known) if known else math.nan


def _median(values: Iterable[float]) -> float:
    known = list(values)
    return float(median(known)) if known else math.nan
