"""Any LangChain chat model as the writer, kept to the promise.

The model drafts; what it says is checked sentence by sentence, and each that the passages carry is
shown with the quote that carries it. The markers that it writes are dropped: the check decides what
is cited. A draft of which too little survives is an EngineError, and the chat quotes instead.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from chatbot.answers import Doubt, Part, Verdict
from chatbot.engines.chat_models import ChatModel, open_chat_model
from chatbot.engines.drafting import addresses, drafted
from chatbot.engines.streaming import stream_text
from chatbot.errors import EngineError
from chatbot.grounding import Evidence, Grounding, claims, departure
from chatbot.prompts import answer_prompt
from chatbot.questions import Question
from ingest.documents import Hit
from ingest.embedding import Embedder
from ingest.index import Snapshot

SURVIVING = 1 / 3
"""Least share of a draft's sentences that the documents must carry."""

ROOM = 4
"""The answer's share of the context: one part in so many."""

MARGIN = 1.3
"""Tokens of a model for one of the embedding model, which is what is counted with."""


class LangChainChatEngine:
    """Writes with a chat model and shows what the passages support.

    `unsupported` says what becomes of the other sentences: `removed`, `struck` (through), or
    `warned` (shown with a warning).
    """

    def __init__(
        self, model: ChatModel, embedder: Embedder, *, unsupported: Doubt = "removed"
    ) -> None:
        self.model = model
        self._embedder = embedder
        self._grounding = Grounding(embedder)
        self._unsupported = unsupported

    def write(self, question: Question, hits: Sequence[Hit], snapshot: Snapshot) -> Iterator[Part]:
        yield from self.judged(self.draft(question, hits), hits, snapshot)

    def judged(
        self, draft: Iterable[str], hits: Sequence[Hit], snapshot: Snapshot
    ) -> Iterator[Part]:
        """A part for each sentence of a draft that states anything, with its verdict; then, if too
        few are supported, an EngineError."""
        evidence = self._grounding.evidence([hit.passage for hit in hits], snapshot)
        said = shown = 0
        for sentence in filter(claims, draft):
            verdict = self.check(sentence, evidence)
            said += 1
            if verdict.kind == "supported" and verdict.quote is not None:
                shown += 1
                yield Part("sentence", sentence, (verdict.quote,), verdict)
            else:
                yield Part("sentence", sentence, (), verdict, self._unsupported)
        if not shown:
            raise EngineError("the documents carry nothing of what the model wrote")
        if shown < SURVIVING * said and self._unsupported == "removed":
            raise EngineError(
                f"the documents carry only {shown} of the {said} sentences that the model wrote"
            )

    def draft(self, question: Question, hits: Sequence[Hit]) -> Iterator[str]:
        """The model's sentences as they are finished, unchecked, without markers."""
        context = self.model.context
        prompt = answer_prompt(
            question.text,
            hits,
            most_tokens=context - context // ROOM,
            count_tokens=self._count,
        )
        yield from drafted(stream_text(self.model, prompt))
        loaded = self.model.loaded()
        if loaded is not None and loaded < sum(self._count(text) for _, text in prompt):
            raise EngineError(
                f"{self.model.name} was run with a context of {loaded} tokens only and has not "
                f"read all passages; set CITEWELL_ENGINE_CONTEXT={loaded}"
            )

    def check(self, sentence: str, evidence: Evidence) -> Verdict:
        """The verdict on a sentence. A model is held to more than a person who rewords: web
        addresses must stand in the documents letter by letter; numbers, names, the subject and most
        of a sentence's telling words in the very quote that it is shown with."""
        for address in addresses(sentence):
            if not any(address in source.quote.text for source in evidence.sources):
                return Verdict("unsupported", sentence, "the documents do not give this address")
        verdict = self._grounding.check(sentence, evidence)
        quote = verdict.quote if verdict.kind == "supported" else None
        if quote is not None and (reason := departure(sentence, quote)):
            return replace(verdict, kind="partly", reason=reason)
        return verdict

    def _count(self, text: str) -> int:
        return int(MARGIN * max(self._embedder.count_tokens(text), len(text) / 5)) + 4


def open_chat_engine(
    name: str,
    embedder: Embedder,
    *,
    base_url: str | None = None,
    key: str | None = None,
    seconds: float = 60.0,
    context: int | None = None,
    unsupported: Doubt = "removed",
) -> LangChainChatEngine:
    """The engine for `provider:model`, such as `ollama:llama3.2` or `openai:gpt-5-mini`, or
    `local`; EngineError names what is missing."""
    options: dict[str, Any] = {"base_url": base_url, "key": key, "seconds": seconds}
    model = open_chat_model(name, context=context, **options)
    return LangChainChatEngine(model, embedder, unsupported=unsupported)
