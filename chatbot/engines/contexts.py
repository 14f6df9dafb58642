"""How much a served model can read at once: its own limit, asked of its server."""

from chatbot.engines.hosts import ask_json

DEFAULT = 8192
"""Tokens that are counted on where a server does not say; ten passages need about half."""

MOST = 16_384
"""Tokens that are asked for at most: more costs memory and time, and no answer needs it."""

PATIENCE = 5.0
"""Seconds that are waited for such an answer."""

_NAMES = ("max_model_len", "max_context_length", "context_length", "context_window", "n_ctx")
"""What servers of OpenAI's protocol call it: vLLM, LM Studio, several gateways, llama.cpp."""


def served_context(base_url: str, model: str, key: str | None, *, seconds: float) -> int:
    """Tokens of a model's context by its server's list of models; `DEFAULT` where it says none."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    listed = ask_json(
        "GET", f"{base_url.rstrip('/')}/models", seconds=min(PATIENCE, seconds), headers=headers
    )
    entries = listed.get("data") if isinstance(listed, dict) else None
    entries = [entry for entry in entries or () if isinstance(entry, dict)]
    chosen = [entry for entry in entries if entry.get("id") == model] or entries[:1]
    for entry in chosen:
        meta = entry.get("meta")
        for place in (entry, meta if isinstance(meta, dict) else {}):
            for name in _NAMES:
                if isinstance(place.get(name), int) and place[name] > 0:
                    return min(MOST, int(place[name]))
    return DEFAULT


def ollama_context(base_url: str, model: str, *, seconds: float) -> int:
    """Tokens to ask Ollama for: what the model was made for, at most `DEFAULT`."""
    shown = ask_json(
        "POST",
        f"{base_url.rstrip('/')}/api/show",
        seconds=min(PATIENCE, seconds),
        json={"model": model},
    )
    details = shown.get("model_info") if isinstance(shown, dict) else None
    for name, value in (details if isinstance(details, dict) else {}).items():
        if str(name).endswith(".context_length") and isinstance(value, int) and value > 0:
            return min(DEFAULT, value)
    return DEFAULT


def ollama_loaded_context(base_url: str, model: str, *, seconds: float) -> int | None:
    """Tokens that Ollama has really loaded the model with; None where it does not say."""
    listed = ask_json("GET", f"{base_url.rstrip('/')}/api/ps", seconds=min(PATIENCE, seconds))
    entries = listed.get("models") if isinstance(listed, dict) else None
    for entry in entries or ():
        if isinstance(entry, dict) and _family(str(entry.get("model", ""))) == _family(model):
            value = entry.get("context_length")
            return int(value) if isinstance(value, int) and value > 0 else None
    return None


def _family(model: str) -> str:
    """`llama3.2` and `llama3.2:latest` are one model."""
    return model.removesuffix(":latest")
