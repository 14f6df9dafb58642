"""What the page shows of answers and documents: the right text, and never markup of theirs."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.answers import (
    Answer,
    Answerability,
    Citation,
    Conflict,
    Part,
    PartKind,
    Quote,
    WordEvidence,
)
from ingest.documents import Block, Document, Hit, Passage
from ui.web.footnotes import answer_as_markdown, conversation_as_markdown
from ui.web.markup import shortened, tag
from ui.web.plotting import label
from ui.web.rendering import Shown, render_live, render_turn
from ui.web.rendering_evidence import evidence_head, evidence_passages, ranks
from ui.web.rendering_reader import Highlight, render_blocks, render_gone, render_reader

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "[click](javascript:alert(1))",
    "</template></script><iframe srcdoc='<script>alert(1)</script>'>",
    "${alert(1)} {{constructor.constructor('alert(1)')()}} `",
    "\ud800 half a pair",
]
_TAGS = (
    "article h2 h3 h4 h5 h6 p q div span ul li table thead tbody tr th td button template pre code "
    "section details summary aside header mark strong b label input blockquote "
    "dl dt dd ol svg g path circle"
)
ALLOWED_TAGS = set(_TAGS.split())


class Seen(HTMLParser):
    """The tags, attributes and texts of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.marked = ""
        self._open: list[str] = []
        self.feed(str(html))  # not Markup, which escapes what is added to it

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._open.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.text += data
        if "mark" in self._open:
            self.marked += data


def quote(text: str, *, start: int = 0, document: str = "d1", title: str = "Title") -> Quote:
    return Quote(document, f"{title}.md", title, "Title > Part", text, start, start + len(text), 2)


def answer(*parts: Part, question: str = "What?", understood: str = "") -> Answer:
    citations: list[Citation] = []
    for each in (q for part in parts for q in part.quotes):
        citations.append(
            Citation(
                len(citations) + 1,
                each.document_id,
                each.source,
                each.title,
                each.section,
                each.text,
                each.start,
                each.end,
                each.page,
            )
        )
    text = " ".join(part.text for part in parts)
    return Answer(question, understood or question, text, parts, tuple(citations))


def said(kind: PartKind, text: str, **where: object) -> Part:
    return Part(kind, text, (quote(text, **where),))  # type: ignore[arg-type]


def hit(text: str, title: str = "Title") -> Hit:
    passage = Passage("p1", "d1", "a.md", title, "Title > Part", text, 0, len(text), None, ())
    return Hit(passage, 0.5, meaning=0.4, words=None, late=0.7)


def document(*blocks: tuple[str, str], title: str = "Title") -> Document:
    text, made = "", []
    for kind, content in blocks:
        text += "\n\n" if text else ""
        text += "- " if kind == "item" else ""
        made.append(Block(kind, len(text), len(text) + len(content), 1))  # type: ignore[arg-type]
        text += content
    return Document("d1", "a.md", title, text, tuple(made))


def refusal(question: str, **fields: object) -> Answer:
    return Answer(question, question, "no", refused=True, **fields)  # type: ignore[arg-type]


def test_sentences_items_and_rows_become_a_paragraph_a_list_and_a_table() -> None:
    html = render_turn(
        Shown(
            1,
            answer(
                said("sentence", "First."),
                said("sentence", "Second."),
                said("item", "one"),
                said("item", "two"),
                Part("head", "Tool | Use"),
                said("row", "Git | history"),
            ),
        )
    )
    tags = Seen(html).tags
    assert tags.count("table") == 2 - 1
    assert [tags.count(name) for name in ("ul", "thead", "tbody")] == [2, 1, 1]
    assert len(re.findall(r"<li><span|<li>", html)) == 3, "two items and one source card"
    assert '<th scope="col">Tool</th>' in html
    assert "<td>Git</td>" in html


