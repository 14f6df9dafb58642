"""A model that invents freely, kept to the documents: how much of what it writes is shown.

Every golden question goes the whole way, with the small local model as the writer. Of each
sentence that it drafted the verdict is kept; a sentence is shown when the answer that the user gets
holds it.
Read a sample of the rows yourself (`details`): the figures count only what can be counted by rule.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from chatbot.answers import Part, Turn, Verdict
from chatbot.assembly import Citewell
from chatbot.engines.langchain_chat import LangChainChatEngine
from chatbot.grounding import strays
from chatbot.questions import Question
from evals.golden import GoldenQuestion, load_questions
from evals.indexing import corpus_chat
from evals.report import Figure, Report
from ingest.documents import Hit
from ingest.index import Snapshot
from ingest.settings import Settings

QUESTIONS = Path(__file__).parent / "questions" / "corpus.jsonl"
SECONDS = 900.0
"""Patience with a model on a machine that does other work as well."""

CONTEXT = 1024
"""Tokens of a prompt and its answer: three or four passages, and ten seconds of a core."""


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence that the model wrote in answer to a question, its verdict, and what it was shown
    with; `shown` is False also where the whole draft was given up."""

    question: str
    asked: str
    sentence: str
    verdict: str
    reason: str
    quote: str
    shown: bool


class Recorder:
    """The engine as it is, and beside it what the model drafted; an Engine."""

    def __init__(self, engine: LangChainChatEngine, drafts: dict[str, list[str]]) -> None:
        self._engine = engine
        self._drafts = drafts
        self.verdicts: list[Verdict] = []

    def write(self, question: Question, hits: Sequence[Hit], snapshot: Snapshot) -> Iterator[Part]:
        if question.text not in self._drafts:
            self._drafts[question.text] = list(self._engine.draft(question, hits))
        for part in self._engine.judged(self._drafts[question.text], hits, snapshot):
            if part.verdict is not None:
                self.verdicts.append(part.verdict)
            yield part


def run(
    path: Path | None = None,
    *,
    engine: str = "local",
    every: int = 1,
    details: Path | None = None,
    drafts: Path | None = None,
) -> Report:
    """Ask every `every`th golden question. `details` gets a row for each sentence; `drafts` keeps
    what the model wrote, so that a changed check can be measured without asking it again."""
    questions = load_questions(path or QUESTIONS)[::every]
    settings = Settings(engine=engine, engine_seconds=SECONDS, engine_context=CONTEXT)
    with corpus_chat(settings) as citewell:
        rows, asked = _ask(citewell, questions, drafts)
    if details is not None:
        lines = (json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in rows)
        details.write_text("".join(lines), "utf-8")
    return report(rows, asked=asked, questions=len(questions), engine=engine)


def _ask(
    citewell: Citewell, questions: Sequence[GoldenQuestion], drafts: Path | None
) -> tuple[list[Row], int]:
    kept: dict[str, list[str]] = {}
    if drafts is not None and drafts.is_file():
        kept = json.loads(drafts.read_text("utf-8"))
    chat = citewell.chat
    writer = chat.engine
    assert isinstance(writer, LangChainChatEngine)
    rows: list[Row] = []
    asked = 0
    for question in questions:
        turns: list[Turn] = []
        chat.engine = chat.fallback  # what was said before need not be written by the model
        for earlier in question.history:
            turns.append(Turn(earlier, chat.answer(earlier, turns)))
        recorder = Recorder(writer, kept)
        chat.engine = recorder
        answer = chat.answer(question.question, turns)
        said = {" ".join(part.text.split()) for part in answer.parts}
        asked += bool(recorder.verdicts)
        rows += [
            Row(
                question=question.id,
                asked=answer.understood,
                sentence=verdict.sentence,
                verdict=verdict.kind,
                reason=verdict.reason,
                quote=verdict.quote.text if verdict.quote else "",
                shown=not answer.refused and verdict.sentence in said,
            )
            for verdict in recorder.verdicts
        ]
        if drafts is not None:
            drafts.write_text(json.dumps(kept, ensure_ascii=False, indent=0), "utf-8")
    chat.engine = writer
    return rows, asked


def report(rows: Sequence[Row], *, asked: int, questions: int, engine: str) -> Report:
    shown = [row for row in rows if row.shown]
    stray = [row for row in shown if list(strays(row.sentence, row.quote))]
    answers = len({row.question for row in shown})
    return Report(
        "weak-model",
        [
            Figure("questions handed to the model", asked),
            Figure("sentences before the check", len(rows)),
            Figure("sentences after the check", len(shown)),
            Figure("share shown", len(shown) / max(1, len(rows))),
            Figure("answers with a sentence of the model", answers),
            Figure("answers quoted instead", asked - answers),
            Figure("shown with a number or name that the quote lacks", len(stray), 0, at_most=True),
        ],
        note=f"{engine}, {questions} golden questions",
    )
