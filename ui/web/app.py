"""The page as a whole: its tabs in one Gradio app, and the server that shows it."""

from pathlib import Path

import gradio as gr

from chatbot.assembly import Citewell
from ingest.index_conversations import ConversationStore
from ui.web.chat_tab import ChatTab
from ui.web.conversations import Conversations
from ui.web.markup import action, joined, tag
from ui.web.page import LISTEN, Page
from ui.web.serving import run

TITLE = "Citewell"


def build(citewell: Citewell) -> gr.Blocks:
    """The page over an assembled application; conversations are kept in the index's folder."""
    store = ConversationStore(Path(citewell.settings.index))
    page = Page(citewell, Conversations(store, citewell.index))
    blocks = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
    with blocks:
        gr.HTML(_header(), elem_id="cw-header", js_on_load=LISTEN)
        with gr.Tabs(elem_id="cw-tabs"), gr.Tab("Chat", id="chat", elem_id="cw-chat-tab"):
            chat = ChatTab(page)
        blocks.load(
            chat.restore,
            None,
            chat.restored,
            queue=False,
            show_progress="hidden",
            api_visibility="private",
        )
    blocks.queue(default_concurrency_limit=8, max_size=256, api_open=False)
    return blocks


def serve(citewell: Citewell, *, host: str, port: int) -> None:
    """Serve the page until it is stopped, and print its address."""
    run(build(citewell), host=host, port=port)


def _header() -> str:
    side = action(
        "☰",
        "page:side",
        class_="cw-side-toggle",
        aria_label="Conversations",
        aria_expanded="false",
        aria_controls="cw-side",
    )
    return joined([side, tag("h1", TITLE)])
