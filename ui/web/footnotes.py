"""Answers as Markdown, to copy or to keep: markers become footnotes."""

import re
from collections.abc import Callable, Iterable, Sequence

from chatbot.answers import Answer, Citation, Part, Turn
from ui.sources import shown_source
from ui.web.rendering_citations import place, where

_ACTIVE = re.compile(r"([\\`*_{}\[\]<>#|~])")


def answer_as_markdown(answer: Answer, *, prefix: str = "") -> str:
    """The answer with `[^n]` markers and its quotes as footnotes. `prefix` keeps the footnotes of
    several answers in one file apart. What documents say is escaped: it stays text."""
    numbers = {place(citation): citation.number for citation in answer.citations}
    if not answer.parts:
        lines = [refusal_of(answer)]
    else:
        lines = list(_lines(answer.parts, lambda part: _marks(part, numbers, prefix)))
    notes = [_footnote(citation, prefix) for citation in answer.citations]
    return "\n".join([*lines, "", *notes]).strip() + "\n"


def conversation_as_markdown(title: str, turns: Sequence[Turn]) -> str:
    """A whole conversation, each question a heading."""
    pieces = [f"# {plain(title)}"]
    for number, turn in enumerate(turns, start=1):
        pieces.append(f"## {plain(turn.question)}")
        if turn.answer is not None:
            pieces.append(answer_as_markdown(turn.answer, prefix=f"{number}-").rstrip())
    return "\n\n".join(pieces) + "\n"


def refusal_of(answer: Answer) -> str:
    """A refusal, its lines and lists kept."""
    lines = (line.removeprefix("- ") for line in answer.text.splitlines())
    listed = (line.startswith("- ") for line in answer.text.splitlines())
    return "\n".join(
        f"{'- ' if item else ''}{plain(line)}" for line, item in zip(lines, listed, strict=True)
    )


def plain(text: str) -> str:
    """Text on one line in which nothing acts as Markdown or HTML."""
    return _ACTIVE.sub(r"\\\1", " ".join(text.split()))


def _lines(parts: Sequence[Part], marks: Callable[[Part], str]) -> Iterable[str]:
    before = ""
    for part in parts:
        kind = "row" if part.kind == "head" else part.kind
        # Lines of one list or table stay together, everything else stands alone.
        if before and (kind != before or kind in ("sentence", "heading")):
            yield ""
        if part.kind == "item":
            yield f"- {plain(part.text)}{marks(part)}"
        elif kind == "row":
            cells = [plain(cell) for cell in part.text.split(" | ")]
            if part.kind == "head":
                yield f"| {' | '.join(cells)} |"
                yield f"|{' --- |' * len(cells)}"
            else:
                cells[-1] += marks(part)
                if before != "row":
                    yield f"|{'  |' * len(cells)}"
                    yield f"|{' --- |' * len(cells)}"
                yield f"| {' | '.join(cells)} |"
        elif part.kind == "heading":
            yield f"### {plain(part.text)}{marks(part)}"
        else:
            yield f"{plain(part.text)}{marks(part)}"
        before = kind


def _marks(part: Part, numbers: dict[tuple[str, int, int], int], prefix: str) -> str:
    found = dict.fromkeys(numbers.get(place(quote)) for quote in part.quotes)
    return "".join(f"[^{prefix}{number}]" for number in found if number)


def _footnote(citation: Citation, prefix: str) -> str:
    quote = plain(citation.quote)
    return f"[^{prefix}{citation.number}]: “{quote}” — {plain(where(citation))}, " + (
        f"{plain(shown_source(citation.source))}, characters {citation.start}–{citation.end}"
    )
