"""Marks of Markdown's dialects that a reader of the rendered page does not see.

Attribute lists: `{#id .class key=value}` of Pandoc and many generators of sites, `{:.class}` of
kramdown. Fences of coloned boxes (`::: warning`), the marks of notes (`[!NOTE]`), and addresses of
links that a template fills in (`[text]({{ "/page" | url }})`).
"""

import re
from typing import Any

_NAME = r"[^\W\d][\w:.-]*"
_ONE = rf"(?:[#.]-?{_NAME}|{_NAME}=(?:\"[^\"{{}}\n]*\"|'[^'{{}}\n]*'|[\w:%./-]+))"
_LIST = rf"\{{:?[ ]*{_ONE}(?:[ ]+{_ONE})*[ ]*\}}"
_AT_THE_START = re.compile(rf"(?:{_LIST})+")
_BEHIND_A_HEADING = re.compile(rf"[ ]*(?:{_LIST}|\{{-\}})$")
_LINE = re.compile(
    rf"^[ ]*(?:(?:{_LIST}[ ]*)+|\{{:{{1,2}}/?[ ]*{_NAME}[^{{}}\n]*/?\}})[ ]*$\n?", re.M
)
_FENCE = re.compile(r"^[ ]*:{3,}[ ]*(?:\{[^{}\n]*\}|[\w-]*)[ ]*:*[ ]*$\n?", re.M)
_NOTE = re.compile(r"\[!(\w{2,20})\][+-]?[ \t]*(?:\n|$)")

_TEMPLATE = re.compile(r"\{\{[^{}\n]{0,500}\}\}|\{%[^%\n]{0,500}%\}")

MARKED = frozenset(("link_close", "em_close", "strong_close", "s_close", "code_inline", "image"))
"""Tokens that an attribute list may follow directly."""


def without_list(text: str) -> str:
    """Text right behind an inline element, without the attribute list that it begins with."""
    return _AT_THE_START.sub("", text, count=1) if text.startswith("{") else text


def heading_without_lists(text: str) -> str:
    """A heading without the attribute list at its end."""
    return _BEHIND_A_HEADING.sub("", text) if text.endswith("}") else text


def paragraph_without_marks(text: str) -> str:
    """A paragraph without lines that are attribute lists or fences; a note's mark as its label."""
    if "{" in text:
        text = _LINE.sub("", text)
    if ":::" in text:
        text = _FENCE.sub("", text)
    note = _NOTE.match(text)
    if note is None:
        return text
    rest = text[note.end() :]
    return f"{note[1].capitalize()}: {rest}" if rest.strip() else ""


def link_destination(text: str, position: int, most: int) -> Any:
    """What markdown-it asks for a link's address; one of a template's is an address, too, in spite
    of its blanks and quotation marks."""
    from markdown_it.helpers import parseLinkDestination

    template = _TEMPLATE.match(text, position, most)
    if template is None:
        return parseLinkDestination(text, position, most)
    found = parseLinkDestination(text, template.end(), most)  # as "#part" behind it
    if not found.ok:
        found.ok, found.pos = True, template.end()
    return found
