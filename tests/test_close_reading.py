"""Close reading with the network that ships: what answers, and how far it reads."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from fakes import FakeEmbedder, add, make_document

from chatbot.answerability import AnswerabilityJudge, Coefficients, measure
from chatbot.close_reading import STEPS, Reading, ranked_by_reading, row_in_words
from chatbot.engines._evidence import standing
from chatbot.reading import read_question
from ingest.documents import Hit, Passage, Unit
from ingest.embedding import encode_passages
from ingest.embedding_reader import PairReader, PairReading, load_reader
from ingest.index_memory import MemoryIndex
from ingest.loaders.building import DocumentBuilder
from ingest.opening import open_embedder
from ingest.settings import Settings
from ingest.splitting import split


def leaving_open(intercept: float) -> Coefficients:
    read = Coefficients(intercept, {"read best": 1.0})
    return Coefficients(0.0, {"passage coverage": 0.0}, read=read)


ANSWER = "The bridge over the sound was opened in 1932 after nine years of work."
BESIDE = "The bridge over the sound is painted grey and has four lanes."


@pytest.fixture(scope="module")
def reader() -> PairReader:
    return load_reader()


def test_what_answers_is_told_from_what_only_speaks_of_it(reader: PairReader) -> None:
    question = "When was the bridge over the sound opened?"
    answers, beside = reader([(question, ANSWER), (question, BESIDE)])
    assert answers.score > 0 > beside.score
    assert answers.tokens.mean() > beside.tokens.mean()


@pytest.mark.parametrize(
    ("answered", "hope", "windows"),
    [(True, 3.0, STEPS[0]), (False, 3.0, STEPS[-1]), (False, -3.0, STEPS[0])],
)
def test_reading_goes_on_while_nothing_answers_and_there_is_hope(
    reader: PairReader, answered: bool, hope: float, windows: int
) -> None:
    seen: list[str] = []

    def counted(pairs: Sequence[tuple[str, str]]) -> list[PairReading]:
        seen.extend(text for _, text in pairs)
        return reader(pairs)

    index, embedder = MemoryIndex(), FakeEmbedder()
    for number in range(14):
        add(index, embedder, make_document(f"The bridge number {number} is painted grey."))
    if answered:
        add(index, embedder, make_document("When was the bridge opened? It was opened in 1932."))
    with index.snapshot() as snapshot:
        asked = "When was the bridge opened?"
        question = read_question(asked, embedder=embedder, snapshot=snapshot)
        hits = snapshot.search_meaning(question.encoding.vector, 12)
        AnswerabilityJudge(leaving_open(hope), reader=counted).judge(question, hits, snapshot)
    assert len(seen) == len(set(seen)) == windows


@pytest.mark.parametrize(("enough", "calls"), [(0.4, 0), (0.6, 1)])
def test_nothing_is_read_where_the_words_alone_are_enough(enough: float, calls: int) -> None:
    seen: list[int] = []

    def counted(pairs: Sequence[tuple[str, str]]) -> list[PairReading]:
        seen.append(len(pairs))
        nothing = np.zeros(0, np.int32)
        return [PairReading(1.0, nothing, nothing, np.zeros(0, np.float32)) for _ in pairs]

    index, embedder = MemoryIndex(), FakeEmbedder()
    add(index, embedder, make_document("The bridge was opened in 1932."))
    with index.snapshot() as snapshot:
        asked = "When was the bridge opened?"
        question = read_question(asked, embedder=embedder, snapshot=snapshot)
        hits = snapshot.search_meaning(question.encoding.vector, 12)
        judge = AnswerabilityJudge(leaving_open(3.0), reader=counted)  # .5 by coverage
        judge.judge(question, hits, snapshot, enough=enough)
    assert len(seen) == calls


def test_what_is_read_counts_a_little_in_the_order_and_more_in_what_is_quoted() -> None:
    def hit(name: str, score: float) -> Hit:
        return Hit(Passage(name, name, name, name, "", name, 0, len(name), None, ()), score)

    readings = [Reading("first", -4.0, ()), Reading("near", 4.0, ()), Reading("far", 4.0, ())]
    hits = [hit("first", 2.0), hit("near", 1.9), hit("far", 1.4), hit("unread", 1.2)]
    ranked = ranked_by_reading(hits, readings)
    assert [each.passage.id for each in ranked] == ["near", "first", "far", "unread"]
    assert [each.read for each in ranked] == [4.0, -4.0, 4.0, None]
    scores = dict(zip([each.passage.id for each in ranked], standing(ranked), strict=True))
    assert scores["near"] > scores["far"] > scores["first"] > scores["unread"]
    assert scores["first"] - scores["unread"] == pytest.approx(0.8)
    assert standing(hits) == [2.0, 1.9, 1.4, 1.2]


@pytest.mark.parametrize("more", range(0, 96, 8))
def test_a_short_text_reads_the_same_beside_a_longer_one(reader: PairReader, more: int) -> None:
    """Texts are filled up to the longest: at no length does the network compute something else."""
    question = "When was the bridge over the sound opened?"
    (alone,) = reader([(question, ANSWER)])
    beside, _ = reader([(question, ANSWER), (question, BESIDE + " grey" * more)])
    assert beside.score == pytest.approx(alone.score, abs=0.5)
    assert alone.score > 2


def test_threads_read_the_same_at_once_as_alone(reader: PairReader) -> None:
    question = "When was the bridge over the sound opened?"
    pairs = [
        (question, f"{text} It is number {n}.") for n in range(40) for text in (ANSWER, BESIDE)
    ]
    alone = [reader([pair])[0].score for pair in pairs]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda pair: reader([pair])[0].score, pairs))
    assert together == pytest.approx(alone, abs=1e-4)
    assert len({round(score, 3) for score in alone}) > 40


HEADS = "Product | Size | Price (EUR)"
ROWS = ("Bird net | 4 x 5 m | 13.90", "Wheelbarrow | 85 litres | 129.00")


def price_list(context: str = f"Prices\n{HEADS}") -> Passage:
    text = "\n".join(ROWS)
    ends = [len(ROWS[0]), len(text)]
    units = (Unit("row", 0, ends[0]), Unit("row", ends[0] + 1, ends[1]))
    return Passage("p", "d", "a.csv", "Prices", "", text, 0, ends[1], None, units, context)


def test_a_row_is_read_in_words() -> None:
    passage = price_list()
    assert row_in_words(passage, passage.units[1]) == (
        "Prices\nProduct: Wheelbarrow; Size: 85 litres; Price (EUR): 129.00"
    )
    without = price_list("Prices")
    assert row_in_words(without, without.units[1]) is None


def test_a_price_is_found_under_the_head_of_its_column(reader: PairReader) -> None:
    index, embedder = MemoryIndex(), open_embedder(Settings())
    builder = DocumentBuilder("csv")
    builder.head(tuple(HEADS.split(" | ")))
    for row in ROWS:
        builder.row(tuple(row.split(" | ")))
    document = builder.build("prices.csv")
    passages = split(document, count_tokens=embedder.count_tokens, most_tokens=120)
    index.add(document, passages, encode_passages(embedder, passages))
    with index.snapshot() as snapshot:
        asked = read_question(
            "How much does the wheelbarrow cost?", embedder=embedder, snapshot=snapshot
        )
        hits = snapshot.search_meaning(asked.encoding.vector, 3)
        found = measure(asked, hits, snapshot, reader=reader)
        assert found is not None
        assert found.values["kind missing"] == found.values["kind missing in window"] == 0.0
        assert found.values["read best"] > 0.0
        _, ranked = AnswerabilityJudge(leaving_open(3.0), reader=reader).judge(
            asked, hits, snapshot
        )
    net, barrow = ranked[0].answers
    assert net is None
    assert barrow is not None


def test_where_nothing_answers_a_second_window_is_read(reader: PairReader) -> None:
    """The ends of the passage lie farther apart than one window reaches."""
    question = "When was the lighthouse built?"
    nearest = "The lighthouse is painted white and red, and a keeper lives beside the lighthouse. "
    filler = "Visitors come by boat from the harbour, mostly in the summer months of the year. "
    answer = "The tower went up in 1874 and has stood there since."
    index, embedder = MemoryIndex(), open_embedder(Settings())
    document = make_document(nearest + 3 * filler + answer)
    count = embedder.count_tokens
    passages = split(document, count_tokens=count, most_tokens=200)
    index.add(document, passages, encode_passages(embedder, passages))
    with index.snapshot() as snapshot:
        read = read_question(question, embedder=embedder, snapshot=snapshot)
        hits = snapshot.search_meaning(read.encoding.vector, 5)
        seen: list[str] = []

        def noted(pairs: Sequence[tuple[str, str]]) -> list[PairReading]:
            seen.extend(text for _, text in pairs)
            return reader(pairs)

        judge = AnswerabilityJudge(leaving_open(3.0), reader=noted)
        _, [hit] = judge.judge(read, hits, snapshot)
    assert len(passages) == 1
    first, second = seen
    assert (nearest.strip() in first) != (nearest.strip() in second)
    assert (answer in first) != (answer in second)
    assert hit.answers[0] is not None
    assert hit.answers[-1] is not None
    assert hit.read == max(found.score for found in reader([(question, first), (question, second)]))
