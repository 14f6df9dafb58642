"""A model's words as they come, with an end to the waiting."""

import queue
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any

from chatbot.engines.chat_models import ChatModel
from chatbot.engines.failures import failure
from chatbot.errors import EngineError

Messages = Sequence[tuple[str, str]]


def stream_text(model: ChatModel, messages: Messages) -> Iterator[str]:
    """Pieces of the model's answer. EngineError when it fails, or has not finished after
    `model.seconds`.

    A thread reads from the server: a read's own time limit says nothing of a server that sends a
    sign of life now and then.
    """
    pieces: queue.Queue[str | BaseException | None] = queue.Queue()
    stopped = threading.Event()
    reader = threading.Thread(target=_read, args=(model, messages, pieces, stopped), daemon=True)
    end = time.monotonic() + model.seconds
    reader.start()
    try:
        while True:
            try:
                piece = pieces.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                raise EngineError(
                    f"{model.name} took longer than {model.seconds:g} seconds"
                ) from None
            if piece is None:
                return
            if isinstance(piece, BaseException):
                raise failure(model.name, model.host, piece, seconds=model.seconds) from piece
            yield piece
    finally:
        stopped.set()


def _read(
    model: ChatModel, messages: Messages, pieces: "queue.Queue[Any]", stopped: threading.Event
) -> None:
    from langsmith import tracing_context

    try:
        # LangChain would report prompts to a tracing service when a variable says so.
        with tracing_context(enabled=False):
            for chunk in model.model.stream(list(messages)):
                pieces.put(_text(chunk))
                if stopped.is_set():
                    return
        pieces.put(None)
    except BaseException as error:  # each provider has errors of its own, Rust's panics too
        pieces.put(error)


def _text(chunk: Any) -> str:
    content = chunk.content
    if isinstance(content, str):
        return content
    return "".join(part.get("text", "") for part in content if isinstance(part, dict))
