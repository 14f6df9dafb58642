"""Is a bundle whole, and does every quote stand where it says? Needs no index and no model."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chatbot.bundle_format import FORMAT, VERSION, canonical, digest_of, text_digest
from ingest.errors import CitewellError

_SHAPE: Mapping[str, Mapping[str, tuple[type, ...]]] = {
    "bundle": {
        "format": (str,),
        "version": (int,),
        "made": (str,),
        "engine": (str, type(None)),
        "answers": (list,),
        "documents": (list,),
        "digest": (str,),
    },
    "answer": {
        "question": (str,),
        "understood": (str,),
        "refused": (bool,),
        "text": (str,),
        "parts": (list,),
        "citations": (list,),
        "notes": (list,),
    },
    "part": {"kind": (str,), "text": (str,), "citations": (list,)},
    "citation": {
        "number": (int,),
        "document": (str,),
        "section": (str,),
        "page": (int, type(None)),
        "start": (int,),
        "end": (int,),
        "quote": (str,),
    },
    "document": {
        "id": (str,),
        "title": (str,),
        "source": (str,),
        "sha256": (str,),
        "characters": (int,),
        "text": (str,),
    },
}


class BundleError(CitewellError):
    """A bundle that is not as it was made; the message names the first thing that is wrong."""


@dataclass(frozen=True, slots=True)
class BundleReport:
    """What was checked: numbers of answers, refusals among them, sentences (also items and rows),
    those of them that are word for word a quote, quotes, documents; and the digest."""

    made: str
    engine: str | None
    questions: tuple[str, ...]
    refusals: int
    sentences: int
    verbatim: int
    quotes: int
    documents: int
    digest: str


def check_bundle(data: bytes) -> BundleReport:
    """Check a bundle's bytes; raises BundleError for whatever differs from what was written."""
    content = _read(data)
    _check_shape(content)
    if digest_of(content) != content["digest"]:
        raise BundleError("the digest does not fit: something in the file was changed")
    texts = _checked_texts(content["documents"])
    for number, answer in enumerate(content["answers"], start=1):
        _check_answer(f"answer {number}", answer, texts)
    parts = [part for answer in content["answers"] for part in answer["parts"]]
    sentences = [part for part in parts if part["citations"]]
    quotes = {c["quote"] for answer in content["answers"] for c in answer["citations"]}
    return BundleReport(
        made=content["made"],
        engine=content["engine"],
        questions=tuple(answer["question"] for answer in content["answers"]),
        refusals=sum(answer["refused"] for answer in content["answers"]),
        sentences=len(sentences),
        verbatim=sum(part["text"] in quotes for part in sentences),
        quotes=sum(len(answer["citations"]) for answer in content["answers"]),
        documents=len(texts),
        digest=content["digest"],
    )


def _read(data: bytes) -> dict[str, Any]:
    try:
        content = json.loads(data.decode("utf-8"))
        written_so = isinstance(content, dict) and canonical(content) == data
    except (ValueError, RecursionError) as error:
        raise BundleError(f"it is not a bundle: {error}") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise BundleError("it is not a bundle of Citewell")
    if content.get("version") != VERSION:
        raise BundleError(
            f"it is a bundle of version {content.get('version')!r}; this Citewell reads {VERSION}"
        )
    if not written_so:
        raise BundleError("it is not written as bundles are: something in the file was changed")
    return content


def _check_shape(content: dict[str, Any]) -> None:
    _check_keys("bundle", content)
    for document in content["documents"]:
        _check_keys("document", document)
    for answer in content["answers"]:
        _check_keys("answer", answer)
        for kind in ("part", "citation"):
            for each in answer[f"{kind}s"]:
                _check_keys(kind, each)


def _check_keys(kind: str, value: Any) -> None:
    expected = _SHAPE[kind]
    if not isinstance(value, dict) or set(value) != set(expected):
        raise BundleError(f"a {kind} does not have the fields that it must have")
    for key, types in expected.items():
        if type(value[key]) not in types:  # not isinstance: a bool is no number here
            raise BundleError(f"{key} of a {kind} is of the wrong type")


def _checked_texts(documents: list[dict[str, Any]]) -> dict[str, str]:
    """The documents' texts by id, each compared with its hash."""
    texts: dict[str, str] = {}
    for document in documents:
        name = document["source"]
        if document["id"] in texts:
            raise BundleError(f"{name} is there twice")
        if text_digest(document["text"]) != document["sha256"]:
            raise BundleError(f"the text of {name} does not fit its hash")
        if len(document["text"]) != document["characters"]:
            raise BundleError(f"the text of {name} is not as long as it says")
        texts[document["id"]] = document["text"]
    return texts


def _check_answer(name: str, answer: dict[str, Any], texts: Mapping[str, str]) -> None:
    numbers = [citation["number"] for citation in answer["citations"]]
    if numbers != list(range(1, len(numbers) + 1)):
        raise BundleError(f"{name}: the citations are not numbered from 1")
    if answer["refused"] and (numbers or answer["parts"]):
        raise BundleError(f"{name}: a refusal cannot cite")
    for citation in answer["citations"]:
        _check_quote(f"{name}, citation {citation['number']}", citation, texts)
    for part in answer["parts"]:
        if not part["citations"] and part["kind"] not in ("heading", "head"):
            raise BundleError(f"{name}: “{part['text'][:60]}” has no citation")
        if not set(part["citations"]) <= set(numbers):
            raise BundleError(f"{name}: “{part['text'][:60]}” cites what is not there")


def _check_quote(name: str, citation: dict[str, Any], texts: Mapping[str, str]) -> None:
    text = texts.get(citation["document"])
    start, end = citation["start"], citation["end"]
    if text is None:
        raise BundleError(f"{name}: its document is missing")
    if not 0 <= start < end <= len(text) or text[start:end] != citation["quote"]:
        raise BundleError(f"{name}: the document does not say this at characters {start} to {end}")
