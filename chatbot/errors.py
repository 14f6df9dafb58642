"""Errors of the chatbot that a user can act on."""

from ingest.errors import CitewellError


class EngineError(CitewellError):
    """An engine cannot write: unknown, unreachable, over quota, or its answer is unusable."""
