"""Markdown: the text as a reader of the rendered page sees it."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from ingest.documents import Document, Finding
from ingest.loaders.attributes import (
    MARKED,
    heading_without_lists,
    link_destination,
    paragraph_without_marks,
    without_list,
)
from ingest.loaders.building import DocumentBuilder
from ingest.loaders.decoding import decoded, read_bytes
from ingest.loaders.raised import STRUCK, raised

if TYPE_CHECKING:
    from markdown_it.token import Token

SUFFIXES = (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".rmd", ".qmd")

_INLINE_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z]+)\b")
_TAG = re.compile(r"<!--.{0,10000}?-->|</?[A-Za-z][^<>]*>", re.DOTALL)
_MODULE = re.compile(r"import\s[^\n]*['\"]|export\s+(?:const|let|default|function|async|class)\b")
_LONGEST_BOLD_HEADING = 80


def load(path: Path, *, source: str) -> Iterator[Document]:
    """One Document; front matter goes into its metadata, `title` there is its title."""
    builder = DocumentBuilder("Markdown")
    modules = path.suffix.lower() == ".mdx"
    add_markdown(builder, decoded(read_bytes(path)), modules=modules)
    builder.mark_furniture()
    yield builder.build(source, builder.metadata.get("title"))


def add_markdown(builder: DocumentBuilder, text: str, *, modules: bool = False) -> None:
    """Append the blocks of a Markdown text to `builder`. `modules`: lines that import and export
    are a program's, as in MDX, and left out."""
    from markdown_it import MarkdownIt, helpers
    from mdit_py_plugins.front_matter import front_matter_plugin

    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(front_matter_plugin)
    reading: Any = SimpleNamespace(
        parseLinkLabel=helpers.parseLinkLabel,
        parseLinkTitle=helpers.parseLinkTitle,
        parseLinkDestination=link_destination,
    )
    parser.helpers = reading
    _Writer(builder, modules).write(parser.parse(text.replace("\0", "")))


class _Writer:
    """Walks the flat list of tokens; each kind of token has its method here, or is passed over.

    `lists` holds the next number (None: a bullet) of each list that is open, outermost first.
    """

    def __init__(self, builder: DocumentBuilder, modules: bool) -> None:
        self.builder = builder
        self.modules = modules
        self.lists: list[int | None] = []
        self.item: list[str] = []
        self.marker = "-"
        self.cells: list[str] = []
        self.level = 0
        self.inside = ""

    def write(self, tokens: Sequence["Token"]) -> None:
        for token in tokens:
            handle = getattr(self, f"_{token.type}", None)
            if handle is not None:
                handle(token)

    def _heading_open(self, token: "Token") -> None:
        self._flush()
        self.level = int(token.tag[1:])
        self.inside = "heading"

    def _paragraph_open(self, _: "Token") -> None:
        self.inside = "paragraph"

    def _th_open(self, _: "Token") -> None:
        self.inside = "head"

    def _td_open(self, _: "Token") -> None:
        self.inside = "row"

    def _tr_open(self, _: "Token") -> None:
        self._flush()
        self.cells = []

    def _tr_close(self, _: "Token") -> None:
        (self.builder.head if self.inside == "head" else self.builder.row)(self.cells)

    def _bullet_list_open(self, _: "Token") -> None:
        self._flush()
        self.lists.append(None)

    def _ordered_list_open(self, token: "Token") -> None:
        self._flush()
        self.lists.append(int(token.attrs.get("start", 1)))

    def _bullet_list_close(self, _: "Token") -> None:
        self._flush()
        self.lists.pop()

    _ordered_list_close = _bullet_list_close

    def _list_item_open(self, _: "Token") -> None:
        self._flush()
        number = self.lists[-1]
        self.marker = "-" if number is None else f"{number}."
        if number is not None:
            self.lists[-1] = number + 1

    def _fence(self, token: "Token") -> None:
        self._flush()
        self.builder.code(token.content)

    _code_block = _fence

    def _html_block(self, token: "Token") -> None:
        self._flush()
        self.builder.paragraph(_TAG.sub(" ", token.content))

    def _front_matter(self, token: "Token") -> None:
        self.builder.metadata.update(front_matter(token.content))

    def _inline(self, token: "Token") -> None:
        text = visible(token)
        if self.inside == "heading":
            self.builder.heading(heading_without_lists(text), level=self.level)
            return
        if self.inside in ("head", "row"):
            self.cells.append(text)
            return
        text = paragraph_without_marks(text)
        if self.modules and token.level == 1 and _MODULE.match(text):
            self.builder.found([Finding("paragraphs that import or export left out")])
        elif self.lists:
            self.item.append(text)
        elif _is_bold(token) and len(text) <= _LONGEST_BOLD_HEADING and not text.endswith("."):
            self.builder.heading(text, level=self.level + 1)
        else:
            self.builder.paragraph(text, label=_bold_label(token))

    def _flush(self) -> None:
        if self.item:
            self.builder.item(" ".join(self.item), depth=len(self.lists) or 1, marker=self.marker)
            self.item = []


