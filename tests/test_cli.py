"""The command as people and programs use it, in processes of its own."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ui.api.models import AnswerBody
from ui.cli import app
from ui.cli_common import legible

QUESTION = "what does an AI engineer do day to day?"


def run(
    *arguments: str, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    code = "import sys; from ui.cli import main; sys.argv[0] = 'citewell'; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)} | environment,
        check=False,
    )


def assert_one_line_error(result: subprocess.CompletedProcess[str], *words: str) -> None:
    assert result.returncode != 0
    assert "Traceback" not in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    for word in words:
        assert word in result.stderr


def test_answer_json_keeps_its_contract(corpus_index: Path) -> None:
    result = run("ask", QUESTION, "--index", str(corpus_index), "--json")
    assert result.returncode == 0, result.stderr
    answer = json.loads(result.stdout)
    contract = {
        "question": str,
        "answer": str,
        "refused": bool,
        "citations": list,
        "passages": list,
        "missing": list,
        "seconds": dict,
    }
    for key, kind in contract.items():
        assert isinstance(answer[key], kind), key
    assert list(answer) == list(AnswerBody.model_fields), "the same as over HTTP"
    assert answer["question"] == QUESTION
    assert answer["refused"] is False
    names = "number document source title section quote start end page".split()
    for citation in answer["citations"]:
        assert list(citation) == names
    for passage in answer["passages"]:
        assert list(passage) == "document source section text start end page score".split()
    citation = answer["citations"][0]
    shown = run("documents", citation["document"], "--text", "--index", str(corpus_index))
    assert shown.stdout[citation["start"] : citation["end"]] == citation["quote"]


def test_answer_for_people_names_its_sources(corpus_index: Path) -> None:
    result = run("ask", QUESTION, "--index", str(corpus_index))
    assert result.returncode == 0, result.stderr
    assert "[1]" in result.stdout
    assert "day-to-day-tasks.md" in result.stdout


def test_batch_answers_line_by_line_in_order(corpus_index: Path, tmp_path: Path) -> None:
    batch = tmp_path / "questions.jsonl"
    lines = [
        {"question": "What is a data scientist?", "history": []},
        {"question": "And a research scientist?", "history": ["What is a data scientist?"]},
        {"question": "Who painted the Mona Lisa?"},
    ]
    batch.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    result = run("ask", "--batch", str(batch), "--index", str(corpus_index), "--json")
    assert result.returncode == 0, result.stderr
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["question"] for answer in answers] == [line["question"] for line in lines]
    assert [answer["refused"] for answer in answers] == [False, False, True]
    assert "research scientist" in answers[1]["understood"]


def test_batch_names_the_line_that_is_wrong(corpus_index: Path, tmp_path: Path) -> None:
    batch = tmp_path / "questions.jsonl"
    batch.write_text('{"question": "Why?"}\n{"query": "Why?"}\n', "utf-8")
    result = run("ask", "--batch", str(batch), "--json", "--index", str(corpus_index))
    assert_one_line_error(result, "questions.jsonl, line 2", '"question"')


def test_documents_are_listed_and_shown(corpus_index: Path) -> None:
    result = run("documents", "--json", "--index", str(corpus_index))
    records = json.loads(result.stdout)
    assert len(records) >= 18
    assert {"id", "source", "title", "characters", "passages"} <= set(records[0])
    shown = run("documents", records[0]["id"], "--index", str(corpus_index))
    receipt = json.loads(shown.stdout)
    assert receipt["format"] == "Markdown"
    assert receipt["furniture"]["parts"] >= 0


def test_ingest_reports_bad_files_by_name_and_status(tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "good.txt").write_text("The harbour master signs every ledger by hand.\n")
    (documents / "bad.pdf").write_bytes(b"%PDF-1.4 nothing else")
    result = run("ingest", "documents", cwd=tmp_path)
    assert result.returncode == 1
    assert "1 added" in result.stdout
    assert "bad.pdf: " in result.stderr
    assert "Traceback" not in result.stderr
    again = run("ingest", "documents", "--json", cwd=tmp_path)
    report = json.loads(again.stdout)
    assert (report["added"], report["unchanged"]) == (0, 1)
    asked = run("ask", "Who signs the ledger?", cwd=tmp_path)
    assert "The harbour master signs every ledger by hand. [1]" in asked.stdout
    (record,) = json.loads(run("documents", "--json", cwd=tmp_path).stdout)
    assert "Removed" in run("remove", record["id"], cwd=tmp_path).stdout
    assert json.loads(run("documents", "--json", cwd=tmp_path).stdout) == []
    assert "is well: 0 documents" in run("doctor", cwd=tmp_path).stdout


def test_a_document_is_found_by_each_of_its_paths(tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    for name in ("first.txt", "second.txt"):
        (documents / name).write_text("The harbour master signs every ledger by hand.\n")
    assert run("ingest", "documents", cwd=tmp_path).returncode == 0
    (record,) = json.loads(run("documents", "--json", cwd=tmp_path).stdout)
    assert len(record["paths"]) == 2
    for path in record["paths"]:
        assert "ledger" in run("documents", path, "--text", cwd=tmp_path).stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ask", "Why?"], ["there is no index", "citewell ingest"]),
        (["ask"], ["give a question", "citewell ask"]),
        (["ask", "--batch", "q.jsonl"], ["--json"]),
        (["documents"], ["there is no index"]),
        (["eval", "--squad", "nowhere.json"], ["there is no nowhere.json"]),
    ],
)
def test_errors_are_one_line_with_the_remedy(
    tmp_path: Path, arguments: list[str], words: list[str]
) -> None:
    assert_one_line_error(run(*arguments, cwd=tmp_path), *words)


def test_wrong_setting_is_named(tmp_path: Path) -> None:
    result = run("ask", "Why?", cwd=tmp_path, CITEWELL_CAUTION="much")
    assert_one_line_error(result, "CITEWELL_CAUTION", "much")


COMMANDS = "ingest watch ask chat verify documents remove doctor ui serve mcp token eval".split()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_has_an_example(command: str) -> None:
    result = CliRunner().invoke(app, [command, "--help"])
    assert result.exit_code == 0
    _, found, examples = result.stdout.partition("Example")
    assert found
    assert f"citewell {command}" in examples


def test_help_names_every_command() -> None:
    result = CliRunner().invoke(app, [])
    assert result.exit_code == 0
    for command in COMMANDS:
        assert f"\n  {command} " in result.stdout
    assert "..." not in result.stdout.partition("Commands:")[2], "no description is cut off"


def test_help_does_not_wait_for_what_it_does_not_need() -> None:
    said = "import sys; from ui.cli import app; app(['ask', '--help'], standalone_mode=False)"
    asked = f"{said}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    modules = set(done.stdout.splitlines()[-1].split())
    loaded = {name.partition(".")[0] for name in modules}
    assert "typer" in loaded
    assert not loaded & {"numpy", "torch", "chromadb", "langchain_core"}
    assert not modules & {"ingest.settings", "ingest.pipeline"}


def test_a_wrong_command_line_is_told_in_one_line_with_the_remedy(tmp_path: Path) -> None:
    for arguments, words in (
        (["ask", "Why?", "--nonsense"], ["--nonsense", "see: citewell ask --help"]),
        (["asks"], ["asks", "see: citewell --help"]),
        (["ask", "Why?", "--caution", "2"], ["--caution", "see: citewell ask --help"]),
        (["remove"], ["ID", "see: citewell remove --help"]),
    ):
        result = run(*arguments, cwd=tmp_path)
        assert result.returncode == 2
        assert_one_line_error(result, *words)


def test_a_bundle_is_written_and_verified(corpus_index: Path, tmp_path: Path) -> None:
    file = tmp_path / "answer.json"
    asked = run("ask", QUESTION, "--index", str(corpus_index), "--bundle", str(file))
    assert asked.returncode == 0, asked.stderr
    held = run("verify", str(file), "--json", cwd=tmp_path)
    assert held.returncode == 0, held.stderr
    assert json.loads(held.stdout)["questions"] == [QUESTION]
    file.write_bytes(file.read_bytes().replace(b"engineer", b"Engineer", 1))
    assert_one_line_error(run("verify", str(file)), "answer.json does not hold", "changed")
    assert_one_line_error(run("verify", str(tmp_path / "none.json")), "none.json", "No such file")


def test_a_pipe_gets_lines_that_programs_can_cut(corpus_index: Path) -> None:
    listed = run("documents", "--index", str(corpus_index), FORCE_COLOR="", COLUMNS="20")
    head, *rows = [line.split("\t") for line in listed.stdout.splitlines()]
    assert head == ["id", "title", "source", "characters", "passages"]
    assert len(rows) >= 18
    assert all(len(row) == 5 and row[3].isdigit() for row in rows)
    assert "\x1b" not in listed.stdout


def test_tokens_are_made_listed_and_removed(tmp_path: Path) -> None:
    made = run("token", "laptop", cwd=tmp_path)
    assert made.stdout.startswith("cw-")
    assert len(made.stdout.split()) == 1
    assert run("token", "--list", cwd=tmp_path).stdout == "laptop: reads\n"
    assert run("token", "laptop", "--remove", cwd=tmp_path).returncode == 0
    assert_one_line_error(run("token", cwd=tmp_path), "citewell token my-script")


def test_what_documents_say_does_not_act_on_a_terminal() -> None:
    assert (
        legible("a\x1b]0;owned\x07b\x9b31m\u202ec\td\n")
        == "a\ufffd]0;owned\ufffdb\ufffd31m\ufffdc\td\n"
    )


def test_watch_follows_a_folder(tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "a.txt").write_text("The lighthouse was built of granite blocks.\n")
    code = "import sys; from ui.cli import main; main()"
    watcher = subprocess.Popen(
        [sys.executable, "-c", code, "watch", "documents"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)},
    )
    assert watcher.stdout is not None
    try:
        # At once, whether the first ingestion has begun, has looked for files or has ended: what
        # changes meanwhile is noticed, too.
        assert "1 added" in watcher.stdout.readline()
        (documents / "b.txt").write_text("The ferry crosses the sound twice a day.\n")
        assert "1 added, 1 unchanged" in watcher.stdout.readline()
        (documents / "a.txt").unlink()
        assert "1 unchanged, 1 removed" in watcher.stdout.readline()
    finally:
        watcher.send_signal(signal.SIGINT)
        assert watcher.wait(30) == 0
        watcher.stdout.close()
