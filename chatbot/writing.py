"""Writing an answer: what an engine writes becomes part of it only when it has been checked."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from chatbot.answers import Part, Verdict
from chatbot.citations import Citations
from chatbot.designations import about_others
from chatbot.engines import Engine
from chatbot.errors import EngineError
from chatbot.grounding import Evidence, Grounding
from chatbot.planted import without_planted
from chatbot.questions import Question
from ingest.documents import Hit
from ingest.index import Snapshot


class Writing:
    """The answer to one question while it is written: parts, citations, verdicts, notes.

    Every part passes the same checks, whoever wrote it: its quotes stand in their documents to the
    character, and it says what they say.
    """

    def __init__(
        self, question: Question, hits: Sequence[Hit], snapshot: Snapshot, grounding: Grounding
    ) -> None:
        self._question = question
        others = about_others(question.text, hits)
        self._hits = [hit for hit in hits if hit.passage.id not in others]
        self._snapshot = snapshot
        self._grounding = grounding
        self.notes: list[str] = []
        self._begin()

    def _begin(self) -> None:
        self.parts: list[Part] = []
        self.verdicts: list[Verdict] = []
        self.citations = Citations(self._snapshot)

    def write(self, engine: Engine, fallback: Engine) -> Iterator[Part]:
        """Parts as they are checked. Where the engine fails, a note, and what the fallback writes
        in place of all that came before."""
        try:
            yield from self._written_by(engine)
        except EngineError as error:
            self._begin()
            self.notes.append(f"Quoted without the language model: {error}.")
            yield from self._written_by(fallback)
        left_out = sum(verdict.kind != "supported" for verdict in self.verdicts)
        left_out -= sum(part.doubt is not None for part in self.parts)
        if left_out:
            said = "sentence of the model was" if left_out == 1 else "sentences of the model were"
            self.notes.append(f"{left_out} {said} left out: the documents do not carry it.")

    def _written_by(self, engine: Engine) -> Iterator[Part]:
        written = engine.write(self._question, self._hits, self._snapshot)
        checked = self._checked(without_planted(self._question.text, written))
        for part in self.citations.accept(checked):
            self.parts.append(part)
            yield part

    def _checked(self, parts: Iterable[Part]) -> Iterator[Part]:
        for part in parts:
            if part.kind == "heading" and not part.quotes:
                yield part
                continue
            verdict = part.verdict or self._verdict(part)
            self.verdicts.append(verdict)
            carried = verdict.kind == "supported" and bool(part.quotes)
            if carried if part.doubt is None else part.doubt != "removed":
                yield part

    def _verdict(self, part: Part) -> Verdict:
        """An exact quote carries itself, at the cost of a comparison; anything else is laid
        against the passages."""
        exact = any(quote.text == part.text for quote in part.quotes)
        evidence = self._grounding.evidence_of_texts(()) if exact else self._evidence
        return self._grounding.check(part.text, evidence, quotes=part.quotes)

    @cached_property
    def _evidence(self) -> Evidence:
        return self._grounding.evidence([hit.passage for hit in self._hits], self._snapshot)
