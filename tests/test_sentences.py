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
        ("It fell at 8:15 a.m. Monday morning, August 6. A cloud rose.", None),
        ("They met on Tues. Oct. 5 at 9 p.m. EST. It rained.", None),
        ("She came at 10 a.m. Pacific Time. He came later.", None),
        ("We open at 9 a.m. The staff comes at 8.", None),
        ("See Figs. 3 and 4 (Marx 1969, ch. 2). Then see vol. II of it.", None),
        ("The U.S. Congress met Ms. Jones in Washington, D.C. Monday. It voted.", None),
        ("Some tools, e.g. Git, help. Others, e.g. The Wall, do not.", None),
        ("Close the app. Five minutes later open it.", None),
        (
            "There are two steps: 1. Weigh it. 2. Wait.",
            ["There are two steps: 1. Weigh it.", "2. Wait."],
        ),
        ("6. Repair the cause. Go on.", ["6. Repair the cause.", "Go on."]),
        ("(a) Look. II. Listen.", ["(a) Look.", "II. Listen."]),
        ("Civil. It was not.", ["Civil.", "It was not."]),
        ("Use java.time.Instant here. Run ./scripts/all.sh first.", None),
        ("It ended.Then it began.", ["It ended.", "Then it began."]),
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
