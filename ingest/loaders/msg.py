"""Messages of Outlook (.msg), and what is attached to them."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from ingest.documents import Document
from ingest.loaders.building import DocumentBuilder
from ingest.loaders.mail import add_message
from ingest.loaders.nested import nested_documents

SUFFIXES = (".msg",)

# Property numbers of the format's specification (MS-OXPROPS).
_SENDER_NAME, _SENDER_ADDRESS, _SENDER_SMTP = 0x0C1A, 0x0C1F, 0x5D01


def load(path: Path, *, source: str) -> Iterator[Document]:
    """The message, then a Document for each attachment that can be read."""
    from oxmsg import Message

    message = Message.load(str(path))
    recipients = ", ".join(
        f"{one.name} <{one.email_address}>" if one.name != one.email_address else one.email_address
        for one in message.recipients
    )
    headers = {
        "Subject": message.subject or "",
        "From": _sender(message),
        "To": recipients,
        "Date": str(message.sent_date or ""),
    }
    builder = DocumentBuilder("Outlook message")
    subject = add_message(builder, headers, plain=message.body or "", page=message.html_body or "")
    attached = [(one.file_name or "", partial(_content, one)) for one in message.attachments]
    found = list(nested_documents(attached, source, builder))
    yield builder.build(source, subject)
    yield from found


def _content(attachment: Any) -> bytes:
    return bytes(attachment.file_bytes or b"")


def _sender(message: Any) -> str:
    """Who sent it; Exchange keeps an address of its own kind beside the one for the internet."""
    read = message.properties.str_prop_value
    name, address = read(_SENDER_NAME) or "", read(_SENDER_SMTP) or read(_SENDER_ADDRESS) or ""
    if name and address and name != address:
        return f"{name} <{address}>"
    return address or name or message.sender or ""
