"""Changes to a question, made all at once."""

from dataclasses import dataclass

from chatbot.followups.phrases import Parse


@dataclass(frozen=True, slots=True)
class Edit:
    """Put `text` in the place of [start, end) of the question."""

    start: int
    end: int
    text: str


def apply(text: str, edits: list[Edit]) -> str:
    """The text with all edits made; an edit that overlaps an earlier one is left out."""
    pieces, at = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < at:
            continue
        pieces += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*pieces, text[at:]])


def at_end(parse: Parse, text: str) -> Edit | None:
    """Put `text` after the last word of the question."""
    last = parse.last
    return Edit(last.end, last.end, text) if last else None
