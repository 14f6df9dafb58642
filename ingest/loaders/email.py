"""E-mail messages (.eml), and what is attached to them."""

from __future__ import annotations

from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from functools import partial
from pathlib import Path

from ingest.documents import Document
from ingest.loaders.building import DocumentBuilder
from ingest.loaders.decoding import read_bytes
from ingest.loaders.mail import add_message
from ingest.loaders.nested import nested_documents

SUFFIXES = (".eml", ".emlx", ".mht", ".mhtml")

_HEADERS = ("Subject", "From", "To", "Cc", "Date")


def load(path: Path, *, source: str) -> Iterator[Document]:
    """The message, then a Document for each attachment that can be read."""
    message = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(read_bytes(path))
    builder = DocumentBuilder("e-mail")
    headers = {name: " ".join(str(message[name]).split()) for name in _HEADERS if message[name]}
    plain, page = _body(message, "plain"), _body(message, "html")
    subject = add_message(builder, headers, plain=plain, page=page)
    attached = [
        (part.get_filename() or "", partial(_content, part))
        for part in message.iter_attachments()
        if part.get_filename()
    ]
    found = list(nested_documents(attached, source, builder))
    yield builder.build(source, subject)
    yield from found


def _content(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except (LookupError, UnicodeError):  # an unknown or wrong encoding
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
