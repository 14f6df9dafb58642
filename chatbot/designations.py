"""Designations: names that are told apart by their digits alone, as versions (3.2.0), models
(GPT-4), standards, invoices and tickets (INV-0013, #1412) are.

For vectors "3.2.0" and "3.1.0" are nearly the same, and words are cut at their dots; for the one
who asks nothing else can stand in for it.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from chatbot.reading import is_stop_word
from ingest.documents import Hit

_TOKEN = re.compile(r"(?<![\w.#/-])#?[^\W_]+(?:[-_/.][^\W_]+)*")
_NAMED = re.compile(r"\b(?P<name>[Vv]ersion|[A-Z][\w+]{0,40}) (?P<version>\d+\.\d+)(?![\w%]|\.\d)")
_VERSION = re.compile(r"[vV]?\d+(?:\.\d+){2,}|[vV]\d+(?:\.\d+)+")
_TICKET = re.compile(r"#\d+")
_CODE = re.compile(r"[A-Z][A-Za-z0-9]*(?:[-_/.][A-Za-z0-9]+)*")
_LONGEST = 40  # characters of a designation
_CALENDAR = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?|(?:Jan|Febr)uary|March|April|May|"
    r"June|July|August|(?:Septem|Octo|Novem|Decem)ber"
)
_RELATION = re.compile(
    r"\b(?:since|after|before|between|from|newer|older|later|earlier|than|until)\b"
)
_TIMES = frozenset("mid pre post circa early late since until under over top".split())
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")
_BEHIND = re.compile(r"(?:[-_/.][A-Za-z]+)+$")
_JOINTS = re.compile(r"[-_/.]")
_CODE_PARTS = re.compile(r"[a-z]+|\d+")


@dataclass(frozen=True, slots=True)
class Designation:
    """`text` as it was written; `shape` is what designations of the same kind share: the letters
    before the first digit, `#` or `version`."""

    text: str
    shape: str

    def stands_in(self, text: str) -> bool:
        return _written_like(self).search(_plain(text)) is not None


@lru_cache(maxsize=4096)
def designations(text: str) -> tuple[Designation, ...]:
    """Those in a text, each once."""
    plain = _plain(text)
    found: dict[str, Designation] = {}
    for each in (*map(_read, _TOKEN.findall(plain)), *_versions(plain)):
        if each is not None:
            found.setdefault(each.text.lower(), each)
    return tuple(found.values())


def _read(token: str) -> Designation | None:
    """What runs without a space, if it is a designation; words joined behind its digits ("-based")
    are none of it."""
    if len(token) > _LONGEST or not any(map(str.isdigit, token)):
        return None
    if _TICKET.fullmatch(token):
        return Designation(token, "#")
    if _VERSION.fullmatch(token):
        return None if _DATE.fullmatch(token) else Designation(token, "version")
    if not _CODE.fullmatch(token):
        return None
    code = re.sub(r"(?<=\d)s$", "", _BEHIND.sub("", token))
    letters = _letters(code)
    return None if letters in _TIMES else Designation(code, letters)


def _versions(text: str) -> Iterator[Designation]:
    """Versions of two parts, which only the name before them tells from other numbers."""
    for match in _NAMED.finditer(text):
        name = match["name"]  # not "In 3.5 of ten cases", "EUR 7.90" or "Saturday 10.30"
        if not (is_stop_word(name) or name.isupper() or _CALENDAR.fullmatch(name)):
            yield Designation(match["version"], "version")


def rivals(asked: Sequence[Designation], text: str) -> bool:
    """Whether a text has a designation of the same shape as one asked about, and not that one."""
    said = designations(text) if asked else ()
    return any(
        any(each.shape == one.shape for each in said) and not one.stands_in(text) for one in asked
    )


def about_others(question: str, hits: Sequence[Hit]) -> frozenset[str]:
    """The ids of passages whose headings are about another designation than the question, where
    the headings of others are about its own."""
    asked = designations(question)
    if _RELATION.search(question.lower()):
        return frozenset()  # "since 3.1.0" asks for others
    if not any(one.stands_in(hit.passage.context) for one in asked for hit in hits):
        return frozenset()
    return frozenset(
        hit.passage.id
        for hit in hits
        if rivals(asked, hit.passage.context)
        and not any(one.stands_in(_whole(hit)) for one in asked)
    )


def absent(question: str, hits: Sequence[Hit]) -> tuple[str, ...]:
    """Designations of the question that stand in none of the hits, though others of their shape
    do: the documents tell such things apart, and do not know these."""
    texts = [_whole(hit) for hit in hits]
    return tuple(
        one.text
        for one in designations(question)
        if not any(map(one.stands_in, texts)) and any(rivals((one,), text) for text in texts)
    )


def _whole(hit: Hit) -> str:
    """A passage, what stands above it, and the name of its file: INV-0013.pdf need not say it."""
    return f"{hit.passage.embedded_text}\n{hit.passage.source.rpartition('/')[2]}"


def _letters(code: str) -> str:
    return _JOINTS.sub("", re.split(r"\d", code, maxsplit=1)[0]).lower()


@lru_cache(maxsize=256)
def _written_like(one: Designation) -> re.Pattern[str]:
    """The designation however its parts are joined; a version of two parts stands for all that
    begin with it."""
    if one.shape == "version":
        number = re.escape(one.text.lower().lstrip("v"))
        further = r"(?:\.\d+)*" if number.count(r"\.") == 1 else ""
        return re.compile(rf"(?<![\d.]){number}{further}(?!\w|\.\d)", re.IGNORECASE)
    if one.shape == "#":
        return re.compile(rf"(?<!\w){re.escape(one.text)}(?!\w)")
    parts = r"[-_/. ]?".join(_CODE_PARTS.findall(one.text.lower()))
    return re.compile(rf"(?<![^\W_]){parts}s?(?![^\W_]|[.-]\d)", re.IGNORECASE)


def _plain(text: str) -> str:
    """Subscripts and dashes of all kinds as plain ones."""
    return re.sub("[‐‑‒–]", "-", unicodedata.normalize("NFKC", text))
