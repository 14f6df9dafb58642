"""/api/documents: list, read, add, delete."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, File, Query, Response, UploadFile
from fastapi.responses import PlainTextResponse

from ingest.duplicates import near_duplicates_of
from ingest.index_local import LocalIndex
from ui.api.desk import Desk
from ui.api.models import CollectionName, DocumentsBody, IngestBody, ReceiptBody
from ui.api.problems import RequestError, responses
from ui.contract import ingest_json, receipt_json, record_json
from ui.web.library import Library, safe_name

_ONE = responses(400, 401, 403, 404, 429)
# The framework would say that these errors are plain text, like the text itself.
_TEXT: dict[int | str, dict[str, Any]] = {
    status: {
        "description": said["description"],
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorBody"}}},
    }
    for status, said in _ONE.items()
}


def routes(desk: Desk) -> APIRouter:
    """The routes of the documents."""
    router = APIRouter(prefix="/api/documents", tags=["Documents"])

    @router.get("", response_model=DocumentsBody, responses=responses(400, 401, 403, 404, 429))
    def list_documents(
        search: Annotated[str, Query(max_length=200, description="In title or source.")] = "",
        offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
        collection: CollectionName = "",
    ) -> Any:
        """The documents, in the order of their sources."""
        records = desk.documents(search, collection=collection)
        shown = [record_json(record) for record in records[offset : offset + limit]]
        return {"documents": shown, "total": len(records)}

    @router.post(
        "", response_model=IngestBody, responses=responses(400, 401, 403, 404, 409, 413, 422, 429)
    )
    def add_documents(
        files: Annotated[list[UploadFile], File(min_length=1, max_length=1000)],
        collection: CollectionName = "",
    ) -> Any:
        """Add files; one of the same name as an earlier upload takes its place.

        What cannot be read is named among the failures, and the others go in.
        """
        library = _library(desk, desk.writable(collection))
        with tempfile.TemporaryDirectory(prefix="citewell-") as folder:
            paths = _saved(files, Path(folder))
            report = library.add_files(paths)
        # The copies are named by where they are kept; a caller knows them by their own names.
        failures = [(Path(each.source).name, each.reason) for each in report.failures]
        if len(failures) == len(paths):
            said = "; ".join(f"{name[:100]}: {reason}" for name, reason in failures)
            raise RequestError(422, said[:2000], param="files")
        named = [{"source": name, "reason": reason} for name, reason in failures]
        return ingest_json(report) | {"failures": named, "documents": _ids(library, paths)}

    @router.get("/{document}", response_model=ReceiptBody, responses=_ONE)
    def show_document(document: str, collection: CollectionName = "") -> Any:
        """A document's receipt: what happened to the file on its way here."""
        return _receipt(desk.holder(document, collection), document)

    @router.get("/{document}/text", response_class=PlainTextResponse, responses=_TEXT)
    def read_document(document: str, collection: CollectionName = "") -> PlainTextResponse:
        """A document's text, which all offsets point into."""
        return PlainTextResponse(desk.text(document, collection=collection))

    @router.delete("/{document}", status_code=204, responses=_ONE | responses(409))
    def delete_document(document: str, collection: CollectionName = "") -> Response:
        """Delete a document from the index, with the copy that was kept of an upload. Files
        elsewhere stay."""
        _delete(_library(desk, desk.holder(document, collection)), document)
        return Response(status_code=204)

    return router


def _saved(files: Sequence[UploadFile], folder: Path) -> list[Path]:
    """The uploads as files of their own names, numbered where several have one."""
    paths: list[Path] = []
    for number, file in enumerate(files):
        name = safe_name(file.filename or "document")
        path = folder / name if not (folder / name).exists() else folder / f"{number}-{name}"
        with path.open("wb") as target:
            while chunk := file.file.read(1 << 20):
                target.write(chunk)
        paths.append(path)
    return paths


def _library(desk: Desk, index: LocalIndex) -> Library:
    return Library(index, desk.citewell.embedder, desk.citewell.settings.passage_tokens)


def _receipt(index: LocalIndex, document: str) -> dict[str, Any]:
    with index.snapshot() as snapshot:
        found = snapshot.document(document)
        records = [each for each in snapshot.documents() if each.id == document]
        if found is None or not records:
            raise RequestError.not_found("There is no such document.")
        similar = near_duplicates_of(document, snapshot.signatures())
    return receipt_json(found, records[0], similar)


def _delete(library: Library, document: str) -> None:
    """Delete a document, and the copies of uploads that hold nothing else."""
    with library.index.snapshot() as snapshot:
        kept = [
            Path(path)
            for path, file in snapshot.files().items()
            if file.documents == (document,) and Path(path).parent == library.uploads
        ]
    library.index.remove(document)
    for path in kept:
        path.unlink(missing_ok=True)


def _ids(library: Library, paths: Sequence[Path]) -> list[str]:
    """The ids of the documents that the uploads hold."""
    with library.index.snapshot() as snapshot:
        known = snapshot.files()
    files = (known.get(str(library.uploads / path.name)) for path in paths)
    return list(dict.fromkeys(each for file in files if file for each in file.documents))
