"""Where the documents disagree -> HTML: both quotes, side by side, with their dates."""

from markupsafe import Markup

from chatbot.answers import Answer, Citation, Conflict
from ui.web.markup import Content, joined, shortened, tag
from ui.web.rendering_citations import marker, where


def disagreements(answer: Answer, turn: int) -> Content:
    """A note for each pair of cited quotes that cannot both be right; nothing where there is
    none."""
    if not answer.conflicts:
        return ""
    return tag(
        "section",
        tag("h4", "The documents disagree"),
        *(_conflict(conflict, turn, at) for at, conflict in enumerate(answer.conflicts)),
        class_="cw-conflicts",
        role="note",
    )


def _conflict(conflict: Conflict, turn: int, at: int) -> Markup:
    sides = zip((conflict.first, conflict.second), conflict.dates, strict=True)
    return tag(
        "div",
        tag("p", conflict.reason, class_="cw-conflict-reason") if conflict.reason else "",
        tag("ul", joined(_side(citation, date, turn, at) for citation, date in sides)),
        class_="cw-conflict",
    )


def _side(citation: Citation, date: str | None, turn: int, at: int) -> Markup:
    mark = marker(citation, turn, again=f"-conflict-{at}")
    under = " · ".join(each for each in (where(citation), date or "no date") if each)
    return tag(
        "li",
        tag("blockquote", shortened(citation.quote, 400), " ", mark),
        tag("p", under, class_="cw-card-where"),
    )
