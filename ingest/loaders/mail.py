"""What mail formats share: the headers, the body, what is attached."""

from collections.abc import Mapping

from ingest.loaders.building import DocumentBuilder
from ingest.loaders.html import add_html
from ingest.loaders.mail_body import add_body


def add_message(
    builder: DocumentBuilder, headers: Mapping[str, str], *, plain: str, page: str
) -> str:
    """Append a message's headers and its body, the plain text before the HTML; its subject."""
    subject = headers.get("Subject", "")
    builder.heading(subject)
    for name, value in headers.items():
        if value and name != "Subject":
            builder.item(f"{name}: {value}")
            builder.metadata[name.lower()] = value
    if plain.strip():
        people = " ".join(headers.get(name, "") for name in ("From", "To", "Cc"))
        add_body(builder, plain, people)
    else:
        add_html(builder, page, whole=True)
    return subject
