"""Marks of Markdown's dialects that a reader of the rendered page does not see.

Attribute lists: `{#id .class key=value}` of Pandoc and many generators of sites, `{:.class}` of
kramdown. Fences of coloned boxes (`::: warning`), and the marks of notes (`[!NOTE]`).
"""

import re

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