def test_every_citation_has_a_button_that_its_tooltip_describes() -> None:
    shown = answer(said("sentence", "First."), said("sentence", "Second.", start=40))
    html = render_turn(Shown(7, shown))
    for number, text in ((1, "First."), (2, "Second.")):
        button = re.search(rf'<button[^>]*class="cw-marker"[^>]*data-number="{number}"[^>]*>', html)
        assert button
        assert 'type="button"' in button[0]
        described = re.search(r'aria-describedby="([^"]+)"', button[0])
        assert described
        tooltip = html.split(f'id="{described[1]}"')[1].split("</span></span>")[0]
        assert text in tooltip
        assert "page 2" in tooltip


def test_an_answer_counts_what_is_word_for_word() -> None:
    exact = said("sentence", "Exactly so.")
    free = Part("sentence", "In other words.", (quote("Exactly so."),))
    assert "1 statement, word for word" in render_turn(Shown(1, answer(exact)))
    assert "1 of 2 statements word for word" in render_turn(Shown(1, answer(exact, free)))


def test_the_question_as_understood_stands_above_only_where_it_differs() -> None:
    part = said("sentence", "Yes.")
    assert "Understood as" not in render_turn(Shown(1, answer(part)))
    followed = answer(part, question="And X?", understood="What is X?")
    assert "Understood as" in Seen(render_turn(Shown(1, followed))).text
    assert "What is X?" in Seen(render_turn(Shown(1, followed))).text


def test_a_courtesy_is_no_refusal_and_offers_questions() -> None:
    text = "Hello. <b>Ask</b>.\n\nYou could ask:\n\n- What is a kiln?"
    said = Answer("Hi!", "", text, refused=True, suggestions=("What is a kiln?",))
    page = str(render_turn(Shown(1, said)))
    assert "<p>Hello. &lt;b&gt;Ask&lt;/b&gt;.</p>" in page
    assert page.count("What is a kiln?") >= 1
    for absent in ("You could ask", "refused", "do not seem to answer", "Understood as"):
        assert absent not in page


def test_a_refusal_says_what_is_missing_and_what_is_near() -> None:
    words = (WordEvidence("salary", 0.7, 0.0), WordEvidence("engineer", 0.3, 1.0))
    html = render_turn(
        Shown(
            3,
            refusal(
                "What is the salary of an engineer?",
                hits=(hit("a"), hit("b"), hit("c"), hit("d")),
                answerability=Answerability(0.1, ("salary",), words),
                suggestions=("What is a model?",),
            ),
        )
    )
    text = Seen(html).text
    assert "do not seem to answer" in text
    assert "Not covered by any passage: salary." in text
    assert html.count("data-passage=") == 3
    assert 'data-question="What is a model?"' in html
    assert "cw-marker" not in html
    for said in ("Why it was refused", "Ask again", "Helpful", "Not helpful"):
        assert said in text, "a refusal is judged and asked again like an answer"


def test_a_reason_is_asked_for_and_shown_once_it_is_kept() -> None:
    said_so = answer(said("sentence", "Old."))
    assert "What was wrong with it?" in Seen(render_turn(Shown(4, said_so, opinion=-1))).text
    html = render_turn(Shown(4, said_so, opinion=-1, reason='"Too" <short>'))
    assert "Thank you, it is kept" in Seen(html).text
    assert 'value="&#34;Too&#34; &lt;short&gt;"' in html
    assert "cw-reason" not in render_turn(Shown(4, said_so, opinion=1))


def test_a_changed_document_is_named_and_the_question_can_be_asked_again() -> None:
    html = render_turn(Shown(4, answer(said("sentence", "Old.")), stale=("Handbook",)))
    assert "Changed or removed since this was answered: Handbook." in Seen(html).text
    assert 'data-event="retry"' in html


def test_an_answer_that_is_being_written_is_marked_as_busy() -> None:
    assert 'aria-busy="true"' in render_live("Why?", [])
    assert "Because." in render_live("Why?", [said("sentence", "Because.")])


