"""Repairs, and what must be left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.cleaning import clean, merged, rejoined
from ingest.documents import Finding


@pytest.mark.parametrize(
    ("damaged", "mended"),
    [
        ("âœ” No problems", "✔ No problems"),
        ("voilÃ  le travail", "voilà le travail"),
        ("ðŸ§‘â€ðŸ’» What is it?", "🧑\u200d💻 What is it?"),
        ("He called it â€œquite oldâ€ at last", "He called it “quite old” at last"),
        ("the ﬁrst eﬀort", "the first effort"),
        ("im\u00adpor\u00adtant", "important"),
        ("nothing\0 here", "nothing here"),
        ("half \ud83d a character", "half \ufffd a character"),
    ],
)
def test_damage_is_mended_and_counted(damaged: str, mended: str) -> None:
    cleaned = clean(damaged)
    assert cleaned.text == mended
    assert cleaned.repairs


@pytest.mark.parametrize(
    "text",
    [
        "“Curly” quotes – and dashes… stay",
        "ＦＵＬＬ ＷＩＤＴＨ",
        "Η ¨ανατροφή¨ δυστυχώς",
        "\x01\x02\x03\x1b[31mred\x1b[0m",
        "\u202a\u202atest\u202a \u200b\ufeff",
        "表ポあA鷗ŒéＢ逍Üßªąñ丂㐀𠀀",
        "`⁄€‹›ﬁ‡°·‚—±",
        "\u00adstands alone",
        "São Tomé, naïve, Zürich, 北京",
    ],
)
def test_what_is_not_damaged_stays(text: str) -> None:
    assert clean(text).text == text
    assert clean(text).repairs == ()


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=200))
def test_ascii_only_ever_loses_nul(text: str) -> None:
    assert clean(text).text == text.replace("\0", "")


@given(st.text(max_size=200))
def test_mending_is_done_in_one_go(text: str) -> None:
    once = clean(text).text
    assert clean(once).text == once or clean(clean(once).text).text == clean(once).text


def test_words_broken_over_lines_are_rejoined() -> None:
    joined = rejoined("a well-\nknown multi-\nagent mea-\nsurement of well-known things")
    assert joined.text == "a well-known multiagent measurement of well-known things"
    assert joined.repairs == (Finding("words broken over lines", 2),)


def test_a_hyphen_before_a_capital_stays() -> None:
    assert rejoined("the Anglo-\nSaxon kings").text == "the Anglo-Saxon kings"


def test_endless_words_take_no_time() -> None:
    assert rejoined("x" * 500_000 + "-\nyes").text.endswith("xyes")


def test_findings_of_a_kind_add_up() -> None:
    found = merged([Finding("a", 1), Finding("b", 2), Finding("a", 3)])
    assert found == (Finding("a", 4), Finding("b", 2))
