"""What a Receipt says of a document's text: its language, and orders aimed at a model."""

from collections.abc import Sequence


def language_of(blocks: Sequence[str]) -> str | None:
    """ISO 639-1 code of the language, or None where there is too little text to tell."""
    return None


def instructions_in(blocks: Sequence[str]) -> tuple[str, ...]:
    """Sentences that read like orders to a language model."""
    return ()
