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
_ASCII = bytes(range(128))
_WESTERN = "cp1252"
_CHAOS, _COHERENCE = 0.05, 0.03
"""By how much, in charset-normalizer's terms, another encoding may be likelier than that of Western
Europe, and yet be taken for it: short texts fit the Baltic ones as well."""
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
    """A legacy encoding, by the statistics of its letters (charset-normalizer): that of Western
    Europe, unless another one is clearly likelier."""
    from charset_normalizer import from_bytes

    matches = from_bytes(_telling(content))
    best = matches.best()
    western = any(
        match.chaos <= best.chaos + _CHAOS and match.coherence >= best.coherence - _COHERENCE
        for match in matches
        if best is not None and _WESTERN in (match.encoding, *match.could_be_from_charset)
    )
    encoding = _WESTERN if western or best is None else best.encoding
    return content.decode(encoding, "replace")


def _telling(content: bytes) -> bytes:
    """The lines that are more than ASCII, as far as a guess needs them."""
    telling, size = [], 0
    for line in content.splitlines(keepends=True):
        if not line.isascii():
            first = len(line) - len(line.lstrip(_ASCII)) if len(line) > _SAMPLE else 0
            telling.append(line[first : first + _SAMPLE])
            size += len(telling[-1])
            if size >= _SAMPLE:
                break
    return b"".join(telling)
