"""Tokens of programs: made by `citewell token NAME`, kept as hashes in the index's folder."""

import hashlib
import hmac
import json
import os
import secrets
import threading
from dataclasses import asdict, dataclass
from pathlib import Path

from ingest.errors import CitewellError

PREFIX = "cw-"
_LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class Token:
    """A token without its secret: whose it is, its SHA-256, and whether it may add and delete
    documents."""

    name: str
    digest: str
    may_write: bool


class Tokens:
    """The tokens of an index; safe for threads and for a command that changes them meanwhile.

    A token is 32 random bytes, so a plain SHA-256 keeps it as safe as a slow hash would: there is
    nothing to guess. The file is read again whenever it has changed.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "tokens.json"
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._tokens: tuple[Token, ...] = ()

    def all(self) -> tuple[Token, ...]:
        """Every token, by name."""
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return ()
        with self._lock:
            if self._seen != (status.st_mtime_ns, status.st_ino):
                self._tokens = self._read()
                self._seen = (status.st_mtime_ns, status.st_ino)
            return self._tokens

    def make(self, name: str, *, may_write: bool = False) -> str:
        """A new token, which is told only here; one of the same name stops working.

        Raises CitewellError for a name that cannot be one.
        """
        if not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
            raise CitewellError(
                f"{name!r} is no name of a token; use 1 to {_LONGEST_NAME} printable characters"
            )
        secret = PREFIX + secrets.token_urlsafe(32)
        kept = [token for token in self.all() if token.name != name]
        self._write([*kept, Token(name, _digest(secret), may_write)])
        return secret

    def remove(self, name: str) -> None:
        """End a token. Raises CitewellError where there is none of this name."""
        kept = [token for token in self.all() if token.name != name]
        if len(kept) == len(self.all()):
            raise CitewellError(f"there is no token {name}; see: citewell token --list")
        self._write(kept)

    def find(self, secret: str) -> Token | None:
        """The token with this secret. All are compared, each in constant time."""
        digest = _digest(secret)
        found = None
        for token in self.all():
            if hmac.compare_digest(token.digest, digest):
                found = token
        return found

    def _read(self) -> tuple[Token, ...]:
        try:
            stored = json.loads(self._path.read_text("utf-8"))
            return tuple(Token(**each) for each in stored)
        except (ValueError, TypeError) as error:
            raise CitewellError(
                f"cannot read {self._path}; delete it and make the tokens again: "
                "citewell token NAME"
            ) from error

    def _write(self, tokens: list[Token]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(".new")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            ordered = sorted(tokens, key=lambda token: token.name)
            json.dump([asdict(token) for token in ordered], file, indent=2)
        draft.replace(self._path)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
