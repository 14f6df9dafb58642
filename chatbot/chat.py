"""The way of a question: follow-up, reading, retrieval, answerability, writing, citing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from chatbot.answerability import AnswerabilityJudge
from chatbot.answers import Answer, Answerability, Part, Turn
from chatbot.conflicts import conflicts_text, find_conflicts
from chatbot.courtesies import Courtesy, courtesy, plain_words, reply, without_courtesies
from chatbot.engines import Engine
from chatbot.followups import FollowUpReader
from chatbot.grounding import Grounding
from chatbot.planted import planted_notes
from chatbot.questions import Question
from chatbot.reading import read_question
from chatbot.refusal import refusal_text
from chatbot.stopwatch import Stopwatch
from chatbot.suggestions import suggest
from chatbot.writing import Writing
from ingest.blas import single_threaded_blas
from ingest.documents import Hit
from ingest.embedding import Embedder
from ingest.index import Index, Snapshot

HEADINGS = 10
"""Nearest passages whose headings are compared with what may be a courtesy."""
KEPT = 1024
"""Suggested questions of which it is remembered how probably they are answered."""


class Ranker(Protocol):
    """Finds the passages for a question, best first."""

    def rank(self, question: Question, snapshot: Snapshot, *, limit: int) -> list[Hit]: ...


class Chat:
    """Answers questions from an index; `caution` is the least probability that it answers at.

    `fallback` writes where `engine` fails.
    """

    def __init__(
        self,
        index: Index,
        embedder: Embedder,
        *,
        followups: FollowUpReader,
        ranker: Ranker,
        judge: AnswerabilityJudge,
        engine: Engine,
        fallback: Engine | None = None,
        passages: int,
        caution: float,
    ) -> None:
        self.index = index
        self.embedder = embedder
        self.grounding = Grounding(embedder)
        self.followups = followups
        self.ranker = ranker
        self.judge = judge
        self.engine = engine
        self.fallback = fallback or engine
        self.passages = passages
        self.caution = caution
        self._judged: dict[tuple[int, float, str], bool] = {}

    def answer(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """The whole answer. `history` is the conversation so far, oldest turn first."""
        *_, answer = self.stream_answer(question, history)
        assert isinstance(answer, Answer)
        return answer

    def stream_answer(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Part | Answer]:
        """The parts of the answer as they are written and checked, then the whole Answer."""
        watch = Stopwatch()
        with self.index.snapshot() as snapshot, single_threaded_blas():
            said = courtesy(question)
            if said is not None and not self._is_heading(question, snapshot):
                yield self._courtesy(question, said, snapshot)
                return
            with watch("follow-up"):
                before = [_without_courtesies(turn) for turn in history if _asked(turn)]
                understood = self.followups.resolve(without_courtesies(question), before)
            with watch("reading"):
                read = read_question(understood, embedder=self.embedder, snapshot=snapshot)
            with watch("retrieval"):
                hits = self.ranker.rank(read, snapshot, limit=self.passages)
            with watch("answerability"):
                answerability, hits = self.judge.judge(read, hits, snapshot)
            writing = Writing(read, hits, snapshot, self.grounding)
            if answerability.probability >= self.caution:
                written = writing.write(self.engine, self.fallback)
                while True:
                    with watch("writing"):
                        part = next(written, None)
                    if part is None:
                        break
                    yield part
            if not writing.citations.all():
                with watch("refusing"):
                    refusal = self._refusal(question, read, answerability, hits, snapshot)
                yield replace(refusal, seconds=watch.seconds)
                return
            with watch("citing"):
                text = writing.citations.markdown(writing.parts)
            with watch("conflicts"):
                conflicts = find_conflicts(writing.citations, hits, snapshot, question=read.text)
            citations = writing.citations.all()
            yield Answer(
                question=question,
                understood=read.text,
                text="\n\n".join(filter(None, (text, conflicts_text(conflicts)))),
                parts=tuple(writing.parts),
                citations=citations,
                hits=tuple(hits),
                verdicts=tuple(writing.verdicts),
                answerability=answerability,
                notes=(*writing.notes, *planted_notes(hits, citations)),
                conflicts=conflicts,
                seconds=watch.seconds,
            )

    def _is_heading(self, question: str, snapshot: Snapshot) -> bool:
        """Whether a document has the question as its title or a heading, as lists of frequent
        questions do ("How do you work?"): then it is answered after all."""
        vector = self.embedder.encode([question])[0].vector
        words = plain_words(question)
        return any(
            words in (plain_words(hit.passage.title), plain_words(_innermost(hit.passage.section)))
            for hit in snapshot.search_meaning(vector, HEADINGS)
        )

    def _courtesy(self, question: str, said: Courtesy, snapshot: Snapshot) -> Answer:
        """The reply to what asks nothing of the documents."""
        suggestions: tuple[str, ...] = ()
        if said not in ("thanks", "farewell"):
            suggestions = suggest(snapshot, answered=self._answered_by(snapshot))
        titles = sorted(record.title for record in snapshot.documents())
        text = reply(said, titles, suggestions)
        return Answer(question, understood="", text=text, refused=True, suggestions=suggestions)

    def _refusal(
        self,
        question: str,
        read: Question,
        answerability: Answerability,
        hits: Sequence[Hit],
        snapshot: Snapshot,
    ) -> Answer:
        suggestions = suggest(snapshot, hits, answered=self._answered_by(snapshot))
        return Answer(
            question=question,
            understood=read.text,
            text=refusal_text(read.text, answerability, hits, suggestions),
            hits=tuple(hits),
            refused=True,
            answerability=answerability,
            suggestions=suggestions,
        )

    def _answered_by(self, snapshot: Snapshot) -> Callable[[str], bool]:
        """Whether a question made of a heading is judged to be answered; what was found is kept,
        since the same headings lie around many questions."""
        passages, caution = snapshot.passage_count(), self.caution

        def answered(question: str) -> bool:
            known = self._judged.get((passages, caution, question))
            if known is None:
                read = read_question(question, embedder=self.embedder, snapshot=snapshot)
                hits = self.ranker.rank(read, snapshot, limit=self.passages)
                # Of 400 headings that their words alone found answered, a reading refused none.
                judged, _ = self.judge.judge(read, hits, snapshot, enough=caution)
                if len(self._judged) >= KEPT:
                    self._judged.clear()
                known = self._judged[passages, caution, question] = judged.probability >= caution
            return known

        return answered


def _asked(turn: Turn) -> bool:
    """Whether a turn asked something of the documents."""
    answer = turn.answer
    return courtesy(turn.question) is None if answer is None else answer.understood != ""


def _without_courtesies(turn: Turn) -> Turn:
    return replace(turn, question=without_courtesies(turn.question))


def _innermost(section: str) -> str:
    return section.rpartition(" > ")[2]
