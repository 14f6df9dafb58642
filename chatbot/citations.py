"""Parts to an answer's text, with a numbered citation for every quote."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from chatbot.answers import Citation, Part, Quote
from ingest.documents import Document
from ingest.index import Snapshot


class Citations:
    """Numbers quotes in the order in which they are first used; the same stretch keeps its number.

    Only quotes that the documents hold to the character get one: `document.text[start:end]`.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._documents: dict[str, Document | None] = {}
        self._numbers: dict[tuple[str, int, int], Citation] = {}

    def holds(self, quote: Quote) -> bool:
        """Whether the document that the quote names reads exactly so at its place."""
        if quote.document_id not in self._documents:
            self._documents[quote.document_id] = self._snapshot.document(quote.document_id)
        document = self._documents[quote.document_id]
        return document is not None and document.text[quote.start : quote.end] == quote.text

    def accept(self, parts: Iterable[Part]) -> Iterator[Part]:
        """The parts whose quotes all hold, each quote numbered."""
        for part in parts:
            if all(self.holds(quote) for quote in part.quotes):
                for quote in part.quotes:
                    self.cite(quote)
                yield part

    def cite(self, quote: Quote) -> Citation:
        """The numbered citation of a quote that holds."""
        key = (quote.document_id, quote.start, quote.end)
        if key not in self._numbers:
            self._numbers[key] = Citation(
                number=len(self._numbers) + 1,
                document_id=quote.document_id,
                source=quote.source,
                title=quote.title,
                section=quote.section,
                quote=quote.text,
                start=quote.start,
                end=quote.end,
                page=quote.page,
            )
        return self._numbers[key]

    def numbers(self, part: Part) -> tuple[int, ...]:
        """The markers of a part, in order."""
        found = (self._numbers.get((q.document_id, q.start, q.end)) for q in part.quotes)
        return tuple(dict.fromkeys(citation.number for citation in found if citation))

    def all(self) -> tuple[Citation, ...]:
        return tuple(self._numbers.values())

    def markdown(self, parts: Sequence[Part]) -> str:
        """The answer as Markdown: paragraphs, lists and tables, each unit with its markers."""
        groups = groupby(parts, key=_layout)
        return "\n\n".join(self._group(kind, list(group)) for kind, group in groups)

    def _group(self, kind: str, parts: list[Part]) -> str:
        if kind == "table":
            return self._table(parts)
        if kind == "item":
            marks = _marks(parts)
            return "\n".join(
                f"{mark} {self._marked(part)}" for mark, part in zip(marks, parts, strict=True)
            )
        if kind == "heading":
            return "\n\n".join(f"**{self._marked(part)}**" for part in parts)
        return " ".join(self._marked(part) for part in parts)

    def _table(self, parts: list[Part]) -> str:
        lines: list[str] = []
        for part in parts:
            cells = part.text.split(" | ")
            marked = _row([*cells[:-1], f"{cells[-1]} {self._markers(part)}".rstrip()])
            if part.kind == "head":
                lines += ["", marked, _row(["---"] * len(cells))]
                continue
            if not lines:
                lines += [_row([""] * len(cells)), _row(["---"] * len(cells))]
            lines.append(marked)
        return "\n".join(lines).strip("\n")

    def _marked(self, part: Part) -> str:
        text = " ".join(part.text.split())
        if part.doubt == "struck":
            return f"~~{text}~~"
        if part.doubt == "warned":
            return f"⚠ {text} (The documents do not carry this.)"
        return f"{text} {self._markers(part)}".rstrip()

    def _markers(self, part: Part) -> str:
        return "".join(f"[{number}]" for number in self.numbers(part))


def _layout(part: Part) -> str:
    return "table" if part.kind in ("head", "row") else part.kind


def _marks(parts: Sequence[Part]) -> list[str]:
    """Numbers where the items are numbered without a gap, which Markdown would close; else dots."""
    numbers = [part.number for part in parts]
    if numbers[0] is not None and numbers == [*range(numbers[0], numbers[0] + len(parts))]:
        return [f"{number}." for number in numbers]
    return ["-"] * len(parts)


def _row(cells: Sequence[str]) -> str:
    escaped = (" ".join(cell.split()).replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"