@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_text_stays_text_everywhere(payload: str) -> None:
    part = Part("sentence", payload, (quote(payload, title=payload),))
    row = Part("row", f"{payload} | b", (quote(payload),))
    shown = answer(part, row, question=payload, understood=payload + "?")
    evidence = Answerability(0.2, (payload,), (WordEvidence(payload, 1, 0),))
    refused = refusal(
        payload, hits=(hit(payload, payload),), answerability=evidence, suggestions=(payload,)
    )
    read = document(
        *((kind, payload) for kind in ("heading", "paragraph", "item", "row", "code", "furniture")),
        title=payload,
    )
    cited = Citation(1, "d1", payload, payload, payload, payload, 0, len(payload))
    for html in (
        render_turn(Shown(1, shown, stale=(payload,), opinion=-1)),
        render_turn(Shown(2, refused)),
        render_live(payload, [part]),
        render_reader(read, [cited], number=1),
        render_gone(cited, [cited], 1),
    ):
        seen = Seen(html)
        assert set(seen.tags) <= ALLOWED_TAGS
        names = {name for name, _ in seen.attributes}
        assert not [name for name in names if name.startswith("on") or name in ("href", "src")]
        assert "alert" not in "".join(v for n, v in seen.attributes if n in ("style", "class"))
        html.encode("utf-8")


def test_a_document_shows_headings_lists_tables_and_what_is_around_it() -> None:
    read = document(
        ("heading", "Head"),
        ("paragraph", "Body."),
        ("item", "one"),
        ("item", "two"),
        ("head", "A | B"),
        ("row", "1 | 2"),
        ("furniture", "Subscribe!"),
    )
    html = render_blocks(read)
    assert "<h3" in html
    assert html.count("<li") == 2
    assert html.count('<th scope="col">') == 2
    assert "<td>1</td><td>2</td>" in html
    assert re.search(r'class="cw-furniture"[^>]*>Subscribe!', html)


def test_the_quote_is_marked_exactly_across_blocks_and_cells() -> None:
    read = document(("row", "Git | history of code"), ("paragraph", "Next one."))
    start = read.text.index("history")
    end = read.text.index("one")
    html = render_blocks(read, [Highlight(start, end, 1, True)])
    assert Seen(html).marked == "history of codeNext "


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["heading", "paragraph", "item", "row"]),
            st.text(st.characters(codec="utf-8"), min_size=1, max_size=30),
        ),
        min_size=1,
        max_size=6,
    ),
    st.data(),
)
def test_whatever_is_marked_is_the_text_of_the_blocks(
    blocks: list[tuple[str, str]], data: st.DataObject
) -> None:
    read = document(*blocks)
    start = data.draw(st.integers(0, len(read.text) - 1))
    end = data.draw(st.integers(start + 1, len(read.text)))
    seen = Seen(render_blocks(read, [Highlight(start, end, 1, True)]))
    covered = "".join(
        read.text[max(start, block.start) : min(end, block.end)]
        for block in read.blocks
        if block.end > start and block.start < end
    )
    # A table drops the bars between its cells; a parser reads every line end as one character.
    assert _plain(seen.marked) == _plain(covered)


def _plain(text: str) -> str:
    return re.sub(r"[\s|\x00]", "", text).replace("�", "")


def test_the_reader_walks_through_all_quotes_of_the_answer() -> None:
    read = document(("paragraph", "One. Two. Three."))
    cited = [
        Citation(
            n,
            "d1",
            "a.md",
            "Title",
            "",
            text,
            read.text.index(text),
            read.text.index(text) + len(text),
        )
        for n, text in ((1, "One."), (2, "Two."), (3, "Three."))
    ]
    html = render_reader(read, cited, number=2, turn=5)
    assert "Quote 2 of 3" in html
    assert re.search(r'aria-label="Previous quote"[^>]*data-number="1"', html)
    assert re.search(r'aria-label="Next quote"[^>]*data-number="3"', html)
    assert re.search(r'<mark class="cw-current" data-number="2">Two\.</mark>', html)
    assert '<mark data-number="1">One.</mark>' in html
    first = render_reader(read, cited, number=1)
    assert re.search(r'aria-label="Previous quote" disabled', first)


