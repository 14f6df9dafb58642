"""Where sentences begin and end."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sentences import sentences


def split_up(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rose. Then it fell.", ["It rose.", "Then it fell."]),
        ("It rose . Then it fell .", ["It rose .", "Then it fell ."]),
        ("Dr. Smith met J. R. R. Tolkien at 3.5 p.m. on Monday. He left.", None),
        ("In the U.S. the law changed. It did so in 1990.", None),
        ("See Fig. 3, e.g. the blue line. It is No. 5.", None),
        ("Smith et al. (2019) said so. Node.js 2.0.1 is out.", None),
        ('"Is it done?" she asked. "Yes!" he said.', None),
        ("(It was.) Then what?", ["(It was.)", "Then what?"]),
        ('He said "Go. Now." Then he left.', ['He said "Go.', 'Now."', "Then he left."]),
        ("A bridge spans 250 feet ( 80 m ) . This is much .", None),
        ("今日は晴れです。明日は雨です。", ["今日は晴れです。", "明日は雨です。"]),
        ("A heading\nA sentence. Another", ["A heading", "A sentence.", "Another"]),
        ("  \n ", []),
    ],
)
def test_boundaries(text: str, expected: list[str] | None) -> None:
    found = split_up(text)
    if expected is None:
        assert len(found) == 2
        assert "".join(found).replace(" ", "") == text.replace(" ", "")
    else:
        assert found == expected


@given(st.text(max_size=400))
def test_sentences_cover_all_visible_text_in_order(text: str) -> None:
    position = 0
    for start, end in sentences(text):
        assert position <= start < end <= len(text)
        assert not text[position:start].strip()
        assert text[start:end] == text[start:end].strip()
        position = end
    assert not text[position:].strip()


def test_time_grows_with_the_length_only() -> None:
    paragraph = "The engineer measured the result again, and it was better than before. "
    began = time.process_time()
    assert len(sentences(paragraph * 20_000)) == 20_000
    assert time.process_time() - began < 20
    assert max(end - start for start, end in sentences("word " * 10_000)) <= 4_000
