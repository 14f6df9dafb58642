"""Chat models by name: LangChain's `init_chat_model`, kept to the host that the user chose.

A key goes to its own provider only. Where a base URL is given, the provider's usual key stays here,
and `CITEWELL_ENGINE_KEY` goes there instead. Redirects are not followed: they would carry question
and passages to a host that nobody chose.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from chatbot.engines.contexts import (
    DEFAULT,
    ollama_context,
    ollama_loaded_context,
    served_context,
)
from chatbot.engines.hosts import client_options, open_client
from chatbot.engines.local_model import serve_model
from chatbot.errors import EngineError

KEYS = {
    "anthropic": "ANTHROPIC_API_KEY",
    "deepseek": "DEEPSEEK_API_KEY",
    "google_genai": "GOOGLE_API_KEY",
    "groq": "GROQ_API_KEY",
    "mistralai": "MISTRAL_API_KEY",
    "openai": "OPENAI_API_KEY",
    "xai": "XAI_API_KEY",
}
"""The variable that each provider's own library reads its key from."""

LONGEST_LOCAL = 200
"""Tokens of an answer of the small model, which goes in circles in a longer one."""

OLLAMA = "http://127.0.0.1:11434"
EXTRAS = ("ollama", "openai", "anthropic", "google_genai", "mistralai")


@dataclass(frozen=True)
class ChatModel:
    """A LangChain chat model, the host that it talks to, and `limit`, which finds out how many
    tokens its context has (asked once, when it is first needed). `loaded` tells afterwards with
    how many the server really ran it, None where it does not say."""

    name: str
    model: Any
    host: str
    seconds: float = 60.0
    limit: Callable[[], int] = lambda: DEFAULT
    loaded: Callable[[], int | None] = lambda: None

    @cached_property
    def context(self) -> int:
        return self.limit()


def open_chat_model(
    name: str,
    *,
    base_url: str | None = None,
    key: str | None = None,
    seconds: float = 60.0,
    context: int | None = None,
) -> ChatModel:
    """The model for `provider:model`, such as `ollama:llama3.2` or `openai:gpt-5-mini`, or for
    `local` (the small model that is installed) and `local:FILE.gguf`.

    `key` goes to `base_url` and nowhere else; `context` overrides what is found out. EngineError
    names what is missing.
    """
    provider, _, model = name.partition(":")
    if provider == "local":
        served = serve_model(Path(model).expanduser() if model else None)
        made = _openai(served.name, served.base_url, served.key, seconds, max_tokens=LONGEST_LOCAL)
        return ChatModel(name, made, served.base_url, seconds, lambda: context or served.context)
    if not model:
        raise EngineError(
            f"there is no engine {name!r}; use extractive, local, or provider:model "
            "like ollama:llama3.2"
        )
    if provider == "ollama":
        return _ollama(name, model, ollama_address(base_url), seconds, context)
    if base_url and provider != "openai":
        raise EngineError(
            f"a base URL goes with openai: or ollama:, not with {provider}:; for a server that "
            f"speaks OpenAI's protocol use openai:{model}"
        )
    if base_url:
        made = _openai(model, base_url, key or "none", seconds)
        return ChatModel(
            name,
            made,
            base_url,
            seconds,
            lambda: context or served_context(base_url, model, key, seconds=seconds),
        )
    made = _init(name, timeout=seconds, max_retries=0)
    if provider in KEYS and _keyless(made):
        raise EngineError(f"{name} needs a key: set {KEYS[provider]}")
    if (made.profile or {}).get("temperature", True):
        made = _init(name, timeout=seconds, max_retries=0, temperature=0)
    known = (made.profile or {}).get("max_input_tokens") or DEFAULT
    return ChatModel(name, made, provider, seconds, lambda: context or known)


def _openai(model: str, base_url: str, key: str, seconds: float, **more: Any) -> Any:
    return _init(
        f"openai:{model}",
        base_url=base_url,
        api_key=key,
        # the variables of OpenAI's own account name it to OpenAI alone
        default_headers={"OpenAI-Organization": "", "OpenAI-Project": ""},
        http_client=open_client(base_url, seconds),
        temperature=0,
        timeout=seconds,
        max_retries=0,
        use_responses_api=False,
        **more,
    )


def ollama_address(base_url: str | None) -> str:
    """Where Ollama is: as given, or as its own variable says, or on its usual port."""
    address = base_url or os.environ.get("OLLAMA_HOST") or OLLAMA
    parts = urlsplit(address if "://" in address else f"http://{address}")
    host = "127.0.0.1" if parts.hostname in (None, "0.0.0.0") else parts.hostname  # noqa: S104
    host = f"[{host}]" if ":" in host else host
    port = parts.port or (443 if parts.scheme == "https" else 11434)
    return f"{parts.scheme}://{host}:{port}{parts.path.rstrip('/')}"


def _ollama(name: str, model: str, address: str, seconds: float, context: int | None) -> ChatModel:
    """Ollama cuts prompts off silently at its own `num_ctx` unless it is told one."""
    made = _init(
        name, base_url=address, temperature=0, client_kwargs=client_options(address, seconds)
    )

    def limit() -> int:
        made.num_ctx = context or ollama_context(address, model, seconds=seconds)
        return int(made.num_ctx)

    def loaded() -> int | None:
        return ollama_loaded_context(address, model, seconds=seconds)

    return ChatModel(name, made, address, seconds, limit, loaded)


def _init(name: str, **options: Any) -> Any:
    from langchain.chat_models import init_chat_model

    provider = name.partition(":")[0]
    try:
        return init_chat_model(name, **options)
    except ImportError as error:
        extra = f"citewell[{provider.replace('_', '-')}]"
        wanted = extra if provider in EXTRAS else _package(error, provider)
        raise EngineError(f"{name} needs: pip install '{wanted}'") from error
    except Exception as error:  # a missing key, an unknown provider: each has its own class
        variable = KEYS.get(provider)
        if variable and variable not in os.environ:
            raise EngineError(f"{name} needs a key: set {variable}") from error
        reason = "LangChain does not know this provider, or it misses its key"
        told = reason if isinstance(error, ValueError) else type(error).__name__
        raise EngineError(f"{name} cannot be used: {told}") from error


def _package(error: ImportError, provider: str) -> str:
    """The package that LangChain missed; it names the module in the cause of its error."""
    missed = getattr(error.__cause__, "name", None) or error.name or f"langchain_{provider}"
    return str(missed).partition(".")[0].replace("_", "-")


def _keyless(model: Any) -> bool:
    """Whether a model was made without its key; some providers notice it only when asked."""
    given = [value for name, value in vars(model).items() if name.endswith("api_key")]
    return any(isinstance(each, SecretStr) and not each.get_secret_value() for each in given)
