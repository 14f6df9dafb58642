"""/v1: OpenAI's chat protocol, for clients that know no other."""

import logging
import secrets
import time
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from chatbot.answers import Answer, Part
from ui.api.chat_models import (
    MODEL,
    AnswerMessage,
    ChatRequest,
    Choice,
    Chunk,
    ChunkChoice,
    Completion,
    Delta,
    ModelBody,
    ModelsBody,
    Usage,
    event_line,
)
from ui.api.desk import Desk
from ui.api.messages import MessageWriter, TextAddress, annotations_of, conversation_of, message_of
from ui.api.models import LONGEST_QUESTION, AnswerBody
from ui.api.problems import RequestError, problem_of, responses
from ui.contract import answer_json

logger = logging.getLogger(__name__)

_EVENT = {
    "type": "object",
    "required": ["data"],
    "properties": {
        "data": {"type": "string", "description": "A chunk of the completion as JSON, or [DONE]."}
    },
}


def routes(desk: Desk) -> APIRouter:
    """The routes of /v1."""
    router = APIRouter(prefix="/v1", tags=["OpenAI's protocol"])
    began = int(time.time())

    @router.get("/models", responses=responses(401, 403, 429))
    def list_models() -> ModelsBody:
        """The models that can be asked: Citewell, and each of its collections."""
        return ModelsBody(data=[ModelBody(id=each, created=began) for each in desk.models()])

    @router.get("/models/{model}", responses=responses(400, 401, 403, 404, 429))
    def show_model(model: str) -> ModelBody:
        """One model."""
        desk.collection_of(model)
        return ModelBody(id=model, created=began)

    @router.post(
        "/chat/completions",
        response_model=Completion,
        response_description="The answer; with `stream`, chunks of it as server-sent events.",
        responses={
            200: {"content": {"text/event-stream": {"schema": _EVENT}}},
            **responses(400, 401, 403, 404, 409, 413, 429),
        },
    )
    def create_chat_completion(body: ChatRequest, request: Request) -> Any:
        """Answer the last message from the documents, with the conversation's help."""
        question, turns = conversation_of(body.messages)
        if len(question) > LONGEST_QUESTION:
            raise RequestError(
                400, f"A question may have {LONGEST_QUESTION} characters.", param="messages"
            )
        collection = desk.collection_of(body.model)
        exchange = _Exchange(desk, body, TextAddress(str(request.base_url), collection))
        said = desk.stream(question, turns, collection=collection)
        if not body.stream:
            *_, answer = said
            assert isinstance(answer, Answer)
            return exchange.completion(answer)
        # The first part is waited for here: what goes wrong before it becomes a proper status.
        first = next(said)
        return StreamingResponse(exchange.events(first, said), media_type="text/event-stream")

    return router


class _Exchange:
    """One question and what is sent for it."""

    def __init__(self, desk: Desk, body: ChatRequest, texts: TextAddress) -> None:
        self._desk = desk
        self._body = body
        self._texts = texts
        self._common: dict[str, Any] = {
            "id": f"chatcmpl-{secrets.token_hex(12)}",
            "created": int(time.time()),
            "model": body.model or MODEL,
        }

    def completion(self, answer: Answer) -> Completion:
        content = message_of(answer)
        annotations = annotations_of(answer, content, self._texts)
        return Completion(
            **self._common,
            choices=[Choice(message=AnswerMessage(content=content, annotations=annotations))],
            usage=self._usage(content),
            citewell=AnswerBody.model_validate(answer_json(answer)),
        )

    def events(self, first: Part | Answer, rest: Iterator[Part | Answer]) -> Iterator[str]:
        """The lines of the stream; an error ends it with a line that says so."""
        try:
            yield from self._chunks(first, rest)
        except Exception as error:
            logger.exception("an answer broke off")
            yield event_line(problem_of(error).body())
        yield "data: [DONE]\n\n"

    def _chunks(self, first: Part | Answer, rest: Iterator[Part | Answer]) -> Iterator[str]:
        writer, content, said = MessageWriter(), "", first
        yield self._chunk(Delta(role="assistant", content="")).line()
        while isinstance(said, Part):
            piece = writer.part(said)
            content += piece
            yield self._chunk(Delta(content=piece)).line()
            said = next(rest)
        end = writer.ending(said) if said.parts else message_of(said)
        content += end
        if end:
            yield self._chunk(Delta(content=end)).line()
        annotations = annotations_of(said, content, self._texts)
        last = self._chunk(Delta(annotations=annotations or None), finished=True)
        last.citewell = AnswerBody.model_validate(answer_json(said))
        yield last.line()
        if self._body.stream_options and self._body.stream_options.include_usage:
            yield Chunk(**self._common, choices=[], usage=self._usage(content)).line()

    def _chunk(self, delta: Delta, *, finished: bool = False) -> Chunk:
        choice = ChunkChoice(delta=delta, finish_reason="stop" if finished else None)
        return Chunk(**self._common, choices=[choice])

    def _usage(self, content: str) -> Usage:
        prompt = sum(self._desk.count_tokens(each.text) for each in self._body.messages)
        answer = self._desk.count_tokens(content)
        return Usage(prompt_tokens=prompt, completion_tokens=answer, total_tokens=prompt + answer)
