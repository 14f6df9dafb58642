"""Versions, models and invoices: what is told apart by digits alone is never mixed up."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from chatbot.assembly import Citewell, assemble
from chatbot.designations import about_others, absent, designations, rivals
from ingest.documents import Hit, Passage
from ingest.pipeline import ingest
from ingest.settings import Settings

THINGS = ("export dialog", "search box", "login page", "audit log", "mail gateway", "backup job")
CHANGES = ("is faster", "has a dark theme", "keeps its size", "shows errors", "is translated")
VERSIONS = [f"{a}.{b}.{c}" for a in (4, 3, 2) for b in range(6) for c in range(3)]
LINES = {
    version: f"The {THINGS[i % 6]} {CHANGES[i % 5]}, thanks to contributor {i + 100}."
    for i, version in enumerate(VERSIONS)
}
INVOICES = {f"INV-2031-{i:04}": f"{101 + 37 * i}.50" for i in range(60)}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Citewell]:
    """A changelog of 54 versions and a table of 60 invoices."""
    folder = tmp_path_factory.mktemp("office")
    log = "".join(f"\n## {version} - 2031-02-14\n\n- {line}\n" for version, line in LINES.items())
    (folder / "CHANGELOG.md").write_text(f"# Changelog of Marbeth\n{log}", "utf-8")
    rows = "".join(
        f"{name},Customer {i},{sum_}\n" for i, (name, sum_) in enumerate(INVOICES.items())
    )
    (folder / "invoices.csv").write_text(f"Invoice,Customer,Amount\n{rows}", "utf-8")
    made = assemble(Settings(index=folder / "index"), create=True)
    ingest(
        [folder / "CHANGELOG.md", folder / "invoices.csv"], index=made.index, embedder=made.embedder
    )
    yield made
    made.index.close()


@pytest.mark.parametrize("version", VERSIONS[::6])
def test_a_version_is_answered_with_its_own_changes(office: Citewell, version: str) -> None:
    answer = office.chat.answer(f"What changed in Marbeth {version}?")
    assert {v for v, line in LINES.items() if line in answer.text} == {version}


@pytest.mark.parametrize("invoice", list(INVOICES)[3::12])
def test_an_invoice_is_answered_with_its_own_amount(office: Citewell, invoice: str) -> None:
    answer = office.chat.answer(f"What is the amount of invoice {invoice}?")
    assert {name for name, amount in INVOICES.items() if f"| {amount} " in answer.text} == {invoice}


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("What changed in Marbeth 5.0.0?", "5.0.0"),
        ("What changed in Marbeth 3.7.1?", "3.7.1"),
        ("What is the amount of invoice INV-2031-0777?", "INV-2031-0777"),
    ],
)
def test_one_that_is_not_there_is_refused_by_name(
    office: Citewell, question: str, missing: str
) -> None:
    answer = office.chat.answer(question)
    assert answer.refused
    assert answer.answerability
    assert answer.answerability.missing[0] == missing


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("What changed in Tidepool 3.2.0?", ["3.2.0"]),
        ("Is Python 3.8 still supported?", ["3.8"]),
        ("Does AES-256 work with B2?", ["AES-256", "B2"]),
        ("Who closed #1412 and CVE-2031-10877?", ["#1412", "CVE-2031-10877"]),
        ("In 3.5 percent of cases, 24/7, since 2019", []),
        ("What happened on 18.06.2031, or on 2031-06-18?", []),
        ("a 30-day notice for 10,000 users", []),
    ],
)
def test_what_counts_as_a_designation(text: str, found: list[str]) -> None:
    assert [each.text for each in designations(text)] == found


@pytest.mark.parametrize(
    ("asked", "text", "stands"),
    [
        ("GPT-4", "as GPT 4 does", True),
        ("GPT-4", "gpt4", True),
        ("GPT-4", "GPT-4o", False),
        ("GPT-4", "GPT-41", False),
        ("Python 3.8", "since 3.8.1", True),
        ("Python 3.8", "since 13.8", False),
        ("Python 3.8", "since 3.80", False),
        ("Marbeth 3.2.0", "## v3.2.0 of March", True),
        ("Marbeth 3.2.0", "came with 3.2.0.", True),
        ("Marbeth 3.2.0", "3.2.0.1", False),
        ("CO2", "CO₂ and water", True),
        ("#141", "#1412", False),
    ],
)
def test_where_one_stands(asked: str, text: str, stands: bool) -> None:
    [one] = designations(asked)
    assert one.stands_in(text) is stands


def hit(name: str, section: str, text: str) -> Hit:
    return Hit(
        Passage(name, name, name, "Log", section, text, 0, len(text), None, (), section), 1.0
    )


def test_only_headings_of_others_set_a_passage_aside() -> None:
    hits = [
        hit("own", "Log > 3.2.0", "It is faster."),
        hit("other", "Log > 3.1.0", "It is slower."),
        hit("upgrade", "Log > 3.1.0", "What 3.2.0 needs was added."),
        hit("general", "Log > Support", "Two versions are supported."),
    ]
    assert about_others("What changed in Marbeth 3.2.0?", hits) == {"other"}
    assert about_others("What changed in Marbeth 3.3.0?", hits) == set()
    assert about_others("What changed?", hits) == set()


def test_one_is_absent_only_where_others_like_it_are_there() -> None:
    hits = [hit("one", "Log > 3.1.0", "GPT-3 writes.")]
    assert absent("Does GPT-4 write?", hits) == ("GPT-4",)
    assert absent("Does GPT-3 write about CO2?", hits) == ()
    named = replace(hits[0], passage=replace(hits[0].passage, source="talks/GPT-4.pdf"))
    assert absent("Does GPT-4 write?", [named]) == ()
    assert rivals(designations("GPT-4"), "GPT-3 writes")
    assert not rivals(designations("GPT-4"), "GPT-3 and GPT-4 write")


@pytest.mark.parametrize(
    "piece", ["A", "A1", "A-1", "A+", "Aa", "1.", "v", "#1", "A 1.", "(", "A_"]
)
def test_hostile_text_is_read_in_no_time(piece: str) -> None:
    text = piece * 20_000
    began = time.perf_counter()
    designations(f"{text}!")
    assert not rivals(designations("Marbeth 3.2.0"), f"{text}?")
    assert time.perf_counter() - began < 5
