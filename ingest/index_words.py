"""Words in tantivy, keyed by row number: the BM25 side of the local index.

A derived store: everything in it can be made again from the records. Terms are lower-cased,
stripped of accents and stemmed (Snowball English). Stop words are indexed, but a question is
searched by its other words, if it has any.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import tantivy

ANALYZER = "words"
MOST_TERMS = 64  # of one query; a longer question is read by its first terms


def _analyzer(*, without: Sequence[str] = ()) -> Any:
    filters = [
        tantivy.Filter.remove_long(60),
        tantivy.Filter.lowercase(),
        tantivy.Filter.ascii_fold(),
        *[tantivy.Filter.stopword(language) for language in without],
        tantivy.Filter.stemmer("english"),
    ]
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for each in filters:
        builder = builder.filter(each)
    return builder.build()


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("row", stored=False, indexed=True, fast=True)
    builder.add_text_field("text", stored=False, tokenizer_name=ANALYZER, index_option="freq")
    return builder.build()


class WordStore:
    """An inverted index of passages; one writer at a time, readers see whole commits."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._analyzer = _analyzer()
        self._telling = _analyzer(without=["english"])
        self._schema = _schema()
        self._index = tantivy.Index(self._schema, path=str(folder), reuse=True)
        self._index.register_tokenizer(ANALYZER, self._analyzer)
        self._writer: Any = None

    def reopen(self) -> None:
        self._index.reload()

    def close(self) -> None:
        """Let go of the writer; reading goes on."""
        if self._writer is not None:
            self._writer.wait_merging_threads()
            self._writer = None

    @contextmanager
    def _committed(self) -> Iterator[Any]:
        """The writer; what is done with it shows afterwards. One that failed is of no more use,
        and is ended, since it would keep tantivy's lock."""
        if self._writer is None:
            self._writer = self._index.writer(heap_size=30_000_000, num_threads=1)
        try:
            yield self._writer
            self._writer.commit()
        except BaseException:
            failed, self._writer = self._writer, None
            with suppress(ValueError):
                failed.wait_merging_threads()
            raise
        self._index.reload()

    def add(self, rows: Sequence[int], texts: Sequence[str]) -> None:
        with self._committed() as writer:
            for row, text in zip(rows, texts, strict=True):
                writer.add_document(tantivy.Document(row=row, text=text))

    def remove(self, rows: Sequence[int]) -> None:
        if rows:
            with self._committed() as writer:
                for row in rows:
                    writer.delete_documents_by_term("row", row)

    def stems(self, text: str) -> list[str]:
        """The terms of a text, each once, in order."""
        return list(dict.fromkeys(self._analyzer.analyze(text)))

    def search(self, text: str, limit: int, *, holding: str = "") -> list[tuple[int, float]]:
        """(row, BM25 score) of the best, best first; any word may match, those of `holding`
        must."""
        telling = list(dict.fromkeys(self._telling.analyze(text)))
        terms = (telling or self.stems(text))[:MOST_TERMS]
        musts = self.stems(holding) if holding else []
        if not terms:
            return []
        query = tantivy.Query.boolean_query(
            [
                (
                    tantivy.Occur.Must if term in musts else tantivy.Occur.Should,
                    tantivy.Query.term_query(self._schema, "text", term, index_option="freq"),
                )
                for term in dict.fromkeys([*musts, *terms])
            ]
        )
        searcher = self._index.searcher()
        found = searcher.search(query, limit=limit, count=False).hits
        rows: list[Any] = searcher.fast_field_values("row", [address for _, address in found])
        return [(int(row), score) for row, (score, _) in zip(rows, found, strict=True)]

    def document_frequency(self, words: Sequence[str]) -> list[int]:
        """For each word, the passages that hold its rarest stem."""
        searcher = self._index.searcher()
        return [
            min((searcher.doc_freq("text", stem) for stem in self.stems(word)), default=0)
            for word in words
        ]

    def count(self) -> int:
        return int(self._index.searcher().num_docs)

    def rows(self) -> set[int]:
        """All rows that are stored, for the check of the index."""
        searcher = self._index.searcher()
        total = self.count()
        if total == 0:
            return set()
        hits = searcher.search(tantivy.Query.all_query(), limit=total, count=False).hits
        rows: list[Any] = searcher.fast_field_values("row", [address for _, address in hits])
        return set(rows)
