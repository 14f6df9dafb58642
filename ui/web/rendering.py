"""Answer -> HTML: what stands in the chat."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from chatbot.answers import Answer, Citation, Part, Verdict
from ui.web.footnotes import answer_as_markdown
from ui.web.markup import Content, action, count, joined, tag
from ui.web.rendering_citations import Place, marker, numbers, place, sources
from ui.web.rendering_conflicts import disagreements
from ui.web.rendering_refusal import courtesy_reply, refusal

_LONGEST_KEPT = 24
_UNSURE = {
    "partly": "partly supported",
    "contradicted": "contradicted by the documents",
    "unsupported": "not supported by the documents",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A stored turn as it is shown: `turn` is its number in the store, `stale` names the documents
    of its quotes that are no longer as they were, `opinion` is 1, -1 or 0, `reason` its words."""

    turn: int
    answer: Answer
    stale: tuple[str, ...] = ()
    opinion: int = 0
    reason: str = ""


def render_turn(shown: Shown) -> Markup:
    """A question and its answer with everything below it."""
    answer = shown.answer
    return tag(
        "article",
        _question(answer.question),
        _understood(answer),
        _stale(shown) if shown.stale else "",
        _body(shown),
        class_="cw-turn",
        data_turn=shown.turn,
    )


def _body(shown: Shown) -> Markup:
    if not shown.answer.refused:
        return _answered(shown)
    if not shown.answer.understood:
        return courtesy_reply(shown.answer)
    return refusal(shown.answer, shown.turn, _actions(shown))


def render_live(question: str, parts: Sequence[Part]) -> Markup:
    """A turn whose answer is still being written; its markers cannot be opened yet."""
    content = (
        render_parts(parts, numbers(parts), turn=0)
        if parts
        else tag("p", "Reading the documents…", class_="cw-waiting")
    )
    return tag(
        "article",
        _question(question),
        tag("div", content, class_="cw-answer"),
        class_="cw-turn cw-live",
        aria_busy="true",
    )


def render_failed(question: str, reason: str) -> Markup:
    """A question that could not be answered, and why."""
    failed = tag("div", tag("p", reason), class_="cw-stale", role="alert")
    return tag("article", _question(question), failed, class_="cw-turn cw-live")


def render_parts(
    parts: Sequence[Part],
    citations: Mapping[Place, Citation],
    *,
    turn: int,
    verdicts: Sequence[Verdict] = (),
) -> Markup:
    """The parts in order: sentences as paragraphs, items as a list, rows as a table."""
    judged = {verdict.sentence: verdict for verdict in verdicts}

    def marked(part: Part) -> Markup:
        doubt = judged.get(part.text)
        badge = _doubt(doubt) if doubt and doubt.kind in _UNSURE else ""
        return joined([badge, _markers(part, citations, turn)])

    pieces: list[Markup] = []
    for kind, group in groupby(parts, key=_group):
        members = list(group)
        if kind == "heading":
            pieces += [tag("h4", part.text, _markers(part, citations, turn)) for part in members]
        elif kind == "item":
            numbered = all(part.number is not None for part in members)
            items = (
                tag("li", _said(part.text, marked(part)), value=part.number if numbered else None)
                for part in members
            )
            pieces.append(tag("ol" if numbered else "ul", joined(items)))
        elif kind == "table":
            pieces.append(_table(members, marked))
        else:
            sentences = (tag("span", _said(part.text, marked(part))) for part in members)
            pieces.append(tag("p", joined(sentences, " ")))
    return joined(pieces)


def _said(text: str, marks: Markup) -> Markup:
    """The text and its marks, the first of which stays on one line with the last word."""
    before, gap, last = text.rstrip().rpartition(" ")
    if len(last) > _LONGEST_KEPT:
        return joined([text, marks])
    return joined([before, gap, tag("span", last, marks, class_="cw-kept")])


def _group(part: Part) -> str:
    if part.kind in ("head", "row"):
        return "table"
    if part.kind == "sentence":
        # Sentences of one document make a paragraph; another document begins a new one.
        return part.quotes[0].document_id if part.quotes else "sentence"
    return part.kind


