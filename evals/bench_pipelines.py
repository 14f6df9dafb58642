"""The two pipelines that are compared: Citewell's, and the one that LangChain's textbook shows.

Run as a program it ingests a folder once, in a process of its own, and prints what that took:

    python -m evals.bench_pipelines citewell|textbook DOCUMENTS INDEX
"""

import json
import re
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ingest.embedding_files import bundled_model


@dataclass(frozen=True, slots=True)
class Ingestion:
    """Seconds from the first file to the last commit, without imports and loading the model;
    peak memory of the whole process and size of the index on disk, in bytes."""

    documents: int
    seconds: float
    peak_memory: int
    index_size: int


def textbook_store(index: Path) -> Any:
    """Chroma over the same model, as LangChain's documentation puts them together."""
    from chromadb.config import Settings as ChromaSettings
    from langchain_chroma import Chroma
    from langchain_huggingface import HuggingFaceEmbeddings

    embeddings = HuggingFaceEmbeddings(
        model_name=str(bundled_model()), model_kwargs={"device": "cpu"}
    )
    return Chroma(
        "textbook",
        embeddings,
        persist_directory=str(index),
        client_settings=ChromaSettings(
            anonymized_telemetry=False, is_persistent=True, persist_directory=str(index)
        ),
    )


def textbook_ingestion(index: Path) -> Callable[[Sequence[Path]], None]:
    from langchain_core.documents import Document
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    store = textbook_store(index)
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)

    def run(paths: Sequence[Path]) -> None:
        documents = [
            Document(page_content=path.read_text("utf-8"), metadata={"source": str(path)})
            for path in paths
        ]
        chunks = splitter.split_documents(documents)
        most = store._client.get_max_batch_size()
        for first in range(0, len(chunks), most):
            store.add_documents(chunks[first : first + most])

    return run


def citewell_ingestion(index: Path) -> Callable[[Sequence[Path]], None]:
    from ingest.opening import open_embedder, open_index
    from ingest.pipeline import ingest
    from ingest.settings import Settings

    settings = Settings(index=index)
    embedder = open_embedder(settings)
    opened = open_index(settings, embedder, create=True)
    with opened.snapshot():
        pass  # opens the stores, as the textbook's are by now

    def run(paths: Sequence[Path]) -> None:
        report = ingest(paths, index=opened, embedder=embedder, most_tokens=settings.passage_tokens)
        opened.close()
        if report.failures:
            raise RuntimeError(f"{len(report.failures)} documents were not read")

    return run


def measure(pipeline: str, documents: Path, index: Path) -> Ingestion:
    """Ingest all files of a folder in this process."""
    index.mkdir(parents=True, exist_ok=True)
    prepared = {"citewell": citewell_ingestion, "textbook": textbook_ingestion}[pipeline](index)
    paths = sorted(path for path in documents.rglob("*") if path.is_file())
    began = time.perf_counter()
    prepared(paths)
    seconds = time.perf_counter() - began
    return Ingestion(
        documents=len(paths),
        seconds=seconds,
        peak_memory=peak_memory(),
        index_size=sum(path.stat().st_size for path in index.rglob("*") if path.is_file()),
    )


def peak_memory() -> int:
    """Bytes that this process has held at most. On Linux not by getrusage, whose figure begins
    with that of the process which started this one."""
    status = Path("/proc/self/status")
    if status.is_file():
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text("utf-8"))
        if found:
            return int(found[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    result = measure(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
    sys.stdout.write(json.dumps(asdict(result)) + "\n")
