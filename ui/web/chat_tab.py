"""The chat: questions, streamed answers, and the cited document beside them."""

import logging
import time
from collections import deque
from collections.abc import Iterator
from typing import Any

import gradio as gr

from chatbot.answers import Answer, Part
from ingest.errors import CitewellError
from ui.web.chat_reader import open_quote
from ui.web.markup import joined, tag
from ui.web.page import (
    LONGEST_QUESTION,
    QUICK,
    Page,
    cleaned,
    data_of,
    number_of,
    panel,
    text_of,
    user_of,
)
from ui.web.rendering import render_failed, render_live, render_turn
from ui.web.rendering_lists import conversation_list, welcome
from ui.web.suggesting import FirstQuestions
from ui.web.why_pane import WhyPane

logger = logging.getLogger(__name__)

_MOST_ASKING = 1_000  # pages that are remembered to have asked
_STREAM_EVERY = 0.05  # seconds between two states of an answer that is being written
Outcome = tuple[Any, ...]


class ChatTab:
    """Components and events of the chat."""

    def __init__(self, page: Page, collection: gr.State) -> None:
        """`collection` holds the name of the one that is asked."""
        self._page = page
        self._first_questions = FirstQuestions()
        self._asked: deque[str | None] = deque(maxlen=_MOST_ASKING)
        self.collection = collection
        self.conversation = gr.State("")
        with gr.Row(elem_id="cw-chat"):
            with gr.Column(elem_id="cw-side", min_width=0):
                self.new = gr.Button("New conversation", elem_id="cw-new", size="sm")
                self.search = gr.Textbox(
                    placeholder="Search conversations",
                    label="Search conversations",
                    show_label=False,
                    container=False,
                    elem_id="cw-search",
                    max_length=200,
                )
                self.list = panel(elem_id="cw-list")
            with gr.Column(elem_id="cw-main", min_width=0):
                with gr.Column(elem_id="cw-scroll", min_width=0):
                    self.turns = panel(elem_id="cw-turns")
                    self.live = panel(elem_id="cw-now")
                self.composer = gr.Textbox(
                    placeholder="Ask your documents",
                    label="Question",
                    show_label=False,
                    container=False,
                    lines=1,
                    max_lines=6,
                    max_length=LONGEST_QUESTION,
                    submit_btn=True,
                    autofocus=True,
                    elem_id="cw-composer",
                )
            with gr.Column(elem_id="cw-beside", min_width=0):
                self.reader = panel(elem_id="cw-pane")
                self.why = WhyPane(page)
        self.file = gr.JSON(visible="hidden", elem_id="cw-file")
        self._listen()

    def _listen(self) -> None:
        talk = [self.turns, self.live, self.composer, self.conversation, self.list]
        quick = QUICK
        asking: dict[str, Any] = {
            "show_progress": "hidden",
            "api_visibility": "private",
            "concurrency_limit": 4,
            "concurrency_id": "ask",
            "trigger_mode": "once",
            "stream_every": _STREAM_EVERY,
        }
        explaining = asking | {"concurrency_limit": 2, "concurrency_id": "why"}
        here = [self.conversation, self.collection]
        self.composer.submit(self.ask, [self.composer, *here], talk, **asking)
        self.turns.example_select(self.ask_suggested, here, talk, **asking)
        self.turns.retry(self.ask_again, here, talk, **asking)
        self.reader.retry(self.ask_again, here, talk, **asking)
        self.turns.expand(self.why.explain, [self.collection], self.why.shown, **explaining)
        self.why.passages.select(self.open, None, self.reader, **quick)
        self.turns.select(self.open, None, self.reader, **quick)
        self.reader.select(self.open, None, self.reader, **quick)
        self.reader.clear(lambda: "", None, self.reader, **quick)
        self.turns.like(self.judge, here, self.turns, **quick)
        self.turns.submit(self.reason, here, self.turns, **quick)
        shown = self.restored
        self.new.click(self.begin, [self.collection], shown, **quick)
        self.list.select(self.choose, [self.collection], shown, **quick)
        self.list.delete(self.delete, here, shown, **quick)
        self.list.edit(self.rename, [self.conversation], self.list, **quick)
        self.search.change(self.find, [self.search, self.conversation], self.list, **quick)
        saved = self.list.download(self.save, None, self.file, **quick)
        saved.then(None, self.file, None, js="(file) => citewell.save(file)")

    @property
    def restored(self) -> list[Any]:
        """What `restore` sets when the page is loaded."""
        return [
            *(self.turns, self.live, self.conversation, self.list, self.reader),
            *self.why.shown,
        ]

    # Asking

    def ask(
        self, question: str, conversation: str, collection: str, request: gr.Request
    ) -> Iterator[Outcome]:
        """Stream the answer: first its parts as they come, then the kept turn."""
        question = cleaned(question).strip()
        if not question:
            return
        if len(question) > LONGEST_QUESTION:
            message = f"A question may have {LONGEST_QUESTION:,} characters, this one has "
            raise gr.Error(f"{message}{len(question):,}.", print_exception=False)
        user = user_of(request)
        # Users are limited; who has the page to themselves is not.
        if user and (wait := self._page.questions.wait(user)):
            most = self._page.questions.most
            message = f"That were {most} questions in a minute; ask again in {wait:.0f} seconds."
            raise gr.Error(message, print_exception=False)
        self._asked.append(request.session_hash)
        keep = (gr.skip(), gr.skip(), gr.skip())
        yield gr.skip(), render_live(question, ()), "", gr.skip(), gr.skip()
        try:
            yield from self._answered(question, user, conversation, collection)
        except Exception as error:
            self._page.metrics.count_failure()
            logger.exception("a question could not be answered")
            known = isinstance(error, CitewellError)
            reason = str(error) if known else "Something went wrong; the server's log says what."
            yield gr.skip(), render_failed(question, reason), *keep

    def _answered(
        self, question: str, user: str, conversation: str, collection: str
    ) -> Iterator[Outcome]:
        keep = (gr.skip(), gr.skip(), gr.skip())
        parts: list[Part] = []
        shown = time.monotonic()
        history = self._page.conversations.history(user, conversation)
        for said in self._page.chat(user, collection).stream_answer(question, history):
            if isinstance(said, Answer):
                self._page.metrics.count(said)
                conversation, _ = self._page.conversations.keep(user, conversation, said)
                turns = self._turns(user, conversation, collection)
                yield turns, "", gr.skip(), conversation, self._list(user, conversation)
                return
            parts.append(said)
            if time.monotonic() - shown > _STREAM_EVERY:
                shown = time.monotonic()
                yield gr.skip(), render_live(question, parts), *keep

    def ask_suggested(
        self, conversation: str, collection: str, event: gr.EventData, request: gr.Request
    ) -> Iterator[Outcome]:
        question = text_of(data_of(event), "question")
        yield from self.ask(question, conversation, collection, request)

    def ask_again(
        self, conversation: str, collection: str, event: gr.EventData, request: gr.Request
    ) -> Iterator[Outcome]:
        turn = number_of(data_of(event), "turn")
        answer = self._page.conversations.answer(user_of(request), turn)
        if answer is not None:
            yield from self.ask(answer.question, conversation, collection, request)

    # Reading and judging

    def open(self, event: gr.EventData, request: gr.Request) -> str:
        """The document of a quote or passage, to stand beside the chat."""
        data = data_of(event)
        turn = number_of(data, "turn")
        answer = self._page.conversations.answer(user_of(request), turn)
        if answer is None:
            raise gr.Error("This answer is not there any more.", print_exception=False)
        with self._page.collections.all.snapshot() as snapshot:
            number, passage = number_of(data, "number"), number_of(data, "passage")
            return open_quote(answer, snapshot, turn=turn, number=number, passage=passage)

    def judge(
        self, conversation: str, collection: str, event: gr.EventData, request: gr.Request
    ) -> str:
        """Keep a thumb up or down; the same one again takes it back."""
        data, user = data_of(event), user_of(request)
        turn = number_of(data, "turn")
        opinion = {"1": 1, "-1": -1}.get(str(data.get("opinion")), 0)
        record = self._page.conversations.store.turn(user, turn)
        if record is not None and record.opinion == opinion:
            opinion = 0
        self._page.conversations.store.set_opinion(user, turn, opinion)
        return self._turns(user, conversation, collection)

    def reason(
        self, conversation: str, collection: str, event: gr.EventData, request: gr.Request
    ) -> str:
        """Keep why an answer was not helpful."""
        data, user = data_of(event), user_of(request)
        turn, reason = number_of(data, "turn"), text_of(data, "value", most=500)
        self._page.conversations.store.set_opinion(user, turn, -1, reason)
        return self._turns(user, conversation, collection)

    # Conversations

    def restore(self, request: gr.Request) -> Outcome:
        """What the page shows when it is loaded: the conversation that its address names."""
        user = user_of(request)
        conversation = str(request.query_params.get("conversation", ""))
        shown = self._shown(user, conversation, self._page.collection(user))
        if request.session_hash in self._asked:  # a question that was faster stays where it is
            return tuple(gr.skip() for _ in shown)
        return shown

    def begin(self, collection: str, request: gr.Request) -> Outcome:
        return self._shown(user_of(request), "", collection)

    def choose(self, collection: str, event: gr.EventData, request: gr.Request) -> Outcome:
        conversation = text_of(data_of(event), "conversation")
        return self._shown(user_of(request), conversation, collection)

    def delete(
        self, current: str, collection: str, event: gr.EventData, request: gr.Request
    ) -> Outcome:
        user, conversation = user_of(request), text_of(data_of(event), "conversation")
        self._page.conversations.store.delete(user, conversation)
        return self._shown(user, "" if conversation == current else current, collection)

    def turn_to(self, conversation: str, collection: str, user: str) -> Any:
        """What the talk shows when another collection is chosen: only the first visit tells of
        it."""
        if self._page.conversations.store.turns(user, conversation):
            return gr.skip()
        return self._turns(user, "", collection)

    def rename(self, current: str, event: gr.EventData, request: gr.Request) -> str:
        user, data = user_of(request), data_of(event)
        self._page.conversations.rename(user, text_of(data, "conversation"), text_of(data, "title"))
        return self._list(user, current)

    def find(self, search: str, current: str, request: gr.Request) -> str:
        return self._list(user_of(request), current, search=cleaned(search))

    def save(self, event: gr.EventData, request: gr.Request) -> dict[str, str]:
        """A conversation as a file, which the page's script hands to the browser."""
        data, user = data_of(event), user_of(request)
        conversation = text_of(data, "conversation")
        kept = self._page.conversations
        if data.get("kind") == "json":
            return {"name": "conversation.json", "text": kept.as_json(user, conversation)}
        if data.get("kind") == "bundle":
            text = kept.as_bundle(user, conversation)
            return {"name": "conversation.bundle.json", "text": text}
        return {"name": "conversation.md", "text": kept.as_markdown(user, conversation)}

    # What is shown

    def _shown(self, user: str, conversation: str, collection: str) -> Outcome:
        if not self._page.conversations.store.turns(user, conversation):
            conversation = ""
        turns = self._turns(user, conversation, collection)
        return turns, "", conversation, self._list(user, conversation), "", "", None, ""

    def _turns(self, user: str, conversation: str, collection: str) -> str:
        shown = self._page.conversations.shown(user, conversation)
        content = joined(map(render_turn, shown)) if shown else self._welcome(user, collection)
        return tag("div", content, data_conversation=conversation, class_="cw-turns")

    def _welcome(self, user: str, collection: str) -> str:
        chat = self._page.chat(user, collection, quoting=True)
        with chat.index.snapshot() as snapshot:
            documents = len(snapshot.documents())
            return welcome(self._first_questions.get(chat, snapshot), documents)

    def _list(self, user: str, conversation: str, *, search: str = "") -> str:
        records = self._page.conversations.listed(user, search=search)
        return conversation_list(records, conversation, searched=bool(search.strip()))
