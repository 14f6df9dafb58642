"""OpenAI's chat protocol, as much of it as Citewell speaks."""

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ui.api.models import AnswerBody

MODEL = "citewell"
_MOST_MESSAGES = 1000
_MOST_PARTS = 100
_LONGEST_MESSAGE = 200_000  # characters; long enough for any answer that is sent back


class TextPart(BaseModel):
    """A piece of a message; only text can be read."""

    model_config = ConfigDict(extra="ignore")

    type: Literal["text"]
    text: Annotated[str, Field(max_length=_LONGEST_MESSAGE)]


class ChatMessage(BaseModel):
    """One message of the conversation. Those of the system are passed over: the documents are all
    that an answer is made of."""

    model_config = ConfigDict(extra="ignore")

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: (
        Annotated[str, Field(max_length=_LONGEST_MESSAGE)]
        | Annotated[list[TextPart], Field(max_length=_MOST_PARTS)]
        | None
    ) = None

    @property
    def text(self) -> str:
        if self.content is None or isinstance(self.content, str):
            return self.content or ""
        return "\n".join(part.text for part in self.content)


class StreamOptions(BaseModel):
    """Whether a last chunk tells the usage."""

    model_config = ConfigDict(extra="ignore")

    include_usage: bool = False


class ResponseFormat(BaseModel):
    """Answers are text; nothing else can be asked for."""

    model_config = ConfigDict(extra="ignore")

    type: Literal["text"]


class ChatRequest(BaseModel):
    """A conversation whose last message is the question.

    What else OpenAI's protocol knows (temperature, max_tokens, tools, ...) is accepted and has no
    effect.
    """

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "examples": [
                {
                    "model": MODEL,
                    "messages": [
                        {"role": "user", "content": "What does an AI engineer do day to day?"}
                    ],
                },
                {
                    "model": MODEL,
                    "stream": True,
                    "messages": [
                        {"role": "user", "content": "What is a data scientist?"},
                        {"role": "assistant", "content": "Someone who asks questions of data. [1]"},
                        {"role": "user", "content": "And a research scientist?"},
                    ],
                },
            ]
        },
    )

    model: Annotated[str, Field(max_length=200)] = MODEL
    messages: list[ChatMessage] = Field(min_length=1, max_length=_MOST_MESSAGES)
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    n: Annotated[int, Field(ge=1, le=1)] | None = None
    response_format: ResponseFormat | None = None


class UrlCitation(BaseModel):
    """Where a quote stands: `url` is the document's text, with the characters of the quote in its
    fragment (RFC 5147); the indexes are those of the marker in the message's content."""

    url: str
    title: str
    start_index: int
    end_index: int


class Annotation(BaseModel):
    """A citation, as OpenAI's protocol has it."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class AnswerMessage(BaseModel):
    """The answer, or a refusal: `citewell.refused` of the completion tells."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: str | None = None
    annotations: list[Annotation]


class Choice(BaseModel):
    """There is always one."""

    index: int = 0
    message: AnswerMessage
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class Usage(BaseModel):
    """Tokens of the messages and of the answer, as the embedding model counts them."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Completion(BaseModel):
    """A whole answer."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[Choice]
    usage: Usage
    citewell: AnswerBody = Field(description="The same answer as /api/ask gives it.")


class Delta(BaseModel):
    """What a chunk adds to the message."""

    role: Literal["assistant"] | None = None
    content: str | None = None
    annotations: list[Annotation] | None = None


class ChunkChoice(BaseModel):
    """There is one, and none in the chunk that tells the usage."""

    index: int = 0
    delta: Delta
    logprobs: None = None
    finish_reason: Literal["stop"] | None = None


class Chunk(BaseModel):
    """A piece of an answer that is streamed."""

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str
    choices: list[ChunkChoice]
    usage: Usage | None = None
    citewell: AnswerBody | None = None

    def line(self) -> str:
        """The chunk as an event of the stream."""
        said: dict[str, Any] = self.model_dump(mode="json", exclude_none=True)
        for choice in said["choices"]:
            choice.setdefault("finish_reason", None)
        return event_line(said)


def event_line(said: dict[str, Any]) -> str:
    """Something as an event of a stream."""
    return f"data: {json.dumps(said, ensure_ascii=False)}\n\n"


class ModelBody(BaseModel):
    """A model that can be asked for an answer."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str = "citewell"


class ModelsBody(BaseModel):
    """All models."""

    object: Literal["list"] = "list"
    data: list[ModelBody]
