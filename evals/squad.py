"""SQuAD 2.0 files through the real index and chain: what is answered, refused, and how well.

All contexts of the file are the corpus, so a question's own context has to be found first.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory

from chatbot.answers import Answer, Citation
from evals.calibration import calibration_error, ranking_area
from evals.report import Figure, Report
from evals.squad_files import SquadQuestion, fill, load_squad
from ingest.settings import Settings


@dataclass(frozen=True, slots=True)
class SquadRow:
    """What became of one question. `gold_cited`: one of the gold answers lies whole inside a
    citation of its context; `word_f1` as defined by `word_f1`; None for refusals and for
    questions without an answer."""

    id: str
    question: str
    answerable: bool
    probability: float
    refused: bool
    missing: tuple[str, ...]
    cited: tuple[str, ...]
    gold_cited: bool | None = None
    word_f1: float | None = None


def run(
    path: Path,
    *,
    rows: Path | None = None,
    settings: Settings | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """Ask every question of the SQuAD 2.0 file at `path`; `rows` names a file for every row as
    JSON lines. The index is a temporary one; raises SquadError for another layout."""
    from chatbot.assembly import assemble

    file = load_squad(path)
    done: list[SquadRow] = []
    with TemporaryDirectory(prefix="citewell-eval-") as folder:
        chosen = (settings or Settings()).model_copy(update={"index": Path(folder)})
        citewell = assemble(chosen, create=True)
        try:
            fill(
                citewell.index,
                file.documents,
                embedder=citewell.embedder,
                most_tokens=chosen.passage_tokens,
            )
            for question in file.questions:
                done.append(squad_row(question, citewell.chat.answer(question.text)))
                progress(len(done), len(file.questions))
        finally:
            citewell.index.close()
    if rows is not None:
        lines = (json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in done)
        rows.write_text("".join(lines), "utf-8")
    return report(done, name=f"squad-{path.stem}", note=f"caution {chosen.caution:g}")


def squad_row(question: SquadQuestion, answer: Answer) -> SquadRow:
    row = SquadRow(
        id=question.id,
        question=question.text,
        answerable=question.answerable,
        probability=answer.answerability.probability,
        refused=answer.refused,
        missing=answer.answerability.missing,
        cited=tuple(citation.quote for citation in answer.citations),
    )
    if answer.refused or not question.answerable:
        return row
    return SquadRow(
        **{
            **asdict(row),
            "gold_cited": holds_gold(question, answer.citations),
            "word_f1": word_f1(row.cited, [gold.text for gold in question.answers]),
        }
    )


def holds_gold(question: SquadQuestion, citations: Iterable[Citation]) -> bool:
    """Whether a gold answer lies, from its first to its last character, inside one citation."""
    own = [c for c in citations if c.document_id == question.document_id]
    return any(c.start <= g.start and g.end <= c.end for c in own for g in question.answers)


def word_f1(cited: Sequence[str], golds: Sequence[str]) -> float:
    """SQuAD's F1 between all that is cited, as one text, and the gold answer: the harmonic mean
    of precision and recall over the bag of words, lower-cased, without punctuation and articles;
    the best over the gold answers. Citations are whole sentences, so short gold answers keep it
    low: it compares versions of this program, not this program with extractors of phrases."""
    given = _words(" ".join(cited))
    return max((_overlap_f1(given, _words(gold)) for gold in golds), default=0.0)


def _overlap_f1(given: Counter[str], gold: Counter[str]) -> float:
    common = (given & gold).total()
    return 2 * common / (given.total() + gold.total()) if common else 0.0


def _words(text: str) -> Counter[str]:
    return Counter(w for w in re.findall(r"\w+", text.lower()) if w not in {"a", "an", "the"})


def report(rows: Sequence[SquadRow], *, name: str, note: str = "") -> Report:
    """Figures over all rows; `extra` holds (probability, answerable) a row."""
    pairs = [(row.probability, row.answerable) for row in rows]
    answered = [row for row in rows if row.gold_cited is not None]
    figures = [
        Figure("ROC AUC of answerability", ranking_area(pairs)),
        Figure("calibration error", calibration_error(pairs), at_most=True),
        Figure("refused of unanswerable", _refused(rows, answerable=False)),
        Figure("refused of answerable", _refused(rows, answerable=True), at_most=True),
        Figure("gold answer cited, of answered", _mean(bool(r.gold_cited) for r in answered)),
        Figure("word F1, of answered", _mean(r.word_f1 or 0.0 for r in answered)),
    ]
    return Report(name, figures, f"{len(rows)} questions; {note}", {"pairs": pairs})


def _refused(rows: Sequence[SquadRow], *, answerable: bool) -> float:
    return _mean(row.refused for row in rows if row.answerable == answerable)


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return fmean(listed) if listed else 0.0
