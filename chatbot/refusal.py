"""The refusal: what was looked for, what is missing, and what lies nearest."""

from collections.abc import Sequence

from chatbot.answers import Answerability
from ingest.documents import Hit

NEAREST = 3
_PREVIEW = 180  # characters of a nearest passage


def refusal_text(
    understood: str,
    answerability: Answerability,
    hits: Sequence[Hit],
    suggestions: Sequence[str] = (),
) -> str:
    """A refusal as Markdown; its quotes are previews, not evidence, and carry no markers."""
    if not hits:
        return "The documents hold nothing on this question."
    lines = ["The documents do not answer this question.", "", f"Looked for: {understood}"]
    if answerability.missing:
        words = ", ".join(f"“{word}”" for word in answerability.missing)
        lines += ["", f"No passage near it speaks of {words}."]
    lines += ["", "The nearest passages:", ""]
    lines += [f"- {_place(hit)}: “{_preview(hit.passage.text)}”" for hit in hits[:NEAREST]]
    if suggestions:
        lines += ["", "What the documents do answer:", ""]
        lines += [f"- {question}" for question in suggestions]
    return "\n".join(lines)


def _place(hit: Hit) -> str:
    passage = hit.passage
    section = passage.section.rpartition(" > ")[2]
    named = [passage.title, section] if section and section != passage.title else [passage.title]
    if passage.page is not None:
        named.append(f"page {passage.page}")
    return ", ".join(named)


def _preview(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _PREVIEW else words[:_PREVIEW].rsplit(" ", 1)[0] + " …"
