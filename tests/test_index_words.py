"""The search by words: which words of a question count."""

from pathlib import Path

import pytest

from ingest.index_words import WordStore


@pytest.fixture
def store(tmp_path: Path) -> WordStore:
    store = WordStore(tmp_path / "words")
    store.add([1, 2, 3], ["To be or not to be.", "The bees are in the hive.", "A hive of wood."])
    return store


def rows(store: WordStore, text: str) -> set[int]:
    return {row for row, _ in store.search(text, 10)}


def test_stop_words_find_nothing_beside_others(store: WordStore) -> None:
    assert rows(store, "Is the bee not in it?") == {2}
    assert rows(store, "the hives") == {2, 3}


def test_a_question_of_nothing_but_stop_words_is_searched_by_them(store: WordStore) -> None:
    assert rows(store, "to be or not to be") == {1}
    assert rows(store, "?!") == set()
