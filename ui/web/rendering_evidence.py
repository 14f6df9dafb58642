"""Why an answer came out as it did -> HTML: the words, the stages, the passages and their ranks."""

import re
from collections.abc import Sequence

from markupsafe import Markup

from chatbot.answers import Answer, WordEvidence
from ingest.documents import Hit
from ui.web.markup import Content, action, joined, shortened, tag

_ROW = 52  # pixels of a passage's row; the lines beside it end in its middle
_COLUMN = 56  # pixels between two orders
_TELLING = 0.005  # share of the question's weight; a word below it stands nearly everywhere
_STAGES = (
    "follow-up",
    "reading",
    "retrieval",
    "answerability",
    "writing",
    "citing",
    "conflicts",
    "refusing",
)


def evidence_head(answer: Answer, *, caution: float) -> Markup:
    """Above the map: how sure, by which words, in how much time. `caution` is the threshold."""
    return tag(
        "div",
        tag(
            "header",
            tag("h2", "Why it was refused" if answer.refused else "Why this answer"),
            action("✕", "clear", class_="cw-close", aria_label="Close the evidence"),
        ),
        _probability(answer, caution),
        _words(answer),
        _stages(answer),
        tag("h3", "Where it lies among your documents") if answer.hits else "",
        class_="cw-why",
        data_turn="yes",
    )


def evidence_passages(answer: Answer, turn: int) -> Content:
    """Below the map: the passages considered, with lines from their rank by meaning and by words
    to their rank together; each opens."""
    if not answer.hits:
        return ""
    cited = [_is_cited(hit, answer) for hit in answer.hits]
    rows = (_passage(rank, hit, turn, cited[rank]) for rank, hit in enumerate(answer.hits))
    return tag(
        "section",
        tag("h3", "Passages and their ranks"),
        tag(
            "p",
            tag("span", "meaning"),
            tag("span", "words"),
            tag("span", "together"),
            class_="cw-rank-heads",
            aria_hidden="true",
        ),
        tag(
            "div",
            _lines(answer.hits, cited),
            tag("ol", joined(rows), class_="cw-ranked"),
            class_="cw-ranks",
        ),
        class_="cw-why",
    )


def ranks(scores: Sequence[float | None]) -> list[int | None]:
    """For each score its place from 0, the highest first; None where there is no score."""
    known = sorted((s for s in scores if s is not None), reverse=True)
    return [None if score is None else known.index(score) for score in scores]


def _probability(answer: Answer, caution: float) -> Markup:
    share = max(0.0, min(1.0, answer.answerability.probability))
    verdict = "answered" if not answer.refused else "not answered"
    scale = tag(
        "div",
        tag("span", class_="cw-gauge-fill"),
        tag("span", class_="cw-gauge-bar", title=f"Caution: {caution:.0%}"),
        class_="cw-gauge",
        style=f"--share:{share:.3f};--bar:{caution:.3f}",
        aria_hidden="true",
    )
    said = (
        tag("strong", f"{share:.0%}"),
        " sure that the documents hold the answer; ",
        tag("span", f"below {caution:.0%} it is refused.", class_="cw-soft"),
    )
    return tag("section", tag("p", *said), scale, class_="cw-sure-of", data_verdict=verdict)


def _words(answer: Answer) -> Content:
    words = answer.answerability.words
    if not words:
        return ""
    rows = (_word(word, max(each.weight for each in words)) for word in words)
    return tag(
        "section",
        tag("h3", "What each word brings"),
        tag("p", _tinted(answer.understood, words), class_="cw-tinted"),
        tag("dl", joined(rows), class_="cw-words"),
    )


def _word(word: WordEvidence, heaviest: float) -> Markup:
    weight = word.weight / (heaviest or 1.0)
    covered = max(0.0, min(1.0, word.coverage))
    bar = tag(
        "span",
        tag("span", class_="cw-word-found"),
        class_="cw-word-bar",
        style=f"--weight:{weight:.3f};--share:{covered:.3f}",
        aria_hidden="true",
    )
    return tag("div", tag("dt", word.word), tag("dd", bar, _brought(word.weight, covered)))


