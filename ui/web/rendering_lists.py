"""The first visit and the list of conversations -> HTML."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache

from markupsafe import Markup

from ingest.index_conversations import ConversationRecord
from ui.web.markup import Content, action, count, joined, tag
from ui.web.rendering_refusal import suggested

SHOWN = 100  # conversations that are listed: the list is sent with each answer


def welcome(questions: Sequence[str], documents: int) -> Markup:
    """What stands in the chat before the first question: what this is, and what to ask."""
    if documents:
        lead = (
            f"Ask your {count(documents, 'document')}. Every sentence of an answer can be checked "
            "where it stands, and what the documents do not hold is not made up."
        )
    else:
        lead = "There are no documents yet. Add some in Documents, then ask about them here."
    return tag(
        "div",
        tag("h2", "What would you like to know?"),
        tag("p", lead),
        suggested(tuple(questions)) if questions else "",
        class_="cw-welcome",
    )


def conversation_list(
    records: Sequence[ConversationRecord], current: str, *, searched: bool
) -> Markup:
    """The conversations, newest first, the open one marked."""
    if not records:
        text = "No conversation has these words." if searched else "Conversations are kept here."
        return tag("p", text, class_="cw-empty")
    shown = records[:SHOWN]
    today = datetime.now().astimezone().date()
    items = (tag("li", _conversation(record, record.id == current, today)) for record in shown)
    listed = tag("ul", joined(items), class_="cw-conversations")
    more = len(records) - len(shown)
    if not more:
        return listed
    return joined([listed, tag("p", f"{more:,} more: search to find them.", class_="cw-empty")])


@lru_cache(maxsize=4096)  # with each answer the whole list is drawn, of which one line is new
def _conversation(record: ConversationRecord, current: bool, today: date) -> Markup:
    identity = record.id
    label = joined(
        [
            tag("span", record.title, class_="cw-conversation-title"),
            tag("span", _when(record, today), class_="cw-conversation-when"),
        ]
    )
    choices = joined(
        [
            action("Rename", "page:rename", conversation=identity, title=record.title),
            action("Save as Markdown", "download", conversation=identity, kind="md"),
            action("Save as JSON", "download", conversation=identity, kind="json"),
            action("Save as bundle", "download", conversation=identity, kind="bundle"),
            action("Delete", "page:confirm", conversation=identity, then="delete"),
        ]
    )
    return tag(
        "div",
        action(
            label,
            "select",
            class_="cw-conversation",
            conversation=identity,
            aria_current="true" if current else None,
        ),
        tag(
            "details",
            tag("summary", "⋯", aria_label=f"More for {record.title}"),
            tag("div", choices, class_="cw-menu"),
            class_="cw-more",
        ),
        class_="cw-row",
    )


def _when(record: ConversationRecord, today: date) -> Content:
    at = datetime.fromtimestamp(record.updated).astimezone()
    day = at.strftime("%H:%M" if at.date() == today else "%-d %B %Y")
    return f"{day} · {count(record.turns, 'question')}"