def _table(members: Sequence[Part], marked: Callable[[Part], Markup]) -> Markup:
    width = max(part.text.count(" | ") for part in members) + 1
    head: list[Markup] = []
    body: list[Markup] = []
    for part in members:
        cells = part.text.split(" | ")
        cells += [""] * (width - len(cells))
        name = "th" if part.kind == "head" else "td"
        scope = "col" if part.kind == "head" else None
        row = [tag(name, cell, scope=scope) for cell in cells]
        # A table's heads need no marker of their own: each row below carries one.
        last = tag("td", "" if part.kind == "head" else marked(part), class_="cw-marks")
        (head if part.kind == "head" and not body else body).append(tag("tr", *row, last))
    table = tag("table", tag("thead", *head) if head else "", tag("tbody", *body))
    return tag("div", table, class_="cw-table", tabindex=0, role="region", aria_label="Table")


def _markers(part: Part, citations: Mapping[Place, Citation], turn: int) -> Markup:
    unique = {place(quote): citations.get(place(quote)) for quote in part.quotes}
    found = (citation for citation in unique.values() if citation is not None)
    return joined(marker(citation, turn) for citation in found)


def _answered(shown: Shown) -> Markup:
    answer = shown.answer
    citations = {place(citation): citation for citation in answer.citations}
    content = render_parts(answer.parts, citations, turn=shown.turn, verdicts=answer.verdicts)
    notes = [tag("p", note, class_="cw-note") for note in answer.notes]
    return tag(
        "div",
        tag("div", content, class_="cw-answer"),
        disagreements(answer, shown.turn),
        *notes,
        _checked(answer),
        sources(answer, shown.turn),
        _actions(shown),
        class_="cw-reply",
    )


def _checked(answer: Answer) -> Content:
    said = [part for part in answer.parts if part.kind in ("sentence", "item", "row")]
    if not said:
        return ""
    verbatim = sum(any(quote.text == part.text for quote in part.quotes) for part in said)
    if verbatim == len(said):
        text = f"{count(len(said), 'statement')}, word for word from the documents"
    else:
        text = f"{verbatim} of {count(len(said), 'statement')} word for word from the documents"
    return tag("p", text, class_="cw-checked")


def _actions(shown: Shown) -> Markup:
    turn, refused = shown.turn, shown.answer.refused
    copied = "Copy the answer as Markdown with footnotes"
    return tag(
        "div",
        "" if refused else action("Copy", "page:copy", aria_label=copied),
        action("Why it was refused" if refused else "Why this answer", "expand", turn=turn),
        action("Ask again", "retry", turn=turn),
        _thumb("Helpful", 1, shown),
        _thumb("Not helpful", -1, shown),
        "" if refused else _markdown(shown.answer),
        _reason(shown) if shown.opinion < 0 else "",
        class_="cw-actions",
    )


def _markdown(answer: Answer) -> Markup:
    return tag("template", tag("pre", answer_as_markdown(answer)), class_="cw-markdown")


def _thumb(label: str, opinion: int, shown: Shown) -> Markup:
    chosen = shown.opinion == opinion
    return action(
        label, "like", turn=shown.turn, opinion=opinion, aria_pressed="true" if chosen else "false"
    )


def _reason(shown: Shown) -> Markup:
    name = f"cw-reason-{shown.turn}"
    written = shown.reason or None
    return tag(
        "div",
        tag("label", "What was wrong with it?", for_=name),
        tag("input", id=name, type="text", maxlength=500, class_="cw-reason", value=written),
        action("Send", "page:send", then="submit", turn=shown.turn),
        tag("span", "Thank you, it is kept.", role="status") if shown.reason else "",
        class_="cw-why-not",
    )


def _question(question: str) -> Markup:
    return tag("h3", question, class_="cw-question")


def _understood(answer: Answer) -> Content:
    if answer.understood.strip() in ("", answer.question.strip()):
        return ""
    return tag("p", "Understood as: ", tag("q", answer.understood), class_="cw-understood")


def _stale(shown: Shown) -> Markup:
    names = ", ".join(shown.stale)
    return tag(
        "div",
        tag("p", "Changed or removed since this was answered: ", tag("strong", names), "."),
        action("Ask again", "retry", turn=shown.turn),
        class_="cw-stale",
        role="note",
    )


def _doubt(verdict: Verdict) -> Markup:
    return tag(
        "span", _UNSURE[verdict.kind], class_=f"cw-doubt cw-{verdict.kind}", title=verdict.reason
    )
