"""What snapshots keep of what they have read: no more than it may be, and nothing that has gone."""

from collections.abc import Sequence
from pathlib import Path

from fakes import FakeEmbedder, add, make_document, make_passages

from ingest.index_cache import Cache
from ingest.index_local import LocalIndex

CATS = make_document("Cats sleep all day. Cats hunt mice at night.", source="cats.txt", title="C")
TEA = make_document("Tea needs hot water. Green tea is bitter.", source="tea.txt", title="T")


def test_reads_once_and_forgets_the_least_recently_used() -> None:
    loaded: list[str] = []

    def load(keys: Sequence[str]) -> dict[str, str]:
        loaded.extend(keys)
        return {key: key * 10 for key in keys if key != "?"}

    cache: Cache[str] = Cache(25, len)
    assert cache.read(1, ["a", "b", "?"], load) == {"a": "a" * 10, "b": "b" * 10}
    assert cache.read(1, ["a"], load) == {"a": "a" * 10}
    assert loaded == ["a", "b", "?"]
    cache.read(1, ["c"], load)  # 30 bytes: b was used longest ago
    cache.read(1, ["a", "c"], load)
    assert loaded == ["a", "b", "?", "c"]
    cache.read(1, ["b"], load)
    assert loaded[-1] == "b"


def test_a_later_generation_starts_afresh_and_an_earlier_one_goes_without() -> None:
    cache: Cache[str] = Cache(100, len)
    assert cache.read(1, ["a"], lambda _: {"a": "old"}) == {"a": "old"}
    assert cache.read(2, ["a"], lambda _: {"a": "new"}) == {"a": "new"}
    assert cache.read(1, ["a"], lambda _: {"a": "old"}) == {"a": "old"}
    assert cache.read(2, ["a"], lambda _: {"a": "newest"}) == {"a": "new"}


def test_snapshots_read_the_same_again_and_nothing_that_is_gone(
    tmp_path: Path, embedder: FakeEmbedder
) -> None:
    index = LocalIndex(tmp_path / "index", model="fake", create=True)
    add(index, embedder, CATS)
    add(index, embedder, TEA)
    ids = [passage.id for passage in make_passages(CATS)]
    with index.snapshot() as snapshot:
        first = snapshot.encodings(ids)
        assert all(a is b for a, b in zip(first, snapshot.encodings(ids), strict=True))
        assert snapshot.search_words("cats", 9)[0].passage == make_passages(CATS)[0]
    index.remove(CATS.id)
    with index.snapshot() as snapshot:
        assert snapshot.search_words("cats", 9) == []
        assert snapshot.passages(ids) == []
    index.close()
