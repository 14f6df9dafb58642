"""A page's blocks in reading order, content told from what stands around it.

trafilatura (Barbaresi 2021, doi:10.18653/v1/2021.acl-demo.15) decides what the content is; the
structure is read from the page itself, so that headings, lists and tables survive.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.loaders.web_elements import SPACES, Walker, WebBlock, text_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_WORD = re.compile(r"\w+")
_SHORT = 30
"""Letters of a block below which it must be a whole line of the content, not only part of it."""
_LEAST_CONTENT = 200
_CLOSING = "\"'”’)]"
"""Letters that may follow the end of a sentence."""
_ALIKE = 2
"""Blocks of the content that make others of the same kind of container content too."""
_FEW = 0.2
"""Share of a list's letters from which links make a menu of it."""


def page_blocks(tree: "HtmlElement", *, whole: bool = False) -> list[WebBlock]:
    """All blocks of a page with what stands around the content marked as furniture.

    `whole`: all of it is content, as in a book's chapter or a message.
    """
    blocks = list(Walker().walk(tree))
    if whole:
        return [replace(block, chrome=False) for block in blocks]
    content = _main_content(tree)
    lines = {_bare(line) for line in content.split("\n")}
    running = _bare(content)
    plain = [block for block in blocks if not block.chrome]
    if (
        len(running) < _LEAST_CONTENT
        and sum(len(block.text) for block in plain) < 20 * _LEAST_CONTENT
    ):
        return [replace(b, kind="furniture") if b.chrome else b for b in blocks]
    inside = [_is_inside(block, lines, running) for block in blocks]
    _add_alike(blocks, inside)
    _add_short(blocks, inside)
    _add_headings(blocks, inside)
    body = [n for n, kept in enumerate(inside) if kept and blocks[n].level != 1]
    first, last = (body[0], body[-1]) if body else (0, len(blocks))
    return [
        block
        if kept
        else replace(
            block,
            kind="furniture",
            # Labels and links before and after the content are menus, whatever their tags.
            chrome=block.chrome or not (first < number < last or block.is_prose),
        )
        for number, (block, kept) in enumerate(zip(blocks, inside, strict=True))
    ]


def _add_alike(blocks: Sequence[WebBlock], inside: list[bool]) -> None:
    """Running text in the same kind of container as the content's belongs to it: the extractor
    often stops at an advertisement in the middle."""
    counts = Counter(
        block.container
        for block, kept in zip(blocks, inside, strict=True)
        if kept and block.is_prose
    )
    for number, block in enumerate(blocks):
        if block.is_prose and counts[block.container] >= _ALIKE:
            inside[number] = True


def _add_short(blocks: Sequence[WebBlock], inside: list[bool]) -> None:
    """Lists and short paragraphs without links that stand among the content, in the same kind of
    section, belong to it: the extractor leaves out whole lists, and steps and rules are too short
    to be running text. A paragraph must be a sentence or stand below a heading."""
    sections = Counter(
        block.section
        for block, kept in zip(blocks, inside, strict=True)
        if kept and block.kind != "heading" and not block.listed
    )
    found = [number for number, kept in enumerate(inside) if kept]
    first, last = (found[0], found[-1]) if found else (0, -1)
    for group in _groups(blocks):
        start, opening = group.start, blocks[group.start]
        head = _head_above(blocks, start)
        headed = head < start
        # A page may end with a list: no content below it, but its heading right behind some.
        among = (headed or first < start) and start < last
        ending = headed and opening.listed and head - 1 <= last
        known = headed or opening.listed or _is_sentence(opening.text)
        alike = sections[opening.section] >= _ALIKE
        if alike and known and (among or ending) and _is_unlinked(blocks, group):
            inside[start : group.stop] = [True] * len(group)
            last = max(last, group.stop - 1)


def _groups(blocks: Sequence[WebBlock]) -> Iterator[range]:
    """Each list, and each paragraph outside of lists."""
    start = 0
    for number, block in enumerate(blocks):
        following = blocks[number + 1] if number + 1 < len(blocks) else None
        if block.listed and following and following.listed and following.section == block.section:
            continue
        if block.kind in ("item", "paragraph") and not block.chrome:
            yield range(start, number + 1)
        start = number + 1


def _head_above(blocks: Sequence[WebBlock], number: int) -> int:
    """The first of the headings right above a block, in its section; its own number if none."""
    head = number
    while head > 0 and (above := blocks[head - 1]).kind == "heading":
        if above.section != blocks[number].section:
            break
        head -= 1
    return head


def _is_sentence(text: str) -> bool:
    return text.rstrip(_CLOSING).endswith((".", "!", "?", ":"))


def _is_unlinked(blocks: Sequence[WebBlock], group: range) -> bool:
    """Whether there are words in a group, and hardly any of them in a link."""
    members = blocks[group.start : group.stop]
    length = sum(len(block.text) for block in members)
    linked = sum(block.linked for block in members)
    return any(_bare(block.text) for block in members) and linked < length * _FEW


def _add_headings(blocks: Sequence[WebBlock], inside: list[bool]) -> None:
    """A heading belongs to the content if, and only if, content comes right after it."""
    for number in range(len(blocks) - 1, -1, -1):
        block = blocks[number]
        if block.kind == "heading":
            following = number + 1 < len(blocks) and inside[number + 1]
            inside[number] = not block.chrome and (following or block.level == 1)


def page_title(tree: "HtmlElement") -> str:
    """The title: of the page's only first-level heading, else as the page gives it for sharing."""
    headings = [text_of(heading) for heading in tree.iter("h1")]
    shared = tree.xpath("string(//meta[@property='og:title']/@content)")
    title = _text_of_first(tree, "title")
    if len(headings) == 1 and headings[0] and (not title or headings[0] in title):
        return headings[0]
    return SPACES.sub(" ", shared).strip() or title or (headings[0] if headings else "")


def _main_content(tree: "HtmlElement") -> str:
    import trafilatura

    text = trafilatura.extract(
        tree, include_comments=False, include_tables=True, favor_precision=True
    )
    return text or ""


def _is_inside(block: WebBlock, lines: Set[str], running: str) -> bool:
    bare = _bare(block.text)
    return bool(bare) and (bare in running if len(bare) >= _SHORT else bare in lines)


def _bare(text: str) -> str:
    return "".join(_WORD.findall(text)).lower()


def _text_of_first(tree: "HtmlElement", tag: str) -> str:
    found = next(tree.iter(tag), None)
    return "" if found is None else text_of(found)
