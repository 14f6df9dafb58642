"""Which document the reader panel shows, and what is marked in it."""

from markupsafe import Markup

from chatbot.answers import Answer, Citation
from ingest.index import Snapshot
from ui.web.conversations import citation_of
from ui.web.rendering_reader import render_gone, render_reader


def open_quote(
    answer: Answer, snapshot: Snapshot, *, turn: int, number: int = -1, passage: int = -1
) -> Markup:
    """The document of citation `number` of the answer, or of its passage of rank `passage`.

    Where the document has changed or is gone, what was quoted then; empty for what the answer
    does not have.
    """
    if 0 <= passage < len(answer.hits):
        found = answer.hits[passage].passage
        document = snapshot.document(found.document_id)
        if document is not None:
            return render_reader(document, passage=(found.start, found.end), turn=turn)
        kept = Citation(
            0,
            found.document_id,
            found.source,
            found.title,
            found.section,
            found.text,
            found.start,
            found.end,
            found.page,
        )
        return render_gone(kept, (), turn)
    citation = citation_of(answer, number)
    if citation is None:
        return Markup("")
    document = snapshot.document(citation.document_id)
    if document is None:
        return render_gone(citation, answer.citations, turn)
    return render_reader(document, answer.citations, number=number, turn=turn)
