"""Chapters of openly licensed textbooks as Markdown: the documents of `questions/textbooks.jsonl`.

    python -m evals.textbooks CLONES FOLDER

`CLONES` holds clones of the repositories that `questions/textbooks-documents.tsv` names, as
`openstax+osbooks-astronomy` and so on. Each chapter (CNXML) is taken from the commit named there,
the last one under CC BY 4.0, and written below `FOLDER`, a folder a book. Figures, notes, exercises
and lists of terms are left out.
"""

import argparse
import csv
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

DOCUMENTS = Path(__file__).with_name("questions") / "textbooks-documents.tsv"

_CNXML = "{http://cnx.rice.edu/cnxml}"
_ASIDE = tuple(_CNXML + name for name in ("note", "figure", "footnote", "media"))
_LEFT_OUT = frozenset(
    "review-questions key-terms summary references critical-thinking further-reading "
    "collab-group-activities thought-questions figuring-for-yourself further-exploration "
    "key-equations short-answer section-quiz".split()
)


def markdown(cnxml: bytes) -> str:
    """A chapter's title, headings, paragraphs and lists."""
    root = etree.fromstring(cnxml, etree.XMLParser(resolve_entities=False))
    lines = [
        f"# {_text(root.find(_CNXML + 'title'))}",
        "",
        *_lines(root.find(_CNXML + "content"), 2),
    ]
    return "\n".join(lines) + "\n"


def _lines(parent: etree._Element, level: int) -> Iterator[str]:
    for child in parent:
        if not isinstance(child.tag, str):
            continue
        kind = child.tag.removeprefix(_CNXML)
        if kind == "section" and child.get("class") not in _LEFT_OUT:
            title = child.find(_CNXML + "title")
            if title is not None:
                yield from ("#" * level + " " + _text(title), "")
            yield from _lines(child, level + 1)
        elif kind == "para":
            etree.strip_elements(child, *_ASIDE, with_tail=False)
            # A reference to a figure leaves its brackets behind.
            said = re.sub(r"\s*\(\s*\)", "", _text(child)).replace(" .", ".").replace(" ,", ",")
            if said:
                yield from (said, "")
        elif kind == "list":
            yield from (f"- {_text(item)}" for item in child.findall(_CNXML + "item"))
            yield ""


def _text(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m evals.textbooks", description=__doc__)
    parser.add_argument("clones", type=Path)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    with DOCUMENTS.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows, delimiter="\t"):
            clone = given.clones / row["repository"].replace("/", "+")
            command = ["git", "-C", str(clone), "show", f"{row['commit']}:{row['path']}"]
            shown = subprocess.run(command, capture_output=True, check=True)
            made = given.folder / row["document"]
            made.parent.mkdir(parents=True, exist_ok=True)
            made.write_text(markdown(shown.stdout), "utf-8")


if __name__ == "__main__":
    main()
