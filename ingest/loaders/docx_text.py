"""The text of a Word document's paragraphs."""

from typing import Any

from ingest.loaders.raised import raised

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_SKIPPED = frozenset((f"{_WORD}del", f"{_WORD}moveFrom", f"{_WORD}instrText"))
_BROKEN = {
    f"{_WORD}tab": "\t",
    f"{_WORD}br": "\n",
    f"{_WORD}cr": "\n",
    f"{_WORD}noBreakHyphen": "-",
}


def paragraph_text(element: Any) -> str:
    """A paragraph's text with its links, insertions and equations, without what was deleted or
    struck through."""
    parts: list[str] = []
    stack = [element]
    while stack:
        node = stack.pop()
        if node.tag == f"{_WORD}r" and _is_struck(node):
            continue
        if node.tag == f"{_WORD}r" and _is_raised(node):
            parts.append(raised("".join(each.text or "" for each in node.iter(f"{_WORD}t"))))
        elif node.tag in (f"{_WORD}t", f"{_MATH}t"):
            parts.append(node.text or "")
        elif node.tag in _BROKEN:
            parts.append(_BROKEN[node.tag])
        elif node.tag not in _SKIPPED:
            stack.extend(reversed(node))
    return "".join(parts)


def _is_struck(run: Any) -> bool:
    return any(
        (mark := run.find(f"{_WORD}rPr/{_WORD}{name}")) is not None
        and mark.get(f"{_WORD}val", "true") not in ("0", "false", "off")
        for name in ("strike", "dstrike")
    )


def _is_raised(run: Any) -> bool:
    mark = run.find(f"{_WORD}rPr/{_WORD}vertAlign")
    return mark is not None and mark.get(f"{_WORD}val") == "superscript"
