"""Writing a Document block by block: text and blocks are kept consistent here alone."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from pathlib import PurePath

from ingest.cleaning import clean, merged
from ingest.documents import Block, BlockKind, Document, Finding, Receipt
from ingest.errors import DocumentError
from ingest.furniture import Line, furniture_among
from ingest.receipts import instructions_in, language_of
from ingest.tables import SEPARATOR

_SPACES = re.compile(r"[ \t\r\n]+")
_WORD = re.compile(r"(?<![^\W_])[^\W\d_]{3,}(?![^\W_])")
_OPENING_WORDS = 10
_SAMPLED_BLOCKS = 40
_LONGEST_LABEL = 60
_TOGETHER = {("item", "item"), ("head", "row"), ("row", "row"), ("furniture", "furniture")}


class DocumentBuilder:
    """Collects blocks in reading order, then makes the Document.

    Every text that comes in is repaired, and each repair counted. Empty texts are left out.
    `page`, where a format has pages, is set by the loader before the blocks of that page.
    """

    def __init__(self, format_name: str) -> None:
        self.format_name = format_name
        self.page: int | None = None
        self.pages: int | None = None
        self.metadata: dict[str, str] = {}
        self._parts: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._repairs: list[Finding] = []
        self._warnings: list[str] = []

    def heading(self, text: str, *, level: int = 1, exact: bool = False) -> None:
        """A heading, its lines joined; `level` is 1..6. `exact`: its white space is kept."""
        self._append("heading", self._shown(text, exact), level=min(max(level, 1), 6))

    def paragraph(
        self,
        text: str,
        *,
        exact: bool = False,
        before: str = "",
        behind: str = "",
        label: str = "",
    ) -> None:
        """Running text; line breaks within it are kept as spaces. `exact`: its white space is
        kept. `before` and `behind` (blanks) stand around the block, in the text only. `label` are
        the words in bold with which it begins, a heading that runs in."""
        shown = self._shown(text, exact)
        opening = _SPACES.sub(" ", label).strip()
        labelled = 0 < len(opening) <= _LONGEST_LABEL and shown.startswith(opening)
        self._append("paragraph", shown, level=len(opening) if labelled else 0, prefix=before)
        if behind and text:
            self._write(behind)

    def item(self, text: str, *, depth: int = 1, marker: str = "-", exact: bool = False) -> None:
        """A list item; `marker` (a bullet, "3.") stands before the block, in the text only.

        `exact`: its white space is kept.
        """
        prefix = f"{'  ' * (depth - 1)}{marker} "
        self._append("item", self._shown(text, exact), level=depth, prefix=prefix)

    def head(self, cells: Iterable[str]) -> None:
        """A table's column heads."""
        self._append("head", self._cells(cells))

    def row(self, cells: Iterable[str]) -> None:
        """A table's row, its cells joined by " | "."""
        self._append("row", self._cells(cells))

    def code(self, text: str) -> None:
        """Program text or anything else whose lines and spaces matter."""
        self._append("code", self._repaired(text.strip("\n")))

    def furniture(self, text: str, *, exact: bool = False) -> None:
        """What stands around the content: kept in the text, never answered from."""
        self._append("furniture", self._shown(text, exact))

    def found(self, repairs: Iterable[Finding]) -> None:
        """Note repairs that the loader has made itself."""
        self._repairs.extend(repairs)

    def warn(self, warning: str) -> None:
        """Note something that the user should know, as one line."""
        if warning not in self._warnings:
            self._warnings.append(warning)

    def mark_furniture(self) -> None:
        """Turn blocks that look like furniture into it: for formats that do not mark it."""
        text = "".join(self._parts)
        lines = [Line(block.kind, text[block.start : block.end]) for block in self._blocks]
        for number in furniture_among(lines):
            block = self._blocks[number]
            self._blocks[number] = Block("furniture", block.start, block.end, page=block.page)

    @property
    def empty(self) -> bool:
        return not self._blocks

    def opening_heading(self) -> str | None:
        """The heading with which the content begins, None if it begins with something else."""
        for block in self._blocks:
            if block.kind != "furniture":
                text = "".join(self._parts)[block.start : block.end]
                return text if block.kind == "heading" else None
        return None

    def build(self, source: str, title: str | None = None) -> Document:
        """The Document. Without a title, it is the heading at the top, else the file's name, else,
        where that has no words, the first words of the text.

        Raises DocumentError if nothing readable was appended.
        """
        if self.empty:
            raise DocumentError("it holds no text; nothing to index")
        text = "".join(self._parts)
        title = self._line(title or "") or self._title(text, source)
        content = [
            text[block.start : block.end] for block in self._blocks if block.kind != "furniture"
        ]
        language = language_of(" ".join(content[:_SAMPLED_BLOCKS]))
        receipt = Receipt(
            format=self.format_name,
            pages=self.pages,
            language=language,
            repairs=merged(self._repairs),
            warnings=tuple(self._warnings),
            instructions=instructions_in(content),
        )
        return Document(
            id=document_id(title, text),
            source=source,
            title=title,
            text=text,
            blocks=tuple(self._blocks),
            receipt=receipt,
            metadata={name: value for name, value in self.metadata.items() if value},
        )

    def _title(self, text: str, source: str) -> str:
        """The only heading of the highest level, else the file's name, else the first words."""
        headings = [block for block in self._blocks if block.kind == "heading"]
        highest = min((heading.level for heading in headings), default=0)
        top = [heading for heading in headings if heading.level == highest]
        if len(top) == 1 and top[0].start <= self._content_start():
            title = text[top[0].start : top[0].end]
            if not title[0].isdigit():  # the first of numbered sections is no title
                return title
        name = title_of(source)
        if _WORD.search(name):
            return name
        words = next(
            (text[b.start : b.end].split() for b in self._blocks if b.kind == "paragraph"), []
        )
        opening = " ".join(words[:_OPENING_WORDS]).rstrip(",;:")
        return f"{opening} …" if len(words) > _OPENING_WORDS else opening or name

    def _content_start(self) -> int:
        kinds = ("furniture",)
        return next((b.start for b in self._blocks if b.kind not in kinds), 0)

    def _append(self, kind: BlockKind, text: str, *, level: int = 0, prefix: str = "") -> None:
        if not text:
            return
        if self._blocks:
            close = (self._blocks[-1].kind, kind) in _TOGETHER
            self._write("\n" if close else "\n\n")
        self._write(prefix)
        start = self._length
        self._write(text)
        self._blocks.append(Block(kind, start, self._length, level, self.page))

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _shown(self, text: str, exact: bool) -> str:
        return self._repaired(text) if exact else self._line(text)

    def _line(self, text: str) -> str:
        return _SPACES.sub(" ", self._repaired(text)).strip(" ")

    def _cells(self, cells: Iterable[str]) -> str:
        lines: Sequence[str] = [self._line(cell) for cell in cells]
        return SEPARATOR.join(lines).strip(" ") if any(lines) else ""

    def _repaired(self, text: str) -> str:
        cleaned = clean(text)
        self._repairs.extend(cleaned.repairs)
        return cleaned.text


def document_id(title: str, text: str) -> str:
    """A hash of title and text, 32 hexadecimal digits."""
    return hashlib.sha256(f"{title}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def title_of(source: str) -> str:
    """A readable title from the last part of a path or address."""
    stem = PurePath(source.rstrip("/")).stem
    return _SPACES.sub(" ", re.sub(r"[-_]+", " ", stem)).strip() or source or "Untitled"
