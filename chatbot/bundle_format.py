"""How a bundle is written: one spelling, and a digest over it. Standard library only.

Apart from `bundle`, so that who checks one needs nothing of what writes one.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

FORMAT = "citewell-bundle"
VERSION = 1


def seal(content: Mapping[str, Any]) -> bytes:
    """The canonical bytes of a bundle's content, with the digest over it."""
    return canonical({**content, "digest": digest_of(content)})


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical bytes of everything but the digest itself."""
    covered = {key: value for key, value in content.items() if key != "digest"}
    return hashlib.sha256(canonical(covered)).hexdigest()


def canonical(content: Mapping[str, Any]) -> bytes:
    """The one way to write it: keys in order, two blanks a level, UTF-8, a newline at the end."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False)
    return f"{text}\n".encode()


def text_digest(text: str) -> str:
    """SHA-256 of a text's UTF-8 bytes, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
