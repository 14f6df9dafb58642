"""Conversations in SQLite, in the index's folder: they outlive a reload and a restart.

Answers are kept as JSON that this module does not read, but for a plain text to search in.
Everything belongs to a user; without the right user nothing is found.
"""

import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import StoreError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS conversations (
  id TEXT PRIMARY KEY, user TEXT NOT NULL, title TEXT NOT NULL, updated REAL NOT NULL);
CREATE INDEX IF NOT EXISTS conversations_of ON conversations (user, updated);
CREATE TABLE IF NOT EXISTS turns (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  question TEXT NOT NULL, text TEXT NOT NULL, answer TEXT NOT NULL, asked REAL NOT NULL,
  opinion INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS turns_of ON turns (conversation);
"""

_SETTINGS = (
    "journal_mode = WAL",
    "synchronous = NORMAL",  # a crash of the process loses nothing, and no question waits for disks
    "foreign_keys = ON",
    "secure_delete = ON",  # what is deleted shall not stay readable in the file
)


@dataclass(frozen=True, slots=True)
class ConversationRecord:
    """A line of the list of conversations; `updated` is seconds since 1970."""

    id: str
    title: str
    updated: float
    turns: int


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """A question with its answer (JSON); `opinion` is 1, -1, or 0 for none, `reason` its words."""

    id: int
    conversation: str
    question: str
    answer: str
    asked: float
    opinion: int
    reason: str


class ConversationStore:
    """Conversations, their turns and what was thought of them. Safe for threads and processes.

    Raises StoreError where the folder cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "conversations.sqlite3"
        self._lock = threading.Lock()
        try:
            # Kept open: closing the last connection would write and sync the whole log each time.
            self._opened = sqlite3.connect(self.path, timeout=10, check_same_thread=False)
        except sqlite3.Error as error:
            raise StoreError(f"cannot use {self.path}: {error}") from error
        with self._connection() as connection:
            for setting in _SETTINGS:
                connection.execute(f"PRAGMA {setting}")
            connection.executescript(_SCHEMA)

    def start(self, user: str, title: str) -> str:
        """A new, empty conversation's id, which cannot be guessed."""
        identity = secrets.token_urlsafe(12)
        with self._connection() as connection:
            connection.execute(
                "INSERT INTO conversations VALUES (?, ?, ?, ?)",
                (identity, user, title, time.time()),
            )
        return identity

    def add_turn(
        self, user: str, conversation: str, *, question: str, text: str, answer: str
    ) -> int | None:
        """Keep a question and its answer; `text` is what is searched. None if there is no such
        conversation of this user (any more)."""
        with self._connection() as connection:
            found = connection.execute(
                "UPDATE conversations SET updated = ? WHERE id = ? AND user = ?",
                (time.time(), conversation, user),
            )
            if not found.rowcount:
                return None
            added = connection.execute(
                "INSERT INTO turns (conversation, question, text, answer, asked)"
                " VALUES (?, ?, ?, ?, ?)",
                (conversation, question, text, answer, time.time()),
            )
            return added.lastrowid

    def conversations(self, user: str, *, search: str = "") -> list[ConversationRecord]:
        """The user's conversations, newest first: those with all words of `search` in the title,
        or in a question or answer of theirs."""
        query = (
            "SELECT c.id, c.title, c.updated,"
            " (SELECT count(*) FROM turns WHERE conversation = c.id)"
            " FROM conversations c WHERE c.user = ?"
        )
        values: list[str] = [user]
        for word in search.split():
            query += (
                " AND (c.title LIKE ? ESCAPE '\\' OR EXISTS (SELECT 1 FROM turns t WHERE"
                " t.conversation = c.id AND (t.question LIKE ? ESCAPE '\\'"
                " OR t.text LIKE ? ESCAPE '\\')))"
            )
            values += [_containing(word)] * 3
        with self._connection() as connection:
            rows = connection.execute(query + " ORDER BY c.updated DESC", values)
            return [ConversationRecord(*row) for row in rows]

    def turns(self, user: str, conversation: str) -> list[TurnRecord]:
        """The turns of a conversation, oldest first; none where it is not this user's."""
        return self._turns(user, "c.id = ?", conversation)

    def turn(self, user: str, turn: int) -> TurnRecord | None:
        """One turn by its id, if it is this user's."""
        return next(iter(self._turns(user, "t.id = ?", turn)), None)

    def _turns(self, user: str, where: str, value: object) -> list[TurnRecord]:
        query = (
            "SELECT t.id, t.conversation, t.question, t.answer, t.asked, t.opinion, t.reason"
            f" FROM turns t JOIN conversations c ON c.id = t.conversation WHERE {where}"
            " AND c.user = ? ORDER BY t.id"
        )
        with self._connection() as connection:
            return [TurnRecord(*row) for row in connection.execute(query, (value, user))]

    def rename(self, user: str, conversation: str, title: str) -> bool:
        """Give a title; False where it is not this user's conversation."""
        with self._connection() as connection:
            done = connection.execute(
                "UPDATE conversations SET title = ? WHERE id = ? AND user = ?",
                (title, conversation, user),
            )
            return done.rowcount > 0

    def delete(self, user: str, conversation: str) -> bool:
        """Forget a conversation; False where it is not this user's."""
        with self._connection() as connection:
            done = connection.execute(
                "DELETE FROM conversations WHERE id = ? AND user = ?", (conversation, user)
            )
        self._clear_log()
        return done.rowcount > 0

    def delete_all(self, user: str) -> int:
        """Forget all of a user's conversations; how many there were."""
        with self._connection() as connection:
            done = connection.execute("DELETE FROM conversations WHERE user = ?", (user,))
        self._clear_log()
        return done.rowcount

    def clear(self) -> int:
        """Forget all conversations of all users; how many there were."""
        with self._connection() as connection:
            done = connection.execute("DELETE FROM conversations")
        self._clear_log()
        return done.rowcount

    def set_opinion(self, user: str, turn: int, opinion: int, reason: str = "") -> bool:
        """Keep what the user thinks of an answer; False where it is not the user's."""
        with self._connection() as connection:
            done = connection.execute(
                "UPDATE turns SET opinion = ?, reason = ? WHERE id = ? AND conversation IN"
                " (SELECT id FROM conversations WHERE user = ?)",
                (opinion, reason, turn, user),
            )
            return done.rowcount > 0

    def opinions(self) -> tuple[int, int]:
        """How many answers were found helpful, and how many not, over all users."""
        with self._connection() as connection:
            query = "SELECT coalesce(sum(opinion > 0), 0), coalesce(sum(opinion < 0), 0) FROM turns"
            helpful, unhelpful = connection.execute(query).fetchone()
        return helpful, unhelpful

    def _clear_log(self) -> None:
        """Empty the log of changes, in which what was deleted can still be read."""
        with self._connection() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """The connection, for one transaction of one thread."""
        try:
            with self._lock, self._opened:
                yield self._opened
        except sqlite3.Error as error:
            raise StoreError(f"cannot use {self.path}: {error}") from error


def _containing(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
