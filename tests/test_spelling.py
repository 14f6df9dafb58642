"""Misspelt words are mended by the documents' words, and nothing else is touched."""

import pytest
from fakes import FakeEmbedder, add, make_document
from hypothesis import given
from hypothesis import strategies as st

from chatbot.spelling import mend
from ingest.index_memory import MemoryIndex

TEXT = "Feature engineering needs domain knowledge. Monitoring finds drifting models. A café opens."


class Speller(FakeEmbedder):
    """Knows some words, as a real model's vocabulary does."""

    known = frozenset("who what does need salary nurse moderns".split())

    def count_tokens(self, text: str) -> int:
        return 1 if text in self.known else 2


@pytest.mark.parametrize(
    ("asked", "mended"),
    [
        ("what is feture enginering?", "what is feature engineering?"),
        ("Who does the Montoring?", "Who does the Monitoring?"),
        ("does it need domian knowlegde", "does it need domain knowledge"),
        ("What is the salary of a nurse?", "What is the salary of a nurse?"),  # words, only absent
        ("What is a moderns?", "What is a moderns?"),  # near to "models", yet a word
        ("Is Zürich a model?", "Is Zürich a model?"),
        ("", ""),
    ],
)
def test_mends_slips_only(asked: str, mended: str) -> None:
    index, embedder = MemoryIndex(), Speller()
    add(index, embedder, make_document(TEXT))
    with index.snapshot() as snapshot:
        assert mend(asked, embedder=embedder, snapshot=snapshot) == mended


@given(question=st.text(max_size=80))
def test_never_touches_what_is_not_a_word(question: str) -> None:
    index, embedder = MemoryIndex(), Speller()
    with index.snapshot() as snapshot:
        assert mend(question, embedder=embedder, snapshot=snapshot) == question
