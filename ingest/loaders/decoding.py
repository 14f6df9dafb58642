"""Bytes -> text, whatever the encoding, with a note of what was guessed."""

import codecs
from pathlib import Path

from ingest.errors import DocumentError

LARGEST_TEXT = 32 * 1024 * 1024
"""Bytes of the largest text file that is read: some 16,000 pages."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 64 * 1024
_CONTROL = bytes((*range(0, 7), *range(14, 27), 28, 29, 30, 31))


def read_bytes(path: Path, *, most: int = LARGEST_TEXT) -> bytes:
    """The file's bytes; DocumentError where there are more than `most`."""
    content = b""
    size = path.stat().st_size
    if size <= most:
        with path.open("rb") as file:
            content = file.read(most + 1)  # it may grow while it is read
    if max(size, len(content)) > most:
        raise DocumentError(
            f"it has {size / 1e6:,.0f} MB of text, more than {most / 1e6:,.0f} MB; split it into "
            "smaller files"
        )
    return content


def decoded(content: bytes) -> str:
    """Text of `content`: by its byte order mark, as UTF-8, as UTF-16 without a mark, or guessed.

    Raises DocumentError where it is no text in any encoding.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if text and not is_binary(content):
        return text
    for encoding in ("utf-16-le", "utf-16-be"):
        if _looks_like(content, encoding):
            return content.decode(encoding, "replace")
    if is_binary(content):
        raise DocumentError("it is not text (binary content); give it the suffix of its format")
    return text or _guessed(content)


def is_binary(content: bytes) -> bool:
    """Whether the beginning holds more control bytes than any text would."""
    sample = content[:_SAMPLE]
    control = len(sample) - len(sample.translate(None, _CONTROL))
    return control > max(32, len(sample) // 20)


def _looks_like(content: bytes, encoding: str) -> bool:
    """UTF-16 text has zero bytes, nearly all at even or nearly all at odd places."""
    sample = content[: _SAMPLE & ~1]
    zeros = sample[1::2].count(0) if encoding == "utf-16-le" else sample[0::2].count(0)
    others = sample.count(0) - zeros
    return len(sample) >= 2 and zeros > len(sample) // 2 * 0.4 and others < zeros // 10 + 1


def _guessed(content: bytes) -> str:
    """A legacy encoding, by the statistics of its letters (charset-normalizer)."""
    from charset_normalizer import from_bytes

    best = from_bytes(content[:_SAMPLE]).best()
    encoding = best.encoding if best is not None else "cp1252"
    return content.decode(encoding, "replace")
