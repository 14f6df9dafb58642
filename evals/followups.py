"""Follow-ups: how well questions that lean on the conversation are made to stand alone.

The input is JSON lines, one turn a line, `{"topic", "turn", "utterance", "standalone"}`, the
turns of a topic in order: what was asked, and the question that a person wrote in its place for
someone who did not hear the conversation (TREC CAsT 2019 has this form).
"""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

from chatbot.answers import Turn
from chatbot.followups import FollowUps
from chatbot.reading import content_words
from evals.report import Figure, Report


@dataclass(frozen=True, slots=True)
class Row:
    """One turn as measured; `recall` is the share of the stems of `standalone` in `understood`,
    `seconds` the processor's time."""

    topic: str
    turn: int
    utterance: str
    standalone: str
    understood: str
    stands_alone: bool
    recall: float
    seconds: float

    @property
    def unchanged(self) -> bool:
        return self.understood == self.utterance


def run(path: Path) -> Report:
    """Measure on a file, each turn with the utterances of the same topic before it as history.

    - `content words held`: for each turn after the first of its topic, the share of the distinct
      stems of the content words (`chatbot.reading.content_words`: no stop words, English Snowball
      stems) of the hand-written question that the rewritten one holds too; 1 where the
      hand-written one has none; the mean over these turns, the stand-alone ones among them.
    - `stand-alone left alone`: of the turns after the first whose utterance equals the
      hand-written question up to case, punctuation and white space, the share that comes back
      byte for byte. First turns are not counted: without history nothing can change.

    Both are also given for the turns that lean on the conversation, for what comes of leaving
    every question as it is, and for topics with an odd and an even number (a topic that is no
    number is taken by its place in the file). The rules were written with the odd ones in view.
    """
    rows = list(measure(_read(path)))
    later = [row for row in rows if row.turn > 1]
    odd, even = _halves(later)
    figures = [
        Figure("content words held", _held(later), 0.80),
        Figure("stand-alone left alone", _kept(later), 0.95),
        Figure("content words held, even topics", _held(even), 0.80),
        Figure("stand-alone left alone, even topics", _kept(even), 0.95),
        Figure("content words held, odd topics", _held(odd)),
        Figure("stand-alone left alone, odd topics", _kept(odd)),
        Figure(
            "content words held, leaning turns", _held([r for r in later if not r.stands_alone])
        ),
        Figure(
            "content words held, nothing done",
            mean(_recall(r.standalone, r.utterance) for r in later),
        ),
        Figure(
            "milliseconds of processor time, median",
            median(row.seconds for row in later) * 1000,
            1.0,
            at_most=True,
        ),
    ]
    note = (
        f"{len(later)} turns after the first of {len({row.topic for row in rows})} topics, "
        f"{sum(row.stands_alone for row in later)} of them stand-alone; the rules were written "
        "with the odd topics in view"
    )
    return Report("followups", figures, note)


def measure(turns: Sequence[dict[str, object]]) -> Iterator[Row]:
    """Rewrite every turn with its topic's earlier utterances as history."""
    follow_ups = FollowUps()
    history: list[Turn] = []
    topic = None
    for turn in turns:
        if turn["topic"] != topic:
            topic, history = turn["topic"], []
        utterance, standalone = str(turn["utterance"]), str(turn["standalone"])
        begun = time.thread_time()
        understood = follow_ups.resolve(utterance, history)
        seconds = time.thread_time() - begun
        yield Row(
            topic=str(topic),
            turn=len(history) + 1,
            utterance=utterance,
            standalone=standalone,
            understood=understood,
            stands_alone=_bare(utterance) == _bare(standalone),
            recall=_recall(standalone, understood),
            seconds=seconds,
        )
        history.append(Turn(utterance))


def _read(path: Path) -> list[dict[str, object]]:
    lines = path.read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def _bare(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _recall(standalone: str, understood: str) -> float:
    wanted = {word.stem for word in content_words(standalone)}
    held = {word.stem for word in content_words(understood)}
    return len(wanted & held) / len(wanted) if wanted else 1.0


def _held(rows: Sequence[Row]) -> float:
    return mean(row.recall for row in rows) if rows else float("nan")


def _kept(rows: Sequence[Row]) -> float:
    alone = [row.unchanged for row in rows if row.stands_alone]
    return mean(alone) if alone else float("nan")


def _halves(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    places = {topic: place for place, topic in enumerate(dict.fromkeys(r.topic for r in rows), 1)}
    numbers = {t: int(t) if t.isdecimal() else place for t, place in places.items()}
    odd = [row for row in rows if numbers[row.topic] % 2]
    return odd, [row for row in rows if not numbers[row.topic] % 2]
