"""How well files are read: articles found in their pages, office files, damaged text, odd strings.

Each part runs where its folder is there: `article_extraction`, `docs_markitdown`,
`ftfy_mojibake`, `blns`.
"""

import gzip
import json
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from evals.report import Figure, Report
from ingest.cleaning import clean
from ingest.documents import Document, Passage
from ingest.errors import DocumentError
from ingest.loaders import load
from ingest.splitting import split

SHINGLE = 4
"""Words of a shingle, as in the upstream benchmark of article extraction."""

LEAST_F1 = 0.95

_WORD = re.compile(r"\w+")
_MARKS = re.compile(r"[*_`\\]+|\[([^\]]*)\]\([^)]*\)")


def run(folder: Path) -> Report:
    """Measure the parts of `folder` that are there."""
    parts: dict[str, Callable[[Path], list[Figure]]] = {
        "article_extraction": articles,
        "docs_markitdown": office_files,
        "ftfy_mojibake": garbled,
        "blns": naughty_strings,
    }
    figures: list[Figure] = []
    for name, measure in parts.items():
        if (folder / name).is_dir():
            figures += measure(folder / name)
    return Report("ingestion", figures, note=f"from {folder.name}")


def articles(folder: Path) -> list[Figure]:
    """Mean precision, recall and F1 of word 4-grams between the text that answers are built from
    and the hand-made article body; pages of the two halves separately too, since the choices of
    the HTML loader were made by looking at the first."""
    truth = _read(folder / "ground-truth.json")
    scores = [
        shingle_scores(str(truth[key].get("articleBody", "")), _article(folder, key))
        for key in sorted(truth)
    ]
    values = [f1 for _, _, f1 in scores]
    return [
        Figure("articles: mean F1", _mean(values), LEAST_F1),
        Figure("articles: mean F1, first half", _mean(values[::2])),
        Figure("articles: mean F1, second half", _mean(values[1::2])),
        Figure("articles: precision", _mean([precision for precision, _, _ in scores])),
        Figure("articles: recall", _mean([recall for _, recall, _ in scores])),
    ]


def _article(folder: Path, key: str) -> str:
    """The content of a page without its title."""
    with tempfile.TemporaryDirectory() as scratch:
        page = Path(scratch) / "page.html"
        page.write_bytes(gzip.decompress((folder / "html" / f"{key}.html.gz").read_bytes()))
        try:
            documents = list(load(page))
        except DocumentError:
            return ""
    return "\n".join(
        document.text[block.start : block.end]
        for document in documents
        for block in document.blocks
        if block.kind != "furniture" and not (block.kind == "heading" and block.level == 1)
    )


def shingle_scores(true: str, found: str) -> tuple[float, float, float]:
    """Precision, recall and F1 of the multisets of word 4-grams (the definition of
    scrapinghub/article-extraction-benchmark; a text of fewer words is one shingle)."""
    wanted, got = _shingles(true), _shingles(found)
    if not wanted and not got:
        return 1.0, 1.0, 1.0
    common = (wanted & got).total()
    precision = common / got.total() if got else 0.0
    recall = common / wanted.total() if wanted else 0.0
    return precision, recall, 2 * common / (wanted.total() + got.total())


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    if not words:
        return Counter()
    return Counter(
        tuple(words[start : start + SHINGLE]) for start in range(max(1, len(words) - SHINGLE + 1))
    )


def office_files(folder: Path) -> list[Figure]:
    """Strings that must be found, and others that must not, in the documents' texts."""
    wanted = found = forbidden = 0
    for case in _read(folder / "must_include.json"):
        try:
            text = "\n".join(document.text for document in load(folder / case["file"]))
        except DocumentError:
            text = ""
        plain = _plain(text)
        wanted += len(case["must_include"])
        found += sum(_plain(string) in plain for string in case["must_include"])
        forbidden += sum(string in text for string in case["must_not_include"])
    return [
        Figure("office files: wanted strings found", found / wanted if wanted else 1.0, 1.0),
        Figure("office files: forbidden strings found", forbidden, 0, at_most=True),
    ]


def _plain(text: str) -> str:
    """Without the marks of bold, code and links, and with single spaces."""
    return " ".join(_MARKS.sub(r"\1", text).split())


def garbled(folder: Path) -> list[Figure]:
    """Garbled strings that come out mended, of those that ftfy's authors expect to be; the
    expected text is that of a repaired encoding, with or without the ligatures taken apart."""
    right = total = 0
    for path in sorted(folder.glob("*.json")):
        for case in _read(path):
            if case["expect"] == "pass":
                total += 1
                expected = {case.get("fixed-encoding", case["fixed"]), case["fixed"]}
                right += clean(case["original"]).text in expected
    return [Figure("garbled strings mended", right / total if total else 1.0, 1.0)]


def naughty_strings(folder: Path) -> list[Figure]:
    """Strings that are still there to the character: in the text of a loaded document, and
    (without blanks around them) in what is searched: the passages with their headings."""
    strings = [string for string in _read(folder / "blns.json") if string]
    figures = []
    for name, write in (("text", _as_text), ("JSON", _as_json)):
        with tempfile.TemporaryDirectory() as scratch:
            documents = [
                document for path in write(strings, Path(scratch)) for document in load(path)
            ]
        texts = "\n\0".join(document.text for document in documents)
        passages = "\n\0".join(passage.embedded_text for passage in _passages(documents))
        kept = sum(string in texts for string in strings)
        searched = sum(string.strip(" ") in passages for string in strings)
        figures += [
            Figure(f"naughty strings kept, as {name}", kept / len(strings), 1.0),
            Figure(f"naughty strings searched, as {name}", searched / len(strings), 1.0),
        ]
    return figures


def _as_text(strings: Sequence[str], folder: Path) -> Iterator[Path]:
    path = folder / "strings.txt"
    path.write_text("\n\n".join(strings) + "\n", "utf-8", newline="")
    yield path


def _as_json(strings: Sequence[str], folder: Path) -> Iterator[Path]:
    path = folder / "strings.json"
    path.write_text(json.dumps(strings, ensure_ascii=False), "utf-8")
    yield path


def _passages(documents: Sequence[Document]) -> Iterator[Passage]:
    for document in documents:
        yield from split(document, count_tokens=lambda text: len(text) // 4 + 1, most_tokens=400)


def _read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
