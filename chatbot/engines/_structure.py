"""Lists and tables of a document, as wholes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.documents import Block, Document

_NUMBER = re.compile(r"(?:^|\n)[ \t]*(\d{1,3})[.)][ \t]+$")
"""The mark of a numbered item, which stands before its text."""


_ENDINGS = frozenset('.!?…。！？"”»)]')
LONGEST_PHRASE = 120  # characters


@dataclass(frozen=True, slots=True)
class Group:
    """A list with the sentence that leads it in, or a table with its column heads.

    `members` are its items or rows in order; `opening` is the paragraph before a list, where that
    leads it in or is all that stands between the heading and the list, or a table's head;
    `heading` is the nearest one above.
    """

    document: Document
    members: tuple[Block, ...]
    opening: Block | None
    heading: Block | None

    @property
    def is_table(self) -> bool:
        return self.members[0].kind == "row"

    @property
    def start(self) -> int:
        return self.members[0].start

    @property
    def end(self) -> int:
        return self.members[-1].end

    @property
    def opening_start(self) -> int:
        return self.start if self.opening is None else self.opening.start

    def text(self, block: Block) -> str:
        return self.document.text[block.start : block.end]


def groups(document: Document) -> Iterator[Group]:
    """Every list and table of the document, in reading order."""
    heading: Block | None = None
    before: list[Block] = []
    members: list[Block] = []
    for block in (*document.blocks, None):
        if members and (block is None or block.kind != members[0].kind):
            yield Group(document, tuple(members), _opening(document, before, members), heading)
            before, members = [], []
        if block is None or block.kind == "furniture":
            continue
        if block.kind in ("item", "row"):
            members.append(block)
        elif block.kind == "heading":
            heading, before = block, []
        else:
            before.append(block)


def _opening(document: Document, before: list[Block], members: list[Block]) -> Block | None:
    if not before:
        return None
    last = before[-1]
    if last.kind == "head":
        return last if members[0].kind == "row" else None
    leads = leads_in(
        document.text[last.start : last.end], before_item=_continues(document.text, members[0])
    )
    return last if last.kind == "paragraph" and (leads or len(before) == 1) else None


def _continues(text: str, member: Block) -> bool:
    """Whether an item goes on with the phrase before it: it begins with a small letter."""
    return member.kind == "item" and text[member.start : member.end][:1].islower()


def leads_in(text: str, *, before_item: bool) -> bool:
    """Whether a text announces what stands below it: by a colon, or as a phrase right before an
    item ("Do not take the tablets")."""
    ending = text.rstrip()[-1:]
    return ending in (":", "：") or (
        before_item and ending not in _ENDINGS and len(text) <= LONGEST_PHRASE
    )


def heading_above(document: Document, position: int) -> Block | None:
    """The nearest heading before `position`."""
    above = [b for b in document.blocks if b.kind == "heading" and b.start <= position]
    return above[-1] if above else None


def number_before(text: str, start: int) -> int | None:
    """The number that stands before the item at `start`."""
    match = _NUMBER.search(text, max(0, start - 12), start)
    return int(match[1]) if match else None
