"""The way of a question: follow-up, reading, retrieval, answerability, writing, citing."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from chatbot.answerability import AnswerabilityJudge
from chatbot.answers import Answer, Answerability, Part, Turn
from chatbot.citations import Citations
from chatbot.engines import Engine
from chatbot.followups import FollowUps
from chatbot.questions import Question
from chatbot.reading import read_question
from chatbot.refusal import refusal_text
from chatbot.stopwatch import Stopwatch
from chatbot.suggestions import suggest
from ingest.documents import Hit
from ingest.embedding import Embedder
from ingest.index import Index, Snapshot


class Ranker(Protocol):
    """Finds the passages for a question, best first."""

    def rank(self, question: Question, snapshot: Snapshot, *, limit: int) -> list[Hit]: ...


class Chat:
    """Answers questions from an index; `caution` is the least probability that it answers at."""

    def __init__(
        self,
        index: Index,
        embedder: Embedder,
        *,
        followups: FollowUps,
        ranker: Ranker,
        judge: AnswerabilityJudge,
        engine: Engine,
        passages: int,
        caution: float,
    ) -> None:
        self.index = index
        self.embedder = embedder
        self.followups = followups
        self.ranker = ranker
        self.judge = judge
        self.engine = engine
        self.passages = passages
        self.caution = caution

    def answer(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """The whole answer. `history` is the conversation so far, oldest turn first."""
        *_, answer = self.stream_answer(question, history)
        assert isinstance(answer, Answer)
        return answer

    def stream_answer(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Part | Answer]:
        """The parts of the answer as they are written and checked, then the whole Answer."""
        watch = Stopwatch()
        with self.index.snapshot() as snapshot:
            with watch("follow-up"):
                understood = self.followups.resolve(question, history)
            with watch("reading"):
                read = read_question(understood, embedder=self.embedder, snapshot=snapshot)
            with watch("retrieval"):
                hits = self.ranker.rank(read, snapshot, limit=self.passages)
            with watch("answerability"):
                answerability = self.judge.judge(read, hits, snapshot)
            citations = Citations(snapshot)
            parts: list[Part] = []
            if answerability.probability >= self.caution:
                drafted = citations.accept(self.engine.write(read, hits, snapshot))
                while True:
                    with watch("writing"):
                        part = next(drafted, None)
                    if part is None:
                        break
                    parts.append(part)
                    yield part
            if not parts:
                with watch("refusing"):
                    refusal = _refusal(question, read, answerability, hits, snapshot, watch)
                yield refusal
                return
            with watch("citing"):
                text = citations.markdown(parts)
            yield Answer(
                question=question,
                understood=read.text,
                text=text,
                parts=tuple(parts),
                citations=citations.all(),
                hits=tuple(hits),
                answerability=answerability,
                seconds=watch.seconds,
            )


def _refusal(
    question: str,
    read: Question,
    answerability: Answerability,
    hits: Sequence[Hit],
    snapshot: Snapshot,
    watch: Stopwatch,
) -> Answer:
    suggestions = suggest(snapshot, hits)
    return Answer(
        question=question,
        understood=read.text,
        text=refusal_text(read.text, answerability, hits, suggestions),
        hits=tuple(hits),
        refused=True,
        answerability=answerability,
        suggestions=suggestions,
        seconds=watch.seconds,
    )
