"""The pipelines that are compared: Citewell's, LangChain's textbook one and LlamaIndex's default.

Run as a program it ingests a folder once, in a process of its own, and prints what that took:

    python -m evals.bench_pipelines citewell|textbook|llamaindex DOCUMENTS INDEX
"""

import json
import os
import re
import resource
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ingest.embedding_files import bundled_model

Ingest = Callable[[Path], None]
"""Takes in all files of a folder."""


@dataclass(frozen=True, slots=True)
class Ingestion:
    """Seconds from the first file to the last commit, without imports and loading the model;
    `processor` those that all threads of the process spent in it; peak memory of the whole process
    and size of the index on disk, in bytes."""

    documents: int
    seconds: float
    processor: float
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


def textbook_ingestion(index: Path) -> Ingest:
    from langchain_core.documents import Document
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    store = textbook_store(index)
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)

    def run(folder: Path) -> None:
        documents = [
            Document(page_content=path.read_text("utf-8"), metadata={"source": str(path)})
            for path in _files(folder)
        ]
        chunks = splitter.split_documents(documents)
        most = store._client.get_max_batch_size()
        for first in range(0, len(chunks), most):
            store.add_documents(chunks[first : first + most])

    return run


def llamaindex_ingestion(index: Path) -> Ingest:
    """A VectorStoreIndex with its default splitter (1,024 tokens) and store, kept on disk."""
    from llama_index.core import SimpleDirectoryReader, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    embeddings = HuggingFaceEmbedding(model_name=str(bundled_model()), device="cpu")
    splitter = SentenceSplitter()

    def run(folder: Path) -> None:
        documents = SimpleDirectoryReader(str(folder), recursive=True).load_data()
        made = VectorStoreIndex.from_documents(
            documents, embed_model=embeddings, transformations=[splitter]
        )
        made.storage_context.persist(str(index))

    return run


def citewell_ingestion(index: Path) -> Ingest:
    from ingest.opening import open_embedder, open_index
    from ingest.pipeline import ingest
    from ingest.settings import Settings

    settings = Settings(index=index)
    embedder = open_embedder(settings)
    opened = open_index(settings, embedder, create=True)
    with opened.snapshot():
        pass  # opens the stores, as the textbook's are by now

    def run(folder: Path) -> None:
        most = settings.passage_tokens
        report = ingest([folder], index=opened, embedder=embedder, most_tokens=most)
        opened.close()
        if report.failures:
            raise RuntimeError(f"{len(report.failures)} documents were not read")

    return run


PIPELINES: Mapping[str, Callable[[Path], Ingest]] = {
    "citewell": citewell_ingestion,
    "textbook": textbook_ingestion,
    "llamaindex": llamaindex_ingestion,
}


def measure(pipeline: str, documents: Path, index: Path) -> Ingestion:
    """Ingest all files of a folder in this process."""
    index.mkdir(parents=True, exist_ok=True)
    run = PIPELINES[pipeline](index)
    began, spent = time.perf_counter(), time.process_time()
    run(documents)
    seconds, processor = time.perf_counter() - began, time.process_time() - spent
    return Ingestion(
        documents=len(_files(documents)),
        seconds=seconds,
        processor=processor,
        peak_memory=peak_memory(),
        index_size=index_size(index),
    )


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def index_size(index: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(path.stat().st_size for path in index.rglob("*") if path.is_file())


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
    os.environ.setdefault("HF_HUB_OFFLINE", "1")  # the model is on the machine
    result = measure(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
    sys.stdout.write(json.dumps(asdict(result)) + "\n")
