"""A refusal -> HTML: calm, and of use."""

from itertools import takewhile

from markupsafe import Markup

from chatbot.answers import Answer
from ingest.documents import Hit
from ui.sources import shown_source
from ui.web.markup import Content, action, joined, shortened, tag

_NEAREST = 3


def refusal(answer: Answer, turn: int, actions: Content = "") -> Markup:
    """What was looked for, what is missing, the nearest passages, and what can be asked; `actions`
    stand below."""
    return tag(
        "div",
        tag("p", "The documents do not seem to answer this.", class_="cw-refusal-lead"),
        _looked_for(answer),
        _missing(answer),
        _nearest(answer, turn),
        _instead(answer),
        actions,
        class_="cw-refusal",
        role="note",
    )


def courtesy_reply(answer: Answer) -> Markup:
    """What is said to a greeting and the like, and what can be asked."""
    # The paragraph that ends with a colon leads in the suggestions, which are buttons here.
    said = takewhile(lambda each: not each.endswith(":"), answer.text.split("\n\n"))
    return tag(
        "div",
        joined(tag("p", paragraph) for paragraph in said),
        _instead(answer),
        class_="cw-refusal",
        role="note",
    )


def _looked_for(answer: Answer) -> Content:
    words = [each.word for each in answer.answerability.words]
    if not words or words == list(answer.answerability.missing):
        return ""
    return tag("p", "Looked for ", joined((tag("b", word) for word in words), ", "), ".")


def _missing(answer: Answer) -> Content:
    missing = answer.answerability.missing
    if not missing:
        return tag("p", "The words occur, but no passage puts them together as an answer.")
    named = joined((tag("b", word) for word in missing), ", ")
    return tag("p", "Not covered by any passage: ", named, ".")


def _nearest(answer: Answer, turn: int) -> Content:
    hits = answer.hits[:_NEAREST]
    if not hits:
        return tag("p", "There are no documents to look into yet. Add some in Documents.")
    cards = (tag("li", _passage(hit, turn, rank)) for rank, hit in enumerate(hits))
    return tag(
        "section", tag("h4", "Nearest passages"), tag("ul", joined(cards)), class_="cw-sources"
    )


def _passage(hit: Hit, turn: int, rank: int) -> Markup:
    passage = hit.passage
    section = passage.section.removeprefix(passage.title).removeprefix(" > ").replace(" > ", " › ")
    return action(
        joined(
            [
                tag("span", shortened(passage.title, 90), class_="cw-card-title"),
                tag("span", section, class_="cw-card-where"),
                tag("span", shortened(passage.text.lstrip("-*• "), 160), class_="cw-card-text"),
            ]
        ),
        "select",
        class_="cw-card",
        turn=turn,
        passage=rank,
        title=shown_source(passage.source),
    )


def _instead(answer: Answer) -> Content:
    if not answer.suggestions:
        return ""
    return tag(
        "section",
        tag("h4", "Questions that can be answered"),
        suggested(answer.suggestions),
        class_="cw-instead",
    )


def suggested(questions: tuple[str, ...]) -> Markup:
    """Questions as buttons that ask them."""
    items = (
        tag("li", action(question, "example_select", class_="cw-suggestion", question=question))
        for question in questions
    )
    return tag("ul", joined(items), class_="cw-suggestions")
