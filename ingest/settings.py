"""Every setting of Citewell, in one typed place. Environment variables: CITEWELL_<NAME>."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingest.errors import SettingsError


class Settings(BaseSettings):
    """Read once at an entry point and handed on; nothing below reads the environment itself."""

    model_config = SettingsConfigDict(env_prefix="CITEWELL_", frozen=True, extra="ignore")

    index: Path = Field(Path(".citewell"), description="Folder of the index.")
    collection: str = Field(
        "main",
        description="Collection to add to and to ask: one of several indexes that lie in the same "
        "folder. `all` asks all of them.",
    )
    model: str = Field(
        "all-MiniLM-L6-v2",
        description="Embedding model: the one that is installed with Citewell, or the name or "
        "folder of another sentence-transformers model.",
    )
    compiled: bool = Field(
        True, description="Compile the embedding model with OpenVINO; off: run it in torch."
    )
    passage_tokens: int = Field(
        200, ge=32, le=480, description="Longest passage, in tokens of the embedding model."
    )
    passages: int = Field(10, ge=1, le=50, description="Passages that an answer may be drawn from.")
    reranker: str | None = Field(
        None,
        description="Cross-encoder that reorders the passages found: folder or name of a "
        "sentence-transformers model on this machine.",
    )
    close_reading: bool = Field(
        True,
        description="Read the best passages with a small cross-encoder where their words leave "
        "open whether they answer, and few units one by one; off: some milliseconds faster, and "
        "more is refused wrongly.",
    )
    caution: float = Field(
        0.5,
        ge=0.0,
        le=1.0,
        description="Least probability that the documents hold the answer; below it the answer "
        "is a refusal. Higher is more cautious, lower more talkative.",
    )
    engine: str = Field(
        "extractive",
        description="Who writes the answer: `extractive` (quotes, no language model), "
        "`provider:model` of a LangChain chat model, or `local` (a small model on this machine).",
    )
    engine_base_url: str | None = Field(
        None,
        description="Address of a server for `openai:MODEL` (any that speaks OpenAI's protocol) or "
        "`ollama:MODEL`.",
    )
    engine_key: SecretStr | None = Field(
        None,
        description="Key for that server. The providers' own variables (`OPENAI_API_KEY` ...) are "
        "sent to the providers only.",
    )
    engine_context: int | None = Field(
        None, ge=512, description="Tokens of the model's context, where it is not found out."
    )
    engine_followups: bool = Field(
        False,
        description="Let the model rewrite follow-ups; what loses a word of the rules' reading is "
        "dropped.",
    )
    unsupported: Literal["removed", "struck", "warned"] = Field(
        "removed",
        description="What becomes of a model's sentence that the documents do not carry: left out, "
        "struck through, or shown with a warning.",
    )
    engine_seconds: float = Field(
        60.0, gt=0, description="Seconds after which a model that does not answer is given up."
    )
    theme: Literal["system", "light", "dark"] = Field(
        "system", description="Theme of the page: `system`, `light` or `dark`."
    )
    host: str = Field("127.0.0.1", description="Address that the page listens on.")
    port: int = Field(7860, ge=1, le=65535, description="Port that the page listens on.")


def read_settings(**given: object) -> Settings:
    """Settings from the environment, with what is given in its place; SettingsError names the
    variable or option that cannot be."""
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "settings"
        where = f"--{name}" if name in given else f"CITEWELL_{name.upper()}"
        raise SettingsError(f"{where}={first['input']}: {first['msg']}") from error
