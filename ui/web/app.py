"""The page as a whole: its tabs in one Gradio app, and the server that shows it."""

from pathlib import Path

import gradio as gr

from chatbot.assembly import Citewell
from ingest.collections import MAIN
from ingest.index_conversations import ConversationStore
from ui.api.access import Access
from ui.api.app import make_api
from ui.api.desk import Desk
from ui.api.serving import warming_up
from ui.api.tokens import Tokens
from ui.hosts import is_loopback
from ui.web.chat_tab import ChatTab
from ui.web.choosing import Choosing
from ui.web.conversations import Conversations
from ui.web.documents_tab import DocumentsTab
from ui.web.engines import Engines
from ui.web.limits import Limit
from ui.web.markup import action, joined, tag
from ui.web.metrics import Metrics
from ui.web.page import QUICK, Page, panel
from ui.web.preferences import Preferences
from ui.web.quality_tab import QualityTab
from ui.web.serving import admitted, make_app, run
from ui.web.settings_tab import SettingsTab
from ui.web.users import Users

TITLE = "Citewell"
QUESTIONS_A_MINUTE = 60
ADDITIONS_A_MINUTE = 20


def build(citewell: Citewell, *, local: bool = True, metrics: Metrics | None = None) -> gr.Blocks:
    """The page over an assembled application; conversations are kept in the index's folder.
    `local` says that it is served to this machine alone."""
    home = Path(citewell.settings.index)
    page = Page(
        citewell,
        Conversations(ConversationStore(home), citewell.collections.all),
        Preferences(home),
        Engines(citewell, any_engine=local),
        metrics or make_metrics(citewell),
        Limit(QUESTIONS_A_MINUTE),
        Limit(ADDITIONS_A_MINUTE),
        local=local,
    )
    blocks = gr.Blocks(
        title=TITLE, analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600)
    )
    with blocks:
        collection = gr.State(MAIN)
        panel(_header(), elem_id="cw-header")
        choice = panel(elem_id="cw-choice")
        with gr.Tabs(elem_id="cw-tabs"):
            chat_tab = gr.Tab("Chat", id="chat", elem_id="cw-chat-tab")
            with chat_tab:
                chat = ChatTab(page, collection)
            shelf_tab = gr.Tab("Documents", id="documents", elem_id="cw-documents-tab")
            with shelf_tab:
                shelf = DocumentsTab(page, collection)
            quality_tab = gr.Tab("Quality", id="quality", elem_id="cw-quality-tab")
            with quality_tab:
                quality = QualityTab(page, collection)
            settings_tab = gr.Tab("Settings", id="settings", elem_id="cw-settings-tab")
            with settings_tab:
                settings = SettingsTab(page)
        choosing = Choosing(page, chat, shelf, collection, choice)
        blocks.load(chat.restore, None, chat.restored, **QUICK)
        blocks.load(choosing.restore, None, choosing.shown, **QUICK)
        blocks.load(settings.theme_of, None, settings.theme, **QUICK).then(
            None, settings.theme, None, js="(theme) => citewell.chooseTheme(theme)", **QUICK
        )
        shelf_tab.select(shelf.show, shelf.seen, shelf.list, **QUICK)
        quality_tab.select(quality.show, quality.seen, quality.shown, **QUICK)
        settings_tab.select(settings.show, None, settings.shown, **QUICK)
    blocks.queue(default_concurrency_limit=8, max_size=256, api_open=False)
    # Gradio looks a thousand times a second whether someone asks; a hundred times will do.
    blocks._queue.sleep_when_free = 0.01
    return blocks


def serve(
    citewell: Citewell, *, host: str, port: int, auth: str | None = None, insecure: bool = False
) -> None:
    """Serve the page until it is stopped, and print its address.

    `auth` names a user to add; where the host can be reached by other machines, there must be one,
    or `insecure`. Raises CitewellError otherwise.
    """
    users = Users(Path(citewell.settings.index))
    users_or_all = admitted(users, host=host, name=auth, insecure=insecure)
    metrics = make_metrics(citewell)
    with warming_up(citewell):
        local = is_loopback(host) and users_or_all is None
        blocks = build(citewell, local=local, metrics=metrics)
        everyone = users_or_all is None and not is_loopback(host)
        access = Access(Tokens(Path(citewell.settings.index)), local=local, insecure=everyone)
        api = make_api(Desk(citewell, counted=metrics.count), access)
        app = make_app(blocks, metrics, users=users_or_all, local=local, api=api)
        run(app, host=host, port=port)


def make_metrics(citewell: Citewell) -> Metrics:
    """Metrics that know how many documents there are."""

    def documents() -> int:
        with citewell.index.snapshot() as snapshot:
            return len(snapshot.documents())

    return Metrics(documents)


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
