"""What every tab of the page is handed."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from chatbot.assembly import Citewell
from ui.web.conversations import Conversations
from ui.web.library import Library
from ui.web.limits import Limit
from ui.web.metrics import Metrics

HERE = Path(__file__).parent
LONGEST_QUESTION = 2000


@dataclass(frozen=True, slots=True)
class Page:
    """The assembled application and what the page itself keeps."""

    citewell: Citewell
    conversations: Conversations
    library: Library
    metrics: Metrics
    questions: Limit
    local: bool = True
    """Served to this machine alone: its user may name folders of it."""


def panel(value: str = "", *, elem_id: str) -> gr.HTML:
    """A place for HTML of ours, whose buttons are reported as events: see script.js."""
    return gr.HTML(
        value,
        elem_id=elem_id,
        elem_classes="cw-html",
        apply_default_css=False,
        js_on_load="citewell.listen(element, trigger)",
    )


def user_of(request: gr.Request) -> str:
    """The signed-in user; empty where the page is served to this machine alone."""
    return str(request.username or "")


def data_of(event: gr.EventData) -> Mapping[str, Any]:
    """What the page's script sent along with an event; whatever it is, a mapping."""
    data = event._data
    return data if isinstance(data, Mapping) else {}


def number_of(data: Mapping[str, Any], key: str) -> int:
    """A whole number from an event's data; -1 where it is none."""
    value = str(data.get(key, ""))
    return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else -1


def text_of(data: Mapping[str, Any], key: str, *, most: int = LONGEST_QUESTION) -> str:
    """A text from an event's data, without halves of surrogate pairs, cut to `most` characters."""
    return cleaned(str(data.get(key) or ""))[:most]


def cleaned(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
