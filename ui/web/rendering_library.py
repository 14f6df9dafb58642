"""The list of documents, receipts and what an ingestion did -> HTML."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePath

from markupsafe import Markup

from ingest.documents import Document
from ingest.index import DocumentRecord
from ingest.pipeline import IngestReport, Progress
from ui.sources import shown_source
from ui.web.markup import Content, action, count, joined, tag
from ui.web.rendering_reader import reader_frame, render_blocks

SHOWN = 200
ORDERS = ("Newest first", "Title", "Largest first")


def arranged(
    records: Sequence[DocumentRecord], *, search: str = "", order: str = ORDERS[0]
) -> list[DocumentRecord]:
    """The documents with all words of `search` in title or source, in the order asked for."""
    words = search.casefold().split()
    found = [
        record
        for record in records
        if all(word in f"{record.title} {record.source}".casefold() for word in words)
    ]
    if order == "Title":
        return sorted(found, key=lambda record: record.title.casefold())
    if order == "Largest first":
        return sorted(found, key=lambda record: -record.characters)
    return sorted(found, key=lambda record: (-record.added, record.title.casefold()))


def document_list(records: Sequence[DocumentRecord], *, of: int) -> Markup:
    """The documents as rows that open; `of` is how many there are in all."""
    if not of:
        return tag("p", "There are no documents yet. Drop some above.", class_="cw-empty")
    if not records:
        return tag("p", "No document has these words in its title or path.", class_="cw-empty")
    rows = (tag("li", _row(record)) for record in records[:SHOWN])
    more = len(records) - SHOWN
    return joined(
        [
            tag("p", _summary(records, of), class_="cw-summary"),
            tag("ul", joined(rows), class_="cw-documents"),
            tag("p", f"{more:,} more: search to find them.", class_="cw-empty") if more > 0 else "",
        ]
    )


def render_document(document: Document, record: DocumentRecord | None) -> Markup:
    """A document to read, its receipt above its text."""
    content = joined([receipt(document, record), render_blocks(document)])
    return reader_frame(document.title, content, under=shown_source(document.source))


def receipt(document: Document, record: DocumentRecord | None) -> Markup:
    """What happened to the file on its way to a document."""
    made = document.receipt
    facts = [("Format", made.format), ("Characters", f"{len(document.text):,}")]
    if made.pages:
        facts.append(("Pages", str(made.pages)))
    if record:
        facts.append(("Passages", f"{record.passages:,}"))
        facts += [("Also at", path) for path in record.paths if not path.endswith(document.source)]
    if made.language:
        facts.append(("Language", made.language))
    facts += [(each.what, f"{each.count:,}×") for each in made.repairs]
    facts += [(name.replace("_", " ").capitalize(), v) for name, v in document.metadata.items()]
    listed = joined(tag("div", tag("dt", name), tag("dd", value)) for name, value in facts)
    return tag(
        "details",
        tag("summary", "Receipt"),
        tag("dl", listed),
        _lines("Warnings", made.warnings),
        _lines("Sentences that read like orders to a language model", made.instructions),
        class_="cw-receipt",
        open=bool(made.warnings or made.instructions),
    )


def progress(now: Progress | None, earlier: Sequence[str]) -> Markup:
    """An ingestion that runs: how far it is, the file at hand, and the last ones `earlier`."""
    if now is None:
        return tag("div", tag("p", "Looking at what there is…"), class_="cw-report", role="status")
    share = (now.done - 1) / max(now.total, 1)
    bar = tag(
        "span",
        tag("span", style=f"width:{share:.1%}"),
        class_="cw-progress",
        role="progressbar",
        aria_label="Files read",
        aria_valuemin=0,
        aria_valuemax=now.total,
        aria_valuenow=now.done - 1,
    )
    lines = (tag("li", _name(source), " ", tag("span", "read")) for source in earlier)
    at_hand = tag("li", tag("strong", _name(now.source)), " ", tag("span", "reading…"))
    said = f"{now.done:,} of {count(now.total, 'file')} · {count(now.passages, 'passage')}"
    return tag(
        "div",
        tag("p", said),
        bar,
        tag("ul", joined(lines), at_hand, class_="cw-files"),
        class_="cw-report cw-running",
        role="status",
    )


def report(done: IngestReport) -> Markup:
    """What an ingestion did; what failed stands by name and reason."""
    counts = [
        (done.added, "added"),
        (done.changed, "changed"),
        (done.unchanged, "unchanged"),
        (done.removed, "removed"),
        (done.duplicates, "known already"),
    ]
    said = ", ".join(f"{number:,} {name}" for number, name in counts if number)
    failed = (
        tag("li", tag("strong", _name(each.source)), f": {each.reason}")
        for each in done.failures[:SHOWN]
    )
    unread = f"{count(len(done.failures), 'file')} could not be added:"
    return tag(
        "div",
        tag("p", f"{said or 'Nothing added'} in {done.seconds:.1f} s."),
        tag("p", unread) if done.failures else "",
        tag("ul", joined(failed)) if done.failures else "",
        class_="cw-report cw-failed" if done.failures else "cw-report",
        role="status",
    )


def removed(title: str, token: str) -> Markup:
    """A removal, with the way back."""
    return tag(
        "div",
        tag("p", "Removed ", tag("strong", title), ". "),
        action("Undo", "undo", token=token),
        class_="cw-report",
        role="status",
    )


def message(text: str, *, failed: bool = False) -> Markup:
    classes = "cw-report cw-failed" if failed else "cw-report"
    return tag("div", tag("p", text), class_=classes, role="status")


def _name(source: str) -> str:
    """A file's name, or a web address as it is."""
    return source if "://" in source else PurePath(source).name


def _row(record: DocumentRecord) -> Markup:
    day = datetime.fromtimestamp(record.added).astimezone().strftime("%d %b %Y")
    facts = f"{count(record.passages, 'passage')} · {count(record.characters, 'character')} · {day}"
    label = joined(
        [
            tag("span", record.title, class_="cw-card-title"),
            tag("span", shown_source(record.source), class_="cw-card-where"),
            tag("span", facts, class_="cw-card-where"),
        ]
    )
    return tag(
        "div",
        action(label, "select", class_="cw-open", document=record.id),
        action(
            "Remove",
            "page:confirm",
            document=record.id,
            then="delete",
            aria_label=f"Remove {record.title}",
        ),
        class_="cw-document-row",
    )


def _summary(records: Sequence[DocumentRecord], of: int) -> str:
    passages = sum(record.passages for record in records)
    if len(records) < of:
        return f"{len(records):,} of {count(of, 'document')}, {count(passages, 'passage')}"
    return f"{count(of, 'document')}, {count(passages, 'passage')}"


def _lines(title: str, lines: Sequence[str]) -> Content:
    if not lines:
        return ""
    return joined([tag("p", title), tag("ul", joined(tag("li", line) for line in lines))])