def _brought(weight: float, covered: float) -> Markup:
    if weight < _TELLING:
        return tag("span", "common here", class_="cw-soft")
    return tag(
        "span", f"{weight * covered:.0%}", tag("span", f" of {weight:.0%}", class_="cw-soft")
    )


def _tinted(question: str, words: Sequence[WordEvidence]) -> Markup:
    """The question, each content word tinted by how far the passages cover it."""
    pieces: list[Content] = []
    at = 0
    for word in words:
        found = re.compile(re.escape(word.word), re.IGNORECASE).search(question, at)
        if found is None:
            continue
        pieces.append(question[at : found.start()])
        covered = max(0.0, min(1.0, word.coverage))
        name = "cw-word" if covered >= 0.5 else "cw-word cw-word-missing"
        pieces.append(tag("span", found.group(), class_=name, style=f"--share:{covered:.2f}"))
        at = found.end()
    return joined([*pieces, question[at:]])


def _stages(answer: Answer) -> Content:
    seconds = answer.seconds
    total = sum(seconds.values())
    if total <= 0:
        return ""
    order = sorted(seconds, key=lambda name: _STAGES.index(name) if name in _STAGES else 99)
    parts = (
        tag("span", style=f"flex-grow:{seconds[name] / total:.4f}", class_=f"cw-stage-{number}")
        for number, name in enumerate(order)
    )
    legend = (
        tag(
            "li",
            tag("span", class_=f"cw-dot cw-stage-{number}", aria_hidden="true"),
            name.replace("_", " "),
            " ",
            tag("span", _time(seconds[name]), class_="cw-number"),
        )
        for number, name in enumerate(order)
    )
    return tag(
        "section",
        tag("h3", "Time: ", tag("span", _time(total), class_="cw-number")),
        tag("div", joined(parts), class_="cw-stages", aria_hidden="true"),
        tag("ul", joined(legend), class_="cw-legend"),
    )


def _time(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1000:.0f} ms" if seconds >= 0.01 else f"{seconds * 1000:.1f} ms"


def _is_cited(hit: Hit, answer: Answer) -> bool:
    passage = hit.passage
    return any(
        c.document_id == passage.document_id and c.start < passage.end and c.end > passage.start
        for c in answer.citations
    )


def _passage(rank: int, hit: Hit, turn: int, cited: bool) -> Markup:
    passage = hit.passage
    section = passage.section.removeprefix(passage.title).removeprefix(" > ").replace(" > ", " › ")
    scores = ", ".join(
        f"{name} {score:.2f}"
        for name, score in (("meaning", hit.meaning), ("words", hit.words), ("tokens", hit.late))
        if score is not None
    )
    label = (
        tag("span", f"{rank + 1}", class_="cw-rank"),
        tag("span", shortened(passage.title, 70), class_="cw-card-title"),
        tag("span", shortened(section or passage.text, 80), class_="cw-card-where"),
    )
    button = action(
        joined(label),
        "select",
        class_="cw-ranked-passage" + (" cw-cited" if cited else ""),
        turn=turn,
        passage=rank,
        title=scores,
    )
    return tag("li", button)


def _lines(hits: Sequence[Hit], cited: Sequence[bool]) -> Markup:
    """A line for each passage through its ranks by meaning, by words, and together."""
    meaning, words = (ranks([getattr(hit, name) for hit in hits]) for name in ("meaning", "words"))
    height, width = _ROW * len(hits), 2 * _COLUMN + 16
    drawn = []
    for rank, used in sorted(enumerate(cited), key=lambda each: each[1]):
        orders = (meaning[rank], words[rank], rank)
        points = [
            (8 + column * _COLUMN, order * _ROW + _ROW // 2)
            for column, order in enumerate(orders)
            if order is not None
        ]
        path = "M" + " L".join(f"{x} {y}" for x, y in points)
        dots = (tag("circle", cx=x, cy=y, r=4 if used else 3) for x, y in points)
        drawn.append(
            tag("g", tag("path", d=path), *dots, class_="cw-cited" if used else "cw-other")
        )
    return tag(
        "svg",
        joined(drawn),
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        aria_hidden="true",
        class_="cw-rank-lines",
    )
