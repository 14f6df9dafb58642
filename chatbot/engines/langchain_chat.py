"""Any LangChain chat model as the writer, kept to the promise.

The model drafts; what it says is shown sentence by sentence, and only what the passages carry, each
with the quote that carries it. The markers that it writes are dropped: the check decides what is
cited. An answer of which nothing survives is an EngineError, and the chat quotes instead.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from chatbot.answers import Part
from chatbot.errors import EngineError
from chatbot.grounding import Grounding, claims
from chatbot.prompts import NO_ANSWER, answer_prompt
from chatbot.questions import Question
from ingest.documents import Hit
from ingest.embedding import Embedder
from ingest.index import Snapshot
from ingest.sentences import sentences

LONGEST = 20_000
"""Characters of a draft after which a model is taken to run on."""

_MARKER = re.compile(r"\s*\[\d+(?:\s*,\s*\d+)*\]")
_LEAD = re.compile(r"^(?:[-*•]|\d+[.)])\s+")
_CONTEXT = 8192  # tokens; Ollama cuts prompts off silently at less by default


class LangChainChatEngine:
    """Writes with a chat model and shows what the passages support."""

    def __init__(self, model: Any, embedder: Embedder) -> None:
        self._model = model
        self._grounding = Grounding(embedder)

    def write(self, question: Question, hits: Sequence[Hit], snapshot: Snapshot) -> Iterator[Part]:
        evidence = self._grounding.evidence([hit.passage for hit in hits], snapshot)
        shown: set[str] = set()
        for sentence in self._draft(question, hits):
            if sentence in shown or not claims(sentence):
                continue
            verdict = self._grounding.check(sentence, evidence)
            if verdict.kind == "supported" and verdict.quote is not None:
                shown.add(sentence)
                yield Part("sentence", sentence, (verdict.quote,))
        if not shown:
            raise EngineError("the documents carry nothing of what the model wrote")

    def _draft(self, question: Question, hits: Sequence[Hit]) -> Iterator[str]:
        """The model's sentences, without markers and list marks, as they are finished."""
        text, done = "", 0
        try:
            for chunk in self._model.stream(answer_prompt(question.text, hits)):
                text += _text(chunk)
                if len(text) > LONGEST:
                    break
                spans = sentences(text[done:])
                for start, end in spans[:-1]:  # the last one may go on
                    yield from _plain(text[done + start : done + end])
                if len(spans) > 1:
                    done += spans[-1][0]
        except EngineError:
            raise
        except Exception as error:  # each provider has errors of its own
            reason = " ".join(str(error).split())[:200]
            raise EngineError(f"the model failed: {type(error).__name__}: {reason}") from error
        for start, end in sentences(text[done:]):
            yield from _plain(text[done + start : done + end])


def open_chat_engine(
    name: str, embedder: Embedder, *, base_url: str | None = None, seconds: float = 60.0
) -> LangChainChatEngine:
    """The engine for `provider:model`, such as `ollama:llama3.2` or `openai:gpt-5-mini`.

    Keys come from the providers' usual variables. EngineError names what is missing.
    """
    from langchain.chat_models import init_chat_model

    provider, _, model = name.partition(":")
    if not model:
        raise EngineError(f"there is no engine {name!r}; use extractive, or provider:model")
    options: dict[str, Any] = {"temperature": 0, "timeout": seconds}
    if base_url:
        options["base_url"] = base_url
    if provider == "ollama":
        options = {"temperature": 0, "num_ctx": _CONTEXT} | (
            {"base_url": base_url} if base_url else {}
        )
    try:
        return LangChainChatEngine(init_chat_model(name, **options), embedder)
    except ImportError as error:
        raise EngineError(f"{name} needs: pip install 'citewell[{provider}]'") from error
    except Exception as error:  # a missing key, an unknown provider: each has its own class
        reason = " ".join(str(error).split())[:200]
        raise EngineError(f"{name} cannot be used: {reason}") from error


def _text(chunk: Any) -> str:
    content = chunk.content
    if isinstance(content, str):
        return content
    return "".join(part.get("text", "") for part in content if isinstance(part, dict))


def _plain(sentence: str) -> Iterator[str]:
    for line in sentence.splitlines():
        plain = _LEAD.sub("", _MARKER.sub("", line).strip()).strip()
        if plain and NO_ANSWER not in plain:
            yield plain
