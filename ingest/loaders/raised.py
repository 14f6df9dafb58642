"""What is raised or struck through: 10<sup>12</sup> is no 1012, and a price that was struck out is
no price."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

STRUCK = ("del", "s", "strike")
"""Elements whose text was taken back."""
_SHAPES = str.maketrans("0123456789+-−–=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿⁱ")
_NUMBER = re.compile(r"[\d+\-−–=()ni]*\d[\d+\-−–=()ni]*|[ni]")
_POWER = re.compile(r"(?![eo]$)[A-Za-z]|(?=.*[\d+*/−-])[\w+*/().−-]+")
_REFERENCE = re.compile(r"\[[^\[\]]{1,20}\]")
_NOTE = re.compile(r"[\d,*†‡§¶ ]+")
_LONGEST = 16  # characters of an exponent
_MOST_STRUCK = 300  # characters; more was struck by a mark that nobody closed


def raised(text: str, *, linked: bool = False) -> str:
    """How raised text is written in a plain line: numbers in raised digits, other exponents behind
    a `^`, ordinals and abbreviations as they are; nothing of a reference to a note, which stands in
    brackets or is `linked`."""
    plain = text.strip()
    if _REFERENCE.fullmatch(plain) or (linked and _NOTE.fullmatch(plain)):
        return ""
    if len(plain) > _LONGEST:
        return text
    if _NUMBER.fullmatch(plain):
        return plain.translate(_SHAPES)
    return f"^{plain}" if _POWER.fullmatch(plain) else text


def write_plainly(tree: "HtmlElement") -> None:
    """Rewrite raised text in a page, and leave out what is struck through."""
    for element in list(tree.iter("sup")):
        if element.getparent() is None:
            continue  # it stood in another one
        linked = element.find(".//a") is not None
        shown = raised("".join(element.itertext()), linked=linked)
        for child in list(element):
            element.remove(child)
        element.text = shown
        element.drop_tag()  # so that it is one word with what stands around it
    for element in list(tree.iter("sub")):
        element.drop_tag()
    for element in list(tree.iter(*STRUCK)):
        if len("".join(element.itertext())) > _MOST_STRUCK:
            continue
        element.drop_tree()
