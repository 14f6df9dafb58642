"""How the lists of a Word document are counted."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ingest.loaders.docx_text import paragraph_text

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DECIMAL = frozenset(("decimal", "decimalZero"))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paragraph stands in a list: its level, from 0, and "3." or "-". `direct`: the
    paragraph says so itself, not its style."""

    level: int
    marker: str
    direct: bool


@dataclass(frozen=True, slots=True)
class _Level:
    """How a list counts at one level."""

    decimal: bool
    start: int


class Numbering:
    """Counts the paragraphs of a document's lists, each list (numId) and level for itself.

    Whatever a paragraph refers to may be missing: such an item is one with a bullet.
    """

    def __init__(self, file: "WordDocument") -> None:
        self._root = _numbering_root(file)
        self._styles = _by_id(file.styles.element, "style", "styleId")
        self._nums = _by_id(self._root, "num", "numId")
        self._abstract = _by_id(self._root, "abstractNum", "abstractNumId")
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counts: dict[str, dict[int, int]] = {}

    def place(self, paragraph: Any) -> Place | None:
        """Where the next paragraph of the document stands, None outside lists."""
        direct = paragraph.find(f"{_WORD}pPr/{_WORD}numPr")
        inherited, of_style = self._of_style(paragraph)
        found = inherited if _value(direct, "numId") is None else direct
        number = _value(found, "numId")
        if number == "0":  # says that there is none
            return None
        if number is None:
            return Place(_level(direct), "-", True) if direct is not None else None
        level = _level(direct if _value(direct, "ilvl") is not None else found)
        if found is inherited and not level:
            level = self._linked_level(number, of_style)
        marker = "-" if _is_deleted(paragraph) else self._marker(number, level)
        return Place(level, marker, direct is not None)

    def _of_style(self, paragraph: Any) -> tuple[Any, str]:
        """The numbering of the paragraph's style or of one that it is based on, and whose it is."""
        name = _value(paragraph.find(f"{_WORD}pPr"), "pStyle")
        seen: set[str] = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            style = self._styles[name]
            numbering = style.find(f"{_WORD}pPr/{_WORD}numPr")
            if _value(numbering, "numId") is not None:
                return numbering, name
            name = _value(style, "basedOn")
        return None, ""

    def _linked_level(self, number: str, style: str) -> int:
        """The level that names a style as its own, 0 if none does."""
        for level in self._defined(number):
            if _value(level, "pStyle") == style:
                return _whole(level.get(f"{_WORD}ilvl"))
        return 0

    def _marker(self, number: str, level: int) -> str:
        """Count one paragraph further; levels below begin anew."""
        counts = self._counts.setdefault(number, {})
        if number not in self._levels:
            self._levels[number] = self._read(number)
        form = self._levels[number].get(level, _Level(decimal=False, start=1))
        counts[level] = counts[level] + 1 if level in counts else form.start
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        return f"{counts[level]}." if form.decimal else "-"

    def _read(self, number: str) -> dict[int, _Level]:
        """A list's levels: those of its definition, and what it says otherwise itself."""
        levels: dict[int, _Level] = {}
        num = self._nums.get(number)
        overrides = () if num is None else num.findall(f"{_WORD}lvlOverride")
        own = [level for one in overrides for level in one.iterfind(f"{_WORD}lvl")]
        for level in (*self._defined(number), *own):
            decimal = (_value(level, "numFmt") or "decimal") in _DECIMAL
            start = _whole(_value(level, "start"))
            levels[_whole(level.get(f"{_WORD}ilvl"))] = _Level(decimal, start)
        for override in overrides:
            at = _whole(override.get(f"{_WORD}ilvl"))
            restart = _value(override, "startOverride")
            if at in levels and restart is not None:
                levels[at] = replace(levels[at], start=_whole(restart))
        return levels

    def _defined(self, number: str) -> list[Any]:
        """The levels of what a list is an instance of, if need be by way of a numbering style."""
        found = self._abstract.get(_value(self._nums.get(number), "abstractNumId") or "")
        link = _value(found, "numStyleLink")
        if link is not None:
            linked = (one for one in self._abstract.values() if _value(one, "styleLink") == link)
            found = next(linked, found)
        return [] if found is None else found.findall(f"{_WORD}lvl")


def _numbering_root(file: "WordDocument") -> Any:
    """What the file says about its lists, None if it has no such part."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    try:
        part = file.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING)
    except (KeyError, ValueError):  # none, or several
        return None
    return getattr(part, "element", None)


def _by_id(root: Any, tag: str, name: str) -> dict[str, Any]:
    found = () if root is None else root.findall(f"{_WORD}{tag}")
    return {element.get(f"{_WORD}{name}", ""): element for element in found}


def _value(parent: Any, tag: str) -> str | None:
    """The value of a child element, None without one."""
    child = None if parent is None else parent.find(f"{_WORD}{tag}")
    return None if child is None else child.get(f"{_WORD}val")


def _whole(text: str | None) -> int:
    """A number as it stands in a file; 0 for what is none."""
    return int(text) if text and len(text) < 10 and text.isdecimal() else 0


def _level(numbering: Any) -> int:
    return min(8, _whole(_value(numbering, "ilvl")))


def _is_deleted(paragraph: Any) -> bool:
    """Whether a tracked deletion took all of a paragraph, which then is not counted."""
    mark = paragraph.find(f"{_WORD}pPr/{_WORD}rPr/{_WORD}del")
    return mark is not None and not paragraph_text(paragraph).strip()
