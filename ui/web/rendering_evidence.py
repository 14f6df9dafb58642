"""Why an answer came out as it did -> HTML: times, passages, and the words of the question."""

from collections.abc import Iterable

from markupsafe import Markup

from chatbot.answers import Answer
from ingest.documents import Hit
from ui.web.markup import Content, joined, shortened, tag


def evidence(answer: Answer) -> Markup:
    """A fold with the stages and their times, the words, and the passages with their scores."""
    return tag(
        "details",
        tag("summary", "Why this answer"),
        tag("div", _probability(answer), _words(answer), _stages(answer), _passages(answer)),
        class_="cw-evidence",
    )


def _probability(answer: Answer) -> Markup:
    share = answer.answerability.probability
    return tag(
        "section",
        tag("h5", "Probability that the documents hold the answer"),
        _bar(share, f"{share:.0%}"),
    )


def _words(answer: Answer) -> Content:
    words = answer.answerability.words
    if not words:
        return ""
    heaviest = max(word.weight for word in words) or 1.0
    rows = (
        tag(
            "tr",
            tag("th", word.word, scope="row"),
            tag("td", _bar(word.weight / heaviest, f"{word.weight:.0%}")),
            tag("td", _bar(word.coverage, f"{word.coverage:.0%}")),
        )
        for word in words
    )
    return _section("Words of the question", ("Word", "Weight", "Covered"), rows)


def _stages(answer: Answer) -> Content:
    if not answer.seconds:
        return ""
    longest = max(answer.seconds.values()) or 1.0
    rows = (
        tag(
            "tr",
            tag("th", stage.replace("_", " "), scope="row"),
            tag("td", _bar(seconds / longest, f"{seconds * 1000:.1f} ms")),
        )
        for stage, seconds in answer.seconds.items()
    )
    return _section("Time of each stage", ("Stage", "Milliseconds"), rows)


def _passages(answer: Answer) -> Content:
    if not answer.hits:
        return ""
    rows = (_passage(rank, hit) for rank, hit in enumerate(answer.hits, start=1))
    heads = ("#", "Passage", "Meaning", "Words", "Late", "Score")
    return _section("Passages, best first", heads, rows)


def _passage(rank: int, hit: Hit) -> Markup:
    passage = hit.passage
    section = passage.section.removeprefix(passage.title).removeprefix(" > ").replace(" > ", " › ")
    name = tag("span", shortened(passage.title, 60), class_="cw-card-title")
    under = tag("span", shortened(section or passage.text, 90), class_="cw-card-where")
    return tag(
        "tr",
        tag("td", str(rank)),
        tag("td", name, under),
        *(tag("td", _number(score), class_="cw-number") for score in _scores(hit)),
    )


def _scores(hit: Hit) -> tuple[float | None, ...]:
    return (hit.meaning, hit.words, hit.late, hit.score)


def _number(score: float | None) -> str:
    return "–" if score is None else f"{score:.2f}"


def _section(title: str, heads: tuple[str, ...], rows: Iterable[Markup]) -> Markup:
    head = tag("tr", *(tag("th", each, scope="col") for each in heads))
    table = tag("table", tag("thead", head), tag("tbody", joined(rows)))
    wide = tag("div", table, class_="cw-table", tabindex=0, role="region", aria_label=title)
    return tag("section", tag("h5", title), wide)


def _bar(share: float, label: str) -> Markup:
    """A bar of 0..1 with its number beside it; the number carries the meaning."""
    width = f"--share:{max(0.0, min(1.0, share)):.3f}"
    return tag(
        "span",
        tag("span", class_="cw-bar", style=width, aria_hidden="true"),
        tag("span", label, class_="cw-number"),
        class_="cw-measure",
    )