def visible(token: "Token") -> str:
    """What a reader sees of an inline token: no marks, the text of links, images' alternatives;
    nothing of what is struck through."""
    parts: list[str] = []
    opened: list[tuple[str, int]] = []  # what is raised or struck, and where in `parts` it begins
    before = ""
    for child in token.children or ():
        if opens := _opens(child):
            opened.append((opens, len(parts)))
        elif opened and _closes(child, opened[-1][0]):
            tag, begin = opened.pop()
            parts[begin:] = [raised("".join(parts[begin:]))] if tag == "sup" else []
        if child.type == "text" and before in MARKED:
            parts.append(without_list(child.content))
        elif child.type in ("text", "code_inline", "text_special"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif child.type == "image":
            parts.append(visible(child))
        elif child.type == "html_inline" and child.content.lower().startswith("<br"):
            parts.append("\n")
        before = child.type
    return "".join(parts)


def _opens(token: "Token") -> str:
    """`sup` or `del` for what begins raised or struck text, else nothing."""
    tag = _INLINE_TAG.match(token.content) if token.type == "html_inline" else None
    if token.type == "s_open" or (tag and not tag["end"] and tag["name"].lower() in STRUCK):
        return "del"
    return "sup" if tag and not tag["end"] and tag["name"].lower() == "sup" else ""


def _closes(token: "Token", opened: str) -> bool:
    tag = _INLINE_TAG.match(token.content) if token.type == "html_inline" else None
    name = tag["name"].lower() if tag and tag["end"] else ""
    return name == "sup" if opened == "sup" else token.type == "s_close" or name in STRUCK


def _bold_label(token: "Token") -> str:
    """The bold words with which a paragraph begins, or nothing."""
    children = [child for child in token.children or () if child.type != "text" or child.content]
    if not children or children[0].type != "strong_open":
        return ""
    label: list[str] = []
    for child in children[1:]:
        if child.type == "strong_close":
            break
        label.append(child.content if child.type in ("text", "code_inline") else "")
    return "".join(label)


def _is_bold(token: "Token") -> bool:
    """Whether a paragraph is one bold phrase, or that and a colon: a heading by other means."""
    children = [child for child in token.children or () if child.type != "text" or child.content]
    if children and children[-1].type == "text" and children[-1].content.strip() == ":":
        children.pop()
    return (
        len(children) >= 3
        and children[0].type == "strong_open"
        and children[-1].type == "strong_close"
        and sum(child.type == "strong_open" for child in children) == 1
    )


def front_matter(text: str) -> dict[str, str]:
    """YAML front matter as plain strings; lists joined by commas; nothing where it is no YAML."""
    import yaml

    try:
        fields = yaml.safe_load(text)
    except yaml.YAMLError:
        return {}
    if not isinstance(fields, dict):
        return {}
    return {str(name): _plain(value) for name, value in fields.items() if value is not None}


def _plain(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_plain(part) for part in value)
    return str(value)
