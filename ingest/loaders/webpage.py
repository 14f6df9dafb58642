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
_ALIKE = 2
"""Paragraphs of the content that make others of the same kind of container content too."""
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
    _add_between(blocks, inside)
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


def _add_between(blocks: Sequence[WebBlock], inside: list[bool]) -> None:
    """Lists without links that stand between the content's blocks belong to it: the extractor
    leaves out whole lists, and steps and rules are too short to be known for running text."""
    counts = Counter(
        block.section for block, kept in zip(blocks, inside, strict=True) if kept and block.is_prose
    )
    kept_at = [n for n, kept in enumerate(inside) if kept]
    if not kept_at:
        return
    for run in _runs(blocks):
        if (
            counts[blocks[run.start].section] >= _ALIKE
            and kept_at[0] < run.start < kept_at[-1]
            and not any(inside[run.start : run.stop])
            and _has_few_links(blocks[run.start : run.stop])
        ):
            inside[run.start : run.stop] = [True] * len(run)


def _runs(blocks: Sequence[WebBlock]) -> Iterator[range]:
    """The lists outside of menus: items that follow each other in the same section."""
    start = 0
    for number in range(1, len(blocks) + 1):
        if number == len(blocks) or _place(blocks[number]) != _place(blocks[start]):
            if not blocks[start].chrome and blocks[start].kind == "item":
                yield range(start, number)
            start = number


def _place(block: WebBlock) -> tuple[str, int, bool]:
    return block.kind, block.section, block.chrome


def _has_few_links(blocks: Sequence[WebBlock]) -> bool:
    return sum(b.linked for b in blocks) < _FEW * sum(len(b.text) for b in blocks)


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
