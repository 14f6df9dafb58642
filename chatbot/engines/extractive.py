"""The default engine: answers with sentences, list items and table rows of the documents.

No language model writes here. Every unit of the hits is weighed (`_evidence.py`, `_unit_model.py`),
then whole lists, table rows or the best sentences are chosen after the kind of the question
(`_choosing.py`) and put into an order that reads well (`_composing.py`).
"""

from collections.abc import Iterator, Sequence

from chatbot.answers import Part
from chatbot.engines._choosing import choose
from chatbot.engines._composing import compose
from chatbot.engines._evidence import gather
from chatbot.engines._headed import with_headings
from chatbot.engines._reading_alone import NEARER, read_alone, to_read, without_windows
from chatbot.engines._unit_model import UnitModel
from chatbot.engines._weighing import read, reordered
from chatbot.question_kinds import question_kind
from chatbot.questions import Question
from ingest.documents import Hit
from ingest.embedding_reader import PairReader
from ingest.index import Snapshot


class ExtractiveEngine:
    """Writes answers whose every part is a quote.

    `least` is the probability from which a unit may be quoted. By default it is low: whether the
    hits answer at all was judged before. Without such a judge, `UnitModel.threshold` is the value
    that serves the word F1 best. A `brief` answer leaves out what is much less probable than its
    best unit; otherwise all that is probable enough is quoted. `most_words` bounds answers in
    sentences; a list is given whole. With a `reader` units are read one by one before they are
    chosen: all of a short text, the likeliest ones where it is open which of them answers.
    """

    def __init__(
        self,
        *,
        model: UnitModel | None = None,
        least: float = 0.05,
        brief: bool = True,
        most_words: int = 120,
        reader: PairReader | None = None,
    ) -> None:
        self._model = model or UnitModel.load()
        self._least = least
        self._brief = brief
        self._most_words = most_words
        self._reader = reader

    def write(self, question: Question, hits: Sequence[Hit], snapshot: Snapshot) -> Iterator[Part]:
        """Parts in the order in which they are to be read; none, if nothing in `hits` answers."""
        kind = question_kind(question.text)
        encodings = snapshot.encodings([hit.passage.id for hit in hits])
        evidence = gather(question, kind, hits, encodings)
        if evidence is None:
            return
        stored = self._model.probabilities(evidence)
        raised = read(evidence, stored)
        weighed = reordered(kind, evidence, raised)
        reading, nearer = self._model.reading, 1.0
        if self._reader and reading and len(places := to_read(weighed)):
            alone = read_alone(question.text, evidence, places, self._reader)
            evidence, nearer = without_windows(evidence), NEARER
            raised = reading.probabilities(stored, alone)
            weighed = reordered(kind, evidence, raised)
        choice = choose(
            kind,
            evidence,
            raised,
            weighed,
            snapshot=snapshot,
            least=self._least,
            brief=self._brief,
            nearer=nearer,
            most_words=self._most_words,
        )
        yield from compose(with_headings(choice, question.text), snapshot)
