"""Several indexes read as one: their searches are merged, their documents stand side by side.

Cosines compare across indexes as they are. BM25 scores weigh words by how rare they are in their
own index, so across indexes they order only nearly as one index would.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

from ingest.documents import Document, Encoding, Hit, Passage, Vector
from ingest.errors import StoreError
from ingest.index import DocumentRecord, Index, Snapshot


class UnionSnapshot:
    """A Snapshot over snapshots; what several of them hold (same id) shows once."""

    def __init__(self, snapshots: Sequence[Snapshot]) -> None:
        self._snapshots = tuple(snapshots)
        self._holders: dict[str, Snapshot] = {}

    def search_meaning(self, vector: Vector, limit: int) -> list[Hit]:
        return self._merged(lambda snapshot: snapshot.search_meaning(vector, limit), limit)

    def search_words(self, text: str, limit: int, *, holding: str = "") -> list[Hit]:
        return self._merged(
            lambda snapshot: snapshot.search_words(text, limit, holding=holding), limit
        )

    def _merged(self, search: Callable[[Snapshot], list[Hit]], limit: int) -> list[Hit]:
        best: dict[str, Hit] = {}
        for snapshot in self._snapshots:
            for hit in search(snapshot):
                self._holders.setdefault(hit.passage.id, snapshot)
                known = best.get(hit.passage.id)
                if known is None or hit.score > known.score:
                    best[hit.passage.id] = hit
        return sorted(best.values(), key=lambda hit: -hit.score)[:limit]

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        found: dict[str, Passage] = {}
        for snapshot in self._snapshots:
            for passage in snapshot.passages([each for each in ids if each not in found]):
                found[passage.id] = passage
                self._holders.setdefault(passage.id, snapshot)
        return [found[each] for each in ids if each in found]

    def neighbours(self, document_id: str) -> list[Passage]:
        held = (snapshot.neighbours(document_id) for snapshot in self._snapshots)
        return next((passages for passages in held if passages), [])

    def encodings(self, ids: Sequence[str]) -> list[Encoding]:
        if unseen := [each for each in ids if each not in self._holders]:
            self.passages(unseen)
        found: dict[str, Encoding] = {}
        for snapshot in self._snapshots:
            held = [each for each in ids if self._holders.get(each) is snapshot]
            if held:
                found |= zip(held, snapshot.encodings(held), strict=True)
        return [found[each] for each in ids]

    def document(self, document_id: str) -> Document | None:
        held = (snapshot.document(document_id) for snapshot in self._snapshots)
        return next((document for document in held if document is not None), None)

    def documents(self) -> list[DocumentRecord]:
        records = [record for snapshot in self._snapshots for record in snapshot.documents()]
        return list({record.id: record for record in reversed(records)}.values())[::-1]

    def passage_count(self) -> int:
        return sum(snapshot.passage_count() for snapshot in self._snapshots)

    def document_frequency(self, words: Sequence[str]) -> list[int]:
        counts = [snapshot.document_frequency(words) for snapshot in self._snapshots]
        return [sum(column) for column in zip(*counts, strict=True)] or [0] * len(words)


class UnionIndex:
    """An Index to ask several ones; what is added goes into one of them, not here."""

    def __init__(self, members: Callable[[], Sequence[Index]]) -> None:
        """`members` are asked for at each snapshot, so that a new one takes part at once."""
        self._members = members

    @contextmanager
    def snapshot(self) -> Iterator[UnionSnapshot]:
        with ExitStack() as stack:
            yield UnionSnapshot([stack.enter_context(i.snapshot()) for i in self._members()])

    def add(
        self, document: Document, passages: Sequence[Passage], encodings: Sequence[Encoding]
    ) -> None:
        raise StoreError("several collections cannot be added to at once; name one")

    def remove(self, document_id: str) -> bool:
        """Remove the document wherever it is."""
        removed = [index.remove(document_id) for index in self._members()]
        return any(removed)
