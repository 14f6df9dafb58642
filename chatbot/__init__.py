"""A question, with the conversation so far, to an Answer whose every sentence is cited.

For other programs: `assemble(Settings(index=...))` opens all of it, see docs/api.md.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chatbot.answers import Answer, Citation, Turn
    from chatbot.assembly import Citewell, assemble
    from ingest.settings import Settings

__all__ = ["Answer", "Citation", "Citewell", "Settings", "Turn", "assemble"]

_HOMES = {
    "Answer": "chatbot.answers",
    "Citation": "chatbot.answers",
    "Turn": "chatbot.answers",
    "Citewell": "chatbot.assembly",
    "assemble": "chatbot.assembly",
    "Settings": "ingest.settings",
}


def __getattr__(name: str) -> Any:
    """The names above, each imported when it is first used: this package itself costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
