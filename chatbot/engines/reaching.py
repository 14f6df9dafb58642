"""Which engines could write here: what is there, what is missing, and how to get it.

Asked are Ollama on this machine and the base URL that the user gave. A hosted provider is never
asked: that its key is set is all that is told, by the variable's name.
"""

import importlib.util
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from chatbot.engines.chat_models import KEYS, ollama_address
from chatbot.engines.hosts import ask_json
from chatbot.engines.local_model import INSTALL, installed_model
from chatbot.errors import EngineError

PATIENCE = 2.0
"""Seconds that a server is waited for."""

SHOWN = 5
"""Models of a server that are named."""

PACKAGES = {
    "anthropic": "langchain_anthropic",
    "deepseek": "langchain_deepseek",
    "google_genai": "langchain_google_genai",
    "groq": "langchain_groq",
    "mistralai": "langchain_mistralai",
    "ollama": "langchain_ollama",
    "openai": "langchain_openai",
    "xai": "langchain_xai",
}


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """An engine as `--engine` takes it, whether it can write, what was found, what to do."""

    name: str
    ready: bool
    found: str
    remedy: str = ""


def reachable_engines(
    base_url: str | None = None, key: str | None = None
) -> Iterator[EngineStatus]:
    """The engines of this machine, in the order of how little they need."""
    yield EngineStatus("extractive", True, "always there; quotes, no language model")
    yield _local()
    if base_url:
        yield _served(base_url, key)
    yield _ollama()
    for provider, variable in KEYS.items():
        yield _hosted(provider, variable)


def _local() -> EngineStatus:
    try:
        file = installed_model()
    except EngineError:
        return EngineStatus("local", False, "no model file", INSTALL)
    if not _installed("xllamacpp") or not _installed("langchain_openai"):
        return EngineStatus("local", False, "llama.cpp is missing", INSTALL)
    return EngineStatus("local", True, file.stem)


def _served(base_url: str, key: str | None) -> EngineStatus:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    address = f"{base_url.rstrip('/')}/models"
    listed = ask_json("GET", address, seconds=PATIENCE, headers=headers)
    names = _names(listed, "data", "id")
    if names is None:
        return EngineStatus(
            "openai:MODEL", False, f"{base_url} does not answer", "start the server"
        )
    return _with_package("openai", f"{base_url}: {_few(names)}")


def _ollama() -> EngineStatus:
    address = ollama_address(None)
    names = _names(ask_json("GET", f"{address}/api/tags", seconds=PATIENCE), "models", "name")
    if names is None:
        return EngineStatus(
            "ollama:MODEL", False, f"nothing answers at {address}", "install Ollama; ollama serve"
        )
    if not names:
        return EngineStatus("ollama:MODEL", False, f"{address} has no model", "ollama pull MODEL")
    return _with_package("ollama", f"{address}: {_few(names)}")


def _hosted(provider: str, variable: str) -> EngineStatus:
    if not os.environ.get(variable):
        return EngineStatus(f"{provider}:MODEL", False, "no key", f"set {variable}")
    return _with_package(provider, f"{variable} is set (not tried)")


def _with_package(provider: str, found: str) -> EngineStatus:
    package = PACKAGES[provider]
    if not _installed(package):
        remedy = f"pip install {package.replace('_', '-')}"
        return EngineStatus(f"{provider}:MODEL", False, found, remedy)
    return EngineStatus(f"{provider}:MODEL", True, found)


def _names(listed: Any, under: str, name: str) -> list[str] | None:
    entries = listed.get(under) if isinstance(listed, dict) else None
    if not isinstance(entries, list):
        return None
    return [str(entry[name]) for entry in entries if isinstance(entry, dict) and name in entry]


def _few(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def _installed(package: str) -> bool:
    return importlib.util.find_spec(package) is not None
