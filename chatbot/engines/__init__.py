"""Engines write the answer. Each is one file; the extractive one needs no language model."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from chatbot.answers import Part
from chatbot.questions import Question
from ingest.documents import Hit
from ingest.index import Snapshot


class Engine(Protocol):
    """Writes an answer from passages, part by part; no parts when it finds nothing to say."""

    def write(
        self, question: Question, hits: Sequence[Hit], snapshot: Snapshot
    ) -> Iterator[Part]: ...
