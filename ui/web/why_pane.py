"""Why this answer: the pane beside the chat, with the map of the documents."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import gradio as gr

from chatbot.answers import Answer
from ui.web.page import QUICK, Page, data_of, number_of, panel, user_of
from ui.web.plot_map import Place, map_figure
from ui.web.rendering_evidence import evidence_head, evidence_passages

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Outcome = tuple[Any, ...]


class WhyPane:
    """Components of the pane; `explain` fills them, first without the map, then with it."""

    def __init__(self, page: Page) -> None:
        self._page = page
        with gr.Column(elem_id="cw-why", min_width=0):
            self.head = panel(elem_id="cw-why-head")
            self.map = gr.Plot(show_label=False, container=False, elem_id="cw-map")
            self.passages = panel(elem_id="cw-why-passages")
        self.head.clear(lambda: ("", None, ""), None, self.shown, **QUICK)

    @property
    def shown(self) -> list[Any]:
        """What `explain` sets."""
        return [self.head, self.map, self.passages]

    def explain(
        self, collection: str, event: gr.EventData, request: gr.Request
    ) -> Iterator[Outcome]:
        """The evidence of an answer; the map may take seconds when the documents have changed."""
        user, turn = user_of(request), number_of(data_of(event), "turn")
        answer = self._page.conversations.answer(user, turn)
        if answer is None:
            raise gr.Error("This answer is not there any more.", print_exception=False)
        caution = self._page.chat(user, collection, quoting=True).caution
        head = evidence_head(answer, caution=caution)
        passages = evidence_passages(answer, turn)
        yield head, None, passages
        if answer.hits:
            yield gr.skip(), self._map(answer, collection), gr.skip()

    def _map(self, answer: Answer, collection: str) -> "Figure":
        drawn = self._page.maps.get(self._page.collections.known(collection))
        placed = dict(zip((p.id for p in drawn.passages), drawn.places.tolist(), strict=True))
        vector = self._page.citewell.embedder.encode([answer.understood])[0].vector
        hits: dict[int, Place] = {}
        with self._page.collections.all.snapshot() as snapshot:
            for rank, hit in enumerate(answer.hits):
                if hit.passage.id in placed:
                    x, y = placed[hit.passage.id]
                    hits[rank] = (x, y)
                elif snapshot.passages([hit.passage.id]):
                    (encoding,) = snapshot.encodings([hit.passage.id])
                    hits[rank] = drawn.place(encoding.vector)
        question = drawn.place(vector) if drawn.passages else (0.0, 0.0)
        return map_figure(drawn, answer, question, hits)