def test_markdown_has_footnotes_and_nothing_of_it_acts() -> None:
    shown = answer(
        said("sentence", "Uses <b>tags</b> and [links](x)."),
        said("item", "one"),
        Part("head", "Tool | Use"),
        said("row", "Git | history"),
    )
    markdown = answer_as_markdown(shown)
    assert "Uses \\<b\\>tags\\</b\\> and \\[links\\](x).[^1]" in markdown
    assert "- one[^2]" in markdown
    assert "| Tool | Use |\n| --- | --- |\n| Git | history[^3] |" in markdown
    assert markdown.count("\n[^") == 3
    whole = conversation_as_markdown("All", [])
    assert whole == "# All\n\n"[:-1]


def test_shortened_keeps_words_whole() -> None:
    assert shortened("a short one", 40) == "a short one"
    assert shortened("several words of a sentence", 16) == "several words…"
    assert len(shortened("x" * 100, 20)) == 20


def test_tags_escape_children_and_attributes() -> None:
    made = tag("p", "<b>", data_a='"', hidden=True, class_=None)
    assert made == '<p data-a="&#34;" hidden>&lt;b&gt;</p>'


def test_places_go_from_the_highest_score_and_none_has_none() -> None:
    assert ranks([0.2, None, 0.9, 0.2]) == [1, None, 0, 1]


def test_the_evidence_shows_every_word_stage_and_passage() -> None:
    words = (WordEvidence("owls", 0.75, 0.9), WordEvidence("zebras", 0.25, 0.1))
    found = Answer(
        "Do owls hunt zebras?",
        "Do owls hunt zebras?",
        "",
        hits=(hit("Owls hunt.", "Night birds"), hit("Zebras graze.", "Stripes")),
        answerability=Answerability(0.62, ("zebras",), words),
        seconds={"reading": 0.004, "retrieval": 0.006},
    )
    head, below = evidence_head(found, caution=0.5), evidence_passages(found, 3)
    seen = Seen(str(head) + str(below))
    assert "62%" in seen.text
    assert "below 50%" in seen.text
    assert "68%" in seen.text, "what a word brings is its weight times its coverage"
    for shown in ("reading 4.0 ms", "retrieval 6.0 ms", "Time: 10 ms", "Night birds", "Stripes"):
        assert shown in seen.text
    assert set(seen.tags) <= ALLOWED_TAGS
    assert [value for name, value in seen.attributes if name == "data-passage"] == ["0", "1"]
    missing = re.findall(r'class="cw-word cw-word-missing"[^>]*>([^<]*)<', head)
    assert missing == ["zebras"]


@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_evidence_stays_text(payload: str) -> None:
    words = (WordEvidence(payload, 1, 0),)
    answered = Answer(
        payload,
        payload,
        "",
        hits=(hit(payload, payload),),
        answerability=Answerability(0.2, (payload,), words),
        seconds={"reading": 0.01},
    )
    seen = Seen(str(evidence_head(answered, caution=0.5)) + str(evidence_passages(answered, 1)))
    assert set(seen.tags) <= ALLOWED_TAGS
    assert not [name for name, _ in seen.attributes if name.startswith("on")]


@pytest.mark.parametrize("payload", HOSTILE)
def test_a_plot_shows_hostile_text_as_it_stands(payload: str) -> None:
    assert "<" not in label(payload, 200)


def test_a_disagreement_shows_both_quotes_with_their_dates() -> None:
    shown = answer(said("sentence", "It opens in May."), said("sentence", "It opens in June."))
    first, second = shown.citations
    conflict = Conflict(first, second, "one says May, the other June", ("2024-01-02", None))
    seen = Seen(render_turn(Shown(4, replace(shown, conflicts=(conflict,)))))
    assert "The documents disagree" in seen.text
    assert "one says May, the other June" in seen.text
    assert "2024-01-02" in seen.text
    assert "no date" in seen.text
    ids = [value for name, value in seen.attributes if name == "id"]
    assert len(ids) == len(set(ids))


def test_a_refusal_keeps_its_lines_when_it_is_copied() -> None:
    said = Answer("Hi!", "", "Hello.\n\nYou could ask:\n\n- What is *a* kiln?", refused=True)
    lines = answer_as_markdown(said).splitlines()
    assert lines == ["Hello.", "", "You could ask:", "", "- What is \\*a\\* kiln?"]
