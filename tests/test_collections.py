"""Several indexes side by side: names, folders, and all of them read as one."""

import json
from pathlib import Path

import pytest
from fakes import FakeEmbedder, add, make_document
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from ingest.collections import ALL, MAIN, Collections, checked_name, folder_of, names_in
from ingest.errors import StoreError
from ingest.index_local import LocalIndex

OWLS = "Owls hunt at night. Owls turn their heads."
BEES = "Bees dance to tell the way. Bees make honey."


@pytest.fixture
def shelves(tmp_path: Path, embedder: FakeEmbedder) -> Collections:
    """A main collection on owls and a second one on bees."""
    home = tmp_path / "home"
    main = LocalIndex(home, create=True)
    made = Collections(home, main, lambda folder: LocalIndex(folder, create=True))
    add(main, embedder, make_document(OWLS, source="owls.txt", title="Owls"))
    made.make("My bees")
    add(made.get("My bees"), embedder, make_document(BEES, source="bees.txt", title="Bees"))
    return made


def test_each_is_asked_alone_and_all_together(shelves: Collections, embedder: FakeEmbedder) -> None:
    asked = embedder.encode(["bees honey owls"])[0].vector
    found = {}
    for name in (MAIN, "My bees", ALL):
        with shelves.asked(name).snapshot() as snapshot:
            hits = snapshot.search_meaning(asked, 10)
            assert [hit.score for hit in hits] == sorted((h.score for h in hits), reverse=True)
            found[name] = {hit.passage.title for hit in hits}
            words = snapshot.search_words("honey", 10)
            assert {hit.passage.title for hit in words} <= {"Bees"}
    assert found == {MAIN: {"Owls"}, "My bees": {"Bees"}, ALL: {"Owls", "Bees"}}


def test_the_union_keeps_the_promises_of_a_snapshot(
    shelves: Collections, embedder: FakeEmbedder
) -> None:
    with shelves.all.snapshot() as union:
        ids = {record.id for record in union.documents()}
        assert len(ids) == 2
        assert union.passage_count() == 4
        assert union.document_frequency(["owls", "bees", "zebra"]) == [2, 2, 0]
        for each in ids:
            document = union.document(each)
            passages = union.neighbours(each)
            assert document is not None
            assert len(passages) == 2
            assert all(document.text[p.start : p.end] == p.text for p in passages)
            wanted = [p.id for p in reversed(passages)]
            assert [p.id for p in union.passages(["unknown", *wanted])] == wanted
            vectors = [encoding.vector for encoding in union.encodings(wanted)]
            for passage, vector in zip(reversed(passages), vectors, strict=True):
                assert vector @ embedder.encode([passage.embedded_text])[0].vector > 0.99
        assert union.document("unknown") is None
        assert union.neighbours("unknown") == []


def test_what_two_collections_hold_shows_once(shelves: Collections, embedder: FakeEmbedder) -> None:
    same = make_document(OWLS, source="owls.txt", title="Owls")
    add(shelves.get("My bees"), embedder, same)
    with shelves.all.snapshot() as union:
        assert [r.id for r in union.documents()].count(same.id) == 1
        hits = union.search_words("owls", 10)
        assert len(hits) == len({hit.passage.id for hit in hits}) == 2
    assert shelves.holding(same.id) == [MAIN, "My bees"]
    assert shelves.all.remove(same.id)
    assert shelves.holding(same.id) == []


def test_one_that_another_process_made_takes_part_at_once(shelves: Collections) -> None:
    LocalIndex(shelves.home / "collections" / "Late", create=True).close()
    assert shelves.names() == [MAIN, "Late", "My bees"]
    with shelves.all.snapshot() as union:
        assert union.passage_count() == 4


def test_a_deleted_one_is_gone_with_its_files(shelves: Collections) -> None:
    folder = shelves.get("My bees").folder
    shelves.delete("My bees")
    assert not folder.exists()
    assert shelves.names() == [MAIN]
    assert shelves.known("My bees") == MAIN
    with pytest.raises(StoreError, match="no collection"):
        shelves.get("My bees")
    with pytest.raises(StoreError, match="main"):
        shelves.delete(MAIN)


@pytest.mark.parametrize("name", ["", " ", "..", ".hidden", "a/b", "a\\b", "-x", "x" * 41, "a\0b"])
def test_what_cannot_be_a_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(StoreError, match="letters"):
        folder_of(tmp_path, name)


def test_names_that_differ_only_in_capitals_are_one(shelves: Collections) -> None:
    with pytest.raises(StoreError, match="already"):
        shelves.make("my BEES")
    for reserved in ("Main", "main"):
        with pytest.raises(StoreError, match="already"):
            shelves.make(reserved)
    with pytest.raises(StoreError, match="all collections"):
        shelves.make("ALL")


@given(st.text())
def test_any_name_stays_below_the_home(name: str) -> None:
    home = Path("/home/of/indexes")
    try:
        folder = folder_of(home, name)
    except StoreError:
        return
    assert folder == home or folder.parent == home / "collections"
    assert checked_name(folder.name) == folder.name or folder == home


def test_the_command_adds_to_and_asks_collections(tmp_path: Path) -> None:
    from ui import cli, cli_ingest

    if not any(command.callback is cli_ingest.ingest for command in cli.app.registered_commands):
        cli_ingest.register(cli.app)
    runner, home = CliRunner(), tmp_path / "home"
    (tmp_path / "owl.md").write_text("# Owls\n\nAn owl is a bird that hunts at night.\n", "utf-8")
    (tmp_path / "bee.md").write_text("# Bees\n\nA bee is an insect that makes honey.\n", "utf-8")

    def run(*arguments: str) -> str:
        done = runner.invoke(cli.app, [*arguments, "--index", str(home)])
        if done.exception is not None:
            raise done.exception
        return done.stdout

    run("ingest", str(tmp_path / "owl.md"))
    run("ingest", str(tmp_path / "bee.md"), "--collection", "bees")
    assert names_in(home) == [MAIN, "bees"]
    refused = {
        name: json.loads(run("ask", "What is a bee?", "--json", "--collection", name))["refused"]
        for name in (MAIN, "bees", ALL)
    }
    assert refused == {MAIN: True, "bees": False, ALL: False}
    assert "Bees" in run("documents", "--collection", "bees")
    with pytest.raises(StoreError, match="there: main, bees, all"):
        run("ask", "What is a bee?", "--collection", "wasps")
