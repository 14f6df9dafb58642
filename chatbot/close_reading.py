"""Close reading: a small cross-encoder (Nogueira & Cho 2019) reads the question together with a
window of each of the best passages, and says how surely it answers.

Coverage tells what a passage speaks of; whether it says what is asked takes reading both at once.
"""

from collections.abc import Sequence

from chatbot.coverage import PassageCoverage
from ingest.documents import Passage
from ingest.embedding_reader import PairReader

WINDOWS = 4  # passages of which a window is read
MOST = 6.0  # log-odds beyond which a score says no more

LENGTH = 260  # characters of a window, unless one unit alone is longer
LONGEST = 320  # characters of a unit that are read
HEADINGS = 110  # characters of title and headings that are read with it, the nearest ones


def window_around(passage: Passage, unit: int, nearness: Sequence[float]) -> tuple[int, int]:
    """[start, end) in the passage's text: the unit, and as many neighbours as there is room for,
    nearer ones first; `nearness` (units,) says how near each is to the question."""
    units = passage.units
    first = last = unit
    while True:
        sides = []
        if last + 1 < len(units) and units[last + 1].end - units[first].start <= LENGTH:
            sides.append((nearness[last + 1], last + 1))
        if first > 0 and units[last].end - units[first - 1].start <= LENGTH:
            sides.append((nearness[first - 1], first - 1))
        if not sides:
            break
        chosen = max(sides)[1]
        first, last = min(first, chosen), max(last, chosen)
    start = units[first].start - passage.start
    return start, min(units[last].end - passage.start, start + LONGEST)


def written(passage: Passage, start: int, end: int) -> tuple[str, int]:
    """What the reader is given of a window: headings, a line break and its text; and where in it
    the text begins."""
    headings = " | ".join(line for line in passage.context.split("\n") if line)[-HEADINGS:]
    head = f"{headings}\n" if headings else ""
    return head + passage.text[start:end], len(head)


def read_closely(
    question: str, passages: Sequence[PassageCoverage], reader: PairReader
) -> dict[str, float]:
    """What the reader finds in the best window of each of the first passages, in log-odds: in the
    passage that ranks first, in the best one, and in the next best."""
    texts = []
    for coverage in passages[:WINDOWS]:
        near = coverage.nearness
        unit = max(range(len(near)), key=lambda i: near[i])
        start, end = window_around(coverage.passage, unit, near)
        texts.append(written(coverage.passage, start, end)[0])
    scores = [
        max(-MOST, min(MOST, reading.score)) for reading in reader([(question, t) for t in texts])
    ]
    best = sorted(scores, reverse=True)
    return {
        "read first": scores[0],
        "read best": best[0],
        "read second": best[1] if best[1:] else -MOST,
    }
