"""Errors that a user can act on: one line each, with the value and the remedy."""


class CitewellError(Exception):
    """Base of every error that is shown to a user as one line, without a traceback."""


class DocumentError(CitewellError):
    """A file cannot become a Document; the message says why, the caller adds the file's name."""


class StoreError(CitewellError):
    """The index is missing, locked, damaged or made with other settings."""


class ModelError(CitewellError):
    """The embedding model is missing, altered or cannot be loaded."""


class SettingsError(CitewellError):
    """A setting has a value that cannot be."""
